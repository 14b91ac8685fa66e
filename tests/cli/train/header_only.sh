echo user_id,movie_id,rating_val >ratings.csv
lbrec-train -o m.h5 ratings.csv
