# Ended in the middle of its input by a signal: the model that was there stays.
. "$CASE_DIR/small.inc"
small_ratings >ratings.csv
lbrec-train -q --rank 5 -o m.h5 ratings.csv || exit
cp m.h5 before.h5
for signal in INT TERM KILL; do
    mkfifo pipe
    # A shell lets its background jobs ignore INT; env gives it back where it can.
    env --default-signal=INT lbrec-train -q -o m.h5 - <pipe &
    exec 3>pipe
    head -n 100 ratings.csv >&3
    # Not before it listens: SIGINT (2) and SIGTERM (15) are among the signals that it catches,
    # beside those of a sanitizer.
    until [ $((0x$(sed -n 's/^SigCgt:[^0-9a-f]*//p' /proc/$!/status) & 0x4002)) -eq $((0x4002)) ]; do
        sleep 0.01
    done
    kill -$signal $!
    exec 3>&-
    wait $!
    echo $signal $?
    rm pipe
    cmp m.h5 before.h5 || exit
done
# Killed at any moment: what is there can be opened.
for delay in 0.002 0.005 0.01 0.015 0.02 0.03 0.05; do
    lbrec-train -q --rank 5 -o m.h5 ratings.csv &
    sleep $delay
    kill -KILL $! 2>/dev/null
    wait $!
    lbrec-train -q --rank 5 --warm-start m.h5 -o other.h5 ratings.csv || exit
done 2>/dev/null
lbrec-train -q --rank 5 -o m.h5 ratings.csv && ls
