make_small_model m.h5
printf 'film,rating\namelie,10\nalien,4\n' >ratings.csv
lbrec-query --model m.h5 --ratings ratings.csv --count 3 --format letterboxd
