make_small_model m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,4\n' >ann.csv
echo dracula-2025 >list
lbrec-query --model m.h5 --ratings ann.csv --watchlist list --count 2 --color always
