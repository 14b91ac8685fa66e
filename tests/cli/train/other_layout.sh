# A new column and another order train, and are told; another scale is told, and refused by a gate.
. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
lbrec-train -q --method zscore --rank 5 -o m.h5 ratings.csv || exit
awk -F , 'NR == 1 { print "rating_val,liked,user_id,movie_id"; next } { print $3 ",yes," $1 "," $2 }' \
    ratings.csv >other.csv
lbrec-train -q --method zscore --rank 5 --gate 0.1 -o m.h5 other.csv 2>&1 || exit
awk -F , 'NR == 1 { print; next } { print $1 "," $2 "," $3 / 2 }' ratings.csv >half.csv
lbrec-train -q --method zscore --rank 5 --gate 0.1 -o m.h5 half.csv 2>&1
echo $?
lbrec-train -q --method zscore --rank 5 --gate 0.1 --scale 0.5:5 -o m.h5 half.csv 2>&1
echo $?
