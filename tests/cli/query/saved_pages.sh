make_small_model m.h5
lbrec-query --model m.h5 --saved-page "$CASE_DIR/../../data/saved/films.html" --saved-page "$CASE_DIR/../../data/saved/watchlist.html" --format csv
