/* SPDX-License-Identifier: MIT */
#include "trainer/svd/thick_start.h"

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/svd/dense_eigen.h"
#include "trainer/svd/earlier.h"
#include "trainer/svd/ritz.h"
#include "trainer/svd/subspace.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* The share of the wanted vectors that has to be there. */
static const double ENOUGH = 0.9;
/* The leading earlier vectors change least: what a residual of theirs is to be, in parts of the
 * goal. Where it is more, all of them together lead to no better values than a start from nothing,
 * or to none. */
static const double NEAR = 0.2;

/* Dimensions of the Krylov space: at first, more beside vectors that no pass over the matrix has
 * brought nearer, some more for each wanted value that there is no vector for, and at most so many
 * beyond that. */
enum { START_STREAM = 2, GROWTH = 24, GROWTH_AS_THEY_ARE = 40, PER_MISSING = 2, RANK_PER_ROOM = 4 };

typedef struct Search {
    LbSubspace           space;
    const LbSvdSettings *settings;
    const LbReporter    *reporter;
    LbSvdInfo           *info;
    double              *squares;           /* (MX)'(MX), laid out as space.projected */
    int32_t              n_earlier, growth; /* panels */
} Search;

/* Panels of the earlier vectors that are of use, and of the Krylov space. */
static int32_t panels_of(int32_t *growth, const LbSvdSettings *settings)
{
    int32_t rank = settings->rank, most = rank < LB_PANEL ? 1 : rank / LB_PANEL;
    int32_t n       = settings->earlier->n_panels < most ? settings->earlier->n_panels : most;
    int32_t missing = rank - n * LB_PANEL;
    int32_t least   = settings->earlier->cost > 0 ? GROWTH : GROWTH_AS_THEY_ARE;
    *growth         = lb_panel_count(least + (missing > 0 ? PER_MISSING * missing : 0));
    return n;
}

bool lb_thick_start_is_worth(const LbSvdSettings *settings, int32_t n)
{
    const LbEarlier *earlier = settings->earlier;
    int32_t          growth, panels, rank = settings->rank;
    if (earlier == NULL || earlier->n_panels < 1 || settings->floor > 0) return false;
    if (!lb_svd_settings_is_rough(settings) || rank >= n / 4) return false;
    panels = panels_of(&growth, settings);
    return panels * LB_PANEL >= ENOUGH * rank &&
           panels * (LB_PANEL + earlier->cost) + growth * LB_PANEL < lb_ritz_least(rank);
}

/* The columns of (MX)'(MX) that the newest panel adds. */
static LbStatus add_squares(Search *search, LbError *err)
{
    LbSubspace   *space = &search->space;
    LbBasis       basis = lb_subspace_product(space);
    size_t        order = space->order, first = (size_t)(space->n_panels - 1) * LB_PANEL;
    const double *newest = space->product + (size_t)(space->n_panels - 1) * LB_PANEL *
                                                (size_t)lb_slab_count(&space->slab);
    LbStatus st = lb_panel_project(space->coef, basis, newest, err);
    for (size_t i = 0; st == LB_OK && i < first + LB_PANEL; i++)
        for (size_t c = 0; c < LB_PANEL; c++) {
            if (!isfinite(space->coef[i * LB_PANEL + c]))
                return lb_error_set(
                    err, LB_EDATA, 0,
                    "a product is not finite: are there infinite values in the matrix?");
            search->squares[(first + c) * order + i] = search->squares[i * order + first + c] =
                space->coef[i * LB_PANEL + c];
        }
    return st;
}

static LbStatus take_next(Search *search, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_reporter_check(search->reporter, err));
    LB_TRY(lb_subspace_orthonormalise(&search->space, err));
    LB_TRY(lb_subspace_take(&search->space, search->info, err));
    LB_TRY(add_squares(search, err));
    lb_reporter_progress(search->reporter, "svd", search->info->products, 0);
cleanup:
    return st;
}

