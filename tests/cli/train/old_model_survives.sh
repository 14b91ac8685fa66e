. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
lbrec-train -q --rank 5 -o m.h5 ratings.csv || exit
cp m.h5 before.h5
{ cat ratings.csv; echo bad; } | lbrec-train -q --rank 5 -o m.h5 - && exit 1
cmp m.h5 before.h5 && ls
