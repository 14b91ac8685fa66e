/* SPDX-License-Identifier: MIT */
/** @file parpack.c
 *  The SVD of z-scores over ranks, by PARPACK and by the trainer's own solver, on the same matrix to the
 *  same tolerance: time, products, collective calls and bytes of each.
 *  PARPACK: a rank has the rows of some users, and a piece of every vector; a product is an
 *  all-gather of x, a pass over the rank's rows, a reduce-scatter of y.
 *  usage: mpirun -np P lbrec-parpack RATINGS [RANK [TOLERANCE]] */
#include "common/base/clock.h"
#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/ingest/ratings.h"
#include "trainer/matrix/matrix.h"
#include "trainer/ranks.h"
#include "trainer/svd/blas.h"
#include "trainer/svd/factors.h"

#include <arpack/parpack.h>
#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

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

typedef struct Problem {
    LbComm *comm;
    LbPool *pool;
    LbCsr   csr;
    int64_t user[LB_COMM_MOST + 1];                    /* first of each rank */
    int     piece[LB_COMM_MOST], offset[LB_COMM_MOST]; /* of vectors */
    double *x, *y;                                     /* [n_cols] whole */
    int64_t products, bytes;
    double  value[64];
} Problem;

typedef struct Solver {
    int32_t n, rank, basis;
    double  tolerance;
    double *resid, *v, *workd, *workl, *d;
    a_int  *select;
    a_int   iparam[11], ipntr[11];
} Solver;

static double processor_seconds(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

/* y += a_r (a_r'x) over this rank's rows. */
static void pass(const Problem *p)
{
    const LbCsr *a = &p->csr;
    memset(p->y, 0, (size_t)a->n_cols * sizeof *p->y);
    for (int64_t r = p->user[p->comm->rank]; r < p->user[p->comm->rank + 1]; r++) {
        double  s0 = 0, s1 = 0, s2 = 0, s3 = 0, t;
        int64_t i = a->start[r], end = a->start[r + 1];
        for (; i + 4 <= end; i += 4) {
            s0 += (double)a->value[i] * p->x[a->col[i]];
            s1 += (double)a->value[i + 1] * p->x[a->col[i + 1]];
            s2 += (double)a->value[i + 2] * p->x[a->col[i + 2]];
            s3 += (double)a->value[i + 3] * p->x[a->col[i + 3]];
        }
        for (; i < end; i++)
            s0 += (double)a->value[i] * p->x[a->col[i]];
        t = (s0 + s1) + (s2 + s3);
        for (i = a->start[r]; i < end; i++)
            p->y[a->col[i]] += (double)a->value[i] * t;
    }
}

static void apply(Problem *p, const double *x, double *y)
{
    int rank = p->comm->rank;
    (void)MPI_Allgatherv(x, p->piece[rank], MPI_DOUBLE, p->x, p->piece, p->offset, MPI_DOUBLE,
                         MPI_COMM_WORLD);
    pass(p);
    (void)MPI_Reduce_scatter(p->y, y, p->piece, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    p->products++;
    p->bytes += (int64_t)sizeof *x * (p->csr.n_cols - p->piece[rank]) * 2;
}

static LbStatus new_solver(Solver *s, const Problem *p, int32_t k, double tolerance, LbError *err)
{
    LbStatus st = LB_OK;
    LbRng    rng;
    s->n         = p->piece[p->comm->rank];
    s->rank      = k;
    s->basis     = k + (k / 2 > 20 ? k / 2 : 20); /* as the trainer's ARPACK */
    s->tolerance = tolerance;
    s->iparam[0] = s->iparam[3] = s->iparam[6] = 1;
    s->iparam[2]                               = 1000;
    LB_ALLOC(s->resid, s->n);
    LB_ALLOC(s->v, (size_t)s->n * (size_t)s->basis);
    LB_ALLOC(s->workd, 3 * (size_t)s->n);
    LB_ALLOC(s->workl, (size_t)s->basis * ((size_t)s->basis + 8));
    LB_ALLOC(s->d, k);
    LB_ALLOC_ZEROED(s->select, s->basis);
    lb_rng_init(&rng, 42, 1); /* one vector for all, of which each takes its piece */
    for (int32_t i = 0; i < p->csr.n_cols; i++) {
        double  draw = lb_rng_normal(&rng);
        int32_t at   = i - p->offset[p->comm->rank];
        if (at >= 0 && at < s->n) s->resid[at] = draw;
    }
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

static LbStatus parpack(Problem *p, int32_t k, double tolerance, LbError *err)
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
        apply(p, s.workd + s.ipntr[0] - 1, s.workd + s.ipntr[1] - 1);
    }
    if (info != 0) LB_FAIL(LB_ENOCONV, info, "PARPACK ended with %d", info);
    pdseupd_c(comm, 1, "A", s.select, s.d, s.v, s.n, 0.0, "I", s.n, "LM", k, tolerance, s.resid,
              s.basis, s.v, s.n, s.iparam, s.ipntr, s.workd, s.workl, lworkl, &info);
    if (info != 0) LB_FAIL(LB_ENOCONV, info, "PARPACK's vectors ended with %d", info);
    for (int32_t i = 0; i < k && i < 64; i++)
        p->value[i] = sqrt(s.d[k - 1 - i]);
cleanup:
    free_solver(&s);
    return st;
}

/* Users of each rank, with about as many ratings. */
static void split_users(Problem *p)
{
    int32_t u = 0;
    for (int r = 0; r < p->comm->size; r++) {
        while (u < p->csr.n_rows && p->csr.start[u] < p->csr.n / p->comm->size * r)
            u++;
        p->user[r] = u;
    }
    p->user[p->comm->size] = p->csr.n_rows;
}

static LbStatus load(Problem *p, const char *path, LbError *err)
{
    LbStatus          st       = LB_OK;
    LbRatings        *ratings  = NULL;
    LbMatrix         *matrix   = NULL;
    LbRatingsSettings settings = lb_ratings_defaults();
    int64_t           films[LB_COMM_MOST + 1];
    LB_TRY(lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, p->pool, NULL, err));
    LB_TRY(lb_matrix_build(&matrix, &ratings->triplets, p->pool, err));
    LB_TRY(lb_matrix_standardise(matrix, ratings->mean_stars, ratings->std_stars, err));
    LB_TRY(lb_matrix_take(&p->csr, matrix, err));
    split_users(p);
    lb_comm_split(p->comm, films, p->csr.n_cols);
    for (int r = 0; r < p->comm->size; r++) {
        p->piece[r]  = (int)(films[r + 1] - films[r]);
        p->offset[r] = (int)films[r];
    }
    LB_ALLOC(p->x, p->csr.n_cols);
    LB_ALLOC(p->y, p->csr.n_cols);
cleanup:
    lb_matrix_free(matrix);
    lb_ratings_free(ratings);
    return st;
}

