# No output is an input or another output, under whatever name; no file but a model is replaced by one.
. "$CASE_DIR/small.inc"
small_ratings >r.csv
printf 'movie_id,movie_title,year_released\nf0,Zero,1999\nf1,One,2000\n' >films.csv
cp r.csv keep.csv && cp films.csv keep-films.csv
ln r.csv hard.csv && ln -s r.csv soft.csv && echo notes >notes.txt
try() {
    lbrec-train -q -t 1 --method zscore --rank 3 "$@" 2>err </dev/null
    echo "$? $(sed 's/^lbrec-train: //; s/^\(.\{100\}\).*/\1/' err | head -n 1)"
    cmp r.csv keep.csv && cmp films.csv keep-films.csv || exit
}
try -o r.csv r.csv
try -o hard.csv r.csv
try -o soft.csv ./r.csv
try -o films.csv --films films.csv r.csv
try -o m.h5 --report hard.csv r.csv
try -o m.h5 --report m.h5 r.csv
try -o m.h5 --report a.json --report ./a.json r.csv
try -o m.h5 --report m.h5.lock r.csv
try -o notes.txt r.csv
try -o - r.csv
try -o m.h5 --films - r.csv
lbrec-train -q -o r.csv - <r.csv 2>/dev/null
echo $?
lbrec-train -q -o hard.csv /dev/stdin <r.csv 2>/dev/null
echo $?
cmp r.csv keep.csv && cat notes.txt
: >m.h5
try -o m.h5 --warm-start m.h5 r.csv
try -o m.h5 r.csv
try -o m.h5 --warm-start m.h5 r.csv
ls
