make_small_model m.h5
cat >three.csv <<'END'
user_id,movie_id,rating_val
ann,amelie,10
ann,face-off,9
ann,alien,4
bob,alien,10
bob,amelie,9
bob,8-half,2
twin,amelie,10
twin,face-off,9
twin,alien,4
END
lbrec-query --model m.h5 --ratings three.csv --match
grep -v twin three.csv >two.csv
lbrec-query --model m.h5 --ratings two.csv --match --json