/* The slowest rank counts. */
static void say(const Problem *p, const char *name, double wall, double processor, int64_t products,
                int64_t calls, int64_t bytes)
{
    double most[2] = {wall, processor};
    (void)MPI_Allreduce(MPI_IN_PLACE, most, 2, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    if (p->comm->rank == 0)
        printf("%-8s np %d  wall %7.2f s  processor %6.2f s a rank  products %4lld  calls %5lld  "
               "received %8.2f MB\n",
               name, p->comm->size, most[0], most[1], (long long)products, (long long)calls,
               (double)bytes / 1e6);
}

static LbStatus compare(Problem *p, int32_t k, double tolerance, LbError *err)
{
    LbStatus         st      = LB_OK;
    LbFactors        factors = {0};
    LbFactorSettings set     = {.svd = lb_svd_defaults()};
    double           wall = lb_clock_seconds(), processor = processor_seconds(), worst = 0;
    int              log2 = 0;
    LB_TRY(parpack(p, k, tolerance, err));
    while (1 << log2 < p->comm->size)
        log2++;
    say(p, "PARPACK", lb_clock_seconds() - wall, processor_seconds() - processor, p->products,
        n_reductions + 2 * p->products, p->bytes + reduced_bytes * log2);
    set.svd.rank      = k;
    set.svd.tolerance = tolerance;
    int64_t calls = p->comm->n_calls, bytes = p->comm->n_bytes;
    wall      = lb_clock_seconds();
    processor = processor_seconds();
    LB_TRY(lb_factors_solve(&factors, &p->csr, &set, p->pool, NULL, err));
    say(p, "lbrec", lb_clock_seconds() - wall, processor_seconds() - processor,
        factors.info.products, p->comm->n_calls - calls, p->comm->n_bytes - bytes);
    for (int32_t i = 0; i < k && i < 64 && i < factors.rank; i++)
        worst = fmax(worst, fabs(factors.values[i] / p->value[i] - 1));
    if (p->comm->rank == 0) printf("         values agree to %.1e\n", worst);
cleanup:
    lb_factors_clear(&factors);
    return st;
}

int main(int argc, char **argv)
{
    static Problem p;
    LbError        err       = {0};
    int32_t        k         = argc > 2 ? (int32_t)strtol(argv[2], NULL, 10) : 50;
    double         tolerance = argc > 3 ? strtod(argv[3], NULL) : 1e-4;
    LbStatus       st        = argc > 1 ? lb_ranks_join(&p.comm, &err) : LB_EUSAGE;
    if (st == LB_OK) st = lb_blas_start(&err);
    if (st == LB_OK) st = lb_pool_new(&p.pool, 1, &err);
    if (st == LB_OK) lb_pool_set_comm(p.pool, p.comm);
    if (st == LB_OK) st = lb_matrix_library_start(1, &err);
    if (st == LB_OK) st = load(&p, argv[1], &err);
    if (st == LB_OK) st = compare(&p, k, tolerance, &err);
    st = lb_ranks_agree(p.comm, st, &err);
    if (st != LB_OK && lb_comm_is_first(p.comm))
        fprintf(stderr, "lbrec-parpack: %s\n",
                argc > 1 ? err.message : "RATINGS [RANK [TOLERANCE]]");
    lb_csr_clear(&p.csr);
    free(p.x);
    free(p.y);
    lb_pool_free(p.pool);
    return lb_ranks_leave(p.comm, st == LB_OK ? 0 : 1) ? st != LB_OK : 1;
}
