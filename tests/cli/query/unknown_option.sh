lbrec-query --cuont 3 ann
