. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
lbrec-train --rank 5 --evaluate --report r.json -o m.h5 ratings.csv || exit
test -s m.h5 && ls
grep -o '"rows":[0-9]*,"ratings":[0-9]*,"users":[0-9]*,"films":[0-9]*' r.json
grep -o '"rank":5' r.json
grep -o '"notebook":{"note"' r.json
