make_small_model m.h5
printf 'title,year,rating\nAlien,1979,4\n' >films.csv
lbrec-query --model m.h5 films.csv
