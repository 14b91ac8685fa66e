# A model keeps its mode, and a symbolic link to it stays one: what it leads to is replaced, and
# has the lock and the earlier models beside it.
. "$CASE_DIR/small.inc"
small_ratings >r.csv
umask 022
mkdir disk
ln -s disk/real.h5 cur.h5
train() { lbrec-train -q -t 1 --method zscore --rank "$1" --keep 2 -o cur.h5 r.csv; }
train 2 && chmod 600 disk/real.h5 && train 3 && train 4
stat -c '%A %n' cur.h5 disk/*
lbrec-train -o cur.h5 --list | cut -c 1-8
lbrec-train -q -o cur.h5 --rollback=2 && lbrec-query -m cur.h5 --model-info | grep rank
stat -c '%A %n' cur.h5 disk/*
