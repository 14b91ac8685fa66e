. "$CASE_DIR/ranks.inc"
# Evaluated and tuned, too, a rank has its own ratings and those of the people kept out, not all: four ranks
# need less memory each than one.
demo=$CASE_DIR/../../scripts/demo/ratings.csv.gz
[ -e "$demo" ] || {
    echo "the demo's ratings are not there" >&2
    exit 77
}
# Thirty towns of the demo's people: ratings outweigh the libraries.
gunzip -c "$demo" | awk 'NR == 1 { print; next } { for (i = 0; i < 30; i++) print i "." $0 }' >towns.csv
peak() { # peak N OPTION...: MB of the largest of N ranks
    n=$1
    shift
    ranks "$n" -q --method zscore --rank 3 "$@" -o m.h5 --report r.json towns.csv || exit
    sed 's/.*"ranks":\[//; s/\].*//' r.json | grep -o '"peak_mb":[0-9]*' | cut -d : -f 2 | sort -n | tail -n 1
}
for what in --evaluate --tune=yes; do
    one=$(peak 1 $what) four=$(peak 4 $what)
    echo "$what: $one MB alone, $four MB of four" >&2
    [ $((4 * four)) -lt $((3 * one)) ] && echo "$what shared"
done
