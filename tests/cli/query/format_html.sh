make_small_model m.h5
printf 'user,film,rating\nann,amelie,10\nzoe,alien,4\n' >ratings.csv
lbrec-query --model m.h5 --ratings ratings.csv --format html
