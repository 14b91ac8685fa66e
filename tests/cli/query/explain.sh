make_small_model m.h5
# A film merely watched and one rated below the person's mean are not told of as reasons, whatever they add.
printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,2\nann,the-office,7\nbob,amelie,8\nbob,face-off,9\nbob,alien,7\nbob,8-half,5\n' >both.csv
lbrec-query --model m.h5 --ratings both.csv --explain=2 --count 3
# Nothing was liked better than the rest.
printf 'user_id,movie_id,rating_val\ncem,amelie,8\n' >cem.csv
lbrec-query --model m.h5 --ratings cem.csv --explain --count 1
# A list that the person's ratings speak against.
printf '8-half\n' >list
printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,2\n' >ann.csv
lbrec-query --model m.h5 --ratings ann.csv --explain --candidates list
