/* SPDX-License-Identifier: MIT */
/** @file slepc.c
 *  SLEPc's Krylov-Schur solver as the rival of the SVD over ranks (over_ranks.h).
 *  usage: mpirun -np P lbrec-slepc RATINGS [RANK [TOLERANCE]] */
#include "scripts/rivals/over_ranks.h"

#include <math.h>
#include <mpi.h>
#include <slepceps.h>

/* SLEPc's own reductions; PETSc has macros of these names. */
#undef MPI_Allreduce
#undef MPI_Iallreduce
static int64_t n_reductions, reduced_bytes;

static void count(int n, MPI_Datatype type)
{
    int size = 0;
    (void)MPI_Type_size(type, &size);
    n_reductions++;
    reduced_bytes += (int64_t)n * size;
}

int MPI_Allreduce(const void *from, void *to, int n, MPI_Datatype type, MPI_Op op, MPI_Comm comm)
{
    count(n, type);
    return PMPI_Allreduce(from, to, n, type, op, comm);
}

int MPI_Iallreduce(const void *from, void *to, int n, MPI_Datatype type, MPI_Op op, MPI_Comm comm,
                   MPI_Request *request)
{
    count(n, type);
    return PMPI_Iallreduce(from, to, n, type, op, comm, request);
}

static PetscErrorCode apply(Mat matrix, Vec x, Vec y)
{
    void         *p    = NULL;
    const double *from = NULL;
    double       *to   = NULL;
    PetscCall(MatShellGetContext(matrix, &p));
    PetscCall(VecGetArrayRead(x, &from));
    PetscCall(VecGetArray(y, &to));
    lb_rival_apply(p, from, to);
    PetscCall(VecRestoreArray(y, &to));
    PetscCall(VecRestoreArrayRead(x, &from));
    return 0;
}

static PetscErrorCode set_start(EPS solver, Mat matrix, const LbRivalProblem *p)
{
    Vec     start = NULL;
    double *piece = NULL;
    PetscCall(MatCreateVecs(matrix, &start, NULL));
    PetscCall(VecGetArray(start, &piece));
    lb_rival_start(p, piece);
    PetscCall(VecRestoreArray(start, &piece));
    PetscCall(EPSSetInitialSpace(solver, 1, &start));
    PetscCall(VecDestroy(&start));
    return 0;
}

/* How many values have converged, or none. */
static PetscErrorCode find(PetscInt *found, LbRivalProblem *p, int32_t k, double tolerance)
{
    Mat      matrix = NULL;
    EPS      solver = NULL;
    PetscInt n      = p->piece[p->comm->rank];
    PetscCall(MatCreateShell(PETSC_COMM_WORLD, n, n, p->csr.n_cols, p->csr.n_cols, p, &matrix));
    PetscCall(MatShellSetOperation(matrix, MATOP_MULT, (void (*)(void))apply));
    PetscCall(EPSCreate(PETSC_COMM_WORLD, &solver));
    PetscCall(EPSSetOperators(solver, matrix, NULL));
    PetscCall(EPSSetProblemType(solver, EPS_HEP));
    PetscCall(EPSSetWhichEigenpairs(solver, EPS_LARGEST_REAL));
    PetscCall(EPSSetDimensions(solver, k, lb_rival_basis(k), PETSC_DEFAULT));
    PetscCall(EPSSetTolerances(solver, tolerance, 1000));
    PetscCall(set_start(solver, matrix, p));
    PetscCall(EPSSolve(solver));
    PetscCall(EPSGetConverged(solver, found));
    for (PetscInt i = 0; i < *found && i < k && i < LB_RIVAL_VALUES; i++) {
        double square = 0;
        PetscCall(EPSGetEigenvalue(solver, i, &square, NULL));
        p->value[i] = sqrt(square);
    }
    PetscCall(EPSDestroy(&solver));
    PetscCall(MatDestroy(&matrix));
    return 0;
}

static LbStatus solve(LbRivalProblem *p, int32_t k, double tolerance, LbError *err)
{
    PetscInt       found = 0;
    PetscErrorCode code  = SlepcInitialize(NULL, NULL, NULL, NULL);
    n_reductions = reduced_bytes = 0;
    if (code == 0) code = find(&found, p, k, tolerance);
    p->n_reductions  = n_reductions;
    p->reduced_bytes = reduced_bytes;
    if (code == 0) code = SlepcFinalize();
    if (code != 0 || found < k)
        return lb_error_set(err, LB_ENOCONV, (int)code, "SLEPc found %d of %d values", (int)found,
                            k);
    return LB_OK;
}

int main(int argc, char **argv)
{
    return lb_rival_main(argc, argv, "lbrec-slepc", "SLEPc", solve);
}
