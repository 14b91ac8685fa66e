make_small_model m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\nnobody,gone,7\n' >two.csv
lbrec-query --model m.h5 --ratings two.csv --match
