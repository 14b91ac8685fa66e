. "$CASE_DIR/ranks.inc"
# What goes wrong is said once, with the exit code of the plain program; nothing is left behind.
printf 'user_id,movie_id,rating_val\na,x,8\nb,y,nine\n' >bad.csv
ranks 3 -o m.h5 bad.csv 2>said
echo "$?"
grep "^lbrec-train-mpi: " said
ranks 2 -o m.h5 no-such-file.csv 2>said
echo "$?"
grep "^lbrec-train-mpi: " said
ranks 2 --rank none bad.csv 2>said
echo "$?"
grep "^lbrec-train-mpi: " said
ranks 2 -o m.h5 - </dev/null 2>said
echo "$?"
grep "^lbrec-train-mpi: " said
ls
