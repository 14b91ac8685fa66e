make_small_model m.h5
printf 'user,film,rating\na,gone,7\nb,lost,8\n' >given.csv
lbrec-query --model m.h5 --ratings given.csv --json
