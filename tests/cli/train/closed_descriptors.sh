# Without standard error, and without any of the three: the lock holds a number and nothing else.
{ echo user_id,movie_id,rating_val; for u in 1 2 3 4 5 6; do for f in a b c d; do
    echo "u$u,$f,$(( (u * 7 + $(printf %d "'$f")) % 10 + 1 ))"; done; done; } >r.csv
mkfifo pipe
held() { # held: the lock as it is while a training waits for its ratings
    until [ -s m.h5.lock ]; do kill -0 $! || return; done
    grep -v '^[0-9]*$' m.h5.lock
    exec 9>pipe
    cat r.csv >&9
    exec 9>&-
    wait $!
    echo "exit $?"
}
lbrec-train -vv -t 1 -o m.h5 pipe 2>&- &
held
lbrec-train -vv -t 1 -o m.h5 pipe <&- >&- 2>&- &
held
lbrec-query -q -m m.h5 --similar a --json 2>&- | grep -c '"schema":1'
lbrec-query -q -m m.h5 --similar a --json >&- 2>/dev/null || echo "exit $?"
