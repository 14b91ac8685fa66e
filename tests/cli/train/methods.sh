. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
for method in hybrid zscore eigenrec softimpute; do
    lbrec-train -q --method $method --report r.json -o m.h5 ratings.csv || exit
    grep -o '"method":"[a-z]*"' r.json
done
