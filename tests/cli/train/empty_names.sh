# A file that a script forgot to name is not the default: the model there would be replaced.
. "$CASE_DIR/small.inc"
small_ratings >r.csv
for option in --output --report; do
    lbrec-train -q -o m.h5 "$option" "" r.csv 2>&1 | head -n 1
done
lbrec-train -q -o m.h5 --columns user_id,user_id,rating_val r.csv 2>&1
lbrec-train -q -o m.h5 --columns user_id,movie_id,movie_id r.csv 2>&1
lbrec-query --model "" --model-info 2>&1 | head -n 1
echo *
