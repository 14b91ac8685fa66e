make_small_model --no-facts m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,4\n' >ann.csv
lbrec-query --model m.h5 --ratings ann.csv --count 2
lbrec-query --model m.h5 --ratings ann.csv --year 1990..
