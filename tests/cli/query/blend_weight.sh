make_small_model m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\nbob,alien,10\n' >both.csv
lbrec-query --model m.h5 --ratings both.csv --blend --weight zoe=2
