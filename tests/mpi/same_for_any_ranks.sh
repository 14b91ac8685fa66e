. "$CASE_DIR/ranks.inc"
. "$CASE_DIR/../cli/train/small.inc"
small_ratings >ratings.csv

# Users are the longer side, then films.
awk -F , '{ print $2 "," $1 "," $3 }' ratings.csv | sed '1s/.*/user_id,movie_id,rating_val/' >turned.csv

# Model and all measures of each method: those of the plain program. Each rank has its own ratings alone.
for file in zscore/ratings zscore/turned hybrid/ratings hybrid/turned eigenrec/ratings softimpute/turned; do
    set -- -q --method ${file%/*} --rank 5 --evaluate=0.3 --known 3,9 ${file#*/}.csv
    lbrec-train "$@" -o alone.h5 --report alone.json 2>said || exit
    content alone.h5 >alone
    grep -o '"evaluation":.*' alone.json >alone.evaluation || exit
    for n in 1 2 3 4 19; do
        ranks $n "$@" -o ranks.h5 --report ranks.json 2>said || exit
        content ranks.h5 | cmp - alone || echo "$file: $n ranks make another model"
        grep -o '"evaluation":.*' ranks.json | cmp - alone.evaluation
        grep -o '"singular_values":[^]]*' alone.json >alone.values
        grep -o '"singular_values":[^]]*' ranks.json | cmp - alone.values
    done
    echo "evaluated $file"
done
rm -f alone.h5 ranks.h5

# From an earlier model; with pairs that are there twice.
sed -n '1~7p' turned.csv >few.csv
{ cat turned.csv && sed -n '2,400p' turned.csv | sed 's/[0-9]*$/3/'; } >twice.csv
lbrec-train -q --rank 2 --method zscore few.csv -o warm.h5 || exit
for file in zscore/ratings zscore/turned zscore/twice eigenrec/ratings eigenrec/twice \
    hybrid/ratings hybrid/turned hybrid/twice softimpute/ratings softimpute/turned; do
    set -- -q --method ${file%/*} --rank 5 --warm-start=warm.h5 ${file#*/}.csv
    rm -f alone.h5
    lbrec-train "$@" -o alone.h5 || exit
    content alone.h5 >alone
    for n in 1 2 3 19; do
        rm -f ranks.h5
        ranks $n "$@" -o ranks.h5 || exit
        content ranks.h5 | cmp - alone || echo "$file: $n ranks make another model"
    done
    echo "$file"
done
rm -f alone.h5 ranks.h5

# From an earlier model whose factors serve the SVD: users are the shorter side, and some ratings are
# new; films are, and none is.
. "$CASE_DIR/../cli/train/tastes.inc"
ratings_of_tastes >tastes.csv
awk -F , '{ print $2 "," $1 "," $3 }' tastes.csv | sed '1s/.*/user_id,movie_id,rating_val/' >tastes_turned.csv
for file in tastes tastes_turned; do
    set -- -q --method eigenrec --rank 60
    cp $file.csv most.csv
    [ $file = tastes_turned ] || head -n 16500 $file.csv >most.csv
    rm -f alone.h5 most.h5
    lbrec-train "$@" -o most.h5 most.csv || exit
    lbrec-train "$@" --report cold.json -o alone.h5 $file.csv || exit
    rm -f alone.h5
    lbrec-train "$@" --report warm.json --warm-start most.h5 -o alone.h5 $file.csv || exit
    content alone.h5 >alone
    for n in 2 3 19; do
        rm -f ranks.h5
        ranks $n "$@" --warm-start most.h5 -o ranks.h5 $file.csv || exit
        content ranks.h5 | cmp - alone || echo "$file: $n ranks make another model"
    done
    cat cold.json warm.json | sed 's/.*"products":\([0-9]*\).*/\1/' |
        awk -v file=$file '{ n[NR] = $1 } END { print file, (n[2] < n[1] ? "fewer" : "more") }'
done
rm -f alone.h5 ranks.h5

# Users and films with few ratings are left out: both sides are numbered anew.
awk -F , 'NR == 1 || ($1 != "film-3" || NR % 4 == 0) && ($2 != "u2" || NR % 5 == 0)' twice.csv >rare.csv
for method in zscore hybrid; do
    set -- -q --method $method --rank 5 --min-user-ratings 14 --min-film-ratings 10 rare.csv
    rm -f alone.h5
    lbrec-train "$@" -o alone.h5 || exit
    content alone.h5 >alone
    for n in 2 3 19; do
        rm -f ranks.h5
        ranks $n "$@" -o ranks.h5 || exit
        content ranks.h5 | cmp - alone || echo "$method: $n ranks leave out others"
    done
done
lbrec-query --model alone.h5 --model-info | grep -i -e users -e films
rm -f alone.h5 ranks.h5

# More ranks than blocks of work.
lbrec-train -q --rank 5 ratings.csv -o alone.h5 || exit
ranks 19 -q --rank 5 ratings.csv -o ranks.h5 || exit
content alone.h5 >alone
content ranks.h5 | cmp - alone && echo many
