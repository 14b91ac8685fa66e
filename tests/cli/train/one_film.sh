printf "user_id,movie_id,rating_val\na,x,7\nb,x,9\nc,x,2\n" | lbrec-train -o m.h5 - && ls
