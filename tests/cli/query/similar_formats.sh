make_small_model m.h5
echo face-off >seen
lbrec-query --model m.h5 --similar amelie --exclude seen --count 2 --diversity 0.5 --json
lbrec-query --model m.h5 --similar https://letterboxd.com/film/alien/ --count 2 --format csv
