make_small_model m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\n' >ann.csv
lbrec-query --model m.h5 --ratings ann.csv --novelty 1
