. "$CASE_DIR/small.inc"
printf 'movie_id,movie_title,year_released,genres\nfilm-0,"Zero, the Film",2001,"[""Drama""]"\nfilm-7,Seven,1995,\n' >films.csv
small_ratings | lbrec-train --rank 5 --films films.csv --report r.json -o m.h5 - || exit
grep -o '"films_with_facts":[0-9]*' r.json
