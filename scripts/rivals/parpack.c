/* SPDX-License-Identifier: MIT */
/** @file parpack.c
 *  PARPACK as the rival of the SVD over ranks (over_ranks.h).
 *  usage: mpirun -np P lbrec-parpack RATINGS [RANK [TOLERANCE]] */
#include "common/base/mem.h"
#include "scripts/rivals/over_ranks.h"

#include <arpack/parpack.h>
#include <math.h>
#include <mpi.h>

/* PARPACK's own reductions come through the Fortran interface, of which this program has its own. */
static int64_t n_reductions, reduced_bytes;

void pmpi_allreduce_(const void *from, void *to, const MPI_Fint *n, const MPI_Fint *type,
                     const MPI_Fint *op, const MPI_Fint *comm, MPI_Fint *code);
void mpi_allreduce_(const void *from, void *to, const MPI_Fint *n, const MPI_Fint *type,
                    const MPI_Fint *op, const MPI_Fint *comm, MPI_Fint *code);
void mpi_allreduce_(const void *from, void *to, const MPI_Fint *n, const MPI_Fint *type,
                    const MPI_Fint *op, const MPI_Fint *comm, MPI_Fint *code)
{
    n_reductions++;
    reduced_bytes += 8 * (int64_t)*n;
    pmpi_allreduce_(from, to, n, type, op, comm, code);
}

typedef struct Solver {
    int32_t n, rank, basis;
    double  tolerance;
    double *resid, *v, *workd, *workl, *d;
    a_int  *select;
    a_int   iparam[11], ipntr[11];
} Solver;

static LbStatus new_solver(Solver *s, const LbRivalProblem *p, int32_t k, double tolerance,
                           LbError *err)
{
    LbStatus st  = LB_OK;
    s->n         = p->piece[p->comm->rank];
    s->rank      = k;
    s->basis     = lb_rival_basis(k);
    s->tolerance = tolerance;
    s->iparam[0] = s->iparam[3] = s->iparam[6] = 1;
    s->iparam[2]                               = 1000;
    LB_ALLOC(s->resid, s->n);
    LB_ALLOC(s->v, (size_t)s->n * (size_t)s->basis);
    LB_ALLOC(s->workd, 3 * (size_t)s->n);
    LB_ALLOC(s->workl, (size_t)s->basis * ((size_t)s->basis + 8));
    LB_ALLOC(s->d, k);
    LB_ALLOC_ZEROED(s->select, s->basis);
    lb_rival_start(p, s->resid);
cleanup:
    return st;
}

static void free_solver(Solver *s)
{
    free(s->resid);
    free(s->v);
    free(s->workd);
    free(s->workl);
    free(s->d);
    free(s->select);
}

static LbStatus solve(LbRivalProblem *p, int32_t k, double tolerance, LbError *err)
{
    LbStatus st   = LB_OK;
    Solver   s    = {0};
    MPI_Fint comm = MPI_Comm_c2f(MPI_COMM_WORLD);
    a_int    ido = 0, info = 1, lworkl;
    LB_TRY(new_solver(&s, p, k, tolerance, err));
    lworkl = s.basis * (s.basis + 8);
    for (;;) {
        pdsaupd_c(comm, &ido, "I", s.n, "LM", k, tolerance, s.resid, s.basis, s.v, s.n, s.iparam,
                  s.ipntr, s.workd, s.workl, lworkl, &info);
        if (ido != 1 && ido != -1) break;
        lb_rival_apply(p, s.workd + s.ipntr[0] - 1, s.workd + s.ipntr[1] - 1);
    }
    if (info != 0) LB_FAIL(LB_ENOCONV, info, "PARPACK ended with %d", info);
    pdseupd_c(comm, 1, "A", s.select, s.d, s.v, s.n, 0.0, "I", s.n, "LM", k, tolerance, s.resid,
              s.basis, s.v, s.n, s.iparam, s.ipntr, s.workd, s.workl, lworkl, &info);
    if (info != 0) LB_FAIL(LB_ENOCONV, info, "PARPACK's vectors ended with %d", info);
    for (int32_t i = 0; i < k && i < LB_RIVAL_VALUES; i++)
        p->value[i] = sqrt(s.d[k - 1 - i]);
    p->n_reductions  = n_reductions;
    p->reduced_bytes = reduced_bytes;
cleanup:
    free_solver(&s);
    return st;
}

int main(int argc, char **argv)
{
    return lb_rival_main(argc, argv, "lbrec-parpack", "PARPACK", solve);
}
