# One film of each director at most: Face/Off is left out once Alien, also John Woo's here, is there.
make_small_model --ids m.h5
printf 'film,rating\namelie,10\nalien,10\n' >me.csv
lbrec-query --model m.h5 --ratings me.csv --format csv --include-watched --count 4
lbrec-query --model m.h5 --ratings me.csv --format csv --include-watched --count 4 --max-per-director 1
lbrec-query --model m.h5 --similar amelie --format csv --count 4 --max-per-director 1
make_small_model m.h5
lbrec-query --model m.h5 --ratings me.csv --max-per-director 1
