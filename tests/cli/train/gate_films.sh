# Film facts that get lost: refused behind a gate, unless it is said to be right; told without one.
. "$CASE_DIR/small.inc"
small_ratings >r.csv
{ echo film,title,year; cut -d, -f2 r.csv | sed 1d | sort -u | sed 's/.*/&,Film &,1999/'; } >films.csv
lbrec-train -q --rank 5 --films films.csv -o m.h5 r.csv || exit
lbrec-train -q --rank 5 --gate 0.5 -o m.h5 r.csv
echo $?
lbrec-query -m m.h5 --model-info | grep -c 'titles'
lbrec-train -q --rank 5 --gate 0.9 --allow-shrink -o m.h5 r.csv
echo $?
lbrec-train -q --rank 5 --films films.csv -o m.h5 r.csv && lbrec-train -q --rank 5 -o m.h5 r.csv
echo $?
