/* SPDX-License-Identifier: MIT */
#include "trainer/svd/svd.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "trainer/svd/lanczos.h"
#include "trainer/svd/ritz.h"

#include <math.h>
#include <string.h>

LbSvdSettings lb_svd_defaults(void)
{
    return (LbSvdSettings){.rank = 50, .tolerance = 1e-4, .restarts = 1000, .seed = 42};
}

int32_t lb_svd_max_rank(int32_t n)
{
    return n > 1 ? n - 1 : n;
}

/* A matrix with one column is its own singular vector; ARPACK needs two. */
static LbStatus solve_single(LbSvd **out, LbSvdInfo *info, const LbOperator *op, LbError *err)
{
    LbStatus st  = LB_OK;
    double   one = 1, square = 0;
    LbSvd   *svd = NULL;
    LB_TRY(op->apply(op->ctx, &one, &square, err));
    info->products = info->converged = 1;
    if (!(square > 0)) LB_FAIL(LB_EDATA, 0, "the matrix has no entries other than zero");
    LB_TRY(lb_svd_result_new(&svd, 1, 1, err));
    svd->values[0]  = sqrt(square);
    svd->vectors[0] = 1;
    *out            = svd;
cleanup:
    return st;
}

static LbStatus check_settings(const LbSvdSettings *settings, int32_t n, LbError *err)
{
    if (n < 1 || settings->rank < 1 || settings->rank > lb_svd_max_rank(n))
        return lb_error_set(err, LB_EDATA, 0,
                            "rank %d is not possible: the smaller side of the matrix is %d, which "
                            "allows 1..%d",
                            settings->rank, n, lb_svd_max_rank(n));
    if (!(settings->tolerance >= 0) || settings->tolerance >= 1)
        return lb_error_set(err, LB_EDATA, 0, "tolerance %g: expected 0 or more, and below 1",
                            settings->tolerance);
    return LB_OK;
}

LbStatus lb_svd_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                      const LbSvdSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbSvdInfo own   = {0};
    double    begin = lb_clock_seconds();
    *out            = NULL;
    LbStatus st     = check_settings(settings, op->n, err);
    if (st == LB_OK && op->n == 1)
        st = solve_single(out, &own, op, err);
    else if (st == LB_OK && lb_ritz_is_worthwhile(op, settings))
        st = lb_ritz_solve(out, &own, op, settings, reporter, err);
    else if (st == LB_OK)
        st = lb_lanczos_solve(out, &own, op, settings, reporter, err);
    own.seconds = lb_clock_seconds() - begin;
    if (info != NULL) *info = own;
    return st;
}
