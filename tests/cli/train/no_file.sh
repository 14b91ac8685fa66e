lbrec-train
