. "$CASE_DIR/small.inc"
small_ratings | lbrec-train -q --rank 5 - || exit
ls "$XDG_DATA_HOME/lbrec"
LBREC_MODEL=$PWD/other.h5
export LBREC_MODEL
small_ratings | lbrec-train -q --rank 5 - || exit
ls
