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
