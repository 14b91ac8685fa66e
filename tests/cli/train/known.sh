# What is known of people is told in the report; numbers that are none are refused.
awk 'BEGIN { print "user_id,movie_id,rating_val"
             for (u = 0; u < 60; u++) for (f = 0; f < 40; f++) if ((u * 7 + f * 3) % 4)
                 print "u" u ",f" f "," 1 + (u * f + u % 3) % 10 }' >r.csv
lbrec-train -q --method zscore --rank 3 --known 5,10 --report r.json -o m.h5 r.csv || exit
grep -o '"known":\[{"ratings":5,' r.json
grep -o '},{"ratings":10,' r.json
for bad in 5,,10 0 x 5,10, 1,2,3,4,5,6,7,8,9; do
    lbrec-train --known "$bad" -o m.h5 r.csv 2>message
    echo "$? $(head -1 message)"
done
