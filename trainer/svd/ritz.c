/* SPDX-License-Identifier: MIT */
#include "trainer/svd/ritz.h"

#include "trainer/svd/dense_eigen.h"
#include "trainer/svd/krylov.h"
#include "trainer/svd/lanczos.h"

#include <float.h>
#include <math.h>

/* ARPACK's answer for the projected matrix is to be this much better than what is asked of it. */
static const double INNER = 1e-2;
/* Values that lie no closer together, in parts of them and of their residuals, were told apart. In
 * 6,000 searches of clusters in all kinds of spectra, what was missed lay within 3e-4 of three
 * others, or within three residuals. */
static const double CLOSE = 1e-3, CLOSE_RESIDUALS = 1;

/* Where the smallest wanted singular value is a smaller part of the largest, what 32-bit arithmetic
 * is off by is no longer far below a rough tolerance. */
static const double FAINT = 0.01;
/* And of a rough search more is asked: from twice as many start vectors the last of the wanted
 * vectors lag farther behind the residual of the first. */
static const double ROUGH_SHARE = 0.5;

enum { LEAST_ROOM = 64, GAP_STEPS = 30, ROOM_PER_RANK = 4, MORE_ROOM = 120 };

typedef struct Search {
    LbKrylov            *space;
    const LbSvdSettings *settings;
    const LbReporter    *reporter;
    LbSvdInfo           *info;
    LbSvd               *small;           /* of the projected matrix, latest */
    double               goal;            /* of each residual, in parts of its eigenvalue */
    double               value_tolerance; /* of each eigenvalue, likewise */
    double               worst;           /* of them, in parts of what is allowed */
    int32_t              capacity;        /* dimension at which the space is shrunk */
    bool                 is_rough, is_given_up;
} Search;

static int32_t whole_panels(int32_t dimension)
{
    return lb_panel_count(dimension) * LB_PANEL;
}

static int32_t kept_for(int32_t rank)
{
    return whole_panels(rank + rank / 2 + 8);
}

int32_t lb_ritz_least(int32_t rank)
{
    return whole_panels(2 * rank + rank / 2 + 16);
}

bool lb_ritz_has_room(int32_t n, int32_t rank)
{
    return n / 2 - LEAST_ROOM / 2 >= rank;
}

static int32_t capacity_for(int32_t n, int32_t rank)
{
    int32_t most = (n - LB_PANEL) / LB_PANEL * LB_PANEL;
    return rank < (most - MORE_ROOM) / ROOM_PER_RANK
               ? whole_panels(ROOM_PER_RANK * rank + MORE_ROOM)
               : most;
}

