# A reader that has seen enough is no error, however much was to come.
make_small_model m.h5
awk 'BEGIN {
    print "user_id,movie_id,rating_val"
    for (u = 0; u < 3000; u++) printf "u%d,amelie,10\nu%d,alien,4\n", u, u
}' >many.csv
for format in table json csv html; do
    for reader in "head -n 1" true; do
        { lbrec-query -q --model m.h5 --ratings many.csv --format $format; echo $? >code; } |
            $reader >first
        echo "$format, $reader: $(cat code)"
    done
done
lbrec-query --help | true
