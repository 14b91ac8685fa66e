printf "user_id,movie_id,rating_val\na,x,7\nb,x,7\nb,y,7\n" | lbrec-train -o m.h5 - && test -s m.h5
