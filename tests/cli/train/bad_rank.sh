lbrec-train --rank 5O ratings.csv
