/* SPDX-License-Identifier: MIT */
#include "trainer/svd/svd.h"

#include "common/base/clock.h"
#include "trainer/svd/deflation.h"
#include "trainer/svd/dense_eigen.h"
#include "trainer/svd/lanczos.h"
#include "trainer/svd/remainder.h"
#include "trainer/svd/ritz.h"
#include "trainer/svd/thick_start.h"

#include <math.h>

/* Up to the first a dense problem takes no time worth saving; up to the second it is the faster one
 * where a Krylov space would need as many dimensions. */
enum { DENSE_ALWAYS = 512, DENSE_OFTEN = 2048, DENSE_PER_RANK = 4 };

LbSvdSettings lb_svd_defaults(void)
{
    return (LbSvdSettings){.rank = 50, .tolerance = 1e-4, .restarts = 1000, .seed = 42};
}

static LbStatus check_settings(const LbSvdSettings *settings, int32_t n, LbError *err)
{
    if (n < 1 || settings->rank < 1 || settings->rank > n)
        return lb_error_set(err, LB_EDATA, 0,
                            "rank %d is not possible: the smaller side of the matrix is %d, which "
                            "allows 1..%d",
                            settings->rank, n, n);
    if (!(settings->tolerance >= 0) || settings->tolerance >= 1)
        return lb_error_set(err, LB_EDATA, 0, "tolerance %g: expected 0 or more, and below 1",
                            settings->tolerance);
    return LB_OK;
}

static LbSvdWay choose_way(const LbOperator *op, const LbSvdSettings *settings)
{
    int32_t rank = settings->rank;
    if (settings->way != LB_SVD_ANY)
        return settings->way == LB_SVD_LANCZOS && (rank == op->n || op->apply == NULL)
                   ? LB_SVD_DENSE
                   : settings->way;
    if (op->n <= DENSE_ALWAYS || !lb_ritz_has_room(op->n, rank)) return LB_SVD_DENSE;
    if (op->n <= DENSE_OFTEN && op->n / DENSE_PER_RANK <= rank) return LB_SVD_DENSE;
    return op->apply_panel != NULL ? LB_SVD_RITZ : LB_SVD_LANCZOS;
}

/* Whether a search may have missed something that nobody else will notice. */
static bool is_doubtful(const LbSvdInfo *info, LbSvdWay way, const LbSvdSettings *settings)
{
    if (way == LB_SVD_DENSE) return false;
    return info->is_crowded || !settings->is_step || settings->start == NULL;
}

/* ARPACK sees a single copy of any value: in a cluster a residual is all that bounds the error. */
static LbStatus search_alone(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                             const LbSvdSettings *settings, const LbReporter *reporter,
                             LbError *err)
{
    LbSvdSettings set = *settings;
    set.tolerance     = fmin(set.tolerance, lb_svd_settings_value_tolerance(settings));
    info->is_crowded  = true;
    return lb_lanczos_solve(out, info, op, &set, reporter, err);
}

/* Small enough to leave no doubt. The steps of an iteration are too many for that. */
static bool is_better_dense(const LbSvdInfo *info, int32_t n, const LbSvdSettings *settings)
{
    return settings->way == LB_SVD_ANY && info->is_crowded && settings->start == NULL &&
           n <= DENSE_OFTEN;
}

/* An operator, the same with panel products, and how to go about it. */
typedef struct Problem {
    const LbOperator *op;
    LbOperator        in_panels;
    LbSvdWay          way;
} Problem;

/* Where a way leads nowhere, the next takes over: ARPACK gives up where values are equal. */
static LbStatus search(LbSvd **out, LbSvdInfo *info, Problem *problem,
                       const LbSvdSettings *settings, const LbReporter *reporter, LbError *err)
{
    const LbOperator *whole = &problem->in_panels;
    if (problem->way == LB_SVD_LANCZOS) {
        LbStatus st = search_alone(out, info, problem->op, settings, reporter, err);
        if (st != LB_ENOCONV && st != LB_EINTERNAL) return st;
        problem->way = lb_ritz_has_room(whole->n, settings->rank) ? LB_SVD_RITZ : LB_SVD_DENSE;
    }
    if (problem->way == LB_SVD_RITZ && lb_thick_start_is_worth(settings, whole->n)) {
        LbStatus st = lb_thick_start_solve(out, info, whole, settings, reporter, err);
        if (st != LB_OK || *out != NULL) return st;
    }
    if (problem->way == LB_SVD_RITZ)
        return lb_ritz_solve(out, info, whole, settings, reporter, err);
    return lb_dense_eigen_solve(out, info, whole, settings, reporter, err);
}

static LbStatus solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                      const LbSvdSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbStatus     st      = LB_OK;
    LbDeflation *panels  = NULL; /* of nothing: M with panel products */
    LbSvd       *svd     = NULL;
    Problem      problem = {.op = op, .in_panels = *op, .way = choose_way(op, settings)};
    LB_TRY(check_settings(settings, op->n, err));
    if (op->apply_panel == NULL) {
        LB_TRY(lb_deflation_new(&panels, op, NULL, err));
        problem.in_panels = lb_deflation_operator(panels);
    }
    LB_TRY(search(&svd, info, &problem, settings, reporter, err));
    if (is_better_dense(info, op->n, settings)) {
        lb_svd_result_free(svd);
        svd = NULL;
        LB_TRY(lb_dense_eigen_solve(&svd, info, &problem.in_panels, settings, reporter, err));
        problem.way = LB_SVD_DENSE;
    }
    if (is_doubtful(info, problem.way, settings))
        LB_TRY(lb_remainder_search(&svd, info, &problem.in_panels, settings, reporter, err));
    *out = svd;
    svd  = NULL;
cleanup:
    lb_svd_result_free(svd);
    lb_deflation_free(panels);
    return st;
}

LbStatus lb_svd_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                      const LbSvdSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbSvdInfo own   = {0};
    double    begin = lb_clock_seconds();
    *out            = NULL;
    LbStatus st     = solve(out, &own, op, settings, reporter, err);
    own.seconds     = lb_clock_seconds() - begin;
    if (info != NULL) *info = own;
    return st;
}
