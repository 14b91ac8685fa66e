. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
for n in 1 2 3; do
    lbrec-train -q --rank 5 --threads $n --report $n.json -o $n.h5 ratings.csv || exit
    grep -o '"singular_values":[^]]*' $n.json >$n.values
done
cmp 1.values 2.values && cmp 1.values 3.values && echo same
