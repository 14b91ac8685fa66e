printf "user_id,movie_id,rating_val\na,x,7\na,y,9\na,z,2\n" | lbrec-train -o m.h5 - && ls
