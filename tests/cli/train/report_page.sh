. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
lbrec-train -q --method zscore --rank 5 --report r.html --report r.json -o m.h5 ratings.csv || exit
head -n 1 r.html && head -c 12 r.json
