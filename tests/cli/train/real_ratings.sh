# A million real ratings, when they are there: scipy's singular values at the default tolerance.
ratings=${LBREC_SHARED:-$CASE_DIR/../../../../shared}/data/letterboxd-ratings-1m.csv.gz
[ -r "$ratings" ] || { echo "no $ratings: set LBREC_SHARED" >&2; exit 77; }
lbrec-train -q --method zscore --rank 50 --report r.json -o m.h5 "$ratings" || exit
grep -o '"rows":1039665,"ratings":1039665,"users":4375,"films":7472' r.json
sed 's/.*"singular_values":\[\([^]]*\)\].*/\1/' r.json | tr ',' '\n' >values
grep -v '^#' "$CASE_DIR/../../golden/letterboxd-1m.txt" | paste - values | awk '
    { off = $2 / $1 - 1; if (off < 0) off = -off; if (off > worst) worst = off }
    END { print NR, (worst < 1e-6 ? "singular values agree" : "worst: " worst) }'
