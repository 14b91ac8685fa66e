printf "user_id,movie_id,rating_val\na,x,7\nb,x,7\nb,y,7\n" | lbrec-train --method zscore -o m.h5 -
