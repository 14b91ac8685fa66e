. "$CASE_DIR/ranks.inc"
demo=$CASE_DIR/../../scripts/demo/ratings.csv.gz
[ -e "$demo" ] || {
    echo "the demo's ratings are not there" >&2
    exit 77
}
# Numbers alone: what is said of a model, its evaluation with it, is text.
learnt() { h5dump "$1" | grep -v -e '"' -e STRSIZE | cksum; }
for method in zscore hybrid eigenrec softimpute; do
    lbrec-train -q --method $method "$demo" -o plain.h5 || exit
    lbrec-train -q --method $method --evaluate --report alone.json "$demo" -o alone.h5 || exit
    learnt plain.h5 >plain
    learnt alone.h5 | cmp - plain || echo "$method: evaluated another model"
    content alone.h5 >alone
    grep -o '"evaluation":.*' alone.json >alone.evaluation || exit
    for n in 2 3 4; do
        ranks $n -q --method $method --evaluate --report ranks.json "$demo" -o ranks.h5 || exit
        content ranks.h5 | cmp - alone || echo "$method: $n ranks make another model"
        grep -o '"evaluation":.*' ranks.json | cmp - alone.evaluation
    done
    ranks 3 -q --method $method "$demo" -o ranks.h5 || exit
    content plain.h5 >alone
    content ranks.h5 | cmp - alone || echo "$method: 3 ranks make another model"
    echo "$method"
done
