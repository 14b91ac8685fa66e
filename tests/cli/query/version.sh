lbrec-query --version
