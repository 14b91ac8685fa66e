make_small_model m.h5
mkdir -p empty lists/lists
lbrec-query --model m.h5 --export empty
: >nothing.zip
lbrec-query --model m.h5 --export nothing.zip
echo "$?" >&2
printf 'Alien (1979)\n' | tee lists/lists/a.csv >lists/lists/b.csv
lbrec-query --model m.h5 --export lists
lbrec-query --model m.h5 --export absent.zip
