make_small_model m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,2\n' >ann.csv
echo film:900 >list
lbrec-query --model m.h5 --ratings ann.csv --watchlist list --explain --json
