# Of a list to leave out of which no film is known that is said; of one of which some are, with -v.
make_small_model m.h5
printf 'film,rating\namelie,10\nface-off,2\n' >r.csv
printf 'heat\nnobody-knows-it\n' >none.txt
printf 'heat\nalien\n' >some.txt
for list in none.txt some.txt; do
    lbrec-query --model m.h5 --ratings r.csv --exclude $list --count 1 --format csv
done
lbrec-query --model m.h5 --ratings r.csv --not-interested none.txt --quiet --count 1 --format csv
