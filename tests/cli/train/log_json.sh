# Every message is one JSON object a line, the summary too.
. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
train() { lbrec-train --log-format json --method zscore --rank 5 --keep 1 --gate 0.9 -o m.h5 "$@"; }
train -v --evaluate --warm-start auto ratings.csv 2>log || exit
train --if-changed --evaluate --warm-start auto ratings.csv 2>>log || exit
train gone.csv 2>>log
train --rank 99 ratings.csv 2>>log || exit
grep -vc '^{"time":"[^"]*","program":"lbrec-train","level":"\(info\|warning\|error\|detail\)","message":".*"}$' log
grep -c 'model: m.h5' log
grep -o 'nothing to do\|cannot open .gone.csv' log
