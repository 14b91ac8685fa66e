# Single files of one site that hold different things are one person's; others with --one-person.
make_small_model --ids m.h5
films="$CASE_DIR"/../../data/films
cp "$films"/imdb-ratings.csv "$films"/imdb-watchlist.csv "$films"/table-10.csv .
sed -i 3d imdb-watchlist.csv # which has a rating
lbrec-query --model m.h5 --export imdb-ratings.csv --export imdb-watchlist.csv --count 2 --format csv
lbrec-query --model m.h5 --export imdb-ratings.csv --export table-10.csv --count 1 --format csv
lbrec-query --model m.h5 --export imdb-ratings.csv --export table-10.csv --one-person --count 1 \
    --format csv --verbose
