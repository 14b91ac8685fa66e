# A compressed file with a wrong checksum, a damaged second member or bytes behind its end is refused
# and leaves the present model alone; several members and zeros behind them are fine.
{
    echo user_id,movie_id,rating_val
    for u in 1 2 3 4 5 6 7 8 9; do
        for f in 1 2 3 4 5 6 7; do echo "u$u,f$f,$(((u * f) % 10 + 1))"; done
    done
} >r.csv
head -n 20 r.csv | gzip -n >a.gz
tail -n +21 r.csv | gzip -n >b.gz
cat a.gz b.gz >two.csv.gz
train() { lbrec-train -q -t 1 --method zscore --rank 3 -o m.h5 "$@"; }
train r.csv || exit
cp m.h5 before.h5
n=$(wc -c <two.csv.gz)
put() { # put FILE OFFSET BYTE: change one byte
    printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
refused() {
    train "$1" 2>err
    echo "$1 $? $(cmp m.h5 before.h5 && echo kept): $(sed 's/^lbrec-train: //' err)"
}
for at in 8 4; do
    cp two.csv.gz bad.gz
    put bad.gz $((n - at)) '\377'
    refused bad.gz
    cat bad.gz | train - 2>/dev/null
    echo $?
done
head -c $((n - 9)) two.csv.gz >cut.gz
cp two.csv.gz second.gz
put second.gz "$(wc -c <a.gz)" x
{ cat two.csv.gz && echo more; } >behind.gz
tar cf - r.csv | gzip -n | head -c -4 >tar.gz
for f in cut second behind tar; do refused $f.gz; done
{ cat two.csv.gz && head -c 5000 /dev/zero; } >zeros.csv.gz
train --report r.json zeros.csv.gz && grep -o '"rows":[0-9]*' r.json
