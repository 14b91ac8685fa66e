make_small_model m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,4\n' >ann.csv
echo 'Old One (1930)' >old
lbrec-query --model m.h5 --ratings ann.csv --year ..2005 --exclude old --with-tv --not-genre action --format csv
