. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
lbrec-train -q --rank 5 --tolerance 1e-12 --report cold.json -o m.h5 ratings.csv || exit
lbrec-train -v --rank 5 --tolerance 1e-12 --report warm.json --warm-start m.h5 -o m.h5 ratings.csv || exit
for run in cold warm; do grep -o '"singular_values":\[[0-9.]\{11\}' $run.json; done | uniq | wc -l
