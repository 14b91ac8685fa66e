# Far fewer ratings: refused behind a gate, and the model stays; a warning without one.
. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
lbrec-train -q --method zscore --rank 5 -o m.h5 ratings.csv || exit
cp m.h5 before.h5
head -n 300 ratings.csv >few.csv
lbrec-train --gate 0.1 --method zscore --rank 5 -o m.h5 few.csv
code=$?
cmp m.h5 before.h5 || exit 1
lbrec-train -q --method zscore --rank 5 -o other.h5 few.csv || exit 1
lbrec-train -q --gate 0.1 --allow-shrink --method zscore --rank 5 -o m.h5 few.csv || exit 1
exit $code
