# A limit on the size of files is a failure to write, not a signal; the old model stays.
. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
lbrec-train -q --rank 5 -o m.h5 ratings.csv || exit
cp m.h5 before.h5
(ulimit -f 4; lbrec-train -q --rank 5 -o m.h5 ratings.csv 2>message; echo $?)
cmp m.h5 before.h5 && ls
grep -c '^lbrec-train: .*m.h5' message
