# A model as lbrec 1.0.0 wrote it, without the group "items", answers as it did then.
printf 'user,film,rating\nann,film-1,9\nann,film-4,3\nann,film-6,10\n' >ann.csv
lbrec-query --model "$CASE_DIR/../../data/model-1.0.0.h5" --ratings ann.csv --format csv 2>/dev/null
