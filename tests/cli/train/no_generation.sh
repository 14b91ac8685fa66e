. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
lbrec-train -q --method zscore --rank 5 -o m.h5 ratings.csv || exit
lbrec-train -o m.h5 --rollback
