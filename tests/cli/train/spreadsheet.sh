# What spreadsheets make of ratings: their hint of the separator, decimal commas, a workbook; and an
# archive in an archive.
. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
train() {
    rm -f r.json
    lbrec-train -q -t 1 --method zscore --rank 3 --report r.json -o m.h5 "$@" 2>&1
    echo $?
    [ ! -e r.json ] || grep -o '"rows":[0-9]*\|"mean":[0-9]*\.[0-9]*' r.json
}
train ratings.csv
{ printf 'sep=;\r\n' && awk -F , 'NR == 1 { print "user_id;movie_id;rating" } NR > 1 { print $1 ";" $2 ";" $3 ",0\r" }' ratings.csv; } >sheet.csv
train sheet.csv
echo 'u1;film-1;x' >>sheet.csv
train sheet.csv
printf 'sep=;\r\nslug;title;year\nfilm-0;Zero;2001\n' >films.csv
train --films films.csv ratings.csv
mkdir -p xl/worksheets
echo '<x/>' | tee '[Content_Types].xml' xl/workbook.xml >xl/worksheets/sheet1.xml
tar cf book.tar '[Content_Types].xml' xl
train book.tar
gzip ratings.csv
tar cf twice.tar ratings.csv.gz
train twice.tar
tar cf again.tar twice.tar
train again.tar
cat twice.tar | train -
