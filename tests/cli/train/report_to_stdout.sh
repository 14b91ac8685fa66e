# --report - writes the report to standard output, and makes no file of that name; where that cannot be
# written the exit code says so.
. "$CASE_DIR/small.inc"
small_ratings >r.csv
lbrec-train -q --rank 5 --report - -o m.h5 r.csv >out.json || exit
grep -o '"schema":1,"rows":[0-9]*' out.json
ls
lbrec-train -q --rank 5 --report - -o m.h5 r.csv >/dev/full
echo $?
