printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,4\n' >ann.csv
make_small_model d.h5
LBREC_MODEL=d.h5 lbrec-query --ratings ann.csv --count 1 --format csv
