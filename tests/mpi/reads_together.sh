. "$CASE_DIR/ranks.inc"
. "$CASE_DIR/../cli/train/small.inc"
# Ranks read parts of the files; model, counts and messages are those of one that reads all.
small_ratings >plain.csv
head -n 300 plain.csv | gzip >first.csv.gz
{ head -n 1 plain.csv && sed -n '301,500p' plain.csv; } >second.csv
{ echo "movie_id,user_id,rating_val" && sed -n '501,$p' plain.csv | sed 's/\(.*\),\(.*\),\(.*\)/\2,\1,\3/'; } |
    gzip >third.csv.gz
# Lines that end inside quotes, here and there, and no LF at the end.
awk -F , 'NR == 1 { print $0 ",note"; next }
    { print $0 (NR % 97 == 0 ? ",\"two\nlines\"" : ",") } END { printf "last,film-1,7," }' plain.csv >notes.csv
# Rows that are no ratings, said in the order of the file.
awk 'NR % 50 == 0 { print "u1,film-x,much" } { print }' plain.csv >bad.csv
sed 's/$/\r/' plain.csv >crlf.csv
{ cat plain.csv && sed -n '2,90p' plain.csv | sed 's/[0-9]*$/1/'; } >twice.csv
head -n 3 plain.csv >short.csv
head -n 1 plain.csv >none.csv

said() { grep -v -e '"seconds"' -e '^\[' | sed 's/lbrec-train-mpi/lbrec-train/'; }
compare() { # compare NAME OPTION...
    name=$1
    shift
    rm -f alone.h5 alone.json
    lbrec-train -q --method zscore --rank 2 "$@" -o alone.h5 --report alone.json 2>&1 | said >alone
    [ ! -e alone.h5 ] || content alone.h5 >>alone
    for n in 2 3 7; do
        rm -f ranks.h5 ranks.json
        ranks $n -q --method zscore --rank 2 "$@" -o ranks.h5 --report ranks.json 2>&1 |
            grep '^lbrec-train' | said >ranks
        [ ! -e ranks.h5 ] || content ranks.h5 >>ranks
        cmp alone ranks || { echo "$name: $n ranks" && diff alone ranks; }
        [ -e alone.h5 ] || continue
        for key in rows ratings duplicates skipped users films mean std; do
            grep -o "\"$key\":[^,}]*" alone.json >key
            grep -o "\"$key\":[^,}]*" ranks.json | cmp - key
        done
    done
    echo "$name: $(head -n 1 alone | sed 's/^[0-9 ]*$/a model/' | cut -c 1-70)"
}
compare plain plain.csv
compare several first.csv.gz second.csv third.csv.gz
compare notes notes.csv
compare bad bad.csv
compare skip --on-error skip bad.csv
compare crlf crlf.csv
compare twice --scale 1:10 twice.csv
compare short --scale 1:10 short.csv
compare rare --min-user-ratings 18 --min-film-ratings 10 plain.csv
compare none none.csv
compare second plain.csv bad.csv
compare missing plain.csv missing.csv
