make_small_model m.h5
printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,4\n' >ann.csv
pick() {
    lbrec-query --model m.h5 --ratings ann.csv --format csv --quiet "$@"
}
# One evening, one answer; the seed alone decides.
pick --pick 2 --today 2026-11-24 >first
pick --pick 2 --today 2026-11-24 | cmp - first
pick --pick 2 --seed 20261124 | cmp - first
wc -l <first
for seed in 1 2 3 4 5 6 7 8 9 10; do pick --pick 1 --seed $seed; done | sort -u | wc -l
# More than there are: all of them. Among the best one: no choice.
pick --pick 50 --seed 1 | wc -l
pick --pick 1 --count 1 --seed 7
