# Predictions in the scale of the file that the model was trained on, beside stars: 1 to 10 and 0 to 100.
awk 'BEGIN { print "user_id,movie_id,rating_val"
             for (u = 0; u < 30; u++) for (f = 0; f < 12; f++) if ((u * 7 + f * 3) % 4)
                 print "u" u ",f" f "," 1 + (u + f * f) % 10 }' >ten.csv
awk -F, 'NR == 1 || $3 = ($3 - 1) * 100 / 9' OFS=, ten.csv >hundred.csv
head -9 ten.csv >one.csv
check='{ for (i = 1; i <= NF; i++) at[$i] = NR == 1 ? i : at[$i] }
       NR > 1 { off = $at["rating"] - (lo + ($at["stars"] - .5) * (hi - lo) / 4.5)
                if (off > 1e-4 || off < -1e-4) bad++ }
       END { print NR - 1, "rows,", bad + 0, "wrong" }'
{ lbrec-train -q -o ten.h5 ten.csv && lbrec-train -q --scale 0:100 -o hundred.h5 hundred.csv; } 2>warnings || exit
lbrec-query --model ten.h5 --ratings one.csv --include-watched --own-scale --format csv >ten.out || exit
head -1 ten.out
awk -F, -v lo=1 -v hi=10 "$check" ten.out
lbrec-query --model hundred.h5 --ratings one.csv --scale 0:100 --include-watched --own-scale --format csv |
    awk -F, -v lo=0 -v hi=100 "$check"
lbrec-query --model ten.h5 --ratings one.csv --include-watched --own-scale -n 2 --json | grep -o '"rating":' | wc -l
lbrec-query --model ten.h5 --ratings one.csv --include-watched --own-scale -n 1 | head -1
lbrec-query --model ten.h5 --ratings one.csv --include-watched --own-scale -n 1 --format html | grep -c 'on a scale of 1 to 10'
lbrec-query --model ten.h5 --ratings one.csv --include-watched -n 1 --json | grep -c '"rating":'
true
