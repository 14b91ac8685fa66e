make_small_model m.h5
printf 'user,film,rating\na,alien,8\na,amelie,x\n' >r.csv
lbrec-query --model m.h5 --ratings r.csv
