: >ratings.csv
lbrec-train -o m.h5 ratings.csv
