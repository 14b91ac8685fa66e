. "$CASE_DIR/ranks.inc"
. "$CASE_DIR/../cli/train/small.inc"
small_ratings >ratings.csv

# Model and measures of each method: those of the plain program.
for method in zscore hybrid eigenrec softimpute; do
    set -- -q --method $method --rank 5 --evaluate=0.3 ratings.csv
    lbrec-train "$@" -o alone.h5 --report alone.json 2>said || exit
    content alone.h5 >alone
    for n in 1 2 3 4; do
        ranks $n "$@" -o ranks.h5 --report ranks.json 2>said || exit
        content ranks.h5 | cmp - alone || echo "$method: $n ranks make another model"
        for key in evaluation singular_values; do
            grep -o "\"$key\":[^]}]*" alone.json >alone.$key
            grep -o "\"$key\":[^]}]*" ranks.json | cmp - alone.$key
        done
    done
    echo "$method"
done

# More ranks than blocks of work.
lbrec-train -q --rank 5 ratings.csv -o alone.h5 || exit
ranks 19 -q --rank 5 ratings.csv -o ranks.h5 || exit
content alone.h5 >alone
content ranks.h5 | cmp - alone && echo many
