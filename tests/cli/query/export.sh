make_small_model m.h5
mkdir letterboxd-ann_b-2026-03-01-10-00-utc
cd letterboxd-ann_b-2026-03-01-10-00-utc
cat >ratings.csv <<'END'
Date,Name,Year,Letterboxd URI,Rating
2024-01-01,Amelie,2001,https://boxd.it/1,5
2024-01-02,Some Old Name,1979,https://boxd.it/mA,2
END
cat >watchlist.csv <<'END'
Date,Name,Year,Letterboxd URI
2024-01-01,Old One,1931,https://boxd.it/2
2024-01-01,Never Heard Of,1931,https://boxd.it/zzzz1
END
cd ..
lbrec-query --model m.h5 --export letterboxd-ann_b-2026-03-01-10-00-utc --json --verbose --today 2026-11-24
