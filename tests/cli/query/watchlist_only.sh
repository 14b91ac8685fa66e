make_small_model m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,4\n' >ann.csv
printf 'dracula-2025\n8-half\nhttps://letterboxd.com/film/face-off/\namelie\n' >list
lbrec-query --model m.h5 --ratings ann.csv --watchlist list --watchlist-only --runtime ..138 --format csv
