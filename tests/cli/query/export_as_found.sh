# Exports as people have them: not unpacked, linked, from spreadsheets and scripts.
make_small_model --ids m.h5
mkdir -p real zipped linked/films
printf 'Date,Name,Year,Letterboxd URI,Rating\n2026-01-01,Alien,1979,,4.5\n2026-01-02,Am\303\251lie,2001,/film/amelie/,5\n' >real/ratings.csv
printf 'Date,Name,Year,Letterboxd URI\n2026-01-01,Alien,1979,\n' >real/watched.csv
printf 'Date,Name,Year,Letterboxd URI\n2026-01-03,Face/Off,1997,\n' >real/watchlist.csv
ask() { lbrec-query --model m.h5 --count 1 --format csv "$@" 2>&1 | grep -v 'few\|^user'; }
echo 'links to a folder, and round to where we are:'
ln -s ../../real linked/films/letterboxd-nemo-2026-01-03-10-00-utc
ln -s .. linked/films/up
ask --export linked
echo 'a zip in a folder:'
cp "$CASE_DIR/../../data/export-outer.zip" zipped/letterboxd-maya-2026-01-03-10-00-utc.zip
ask --export zipped
echo 'a hint for spreadsheets, decimal commas, the article behind the title:'
printf 'sep=;\r\nTitle;Year;Rating\r\nAlien;1979,0;4,5\r\nOffice, The;2005.0;4\r\n' >sheet.csv
ask --export sheet.csv -v
echo 'a header in another language:'
printf 'Titel;Jahr;Bewertung\nAlien;1979;4,5\n' >german.csv
ask --export german.csv
echo 'a folder as a user:'
ask real
echo 'the page and the table of an answer:'
for format in html table; do
    lbrec-query --model m.h5 --export real --quiet --format "$format" >answer
    ask --export real --exclude answer
done
echo 'an archive in an archive, and spreadsheets:'
tar cf inner.tar real
tar cf twice.tar inner.tar
ask --export twice.tar
mkdir -p book/xl
echo '<x/>' | tee book/xl/workbook.xml >'book/[Content_Types].xml'
ask --export book
mkdir calc
echo '<x/>' | tee calc/mimetype calc/meta.xml >calc/content.xml
ask --export calc
exit 0
