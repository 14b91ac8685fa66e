# What a person is not interested in is kept, is left out of their lists, and can be taken back; it is
# of no concern to those of a ratings file.
make_small_model m.h5
mkdir me
printf 'Date,Name,Year,Letterboxd URI,Rating\n,Amelie,2001,,5\n' >me/ratings.csv
printf 'film,rating\namelie,10\n' >me.csv
ask() { lbrec-query --model m.h5 --export me --format csv --count 2 --quiet "$@" | cut -d , -f 3; }
ask
lbrec-query --model m.h5 --dismiss 'Face/Off (1997)'
cat "$XDG_CONFIG_HOME/lbrec/not-interested.txt"
ask
ask --not-interested ''
lbrec-query --model m.h5 --ratings me.csv --format csv --count 1 --quiet | cut -d , -f 3
ask --undismiss face-off
lbrec-query --model m.h5 --not-interested other.txt --dismiss alien
cat other.txt
for film in amelie alien face-off 8-half; do
    lbrec-query --quiet --model m.h5 --not-interested many.txt --dismiss $film &
done
wait
sort many.txt
ls many.txt*
for nowhere in - ''; do
    lbrec-query --model m.h5 --not-interested "$nowhere" --dismiss alien </dev/null 2>&1 | head -n 1
done
[ ! -e ./- ] || echo 'a file of that name'
lbrec-query --model m.h5 --undismiss face-off
