make_small_model m.h5
mkdir export
printf 'Date,Name,Year,Letterboxd URI,Rating\n2026-01-02,Amélie,2001,,5\n2026-01-03,Alien,1979,,2\n' >export/ratings.csv
printf 'Date,Name,Year,Letterboxd URI\n2023-05-01,Face/Off,1997,\n2026-11-20,8½,1963,\n2026-05-01,Old One,1930,\n' >export/watchlist.csv
lbrec-query --model m.h5 --export export --watchlist-only --count 0 --today 2026-11-24
COLUMNS=42 lbrec-query --model m.h5 --export export --watchlist-only --count 0 --today 2026-11-24
lbrec-query --model m.h5 --export export --watchlist-only --runtime ..100 --today 2026-11-24 --json
