# Settings are searched for, said, and kept in the report.
. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
lbrec-train --tune --method zscore -k 10 --report r.json -o m.h5 ratings.csv || exit
grep -o "\"tuning\":{\"users\":[0-9]*" r.json
