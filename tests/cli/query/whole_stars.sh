# Whole stars on a model of 1..10 look like ratings of somebody who likes nothing: that is said, unless
# the scale is named or a rating is above five.
make_small_model m.h5
{
    echo user_id,movie_id,rating
    for f in amelie alien face-off 8-half heat; do echo "ann,$f,$((${#f} % 5 + 1))"; done
} >r.csv
warns() { lbrec-query -m m.h5 --ratings "$@" --count 0 --json 2>&1 >/dev/null | grep 'no rating above'; }
warns r.csv
warns r.csv --scale 1:10
echo ann,vertigo,6 >>r.csv
warns r.csv
:
