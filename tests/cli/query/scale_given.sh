make_small_model m.h5
printf 'film,rating\namelie,5\nalien,2\n' >r.csv
lbrec-query --model m.h5 --ratings r.csv --scale 0.5:5 --count 1 --json
