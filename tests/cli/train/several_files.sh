# Several files are read as if they were one: the model of all of them, and who is to blame.
. "$CASE_DIR/small.inc"
small_ratings >whole.csv
head -n 200 whole.csv >a.csv
{ head -n 1 whole.csv && sed -n '201,400p' whole.csv; } | gzip >b.csv.gz
# The last part has its columns in another order.
{ echo "movie_id,user_id,rating_val" && sed -n '401,$p' whole.csv | sed 's/\(.*\),\(.*\),\(.*\)/\2,\1,\3/'; } >c.csv
train() { lbrec-train --method zscore --rank 5 -q -o m.h5 "$@" 2>&1; }
content() { # what depends on the ratings alone
    h5dump -g /films -g /taste m.h5 | grep -v HDF5 | cksum
}
train whole.csv
content >whole
train a.csv b.csv.gz c.csv
content | cmp - whole && echo "the same model"
lbrec-query -m m.h5 --model-info | grep -o "a.csv, b.csv.gz, c.csv" | head -n 1
cat b.csv.gz | lbrec-train --method zscore --rank 5 -q -o m.h5 a.csv - c.csv
content | cmp - whole && echo "standard input among them"

echo "-- the last of all files counts"
{ head -n 1 whole.csv && sed -n 2p whole.csv | sed 's/[0-9]*$/1/'; } >later.csv
lbrec-train --method zscore --rank 5 -q --scale 1:10 --report r.json -o m.h5 whole.csv later.csv
grep -o '"duplicates":[0-9]*' r.json
lbrec-train --method zscore --rank 5 -o m.h5 --if-changed --scale 1:10 whole.csv later.csv 2>&1 | grep -o "nothing to do"
lbrec-train --method zscore --rank 5 -q -o m.h5 --if-changed --scale 1:10 later.csv whole.csv &&
    lbrec-query -m m.h5 --model-info | grep -o "later.csv, whole.csv"

echo "-- ids that are written in two ways"
printf 'user_id,movie_id,rating_val\na,1,8\nb,1,4\na,2,3\n' >whole_ids.csv
printf 'user_id,movie_id,rating_val\na,3.0,8\nb,1.0,4\n' >float_ids.csv
ids() { lbrec-train --method zscore --rank 1 -q -o ids.h5 "$@" 2>&1 | grep -o '[a-z_]*.csv: none of its films.*'; }
ids whole_ids.csv float_ids.csv
printf 'user_id,movie_id,rating_val\na,3,8\nb,1,4\n' >more_ids.csv
ids whole_ids.csv more_ids.csv || echo "no word of it"

echo "-- who is to blame"
printf 'user_id,movie_id,rating_val\na,x,8\nb,y,nine\n' >bad.csv
train a.csv bad.csv
printf 'member,movie_id,rating_val\na,x,8\n' >columns.csv
train a.csv columns.csv | cut -d ';' -f 1
train a.csv missing.csv
train a.csv ./a.csv
train - - </dev/null | head -n 1
printf 'user_id,movie_id,rating_val\na,x,3.5\nb,x,4\n' >stars.csv
train a.csv stars.csv
printf 'user_id,movie_id,rating_val\na,x,0.5\nb,x,4\n' >stars.csv
train a.csv stars.csv
printf 'user_id,movie_id,rating_val\n' >none.csv
printf 'userId,film,score\nu1,film-1,10\n' >other.csv
train a.csv none.csv other.csv

echo "-- what was seen beside ratings"
printf 'user_id,movie_id,rating_val\nu1,film-1,3.5\nu2,film-1,4\nu2,film-2,0.5\n' >stars.csv
printf 'user_id,movie_id,rating_val\nu3,film-1,1\nu3,film-2,1\n' >ones.csv
printf 'user_id,movie_id\nu4,film-1\n' >seen.csv
printf 'uid,movie_id\nu4,film-1\n' >uid.csv
lbrec-train --method zscore --rank 1 -q -o n.h5 stars.csv ones.csv seen.csv uid.csv 2>&1
