lbrec-query
