# A model that has learnt less is refused, with both figures, before it is even trained on all.
. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
awk -F , 'NR == 1 { print; next } { x = (x * 16807 + 7) % 2147483647; print $1 "," $2 "," 1 + x % 10 }' \
    ratings.csv >noise.csv
lbrec-train -q --method zscore --rank 5 --gate 0.05 -o m.h5 ratings.csv || exit
cp m.h5 before.h5
lbrec-train -q --method zscore --rank 5 --gate 0.05 -o m.h5 noise.csv
code=$?
cmp m.h5 before.h5 || exit 1
ls
exit $code
