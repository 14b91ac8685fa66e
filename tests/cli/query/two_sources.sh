lbrec-query --export x.zip ann
