/* SPDX-License-Identifier: MIT */
#include "trainer/svd/lanczos.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/svd/blas.h"

#include <arpack/arpack.h>

#include <float.h>
#include <math.h>
#include <string.h>

/* ARPACK counts the small dense matrices of a basis in int: lworkl = basis * (basis + 8). */
enum { BASIS_MAX = 40000, START_STREAM = 1 };

const char *lb_lanczos_library(void)
{
    return "ARPACK-ng " LB_ARPACK_VERSION;
}

/* The state of one solve: what ARPACK calls its work arrays. */
typedef struct Work {
    a_int   n, rank, basis, lworkl, restarts;
    double  tolerance;
    double *resid; /* [n]: start vector, then the residual */
    double *v;     /* [n x basis] column-major: Lanczos vectors, then eigenvectors */
    double *workd; /* [3n]: operands and results of the products */
    double *workl; /* [lworkl] */
    double *d;     /* [rank]: eigenvalues, ascending */
    a_int  *select;
    a_int   iparam[11], ipntr[11];
} Work;

static void work_clear(Work *work)
{
    free(work->resid);
    free(work->v);
    free(work->workd);
    free(work->workl);
    free(work->d);
    free(work->select);
}

/* Half as many again as wanted: fewer need more products, more of them dense work. */
static int32_t choose_basis(const LbSvdSettings *set, int32_t n)
{
    int64_t k = set->rank, basis = k + (k / 2 > 20 ? k / 2 : 20);
    return (int32_t)(basis < n ? basis : n);
}

static LbStatus work_allocate(Work *work, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n  = (size_t)work->n;
    LB_ALLOC(work->resid, n);
    LB_ALLOC(work->v, n * (size_t)work->basis);
    LB_ALLOC(work->workd, 3 * n);
    LB_ALLOC(work->workl, work->lworkl);
    LB_ALLOC(work->d, work->rank);
    LB_ALLOC_ZEROED(work->select, work->basis); /* dseupd_c() reads it, though all are wanted */
cleanup:
    return st;
}

static double sum_of(const double *start)
{
    double sum = 0;
    for (int j = 0; j < LB_STARTS; j++)
        sum += start[j];
    return sum;
}

static void fill_start(Work *work, const LbSvdSettings *set)
{
    LbRng rng;
    lb_rng_init(&rng, set->seed, START_STREAM);
    for (int32_t i = 0; i < work->n; i++)
        work->resid[i] =
            set->start != NULL ? sum_of(set->start + (size_t)i * LB_STARTS) : lb_rng_normal(&rng);
}

static LbStatus work_init(Work *work, int32_t n, const LbSvdSettings *set, LbError *err)
{
    work->n         = n;
    work->rank      = set->rank;
    work->basis     = choose_basis(set, n);
    work->tolerance = set->tolerance;
    work->restarts  = set->restarts;
    if (work->basis <= set->rank)
        return lb_error_set(
            err, LB_EDATA, 0,
            "a basis of %d vectors cannot hold rank %d: expected more than the rank", work->basis,
            set->rank);
    if (work->basis > BASIS_MAX)
        return lb_error_set(err, LB_EDATA, 0, "rank %d is too large for the solver; %d is possible",
                            set->rank, BASIS_MAX / 3 * 2);
    work->lworkl    = work->basis * (work->basis + 8);
    work->iparam[0] = 1; /* exact shifts */
    work->iparam[2] = work->restarts;
    work->iparam[3] = 1; /* block size */
    work->iparam[6] = 1; /* standard problem */
    LbStatus st     = work_allocate(work, err);
    if (st == LB_OK) fill_start(work, set);
    return st;
}

static LbStatus explain(a_int info, const Work *work, const LbSvdSettings *set, LbError *err)
{
    switch (info) {
    case 0:
        return LB_OK;
    case 1:
        return lb_svd_settings_no_convergence(set, work->iparam[4], info, err);
    case 3:
        return lb_error_set(err, LB_ENOCONV, info,
                            "ARPACK has no direction left to go on with: %d of %d vectors of its "
                            "basis hold all it can see of the matrix",
                            work->iparam[4], work->basis);
    case -9:
        return lb_error_set(err, LB_ENOCONV, info,
                            "ARPACK has no direction to begin with: the matrix maps the start "
                            "vector to zero");
    case -8:
        return lb_error_set(err, LB_EINTERNAL, info,
                            "the solver's small eigenvalue problem failed (ARPACK info -8): are "
                            "there infinite values in the matrix?");
    case -9999:
        return lb_error_set(err, LB_EINTERNAL, info,
                            "the solver could not build its basis: %d of %d vectors (ARPACK info "
                            "-9999)",
                            work->iparam[4], work->basis);
    default:
        return lb_error_set(err, LB_EINTERNAL, info,
                            "the solver refused its arguments: n %d, rank %d, basis %d, tolerance "
                            "%g (ARPACK info %d)",
                            work->n, work->rank, work->basis, work->tolerance, info);
    }
}

