lbrec-query --ratings r.csv --pick 5 --count 3
