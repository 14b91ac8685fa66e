make_small_model m.h5
lbrec-query --model m.h5 --similar "Amélie (2001)" --min-ratings 10
