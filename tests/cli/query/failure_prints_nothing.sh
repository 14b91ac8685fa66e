make_small_model m.h5
lbrec-query --model m.h5 --export absent.zip --format csv
