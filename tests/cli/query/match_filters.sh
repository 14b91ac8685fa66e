make_small_model m.h5
cat >two.csv <<'END'
user_id,movie_id,rating_val
ann,amelie,10
ann,face-off,9
ann,alien,4
ann,8-half,2
bob,alien,10
bob,amelie,9
bob,face-off,9
bob,8-half,9
END
lbrec-query --model m.h5 --ratings two.csv --match --count 1
lbrec-query --model m.h5 --ratings two.csv --match --year ..1990
lbrec-query --model m.h5 --ratings two.csv --match --genre Nowhere
echo "exit $?"
lbrec-query --model m.h5 --ratings two.csv --match --pick 2
echo "exit $?"
