lbrec-train -o m.h5 nothing.csv
