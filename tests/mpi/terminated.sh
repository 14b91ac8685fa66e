. "$CASE_DIR/ranks.inc"
# SIGTERM to mpirun: it ends with a failure, and nothing is left behind.
demo=$CASE_DIR/../../scripts/demo/ratings.csv.gz
[ -e "$demo" ] || exit 77
# Forty towns of the demo's people: training is far from done at the last signal on any machine.
gunzip -c "$demo" | awk 'NR == 1 { print; next } { for (i = 0; i < 40; i++) print i "." $0 }' >towns.csv
mkdir model

# until_true COMMAND: whether it comes true within a minute.
until_true() {
    for _ in $(seq 600); do
        "$@" && return 0
        sleep 0.1
    done
    return 1
}
is_at_work() { [ -e model/m.h5.lock ]; }
is_empty() { [ -z "$(ls model)" ]; }

# When mpirun has just begun; when rank 0 has; when both are reading or learning.
for moment in begun locked later; do
    mpirun -q --oversubscribe --bind-to none -np 2 lbrec-train-mpi --threads 1 -q -o model/m.h5 \
        --evaluate towns.csv 2>/dev/null &
    launcher=$!
    case $moment in
    begun) sleep 0.1 ;;
    locked) until_true is_at_work || echo "it never began" ;;
    later) until_true is_at_work && sleep 1 ;;
    esac
    kill -TERM $launcher
    wait $launcher && echo "it went on"
    until_true is_empty || ls model
done
echo ended
