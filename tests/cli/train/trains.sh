. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
lbrec-train --rank 5 --evaluate --report r.json -o m.h5 ratings.csv || exit
test -s m.h5 && ls
grep -o '"rows":[0-9]*,"ratings":[0-9]*,"users":[0-9]*,"films":[0-9]*' r.json
grep -o '"rank":5' r.json
grep -o '"notebook":{"note"' r.json
grep -o '"ratings":0,"rmse_z":null,"mae_z":null' r.json # of z-scores alone
lbrec-train -q --method zscore --rank 5 --evaluate --report z.json -o m.h5 ratings.csv || exit
grep -o '"ratings":1[0-9][0-9],"rmse_z":[0-9]' z.json | cut -c 1-11
