# A name that a spreadsheet would run as a formula is text in our CSV, and our readers read it back.
for u in 1 2 3 4 5 6 7 8; do
    for f in =a +b -c @d e f; do echo "u$u,$f,$(((u * 7 + ${#u} + $(printf %d "'$f")) % 5 + 1))"; done
done | { echo user_id,movie_id,rating; cat; } >r.csv
printf 'slug,title,year\n=a,"=HYPERLINK(""http://x"",""y"")",1999\n+b,+1,2013\n-c,-30-,1959\n@d,@,2000\ne,e,1\nf,f,1\n' >f.csv
lbrec-train -q -t 1 --method zscore --rank 2 --films f.csv -o m.h5 r.csv 2>train.err || exit
printf 'user_id,movie_id,rating\n=me,e,5\n=me,f,1\n' >me.csv
lbrec-query -q -m m.h5 --ratings me.csv --format csv >out.csv || exit
lbrec-query -q -m m.h5 --ratings me.csv --format letterboxd >>out.csv || exit
cut -d, -f1-5 out.csv
lbrec-query -q -m m.h5 --ratings me.csv --format csv | cut -d, -f1,3 >pairs.csv
lbrec-query -q -m m.h5 --ratings me.csv --candidates pairs.csv --format csv | cut -d, -f1,3 | cmp - pairs.csv
