. "$CASE_DIR/ranks.inc"
. "$CASE_DIR/../cli/train/small.inc"
# Kill a rank at some moment, again and again: mpirun ends soon, the old model stays, and nothing lies
# beside it. LBREC_KILLS: how often (default 6).
demo=$CASE_DIR/../../scripts/demo/ratings.csv.gz
small_ratings >small.csv
[ -e "$demo" ] || demo=small.csv
lbrec-train -q --rank 5 -o m.h5 small.csv || exit
mkdir model
kills=${LBREC_KILLS:-6}
lost=0
done=0
i=0
while [ $i -lt "$kills" ]; do
    i=$((i + 1))
    cp m.h5 model/m.h5
    mpirun -q --oversubscribe --bind-to none -np 3 lbrec-train-mpi --threads 1 -q -o model/m.h5 \
        "$demo" 2>/dev/null &
    launcher=$!
    # Somewhere in the first ten seconds, mostly early; by a fixed sequence.
    sleep "$(awk "BEGIN { x = ($i * 16807 * 48271) % 1000 / 1000; print 0.05 + 10 * x * x }")"
    victim=$(pgrep -P $launcher lbrec-train-mpi 2>/dev/null | sed -n "$((i % 3 + 1))p")
    [ -n "$victim" ] && kill -9 "$victim" 2>/dev/null
    begun=$(date +%s)
    wait $launcher && done=$((done + 1))
    [ $(($(date +%s) - begun)) -le 10 ] || [ -z "$victim" ] || echo "kill $i: mpirun took long"
    # What looks after the files of rank 0 works while mpirun ends.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ "$(ls model)" = m.h5 ] && break
        sleep 0.2
    done
    [ "$(ls model)" = m.h5 ] || echo "kill $i: left behind: $(ls model)"
    h5dump -d /films/slug model/m.h5 >/dev/null 2>&1 || h5dump -n model/m.h5 >/dev/null || {
        lost=$((lost + 1))
        echo "kill $i: the model is damaged"
    }
done
echo "$done of $kills were done in time" >&2
echo "lost: $lost"
