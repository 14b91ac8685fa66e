make_small_model m.h5
printf 'film,rating\namelie,10\nface-off,10\nalien,10\n' >r.csv
lbrec-query --model m.h5 --ratings r.csv --recent 1 --count 1 --format csv
