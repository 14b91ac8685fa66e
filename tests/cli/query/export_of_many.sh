# Ratings of many people, as for training, are not one person's; those of one are.
make_small_model m.h5
ask() { lbrec-query --model m.h5 --count 1 --format csv --export "$@" 2>&1; }
printf '_id,movie_id,rating_val,user_id\n1,alien,8,ann\n2,amelie,10,ann\n3,alien,2,bob\n' >ratings.csv
ask ratings.csv
echo "$?"
grep -v bob ratings.csv >ann.csv
ask ann.csv
echo 'each name once, as that of a film may be:'
printf 'uid,title,year,rating\nfilm:1,Alien,1979,4\nfilm:2,Heat,1995,3\n' >films.csv
ask films.csv
