make_small_model m.h5
printf 'user,film,rating\nann,amelie,10\nann,alien,4\nbob,alien,10\n' >two.csv
lbrec-query --model m.h5 --ratings two.csv --format markdown --count 2
lbrec-query --model m.h5 --ratings two.csv --blend --format markdown --count 1
lbrec-query --model m.h5 --similar alien --format markdown --count 1
