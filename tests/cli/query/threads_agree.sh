make_small_model m.h5
awk 'BEGIN { print "user,film,rating"; split("amelie face-off alien 8-half", film, " ")
    for (u = 0; u < 100; u++) for (f = 1; f <= 4; f++) if ((u * 7 + f * 3) % 5) print "u" u "," film[f] "," (u * f) % 10 + 1 }' >many.csv
lbrec-query --model m.h5 --ratings many.csv --json --threads 1 >one
lbrec-query --model m.h5 --ratings many.csv --json --threads 3 >three
cmp one three && wc -l <one && head -n 1 one | cut -c 1-25 && tail -n 1 one | cut -c 1-25