static bool may_be_rough(const LbOperator *op, const LbSvdSettings *settings)
{
    int32_t most = (op->n - MORE_ROOM) / ROOM_PER_RANK - LB_ROUGH_PANELS * LB_PANEL;
    return op->apply_rough != NULL && lb_svd_settings_is_rough(settings) &&
           settings->start == NULL && settings->floor == 0 && settings->rank < most;
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

static double square_of(const Search *search, int32_t i)
{
    return search->small->values[i] * search->small->values[i];
}

/* How many values the last look has found, of those that are asked for. */
static int32_t found(const Search *search)
{
    int32_t rank = search->settings->rank;
    return search->small->rank < rank ? search->small->rank : rank;
}

/* Those above the floor. */
static int32_t wanted(const Search *search)
{
    int32_t n = found(search);
    while (n > 0 && search->small->values[n - 1] <= search->settings->floor)
        n--;
    return n;
}

/* The largest eigenvalue of the projected matrix after the wanted ones. */
static double next_square(const Search *search, int32_t n)
{
    double low = 0, high = square_of(search, n - 1);
    for (int step = 0; step < GAP_STEPS; step++) {
        double middle = (low + high) / 2;
        if (lb_krylov_count(search->space, middle) > n)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* The error of the wanted values in parts of what is allowed, as residual^2 / gap bounds it. */
static double inaccuracy(const Search *search)
{
    int32_t n     = wanted(search);
    double  worst = 0, next = -1;
    for (int32_t i = 0; i < n; i++) {
        double outside = lb_krylov_residual(search->space, search->small, i);
        double allowed = search->value_tolerance * square_of(search, i);
        if (outside <= allowed) continue;
        if (next < 0) next = next_square(search, n);
        double gap = fmax(square_of(search, i) - next, outside);
        worst      = fmax(worst, outside * outside / gap / allowed);
    }
    return sqrt(worst);
}

/* Where a matrix has fewer singular values than are asked for, the space may only not have met
 * them. */
static double unseen(const Search *search, double largest)
{
    double outside = lb_krylov_outside(search->space);
    double floor   = search->settings->floor * search->settings->floor;
    if (search->small->rank >= search->settings->rank || largest + outside <= floor) return 0;
    return outside / largest / search->goal;
}

static void judge(Search *search)
{
    double largest = search->small->rank > 0 ? square_of(search, 0) : 0, residual = 0;
    double floor            = search->settings->floor * search->settings->floor;
    search->worst           = largest > 0 ? unseen(search, largest) : 0;
    search->info->converged = 0;
    for (int32_t i = 0; i < found(search); i++) {
        double square  = square_of(search, i);
        double outside = lb_krylov_residual(search->space, search->small, i);
        if (square + outside <= floor) continue;
        residual      = fmax(residual, outside);
        search->worst = fmax(search->worst, outside / square / search->goal);
        if (outside <= search->goal * square) search->info->converged++;
        if (square <= floor) break; /* it stands, and is the largest of those not wanted */
    }
    search->info->residual = largest > 0 ? residual / largest : 0;
    if (search->worst <= 1) search->worst = fmax(search->worst, inaccuracy(search));
}

/* ARPACK may miss copies of a value in the projected matrix as in any other. */
static bool is_complete(const Search *search, int32_t rank)
{
    int32_t n = search->small->rank;
    if (n == 0) return false;
    double rounding = square_of(search, 0) * lb_krylov_dimension(search->space) * DBL_EPSILON;
    if (n < rank) return lb_krylov_count(search->space, 2 * rounding) <= n;
    double last = square_of(search, n - 1);
    return lb_krylov_count(search->space, last + 1e-6 * last + rounding) < n;
}

/* ARPACK's answer for the projected matrix, or LAPACK's where it has none or not all, and how far
 * it is from one for the whole. */
static LbStatus look(Search *search, int32_t rank, LbError *err)
{
    LbStatus      st    = LB_OK;
    LbOperator    op    = lb_krylov_operator(search->space);
    LbSvdSettings inner = *search->settings;
    LbSvdInfo     info  = {0};
    lb_svd_result_free(search->small);
    search->small   = NULL;
    inner.rank      = rank < op.n ? rank : op.n;
    inner.start     = NULL;
    inner.floor     = 0;
    inner.tolerance = INNER * search->goal;
    st              = lb_lanczos_solve(&search->small, &info, &op, &inner, NULL, err);
    if (st == LB_ENOMEM) return st;
    if (st != LB_OK || !is_complete(search, inner.rank)) {
        lb_svd_result_free(search->small);
        search->small = NULL;
        LB_TRY(lb_dense_eigen_solve(&search->small, &info, &op, &inner, NULL, err));
    }
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
    double  next   = lb_krylov_dimension(search->space) + panels * (double)LB_PANEL;
    return next < search->capacity ? (int32_t)next : search->capacity;
}

static LbStatus shrink(Search *search, LbError *err)
{
    if (search->info->restarts >= search->settings->restarts)
        return lb_svd_settings_no_convergence(search->settings, search->info->converged, 0, err);
    search->info->restarts++;
    return lb_krylov_restart(search->space, search->small, err);
}

/* Whether as many values as a panel has columns, or more, lie so close together that another one
 * among them need not have come up; and whether it would matter. */
static bool is_crowded(const Search *search)
{
    int32_t n = wanted(search);
    if (n < search->settings->rank) return true;
    double last = square_of(search, n - 1);
    for (int32_t i = 0; i < n; i++) {
        double  square = square_of(search, i);
        int32_t end    = i + LB_PANEL <= n ? i + LB_PANEL - 1 : n - 1;
        double  close =
            fmax(CLOSE * square,
                 CLOSE_RESIDUALS * lb_krylov_residual(search->space, search->small, end));
        if (square + close - last <= search->value_tolerance * last) return false;
        if (lb_krylov_count(search->space, square - close) - i >= LB_PANEL) return true;
    }
    return false;
}

/* Where values are crowded their vectors mix, and the error of a value is not the square of the
 * residual but the residual itself. */
static bool is_good_enough(Search *search)
{
    if (search->worst > 1) return false;
    if (search->goal <= search->value_tolerance || !is_crowded(search)) return true;
    search->goal = search->value_tolerance;
    judge(search);
    return search->worst <= 1;
}

static bool is_faint(const Search *search)
{
    int32_t rank = search->settings->rank;
    return search->small->rank < rank ||
           search->small->values[rank - 1] < FAINT * search->small->values[0];
}

/* Grow, look, and again, until all residuals are small enough. A full space is shrunk to half as
 * many vectors again as are wanted, as the last look has found them; a rough one is given up. */
static LbStatus converge(Search *search, LbError *err)
{
    LbStatus st   = LB_OK;
    int32_t  rank = search->settings->rank, kept = kept_for(rank);
    int32_t  next = search->settings->start != NULL ? kept : lb_ritz_least(rank);
    if (next > search->capacity) next = search->capacity;
    for (;;) {
        bool is_full = next >= search->capacity;
        LB_TRY(grow_to(search, next, err));
        LB_TRY(look(search, is_full ? kept : rank, err));
        bool is_useless = search->is_rough && is_faint(search);
        if (!is_useless && is_good_enough(search)) break;
        search->is_given_up = search->is_rough && (is_useless || is_full);
        if (search->is_given_up) break;
        if (is_full) LB_TRY(shrink(search, err));
        next = next_dimension(search);
    }
cleanup:
    return st;
}

/* *out stays NULL where a rough search is given up. */
static LbStatus solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                      const LbSvdSettings *settings, bool is_rough, const LbReporter *reporter,
                      LbError *err)
{
    LbStatus st     = LB_OK;
    Search   search = {.settings        = settings,
                       .reporter        = reporter,
                       .info            = info,
                       .goal            = fmax(settings->tolerance, 64 * DBL_EPSILON),
                       .value_tolerance = lb_svd_settings_value_tolerance(settings),
                       .capacity        = capacity_for(op->n, settings->rank),
                       .is_rough        = is_rough};
    if (is_rough) {
        search.capacity -= search.capacity % (LB_ROUGH_PANELS * LB_PANEL);
        search.goal *= ROUGH_SHARE;
    }
    LB_TRY(lb_krylov_new(&search.space, op, is_rough, search.capacity, settings->start,
                         settings->seed, err));
    LB_TRY(converge(&search, err));
    if (search.is_given_up) goto cleanup;
    info->is_crowded = is_crowded(&search);
    LB_TRY(lb_krylov_expand(out, search.space, search.small, wanted(&search), err));
cleanup:
    lb_krylov_free(search.space);
    lb_svd_result_free(search.small);
    return st;
}

LbStatus lb_ritz_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                       const LbSvdSettings *settings, const LbReporter *reporter, LbError *err)
{
    *out = NULL;
    if (may_be_rough(op, settings)) {
        LbStatus st = solve(out, info, op, settings, true, reporter, err);
        if (st != LB_OK || *out != NULL) return st;
    }
    return solve(out, info, op, settings, false, reporter, err);
}
