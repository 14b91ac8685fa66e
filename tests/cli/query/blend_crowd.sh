make_small_model m.h5
{ echo user_id,movie_id,rating_val; seq -f 'u%g,amelie,8' 33; } >crowd.csv
lbrec-query --model m.h5 --ratings crowd.csv --blend
