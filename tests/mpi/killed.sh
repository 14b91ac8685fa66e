. "$CASE_DIR/ranks.inc"
. "$CASE_DIR/../cli/train/small.inc"
# Kill a rank at some moment, again and again: mpirun ends soon, the old model stays, and nothing lies
# beside it. LBREC_KILLS: how often (default 6). LBREC_PATIENCE: seconds that all may take to end
# (default 60; 10 on a machine that does nothing else).
demo=$CASE_DIR/../../scripts/demo/ratings.csv.gz
small_ratings >small.csv
[ -e "$demo" ] || demo=small.csv
lbrec-train -q --rank 5 -o m.h5 small.csv || exit
mkdir model
kills=${LBREC_KILLS:-6}
patience=${LBREC_PATIENCE:-60}
lost=0
done=0
stuck=0
longest=0
i=0

train() {
    exec mpirun -q --oversubscribe --bind-to none -np 3 lbrec-train-mpi --threads 1 -q -o model/m.h5 \
        "$demo" 2>/dev/null
}
now() { date +%s%N | sed 's/......$//'; } # milliseconds

# until_true MS COMMAND: whether it comes true in time.
until_true() {
    until=$(($(now) + $1))
    shift
    while ! "$@"; do
        [ "$(now)" -lt $until ] || return 1
        sleep 0.05
    done
}
has_ended() { # has_ended PROCESS: it is gone, or waits to be asked how it ended
    case $(ps -o stat= -p "$1") in '' | Z*) return 0 ;; *) return 1 ;; esac
}
is_alone() { [ "$(ls model)" = m.h5 ]; }

# How long a training takes here and now.
begun=$(now)
cp m.h5 model/m.h5
(train) || exit
whole=$(($(now) - begun))

while [ $i -lt "$kills" ]; do
    i=$((i + 1))
    cp m.h5 model/m.h5
    train &
    launcher=$!
    # Somewhere before its end, mostly early; by a fixed sequence.
    sleep "$(awk "BEGIN { x = ($i * 16807 * 48271) % 1000 / 1000; print 0.02 + $whole / 1000 * x * x }")"
    victim=$(pgrep -P $launcher lbrec-train-mpi 2>/dev/null | sed -n "$((i % 3 + 1))p")
    [ -n "$victim" ] && kill -9 "$victim" 2>/dev/null
    begun=$(now)
    # The launcher of Open MPI 4.1.4 sometimes waits for itself when a process of its is killed, about
    # once in 25 times, in PMIx_server_finalize() and for a mutex, when all ranks are gone: then it
    # hears no SIGTERM either. That is not for us to mend.
    if ! until_true $((patience * 1000)) has_ended $launcher; then
        kill -TERM $launcher
        if until_true $((patience * 1000)) has_ended $launcher; then
            # Where nobody was there to be killed yet, it waits for them with good reason.
            [ -z "$victim" ] || echo "kill $i: mpirun waited for the ranks"
        else
            stuck=$((stuck + 1))
        fi
        pkill -9 -P $launcher
        kill -9 $launcher 2>/dev/null
    elif [ $(($(now) - begun)) -gt $longest ] && [ -n "$victim" ]; then
        longest=$(($(now) - begun))
    fi
    wait $launcher && done=$((done + 1))
    # What looks after the files of rank 0 works while mpirun ends.
    until_true $((patience * 1000)) is_alone || echo "kill $i: left behind: $(ls model)"
    h5dump -d /films/slug_text model/m.h5 >/dev/null || {
        lost=$((lost + 1))
        echo "kill $i: the model is damaged"
    }
done
echo "$kills kills, a training takes $whole ms: $done were done in time, mpirun returned within" \
    "$longest ms but for $stuck times that it hung by itself" >&2
echo "lost: $lost"
