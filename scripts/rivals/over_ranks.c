/* SPDX-License-Identifier: MIT */
#include "scripts/rivals/over_ranks.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/ingest/ratings.h"
#include "trainer/matrix/matrix.h"
#include "trainer/ranks.h"
#include "trainer/svd/blas.h"
#include "trainer/svd/factors.h"

#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static double processor_seconds(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

/* y += a_r (a_r'x) over this rank's rows. */
static void pass(const LbRivalProblem *p)
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

void lb_rival_apply(LbRivalProblem *p, const double *x, double *y)
{
    int rank = p->comm->rank;
    (void)MPI_Allgatherv(x, p->piece[rank], MPI_DOUBLE, p->x, p->piece, p->offset, MPI_DOUBLE,
                         MPI_COMM_WORLD);
    pass(p);
    (void)MPI_Reduce_scatter(p->y, y, p->piece, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    p->products++;
    p->bytes += (int64_t)sizeof *x * (p->csr.n_cols - p->piece[rank]) * 2;
}

void lb_rival_start(const LbRivalProblem *p, double *piece)
{
    LbRng rng;
    lb_rng_init(&rng, 42, 1);
    for (int32_t i = 0; i < p->csr.n_cols; i++) {
        double  draw = lb_rng_normal(&rng);
        int32_t at   = i - p->offset[p->comm->rank];
        if (at >= 0 && at < p->piece[p->comm->rank]) piece[at] = draw;
    }
}

int32_t lb_rival_basis(int32_t k)
{
    return k + (k / 2 > 20 ? k / 2 : 20);
}

static LbStatus load(LbRivalProblem *p, const char *path, LbError *err)
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
    lb_comm_split_rows(p->comm, p->user, p->csr.start, p->csr.n_rows, 1);
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
static void say(const LbRivalProblem *p, const char *name, double wall, double processor,
                int64_t products, int64_t calls, int64_t bytes)
{
    double most[2] = {wall, processor};
    (void)MPI_Allreduce(MPI_IN_PLACE, most, 2, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    if (p->comm->rank == 0)
        printf("%-8s np %d  wall %7.2f s  processor %6.2f s a rank  products %4lld  calls %5lld  "
               "received %8.2f MB\n",
               name, p->comm->size, most[0], most[1], (long long)products, (long long)calls,
               (double)bytes / 1e6);
}

static LbStatus compare(LbRivalProblem *p, const char *name, LbRivalSolver solve, int32_t k,
                        double tolerance, LbError *err)
{
    LbStatus         st      = LB_OK;
    LbFactors        factors = {0};
    LbFactorSettings set     = {.svd = lb_svd_defaults()};
    double           wall = lb_clock_seconds(), processor = processor_seconds(), worst = 0;
    int              log2 = 0;
    LB_TRY(solve(p, k, tolerance, err));
    while (1 << log2 < p->comm->size)
        log2++;
    say(p, name, lb_clock_seconds() - wall, processor_seconds() - processor, p->products,
        p->n_reductions + 2 * p->products, p->bytes + p->reduced_bytes * log2);
    set.svd.rank      = k;
    set.svd.tolerance = tolerance;
    int64_t calls = p->comm->n_calls, bytes = p->comm->n_bytes;
    wall      = lb_clock_seconds();
    processor = processor_seconds();
    LB_TRY(lb_factors_solve(&factors, &p->csr, &set, p->pool, NULL, err));
    say(p, "lbrec", lb_clock_seconds() - wall, processor_seconds() - processor,
        factors.info.products, p->comm->n_calls - calls, p->comm->n_bytes - bytes);
    for (int32_t i = 0; i < k && i < LB_RIVAL_VALUES && i < factors.rank; i++)
        worst = fmax(worst, fabs(factors.values[i] / p->value[i] - 1));
    if (p->comm->rank == 0) printf("         values agree to %.1e\n", worst);
cleanup:
    lb_factors_clear(&factors);
    return st;
}

int lb_rival_main(int argc, char **argv, const char *program, const char *name, LbRivalSolver solve)
{
    static LbRivalProblem p;
    LbError               err       = {0};
    int32_t               k         = argc > 2 ? (int32_t)strtol(argv[2], NULL, 10) : 50;
    double                tolerance = argc > 3 ? strtod(argv[3], NULL) : 1e-4;
    LbStatus              st        = argc > 1 ? lb_ranks_join(&p.comm, &err) : LB_EUSAGE;
    if (st == LB_OK) st = lb_blas_start(&err);
    if (st == LB_OK) st = lb_pool_new(&p.pool, 1, &err);
    if (st == LB_OK) lb_pool_set_comm(p.pool, p.comm);
    if (st == LB_OK) st = lb_matrix_library_start(1, &err);
    if (st == LB_OK) st = load(&p, argv[1], &err);
    if (st == LB_OK) st = compare(&p, name, solve, k, tolerance, &err);
    st = lb_ranks_agree(p.comm, st, &err);
    if (st != LB_OK && lb_comm_is_first(p.comm))
        fprintf(stderr, "%s: %s\n", program, argc > 1 ? err.message : "RATINGS [RANK [TOLERANCE]]");
    lb_csr_clear(&p.csr);
    free(p.x);
    free(p.y);
    lb_pool_free(p.pool);
    return lb_ranks_leave(p.comm, st == LB_OK ? 0 : 1) ? st != LB_OK : 1;
}
