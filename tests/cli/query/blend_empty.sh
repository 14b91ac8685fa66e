make_small_model m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\nbob,alien,10\nnobody,gone,7\n' >three.csv
lbrec-query --model m.h5 --ratings three.csv --blend --year 1900..1920 --json
