make_small_model m.h5
lbrec-query --model m.h5 --similar Dracula
