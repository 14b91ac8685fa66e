. "$CASE_DIR/ranks.inc"
# LBREC_LARGE: a file of ratings of millions; minutes to an hour.
[ -e "${LBREC_LARGE:-}" ] || {
    echo "LBREC_LARGE names no file of ratings" >&2
    exit 77
}
export SOURCE_DATE_EPOCH=1700000000 # files are compared as they are
for method in zscore hybrid; do
    lbrec-train -q --threads 1 --method $method "$LBREC_LARGE" -o alone.h5 || exit
    for n in 1 2 3 4; do
        rm -f ranks.h5
        ranks $n -q --method $method "$LBREC_LARGE" -o ranks.h5 --report ranks.json || exit
        cmp ranks.h5 alone.h5 || echo "$method: $n ranks make another model"
        echo "$method, $n ranks: peak MB $(grep -o '"peak_mb":[0-9]*' ranks.json | tr -d '\n' |
            sed 's/"peak_mb":/ /g')" >&2
    done
    rm -f alone.h5
    echo "$method"
done
