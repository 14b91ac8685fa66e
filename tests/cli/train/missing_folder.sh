. "$CASE_DIR/small.inc"
small_ratings | lbrec-train -o no/such/m.h5 -
