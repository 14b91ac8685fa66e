# The second run finds nothing to do; another seed, or other ratings, are trained.
. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
train() { lbrec-train --method zscore --rank 5 -o m.h5 "$@"; }
train -q ratings.csv || exit
cp m.h5 before.h5
train --if-changed ratings.csv 2>&1 | sed 's/on 20.*:/on DATE:/'
train -q --if-changed ratings.csv 2>&1 && cmp m.h5 before.h5 && echo "quiet and unchanged"
train -q --if-changed --seed 7 ratings.csv && ! cmp -s m.h5 before.h5 && echo "another seed"
echo "u0,film-99,3" >>ratings.csv
train -q --if-changed --seed 7 ratings.csv && lbrec-query -m m.h5 --model-info | grep films
train -q --if-changed --seed 7 - <ratings.csv 2>&1
ls
