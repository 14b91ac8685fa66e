. "$CASE_DIR/ranks.inc"
. "$CASE_DIR/../cli/train/small.inc"
# mpirun looks for its own --tune in the whole line; =yes is left alone, and followed by a file.
small_ratings >small.csv
cp small.csv x
for file in small.csv x; do
    lbrec-train -q --tune --method zscore -k 5 -o alone.h5 $file 2>/dev/null || exit
    ranks 2 -q --method zscore -k 5 --tune=yes -o ranks.h5 $file 2>said || exit
    grep -i 'variable file' said
    content alone.h5 >alone
    content ranks.h5 | cmp - alone && echo same
done

# What the search measures, and what --gate compares with, is the same whoever has the ratings.
awk -F , '{ print $2 "," $1 "," $3 }' small.csv | sed '1s/.*/user_id,movie_id,rating_val/' >turned.csv
figures() { grep -o '"tuning":.*' "$1" | sed 's/"seconds":[^,]*,//'; }
for file in zscore/small zscore/turned hybrid/turned; do
    set -- -q --method ${file%/*} -k 5 --tune=yes --evaluate=0.3 ${file#*/}.csv
    rm -f alone.h5 # a present model's settings are tried too
    lbrec-train "$@" -o alone.h5 --report alone.json 2>said || exit
    content alone.h5 >alone
    figures alone.json >figures
    for n in 2 3; do
        rm -f ranks.h5
        ranks $n "$@" -o ranks.h5 --report ranks.json 2>said || exit
        content ranks.h5 | cmp - alone
        figures ranks.json | cmp - figures
    done
    grep -c '"setting":.*"rmse_stars":' figures
done
awk -F , 'NR == 1 { print; next } { x = (x * 16807 + 7) % 2147483647; print $1 "," $2 "," 1 + x % 10 }' \
    small.csv >noise.csv
lbrec-train -q --method zscore -k 5 --gate 0.05 -o present.h5 small.csv || exit
for file in small noise; do
    set -- --method zscore -k 5 --gate 0.05 $file.csv
    cp present.h5 alone.h5
    cp present.h5 ranks.h5
    lbrec-train "$@" -o alone.h5 >out 2>said
    code=$?
    grep 'NDCG@10' said | cut -d : -f 2- >alone
    ranks 3 "$@" -o ranks.h5 >out 2>said
    [ $? = $code ] || echo "another exit status than $code"
    grep 'NDCG@10' said | cut -d : -f 2- | cmp - alone
    content alone.h5 >alone
    content ranks.h5 | cmp - alone
    echo "gate: $code"
done
