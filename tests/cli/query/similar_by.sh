# By kind: neighbour lists where there are some, else as by audience. --similar-by alone is a mistake.
model="$CASE_DIR/../../data/model-1.0.0.h5"
lbrec-query --model "$model" --similar film-1 --count 3 --format csv
lbrec-query --model "$model" --similar film-1 --similar-by audience --count 3 --format csv
make_small_model m.h5
lbrec-query --model m.h5 --similar amelie --similar-by kind --count 2 --format csv
lbrec-query --model m.h5 --similar amelie --similar-by audience --count 2 --format csv
lbrec-query --model m.h5 --ratings none.csv --similar-by audience
