make_small_model m.h5
echo user,film,rating >r.csv
lbrec-query --model m.h5 --ratings r.csv --json
