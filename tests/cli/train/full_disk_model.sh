[ -e /dev/full ] || { echo "no /dev/full here" >&2; exit 77; }
. "$CASE_DIR/small.inc"
small_ratings | lbrec-train -q --rank 5 -o /dev/full -
