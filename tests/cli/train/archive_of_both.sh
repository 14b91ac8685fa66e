# One archive with ratings and films serves for both; of others the table with titles is taken, and one
# without facts is refused.
. "$CASE_DIR/small.inc"
mkdir kaggle
small_ratings >kaggle/ratings_export.csv
printf 'movie_id,movie_title,year_released\nfilm-0,Zero,2001\nfilm-7,Seven,1995\n' >kaggle/movie_data.csv
printf 'username,num\nann,3\n' >kaggle/users_export.csv
tar cf - kaggle | gzip >both.tar.gz
mv kaggle/movie_data.csv kaggle/titles.csv
mv kaggle/ratings_export.csv kaggle/votes.csv
tar cf other.tar kaggle
rm kaggle/titles.csv
tar cf votes.tar kaggle/votes.csv
train() { lbrec-train -q -t 1 --method zscore --rank 3 --report r.json -o m.h5 "$@"; }
for archive in both.tar.gz other.tar; do
    rm -f r.json
    train --films $archive $archive && grep -o '"films_with_facts":[0-9]*' r.json
done
cat other.tar | train --films other.tar - && grep -o '"rows":[0-9]*' r.json
train --films votes.tar votes.tar 2>&1
echo $?
head -c 300 both.tar.gz >cut.tar.gz
train --films cut.tar.gz both.tar.gz 2>&1
echo $?
