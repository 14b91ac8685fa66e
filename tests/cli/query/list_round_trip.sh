# What lbrec answers, in every format, is a list again: for --candidates the same films in the same
# order, for --exclude none of them, for --watchlist and --watched all of them.
printf 'film,rating\namelie,10\nalien,4\n' >me.csv
films() { cut -d , -f 2,3; }
for ids in '' --ids; do
    # shellcheck disable=SC2086  # no argument where it is empty
    make_small_model $ids m.h5
    ask() { lbrec-query --model m.h5 --ratings me.csv --with-tv --quiet "$@"; }
    # Of the first three one has no TMDB id.
    for format in csv json letterboxd markdown ${ids:+radarr}; do
        n=3
        [ $format != radarr ] || n=2
        ask --count $n --format $format >list
        ask --count $n --format csv | films >expected
        ask --candidates list --format csv | films | cmp - expected || echo "$format: --candidates"
        ask --count 0 --exclude list --format csv | films | grep -F -f expected |
            grep -v '^rank' && echo "$format: --exclude"
        ask --count $n --watched list --format csv | films | grep -F -f expected |
            grep -v '^rank' && echo "$format: --watched"
        ask --count 0 --watchlist list --watchlist-only --format csv | films | sort >wished
        sort expected | cmp - wished || echo "$format: --watchlist"
        cat expected
    done
done
