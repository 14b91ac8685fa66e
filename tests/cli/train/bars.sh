# Ratings and films parted by bars, years and lengths as people write them: the model is that of commas.
. "$CASE_DIR/small.inc"
export SOURCE_DATE_EPOCH=1700000000
small_ratings >ratings.csv
tr , '|' <ratings.csv >bars.csv
printf 'movie_id,title,year,runtime,genres\nfilm-0,Zero,2001,90,Drama\nfilm-7,Seven,1995,,\n' >films.csv
printf 'movie_id|title|year|runtime|genres\nfilm-0|Zero|(2001)|1h 30m|Drama\nfilm-7|Seven|1995-05-01||\n' >bar_films.csv
lbrec-train -q --method zscore --rank 5 --films films.csv -o commas.h5 ratings.csv || exit
lbrec-train -q --method zscore --rank 5 --films bar_films.csv -o bars.h5 bars.csv || exit
printf 'user,film,rating\nme,film-3,9\nme,film-5,2\n' >me.csv
for model in commas.h5 bars.h5; do
    lbrec-query --model $model --ratings me.csv --format csv --year 1995..2001 || exit
done
printf 'movie_id,runtime\nfilm-0,1:30\nfilm-7,90 min\n' >odd.csv
lbrec-train -q --method zscore --rank 5 --films odd.csv -o odd.h5 ratings.csv
