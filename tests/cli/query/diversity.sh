make_small_model m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,7\n' >ann.csv
lbrec-query --model m.h5 --ratings ann.csv --count 3 --format csv
lbrec-query --model m.h5 --ratings ann.csv --count 3 --format csv --diversity 0
lbrec-query --model m.h5 --ratings ann.csv --count 3 --format csv --diversity 0.9
