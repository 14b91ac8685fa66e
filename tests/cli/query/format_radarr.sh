make_small_model --ids m.h5
printf 'film,rating\namelie,10\nalien,4\n' >me.csv
lbrec-query --model m.h5 --ratings me.csv --format radarr | tee list.json
lbrec-query --model m.h5 --ratings me.csv --candidates list.json --quiet
make_small_model m.h5
lbrec-query --model m.h5 --ratings me.csv --format radarr