/* ||M v - t v|| of the i-th best vector v = Xc, by ||MXc||^2 - t^2: half of the digits, enough for
 * what is rough. */
static double residual_of(const Search *search, int32_t i)
{
    const LbSubspace *space = &search->space;
    size_t            m     = (size_t)lb_subspace_dimension(space);
    const double     *c     = space->vectors + (m - 1 - (size_t)i) * m;
    double            t = lb_subspace_value(space, i), square = 0;
    for (size_t a = 0; a < m; a++) {
        const double *column = search->squares + a * space->order;
        double        sum    = 0;
        for (size_t b = 0; b < m; b++)
            sum += column[b] * c[b];
        square += c[a] * sum;
    }
    return sqrt(fmax(square - t * t, 0));
}

/* The largest residual of `rank` vectors, in parts of its eigenvalue and of the goal. */
static LbStatus look(double *worst, Search *search, int32_t rank, LbError *err)
{
    LbStatus st = lb_subspace_solve(&search->space, err);
    double   rounding, largest = 0;
    if (st != LB_OK) return st;
    *worst = INFINITY;
    if (rank > lb_subspace_dimension(&search->space)) return LB_OK;
    rounding = lb_subspace_value(&search->space, 0) * search->space.op.n * DBL_EPSILON;
    for (int32_t i = 0; i < rank; i++) {
        double t = lb_subspace_value(&search->space, i);
        if (t <= rounding) return LB_OK;
        largest = fmax(largest, residual_of(search, i) / t);
    }
    *worst = largest / search->settings->tolerance;
    return LB_OK;
}

/* Take the earlier vectors in, as long as they are near to being vectors of this operator. */
static LbStatus take_earlier(bool *is_near, Search *search, LbError *err)
{
    LbStatus         st      = LB_OK;
    const LbEarlier *earlier = search->settings->earlier;
    double           worst   = 0;
    for (int32_t p = 0; p < search->n_earlier; p++) {
        LB_TRY(earlier->read(earlier->ctx, lb_subspace_next(&search->space), p, err));
        search->info->products += earlier->cost;
        LB_TRY(take_next(search, err));
        if (p == 0) LB_TRY(look(&worst, search, LB_PANEL, err));
        if (worst > NEAR) break;
    }
    if (worst <= NEAR) {
        int32_t all = search->n_earlier * LB_PANEL, rank = search->settings->rank;
        LB_TRY(look(&worst, search, all < rank ? all : rank, err));
        *is_near = worst <= 1;
    }
cleanup:
    return st;
}

/* Each rank draws all rows, and keeps its own. */
static void add_random(LbSubspace *space, double *w, uint64_t seed)
{
    double length = sqrt((double)space->op.n);
    LbRng  rng;
    lb_rng_init(&rng, seed, START_STREAM);
    for (int32_t i = 0; i < space->op.n; i++)
        for (size_t c = 0; c < LB_PANEL; c++) {
            double draw = lb_rng_normal(&rng) / length;
            if (i >= space->slab.first && i < space->slab.end)
                w[(size_t)(i - space->slab.first) * LB_PANEL + c] += draw;
        }
}

/* The next panel leads out of the earlier vectors: half a mixture of what M adds to them, each in
 * parts of its eigenvalue, half random, for what M hides from them. */
static LbStatus lead_out(Search *search, LbError *err)
{
    LbStatus    st    = LB_OK;
    LbSubspace *space = &search->space;
    size_t      m     = (size_t)lb_subspace_dimension(space);
    double     *next = lb_subspace_next(space), *share = NULL;
    LbRng       rng;
    lb_rng_init(&rng, search->settings->seed, START_STREAM + 1);
    LB_ALLOC_ALIGNED(share, m * LB_PANEL);
    for (size_t i = 0; i < m; i++)
        for (size_t c = 0; c < LB_PANEL; c++) {
            double draw = lb_rng_normal(&rng), t = space->projected[i * space->order + i];
            share[i * LB_PANEL + c] = t > 0 ? draw / t : 0;
        }
    LB_TRY(lb_panel_combine(next, 1, lb_subspace_product(space), share, err));
    LB_TRY(lb_subspace_orthonormalise(space, err));
    add_random(space, next, search->settings->seed);
cleanup:
    free(share);
    return st;
}

