/* SPDX-License-Identifier: MIT */
#include "trainer/svd/dense_eigen.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "trainer/svd/blas.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* LAPACK counts its workspace, 2 n^2 + 6 n + 1 numbers, in int. */
enum { SIDE_MAX = 32000 };

/* Fortran's: all arguments by address, and behind them the lengths of the strings. */
extern void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda,
                    double *w, double *work, const int *lwork, int *iwork, const int *liwork,
                    int *info, size_t jobz_length, size_t uplo_length);

static LbStatus check_entries(const double *matrix, int32_t n, LbError *err)
{
    if (n > SIDE_MAX)
        return lb_error_set(err, LB_EDATA, 0,
                            "a dense problem of side %d is too large for the solver; %d is "
                            "possible: ask for a lower rank",
                            n, SIDE_MAX);
    for (size_t i = 0; i < (size_t)n * (size_t)n; i++)
        if (!isfinite(matrix[i]))
            return lb_error_set(
                err, LB_EDATA, 0,
                "a product is not finite: are there infinite values in the matrix?");
    return LB_OK;
}

LbStatus lb_dense_eigen_decompose(double *matrix, double *values, int32_t n, LbError *err)
{
    LbStatus st      = LB_OK;
    double  *work    = NULL;
    int     *iwork   = NULL;
    int      info    = 0, threads;
    int      n_work  = 1 + 6 * n + 2 * (n <= SIDE_MAX ? n * n : 0);
    int      n_iwork = 3 + 5 * n;
    LB_TRY(check_entries(matrix, n, err));
    LB_ALLOC(work, n_work);
    LB_ALLOC(iwork, n_iwork);
    threads = lb_blas_hold();
    dsyevd_("V", "L", &n, matrix, &n, values, work, &n_work, iwork, &n_iwork, &info, 1, 1);
    lb_blas_release(threads);
    if (info != 0)
        LB_FAIL(LB_EINTERNAL, info,
                "LAPACK could not decompose a matrix of side %d (dsyevd info %d)", n, info);
cleanup:
    free(work);
    free(iwork);
    return st;
}

/* Columns of an operator's matrix, with products of unit vectors. */
typedef struct Former {
    const LbOperator *op;
    LbSlab            slab;
    double           *matrix, *x, *y; /* [n x n], [n x width]; x is zeros between products */
    size_t            width;          /* columns at a time */
} Former;

/* Column c, or LB_PANEL columns with one product. */
static LbStatus take_columns(const Former *former, size_t c, LbError *err)
{
    const LbOperator *op   = former->op;
    const LbSlab     *slab = &former->slab;
    LbStatus          st;
    size_t            n = (size_t)op->n, width = former->width;
    double           *x = former->x + (size_t)slab->first * width;
    double           *y = former->y + (size_t)slab->first * width;
    for (size_t j = 0; j < width && c + j < n; j++)
        former->x[(c + j) * width + j] = 1;
    st = width > 1 ? op->apply_panel(op->ctx, x, y, err) : op->apply(op->ctx, x, y, err);
    if (st == LB_OK) st = lb_slab_gather(slab, former->y, width * sizeof *y, err);
    for (size_t j = 0; j < width && c + j < n; j++) {
        former->x[(c + j) * width + j] = 0;
        for (size_t i = 0; st == LB_OK && i < n; i++)
            former->matrix[(c + j) * n + i] = former->y[i * width + j];
    }
    return st;
}

static LbStatus form(double *matrix, LbSvdInfo *info, const LbOperator *op,
                     const LbReporter *reporter, LbError *err)
{
    LbStatus st     = LB_OK;
    Former   former = {op, lb_slab_of(op->n, op->pool), matrix, NULL, NULL, 1};
    double   begin  = lb_clock_seconds();
    if (op->apply_panel != NULL) former.width = LB_PANEL;
    LB_ALLOC_ALIGNED(former.x, (size_t)op->n * LB_PANEL);
    LB_ALLOC_ALIGNED(former.y, (size_t)op->n * LB_PANEL);
    memset(former.x, 0, (size_t)op->n * LB_PANEL * sizeof *former.x);
    for (size_t c = 0; c < (size_t)op->n; c += former.width) {
        LB_TRY(lb_reporter_check(reporter, err));
        LB_TRY(take_columns(&former, c, err));
        info->products += (int32_t)former.width;
        lb_reporter_progress(reporter, "svd", info->products, 0);
    }
    info->operator_seconds += lb_clock_seconds() - begin;
cleanup:
    free(former.x);
    free(former.y);
    return st;
}

/* From ascending eigenvalues to descending singular values, above the rounding and the floor. */
static LbStatus extract(LbSvd **out, const double *vectors, const double *values,
                        const LbSlab *slab, const LbSvdSettings *settings, LbError *err)
{
    LbStatus st  = LB_OK;
    LbSvd   *svd = NULL;
    int32_t  n = slab->n, own = lb_slab_count(slab), rank = 0;
    double   largest  = values[n - 1];
    double   rounding = largest * n * DBL_EPSILON, floor = settings->floor * settings->floor;
    while (rank < settings->rank && values[n - 1 - rank] > fmax(rounding, floor))
        rank++;
    LB_TRY(lb_svd_result_new(&svd, own, rank, err));
    for (int32_t i = 0; i < rank; i++) {
        int32_t from   = n - 1 - i;
        svd->values[i] = sqrt(values[from]);
        memcpy(svd->vectors + (size_t)i * (size_t)own,
               vectors + (size_t)from * (size_t)n + slab->first, (size_t)own * sizeof *vectors);
    }
    LB_TRY(lb_svd_result_fix_signs(svd, slab, err));
    *out = svd;
    svd  = NULL;
cleanup:
    lb_svd_result_free(svd);
    return st;
}

LbStatus lb_dense_eigen_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                              const LbSvdSettings *settings, const LbReporter *reporter,
                              LbError *err)
{
    LbStatus st     = LB_OK;
    double  *matrix = NULL, *values = NULL;
    size_t   n    = (size_t)op->n;
    LbSlab   slab = lb_slab_of(op->n, op->pool);
    *out          = NULL;
    LB_ALLOC(matrix, n * n);
    LB_ALLOC(values, n);
    LB_TRY(form(matrix, info, op, reporter, err));
    LB_TRY(lb_dense_eigen_decompose(matrix, values, op->n, err));
    LB_TRY(extract(out, matrix, values, &slab, settings, err));
    info->converged = (*out)->rank;
    if ((*out)->rank > 0) info->residual = op->n * DBL_EPSILON;
cleanup:
    free(matrix);
    free(values);
    return st;
}
