make_small_model m.h5
cat >given.csv <<'END'
user_id,movie_id,rating_val
ann,amelie,10
zoe,alien,10
END
cat >hidden.csv <<'END'
user_id,movie_id,rating_val
zoe,8-half,9
ann,gone,1
ann,face-off,8
ann,amelie,8
ann,8-half,2
END
lbrec-query --model m.h5 --ratings given.csv --candidates hidden.csv --json
