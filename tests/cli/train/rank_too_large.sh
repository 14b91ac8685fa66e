. "$CASE_DIR/small.inc"
small_ratings | lbrec-train --rank 50 -o m.h5 - && ls
