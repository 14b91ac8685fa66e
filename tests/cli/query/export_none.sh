make_small_model m.h5
mkdir empty
lbrec-query --model m.h5 --export empty
lbrec-query --model m.h5 --export absent.zip
