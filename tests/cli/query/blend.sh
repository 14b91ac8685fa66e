make_small_model m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,4\nbob,alien,10\nbob,amelie,5\nbob,face-off,3\n' >both.csv
printf 'film:900\n' >list
# A list for both, with the stars of each; what both want is boosted.
lbrec-query --model m.h5 --ratings both.csv --watchlist list --blend --with-tv
lbrec-query --model m.h5 --ratings both.csv --blend --blend-by least-misery --count 1 --json
lbrec-query --model m.h5 --ratings both.csv --blend --weight bob=5 --count 2 --format csv
# Both are left out who is alone to want it, and so is what both have seen.
COLUMNS=34 lbrec-query --model m.h5 --ratings both.csv --blend --include-watched --count 2
