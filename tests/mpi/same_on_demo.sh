. "$CASE_DIR/ranks.inc"
demo=$CASE_DIR/../../scripts/demo/ratings.csv.gz
[ -e "$demo" ] || {
    echo "the demo's ratings are not there" >&2
    exit 77
}
for method in zscore hybrid; do
    lbrec-train -q --method $method "$demo" -o alone.h5 || exit
    content alone.h5 >alone
    for n in 2 3 4; do
        ranks $n -q --method $method "$demo" -o ranks.h5 || exit
        content ranks.h5 | cmp - alone || echo "$method: $n ranks make another model"
    done
    echo "$method"
done
