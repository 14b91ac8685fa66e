lbrec-train --evalute ratings.csv
