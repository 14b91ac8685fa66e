/* SPDX-License-Identifier: MIT */
#include "trainer/svd/remainder.h"

#include "trainer/svd/deflation.h"
#include "trainer/svd/dense_eigen.h"
#include "trainer/svd/krylov.h"
#include "trainer/svd/panel.h"
#include "trainer/svd/rayleigh.h"
#include "trainer/svd/ritz.h"

#include <float.h>
#include <math.h>

/* Panels of a glance. They show what is larger than the smallest accepted value by half or so. */
enum { GLANCE = 3, GLANCE_SEED = 1 };

/* The singular value above which another one would be missing. */
static double smallest_accepted(const LbSvd *svd, int32_t n, const LbSvdSettings *settings)
{
    if (svd->rank == 0) return 0;
    double least = svd->values[svd->rank - 1];
    if (svd->rank < settings->rank) /* all above rounding were asked for */
        least = svd->values[0] * sqrt(4 * n * DBL_EPSILON);
    return least * (1 + lb_svd_settings_value_tolerance(settings) / 2);
}

/* Whether a few products show anything above the floor. */
static LbStatus glance(bool *is_clear, LbSvdInfo *info, const LbOperator *left,
                       const LbSvdSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbStatus  st    = LB_OK;
    LbKrylov *space = NULL;
    LB_TRY(lb_krylov_new(&space, left, false, GLANCE * LB_PANEL, NULL, settings->seed, err));
    for (int p = 0; p < GLANCE; p++) {
        LB_TRY(lb_reporter_check(reporter, err));
        LB_TRY(lb_krylov_grow(space, info, err));
    }
    *is_clear = lb_krylov_count(space, settings->floor * settings->floor) == 0;
cleanup:
    lb_krylov_free(space);
    return st;
}

/* Singular values of what is left above the floor; NULL when there are none. */
static LbStatus search(LbSvd **out, LbSvdInfo *info, const LbOperator *left,
                       const LbSvdSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbStatus  st   = LB_OK;
    LbSvdInfo look = {0};
    *out           = NULL;
    if (lb_ritz_has_room(left->n, settings->rank))
        st = lb_ritz_solve(out, &look, left, settings, reporter, err);
    else
        st = lb_dense_eigen_solve(out, &look, left, settings, reporter, err);
    info->products += look.products;
    info->restarts += look.restarts;
    info->operator_seconds += look.operator_seconds;
    if (*out == NULL || (*out)->rank > 0) return st;
    lb_svd_result_free(*out);
    *out = NULL;
    return st;
}

/* One look at what is left; `rest` is asked for so many values, from a seed of its own. */
static LbStatus look(LbSvd **missing, LbSvdInfo *info, const LbOperator *op, const LbSvd *svd,
                     const LbSvdSettings *rest, const LbReporter *reporter, LbError *err)
{
    LbStatus     st        = LB_OK;
    LbDeflation *deflation = NULL;
    bool         is_clear  = false;
    LB_TRY(lb_deflation_new(&deflation, op, svd, err));
    LbOperator left = lb_deflation_operator(deflation);
    if (!info->is_crowded && lb_ritz_has_room(op->n, GLANCE * LB_PANEL))
        LB_TRY(glance(&is_clear, info, &left, rest, reporter, err));
    if (!is_clear) LB_TRY(search(missing, info, &left, rest, reporter, err));
cleanup:
    lb_deflation_free(deflation);
    return st;
}

LbStatus lb_remainder_search(LbSvd **svd, LbSvdInfo *info, const LbOperator *op,
                             const LbSvdSettings *settings, const LbReporter *reporter,
                             LbError *err)
{
    LbStatus      st      = LB_OK;
    LbSvd        *missing = NULL;
    LbSvdSettings rest    = *settings;
    rest.start            = NULL;
    rest.earlier          = NULL;
    rest.rank             = LB_PANEL;
    rest.tolerance        = fmin(settings->tolerance, lb_svd_settings_value_tolerance(settings));
    for (;;) {
        rest.floor = smallest_accepted(*svd, op->n, settings);
        rest.seed += GLANCE_SEED;
        LB_TRY(look(&missing, info, op, *svd, &rest, reporter, err));
        if (missing == NULL) break;
        LB_TRY(lb_rayleigh_merge(svd, info, op, missing, settings->rank, err));
        info->is_crowded = true;
        if (missing->rank == rest.rank && rest.rank < settings->rank) rest.rank *= 2;
        lb_svd_result_free(missing);
        missing = NULL;
    }
    info->converged = (*svd)->rank;
cleanup:
    lb_svd_result_free(missing);
    return st;
}
