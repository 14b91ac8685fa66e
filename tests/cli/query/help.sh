lbrec-query --help
