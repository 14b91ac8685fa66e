# Files of who saw what: two columns, with a header or between tabs, or a 1 in every row. All mean the
# same and give the same model, but for the name of the file; a third column that is no rating is refused.
awk 'BEGIN { print "user,film"
             for (u = 0; u < 40; u++) for (f = 0; f < 15; f++) if ((u * u + f * (u % 5 + 1)) % 3)
                 print "u" u ",f" f }' >two.csv
sed 's/$/,1/; 1s/,1$/,rating/' two.csv >ones.csv
awk 'NR > 1' two.csv | tr , '\t' | tr -d uf >two.tab
sed 's/$/,7/; 1s/,7$/,opinion/' two.csv >other.csv
for file in two.csv ones.csv two.tab; do
    lbrec-train --method eigenrec --rank 3 --report r.json -o "$file.h5" "$file" 2>messages || exit
    grep -o 'every row counts as a film that was liked' messages
    grep -o '"rows":[0-9]*,"ratings":[0-9]*,"users":[0-9]*,"films":[0-9]*' r.json
    sed 's/.*"singular_values":\[\([0-9.]*\)[],].*/\1/' r.json | cut -c1-6
done
head -6 two.csv >me.csv
sed 's/$/,1/; 1s/,1$/,rating/' me.csv >me1.csv
lbrec-query --model two.csv.h5 --ratings me.csv --format csv 2>messages | cut -d, -f1-3 >a
lbrec-query --model ones.csv.h5 --ratings me1.csv --format csv | cut -d, -f1-3 >b
cmp a b && wc -l <a
lbrec-train -o m.h5 other.csv 2>messages
echo "$? $(head -1 messages | cut -d: -f1-3)"
