printf "user_id,movie_id,rating_val\na,x,7\na,y,9\n" | lbrec-train --evaluate -o m.h5 -
