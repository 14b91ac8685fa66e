make_small_model m.h5
cat >given.csv <<'END'
user_id,movie_id,rating_val
zoe,alien,10
ann,amelie,10
nobody,gone,7
zoe,face-off,1
END
lbrec-query --model m.h5 --ratings given.csv --count 2 --json
