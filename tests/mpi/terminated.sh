. "$CASE_DIR/ranks.inc"
# SIGTERM to mpirun: it ends with a failure, and nothing is left behind.
demo=$CASE_DIR/../../scripts/demo/ratings.csv.gz
[ -e "$demo" ] || exit 77
# Forty towns of the demo's people: training is far from done at the last signal on any machine.
gunzip -c "$demo" | awk 'NR == 1 { print; next } { for (i = 0; i < 40; i++) print i "." $0 }' >towns.csv
mkdir model
for pause in 0.1 0.5 1.5; do
    mpirun -q --oversubscribe --bind-to none -np 2 lbrec-train-mpi --threads 1 -q -o model/m.h5 \
        --evaluate towns.csv 2>/dev/null &
    launcher=$!
    sleep $pause
    kill -TERM $launcher
    wait $launcher && echo "it went on"
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ -z "$(ls model)" ] && break
        sleep 0.2
    done
    ls model
    rm -f model/m.h5
done
echo ended
