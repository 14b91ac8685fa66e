printf 'user_id,movie_id,rating_val\na,x,3\na,y,good\nb,x,4\n' >ratings.csv
lbrec-train -o m.h5 ratings.csv
code=$?
ls
exit $code
