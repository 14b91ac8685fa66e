# Control characters, escape sequences, line separators and turned text in ids, titles, genres, file
# names and arguments reach no output as they are; markup reaches no page.
invisible=$(printf '\330\234\342\200\213\342\200\216\342\200\217\357\273\277\357\277\271\363\240\201\201')
h=$(printf '\033[31m\007\177\302\233\342\200\256\342\201\246\342\200\250%s<script>x' "$invisible")
id=$(printf 'a\342\200\256b\342\200\250%s<script>x' "$invisible")
{
    echo user_id,movie_id,rating_val
    for u in 1 2 3 4 5 6 7 8 9; do
        for f in 1 2 3 4 5 6 7; do echo "u$u$id,f$f$id,$(((u * f) % 10 + 1))"; done
    done
} >ratings.csv
{
    echo slug,title,year,genres,language,poster
    for f in 1 2 3 4 5 6 7; do
        echo "f$f$id,\"T$f$h\"\"'&\",1999,D$h|Crime,e$h,https://a.ltrbxd.com/resized/film-poster/$f/$f-x-0-230.jpg?$h"
    done
} >films.csv
{
    echo user_id,movie_id,rating_val
    for f in 1 2 3; do echo "me$id,f$f$id,$((f * 3))"; done
} >mine.csv
mkdir "export$h"
{
    echo "Date,Name,Year,Letterboxd URI,Rating"
    echo "2024-01-01,\"T1$h\"\"'&\",1999,https://boxd.it/zz,5"
    echo "2024-01-01,\"Unknown$h\",1999,https://boxd.it/zx,4"
} >"export$h/ratings.csv"
lbrec-train -v --rank 3 --films films.csv --report report.json -o m.h5 ratings.csv 2>train.err || exit
for format in table json csv html letterboxd; do
    lbrec-query -vv -m m.h5 --ratings mine.csv --format $format >out.mine.$format 2>mine.$format.err || exit
    lbrec-query -vv -m m.h5 --export "export$h" --format $format >out.export.$format 2>export.$format.err
    echo $format $?
done
for argument in -m "--ratings" "--export" "--saved-page" "--candidates" "--genre" "--language" \
    "--watchlist" "--count" "--no$h" "--"; do
    lbrec-query -m m.h5 --ratings mine.csv $argument "no$h" >out.arguments 2>>arguments.err
    lbrec-train $argument "no$h" 2>>arguments.err
done
lbrec-train --columns "no$h,b,c" -o x.h5 ratings.csv 2>>arguments.err
bad=$(printf '[\001-\010\013-\037\177]\\|\302[\200-\237]\\|\342\200[\250-\256]\\|\342\201[\246-\251]\\|\330\234\\|\342\200[\213\216\217]\\|\357\273\277\\|\357\277\271\\|\363\240')
LC_ALL=C grep -a "$bad" report.json *.err out.*
grep -a '<script>x' out.*.html
for file in out.mine.* *.err; do [ -s "$file" ] || echo "$file is empty"; done
