# A model that is cut, or overwritten in place, while a query has it open: told, exit 75; replaced by
# rename: the query goes on with the old one.
[ -r /proc/self/maps ] || { echo "needs /proc to see what is open" >&2; exit 77; }
make_small_model m.h5
make_small_model other.h5
mkfifo pipe
ask() { # ask HOW-IT-IS-REWRITTEN...
    cp other.h5 fresh.h5 && mv fresh.h5 m.h5
    lbrec-query --model m.h5 --ratings pipe >out 2>err &
    exec 3<>pipe # so that nothing waits for a query that has ended
    # It reads ratings when it has opened the model.
    until ls -l /proc/$!/fd 2>/dev/null | grep -q 'pipe$'; do kill -0 $! || return; done
    "$@"
    printf 'user_id,movie_id,rating_val\nann,amelie,10\nann,alien,4\n' >&3
    exec 3>&-
    wait $!
    echo "exit $? $(grep -c . out) $(sed 's/^lbrec-query: //; s/:.*//; s/ [0-9].*//' err | tail -n 1)"
}
ask truncate -s 0 m.h5
dd if=/dev/zero of=zeros bs=1000 count="$(($(wc -c <other.h5) / 1000 + 1))" 2>/dev/null
ask cp zeros m.h5
ask sh -c 'sleep 0.1; cat other.h5 >m.h5'
ask mv other.h5 m.h5
