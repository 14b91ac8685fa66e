/* SPDX-License-Identifier: MIT */
#include "trainer/svd/ritz.h"

#include "trainer/svd/krylov.h"
#include "trainer/svd/lanczos.h"

#include <float.h>
#include <math.h>

/* ARPACK's answer for the projected matrix is to be this much better than what is asked of it. */
static const double INNER = 1e-2;

typedef struct Search {
    LbKrylov            *space;
    const LbSvdSettings *settings;
    const LbReporter    *reporter;
    LbSvdInfo           *info;
    LbSvd               *small;    /* of the projected matrix, latest */
    double               goal;     /* of each residual, in parts of its eigenvalue */
    double               worst;    /* of them, in parts of the goal */
    int32_t              capacity; /* dimension at which the space is shrunk */
} Search;

static int32_t whole_panels(int32_t dimension)
{
    return (dimension + LB_PANEL - 1) / LB_PANEL * LB_PANEL;
}

static int32_t capacity_for(int32_t rank)
{
    return whole_panels(4 * rank + 120);
}

bool lb_ritz_is_worthwhile(const LbOperator *op, const LbSvdSettings *settings)
{
    return op->apply_panel != NULL && settings->basis == 0 && settings->rank <= (INT32_MAX >> 4) &&
           op->n / 2 >= capacity_for(settings->rank);
}

static LbStatus grow_to(Search *search, int32_t dimension, LbError *err)
{
    LbStatus st = LB_OK;
    while (lb_krylov_dimension(search->space) < dimension) {
        LB_TRY(lb_reporter_check(search->reporter, err));
        LB_TRY(lb_krylov_grow(search->space, search->info, err));
        lb_reporter_progress(search->reporter, "svd", search->info->products, 0);
    }
cleanup:
    return st;
}

/* Where a matrix has fewer singular values than are wanted, the space may only not have met them.
 */
static double unseen(const Search *search, double largest)
{
    if (search->small->rank >= search->settings->rank) return 0;
    return lb_krylov_outside(search->space) / largest;
}

static void judge(Search *search)
{
    double  largest = search->small->values[0] * search->small->values[0], residual = 0;
    int32_t n =
        search->small->rank < search->settings->rank ? search->small->rank : search->settings->rank;
    search->worst           = unseen(search, largest) / search->goal;
    search->info->converged = 0;
    for (int32_t i = 0; i < n; i++) {
        double square  = search->small->values[i] * search->small->values[i];
        double outside = lb_krylov_residual(search->space, search->small, i);
        residual       = fmax(residual, outside);
        search->worst  = fmax(search->worst, outside / square / search->goal);
        if (outside <= search->goal * square) search->info->converged++;
    }
    search->info->residual = residual / largest;
}

/* ARPACK's answer for the projected matrix, and how far it is from one for the whole. */
static LbStatus look(Search *search, int32_t rank, LbError *err)
{
    LbStatus      st    = LB_OK;
    LbOperator    op    = lb_krylov_operator(search->space);
    LbSvdSettings inner = *search->settings;
    LbSvdInfo     info  = {0};
    lb_svd_result_free(search->small);
    search->small   = NULL;
    inner.rank      = rank;
    inner.start     = NULL;
    inner.tolerance = INNER * search->settings->tolerance;
    LB_TRY(lb_lanczos_solve(&search->small, &info, &op, &inner, NULL, err));
    judge(search);
cleanup:
    return st;
}

/* The residual falls by half with every panel in the end, more slowly before that. A look costs
 * more than a product where the rank is high: not after every one. */
static int32_t next_dimension(const Search *search)
{
    int32_t least  = 1 + search->settings->rank / 64;
    double  panels = fmax(ceil(2.5 * log10(search->worst)), (double)least);
    double  next   = lb_krylov_dimension(search->space) + panels * LB_PANEL;
    return next < search->capacity ? (int32_t)next : search->capacity;
}

static LbStatus shrink(Search *search, LbError *err)
{
    if (search->info->restarts >= search->settings->restarts)
        return lb_svd_result_missing(search->settings, search->info->converged, 0, err);
    search->info->restarts++;
    return lb_krylov_restart(search->space, search->small, err);
}

/* Grow, look, and again, until all residuals are small enough. A full space is shrunk to half as
 * many vectors again as are wanted, as the last look has found them. */
static LbStatus converge(Search *search, LbError *err)
{
    LbStatus st   = LB_OK;
    int32_t  rank = search->settings->rank, kept = whole_panels(rank + rank / 2 + 8);
    int32_t  next = search->settings->start != NULL ? kept : whole_panels(2 * rank + rank / 2 + 16);
    for (;;) {
        bool is_full = next >= search->capacity;
        LB_TRY(grow_to(search, next, err));
        LB_TRY(look(search, is_full ? kept : rank, err));
        if (search->worst <= 1) break;
        if (is_full) LB_TRY(shrink(search, err));
        next = next_dimension(search);
    }
cleanup:
    return st;
}

LbStatus lb_ritz_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                       const LbSvdSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbStatus st     = LB_OK;
    Search   search = {.settings = settings,
                       .reporter = reporter,
                       .info     = info,
                       .goal     = fmax(settings->tolerance, 64 * DBL_EPSILON),
                       .capacity = capacity_for(settings->rank)};
    LB_TRY(lb_krylov_new(&search.space, op, search.capacity, settings->start, settings->seed, err));
    LB_TRY(converge(&search, err));
    LB_TRY(lb_krylov_expand(out, search.space, search.small, settings->rank, err));
cleanup:
    lb_krylov_free(search.space);
    lb_svd_result_free(search.small);
    return st;
}
