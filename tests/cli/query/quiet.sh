make_small_model m.h5
lbrec-query --model m.h5 -q --export "$CASE_DIR/../../data/export" --watchlist-only 2>err
code=$?
wc -l <err
exit $code
