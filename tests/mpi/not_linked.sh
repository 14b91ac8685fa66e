# The plain programs know nothing of MPI.
needs() { readelf -d "$(command -v "$1")" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' | grep -c -i -e mpi -e open-rte; }
echo "lbrec-train $(needs lbrec-train)"
echo "lbrec-query $(needs lbrec-query)"
[ "$(needs lbrec-train-mpi)" -gt 0 ] && echo "lbrec-train-mpi does"
! ldd "$(command -v lbrec-train)" | grep -i -e libmpi -e open-rte