/* Reverse communication: dsaupd asks for products until it is done (99). */
static LbStatus iterate(Work *work, LbSvdInfo *info, const LbOperator *op, const LbSvdSettings *set,
                        const LbReporter *reporter, LbError *err)
{
    a_int ido = 0, arpack = 1; /* 1: the start vector is in resid */
    for (;;) {
        dsaupd_c(&ido, "I", work->n, "LM", work->rank, work->tolerance, work->resid, work->basis,
                 work->v, work->n, work->iparam, work->ipntr, work->workd, work->workl,
                 work->lworkl, &arpack);
        if (ido != 1 && ido != -1) break;
        LbStatus st = lb_reporter_check(reporter, err);
        if (st != LB_OK) return st;
        double begin = lb_clock_seconds();
        st = op->apply(op->ctx, work->workd + work->ipntr[0] - 1, work->workd + work->ipntr[1] - 1,
                       err);
        if (st != LB_OK) return st;
        info->operator_seconds += lb_clock_seconds() - begin;
        info->products++;
        lb_reporter_progress(reporter, "svd", info->products, 0);
    }
    info->restarts += work->iparam[2];
    info->converged = work->iparam[4];
    return explain(arpack, work, set, err);
}

/* ARPACK leaves the Ritz values and their error bounds, converged ones first, in workl. */
static double estimated_residual(const Work *work, int32_t converged)
{
    const double *ritz  = work->workl + work->ipntr[5] - 1,
                 *bound = work->workl + work->ipntr[6] - 1;
    double largest = 0, worst = 0;
    for (int32_t i = 0; i < converged; i++) {
        largest = fmax(largest, fabs(ritz[i]));
        worst   = fmax(worst, fabs(bound[i]));
    }
    return largest > 0 ? worst / largest : 0;
}

/* From ascending eigenvalues and vectors to descending singular values above the rounding. */
static LbStatus extract(LbSvd **out, const Work *work, LbError *err)
{
    LbStatus st      = LB_OK;
    size_t   n       = (size_t)work->n;
    double   largest = work->d[work->rank - 1], floor = largest * (double)work->n * DBL_EPSILON;
    LbSlab   slab = lb_slab_of(work->n, NULL);
    int32_t  rank = 0;
    LbSvd   *svd  = NULL;
    while (rank < work->rank && work->d[work->rank - 1 - rank] > floor)
        rank++;
    LB_TRY(lb_svd_result_new(&svd, work->n, rank, err));
    for (int32_t i = 0; i < rank; i++) {
        size_t from    = (size_t)(work->rank - 1 - i);
        svd->values[i] = sqrt(work->d[from]);
        memcpy(svd->vectors + (size_t)i * n, work->v + from * n, n * sizeof *svd->vectors);
    }
    LB_TRY(lb_svd_result_fix_signs(svd, &slab, err));
    *out = svd;
    svd  = NULL;
cleanup:
    lb_svd_result_free(svd);
    return st;
}

static LbStatus solve_many(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                           const LbSvdSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbStatus st     = LB_OK;
    Work     work   = {0};
    a_int    arpack = 0;
    LB_TRY(work_init(&work, op->n, settings, err));
    LB_TRY(iterate(&work, info, op, settings, reporter, err));
    info->residual = estimated_residual(&work, info->converged);
    dseupd_c(1, "A", work.select, work.d, work.v, work.n, 0.0, "I", work.n, "LM", work.rank,
             work.tolerance, work.resid, work.basis, work.v, work.n, work.iparam, work.ipntr,
             work.workd, work.workl, work.lworkl, &arpack);
    if (arpack != 0)
        LB_FAIL(LB_EINTERNAL, arpack, "the solver could not extract its vectors (ARPACK info %d)",
                arpack);
    LB_TRY(extract(out, &work, err));
cleanup:
    work_clear(&work);
    return st;
}

LbStatus lb_lanczos_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                          const LbSvdSettings *settings, const LbReporter *reporter, LbError *err)
{
    int      threads = lb_blas_hold();
    LbStatus st      = solve_many(out, info, op, settings, reporter, err);
    lb_blas_release(threads);
    return st;
}
