# The first time there is nothing to compare with.
. "$CASE_DIR/small.inc"
small_ratings | lbrec-train --method zscore --rank 5 --gate 0.05 -o m.h5 - && ls
