printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,4\n' >ann.csv
echo junk >m.h5
lbrec-query --model m.h5 --ratings ann.csv
