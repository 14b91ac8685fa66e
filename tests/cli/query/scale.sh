make_small_model m.h5
printf 'film,rating\nalien,8\namelie,0.5\n' >r.csv
lbrec-query --model m.h5 --ratings r.csv
