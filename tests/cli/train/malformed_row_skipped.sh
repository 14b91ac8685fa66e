printf 'user_id,movie_id,rating_val\na,x,3\na,y,good\nb,x,4\nb,y,1\n' >ratings.csv
lbrec-train --on-error skip --report r.json -o m.h5 ratings.csv && grep -o '"skipped":[0-9]*' r.json
