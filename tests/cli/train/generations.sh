# Two earlier models are kept; going back, and forth again; nothing else is left.
. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
for rank in 2 3 4 5; do
    lbrec-train -q --method zscore --rank $rank --keep 2 -o m.h5 ratings.csv || exit
done
ranks() { for file in m.h5*; do echo "$file $(lbrec-query -m "$file" --model-info | grep rank)"; done; }
ranks
lbrec-train -o m.h5 --rollback 2>&1 && ranks
lbrec-train -q -o m.h5 --rollback=2 && ranks
lbrec-train -o m.h5 --list | cut -c 1-8,31-75
lbrec-train -o m.h5 --list --json | grep -o '"generation":[0-9]'
lbrec-train -q --method zscore --rank 5 --keep 0 -o m.h5 ratings.csv && ls