/* Grow by so many panels, each what M makes of the one before. */
static LbStatus grow(Search *search, int32_t panels, LbError *err)
{
    LbStatus    st    = LB_OK;
    LbSubspace *space = &search->space;
    size_t      size  = (size_t)lb_slab_count(&space->slab) * LB_PANEL;
    for (; panels > 0 && space->n_panels < space->capacity; panels--) {
        if (space->n_panels == search->n_earlier)
            LB_TRY(lead_out(search, err));
        else
            memcpy(lb_subspace_next(space), space->product + (size_t)(space->n_panels - 1) * size,
                   size * sizeof(double));
        LB_TRY(take_next(search, err));
    }
cleanup:
    return st;
}

/* Whether the Krylov space alone holds as many values above the smallest wanted one as it can hold
 * copies of one. */
static LbStatus find_crowd(Search *search, LbError *err)
{
    LbStatus          st    = LB_OK;
    const LbSubspace *space = &search->space;
    size_t            from = (size_t)search->n_earlier * LB_PANEL, order = space->order;
    size_t            m      = (size_t)lb_subspace_dimension(space) - from;
    double            least  = lb_subspace_value(space, search->settings->rank - 1);
    double           *matrix = NULL, *values = NULL;
    least *= 1 + lb_svd_settings_value_tolerance(search->settings);
    LB_ALLOC(matrix, m * m);
    LB_ALLOC(values, m);
    for (size_t j = 0; j < m; j++)
        memcpy(matrix + j * m, space->projected + (from + j) * order + from, m * sizeof *matrix);
    LB_TRY(lb_dense_eigen_decompose(matrix, values, (int32_t)m, err));
    search->info->is_crowded = values[m - LB_PANEL] > least;
cleanup:
    free(matrix);
    free(values);
    return st;
}

/* As in ritz.c: the residual falls by half with every panel. */
static LbStatus converge(double *worst, Search *search, LbError *err)
{
    LbStatus st     = LB_OK;
    int32_t  panels = search->growth;
    do {
        LB_TRY(grow(search, panels, err));
        LB_TRY(look(worst, search, search->settings->rank, err));
        panels = (int32_t)fmin(fmax(ceil(2.5 * log10(*worst)), 1), search->growth);
    } while (*worst > 1 && search->space.n_panels < search->space.capacity);
cleanup:
    return st;
}

static LbStatus begin(Search *search, const LbOperator *op, LbError *err)
{
    LbStatus st       = LB_OK;
    int32_t  room     = lb_panel_count(search->settings->rank / RANK_PER_ROOM);
    search->n_earlier = panels_of(&search->growth, search->settings);
    LB_TRY(lb_subspace_init(&search->space, op, search->n_earlier + search->growth + room, err));
    LB_ALLOC_ZEROED(search->squares, search->space.order * search->space.order);
cleanup:
    return st;
}

LbStatus lb_thick_start_solve(LbSvd **out, LbSvdInfo *info, const LbOperator *op,
                              const LbSvdSettings *settings, const LbReporter *reporter,
                              LbError *err)
{
    LbStatus st      = LB_OK;
    bool     is_near = false;
    double   worst   = 0;
    Search   search  = {.settings = settings, .reporter = reporter, .info = info};
    *out             = NULL;
    LB_TRY(begin(&search, op, err));
    LB_TRY(take_earlier(&is_near, &search, err));
    if (!is_near) goto cleanup;
    LB_TRY(converge(&worst, &search, err));
    if (worst > 1) goto cleanup;
    LB_TRY(find_crowd(&search, err));
    LB_TRY(lb_subspace_expand(out, info, &search.space, settings->rank, err));
cleanup:
    lb_subspace_clear(&search.space);
    free(search.squares);
    return st;
}
