printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,4\n' >ann.csv
lbrec-query --model absent.h5 --ratings ann.csv
