make_small_model m.h5
mkdir letterboxd-cleo-2026-03-01-10-00-utc other
printf 'Date,Name,Year,Letterboxd URI,Rating\n2026-01-02,Alien,1979,,5\n' >letterboxd-cleo-2026-03-01-10-00-utc/ratings.csv
printf 'Date,Name,Year,Letterboxd URI\n2023-05-01,Face/Off,1997,\n2026-11-20,8½,1963,\n' >letterboxd-cleo-2026-03-01-10-00-utc/watchlist.csv
printf 'Date,Name,Year,Letterboxd URI,Rating\n2026-01-02,The Office,2005,,4\n' >other/ratings.csv
printf 'Date,Name,Year,Letterboxd URI\n2026-11-20,8½,1963,\n' >other/watchlist.csv
printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,4\n' >ann.csv
people="--export letterboxd-cleo-2026-03-01-10-00-utc --export other --ratings ann.csv"
COLUMNS=100 lbrec-query --model m.h5 $people --blend --quiet
COLUMNS=60 lbrec-query --model m.h5 $people --blend --watchlist-only --weight 'person 2=2' --quiet
lbrec-query --model m.h5 $people --blend --watchlist-only --pick 1 --seed 3 --quiet --json --today 2026-11-24
# Without --blend: one answer after the other.
lbrec-query --model m.h5 --export letterboxd-cleo-2026-03-01-10-00-utc --export other --count 1 --quiet --format csv
