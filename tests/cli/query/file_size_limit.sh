# A limit on the size of files is a failure to write, not a signal.
make_small_model m.h5
awk 'BEGIN {
    print "user_id,movie_id,rating_val"
    for (u = 0; u < 300; u++) printf "u%d,amelie,10\nu%d,alien,4\n", u, u
}' >many.csv
ulimit -f 4
lbrec-query -q --model m.h5 --ratings many.csv --json >out.json
