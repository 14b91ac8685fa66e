/* SPDX-License-Identifier: MIT */
#include "trainer/svd/krylov.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/svd/band.h"
#include "trainer/svd/panel_qr.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

enum { START_STREAM = 1, PASSES = 4 };

struct LbKrylov {
    LbOperator op;
    LbSlab     slab; /* of the basis on this rank */
    LbRng      rng;
    LbBand     h;        /* block (p, step) is R in M P_p = ... + P_p+step R */
    int32_t    capacity; /* panels */
    int32_t    at;       /* the panel that is made orthonormal to those before it */
    double    *basis;    /* [capacity + step] panels; those behind the last are the next */
    double    *coef;     /* [shares x (capacity + step)] blocks */
    double     scale;    /* the longest column of M P met so far */
};

static size_t panel_size(const LbKrylov *space)
{
    return (size_t)lb_slab_count(&space->slab) * LB_PANEL;
}

static double *panel_at(const LbKrylov *space, int32_t p)
{
    return space->basis + (size_t)p * panel_size(space);
}

static LbStatus allocate(LbKrylov *space, int32_t step, LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   room = (size_t)space->capacity + (size_t)step;
    LB_ALLOC_ALIGNED(space->basis, panel_size(space) * room);
    LB_ALLOC_ALIGNED(space->coef, LB_PANEL_CELL * room * lb_slab_shares(&space->slab));
    LB_TRY(lb_band_init(&space->h, space->capacity, step, err));
cleanup:
    return st;
}

/* Panels [first .. end). */
static LbBasis basis_of(const LbKrylov *space, int32_t first, int32_t end)
{
    return (LbBasis){panel_at(space, first), end - first, &space->slab};
}

/* Take panels [from .. at) of the basis out of the one behind them, W; what is taken is left in
 * coef, and behind it W'W of before. */
static LbStatus take_out(LbKrylov *space, int32_t from, LbError *err)
{
    double  *w  = panel_at(space, space->at);
    LbStatus st = lb_panel_project(space->coef, basis_of(space, from, space->at + 1), w, err);
    if (st == LB_OK) lb_panel_subtract(w, basis_of(space, from, space->at), space->coef);
    return st;
}

/* Each rank draws all rows, and keeps its own. */
static void random_column(LbKrylov *space, double *w, int c)
{
    for (int32_t i = 0; i < space->op.n; i++) {
        double draw = lb_rng_normal(&space->rng);
        if (i >= space->slab.first && i < space->slab.end)
            w[(size_t)(i - space->slab.first) * LB_PANEL + (size_t)c] = draw;
    }
}

/* A direction of its own for a column that has none left. */
static LbStatus new_column(void *ctx, double *w, int c, LbError *err)
{
    LbStatus  st    = LB_OK;
    LbKrylov *space = ctx;
    random_column(space, w, c);
    for (int pass = 0; pass < 2; pass++) {
        LB_TRY(lb_panel_qr_finish_column(w, &space->slab, c, err));
        LB_TRY(take_out(space, 0, err));
    }
cleanup:
    return st;
}

/* The first of the panels that a space starts from has the start vectors. */
static LbStatus begin_panel(LbKrylov *space, const double *start, LbError *err)
{
    LbStatus          st    = LB_OK;
    const LbNewColumn other = {new_column, space};
    double           *w     = panel_at(space, space->at), ignored[LB_PANEL_CELL];
    bool              is_regular;
    for (int c = 0; c < LB_PANEL; c++)
        random_column(space, w, c);
    for (size_t i = 0; start != NULL && i < (size_t)lb_slab_count(&space->slab); i++)
        memcpy(w + i * LB_PANEL, start + ((size_t)space->slab.first + i) * LB_STARTS,
               LB_STARTS * sizeof *start);
    LB_TRY(lb_panel_qr_factorise(w, ignored, &is_regular, &space->slab, 0, &other, err));
    if (space->at == 0) return LB_OK;
    LB_TRY(take_out(space, 0, err));
    LB_TRY(lb_panel_qr_factorise(w, ignored, &is_regular, &space->slab, 0, &other, err));
cleanup:
    return st;
}

LbStatus lb_krylov_new(LbKrylov **out, const LbOperator *op, bool is_rough, int32_t capacity,
                       const double *start, uint64_t seed, LbError *err)
{
    LbStatus  st    = LB_OK;
    LbKrylov *space = NULL;
    *out            = NULL;
    LB_ALLOC_ZEROED(space, 1);
    space->op       = *op;
    space->slab     = lb_slab_of(op->n, op->pool);
    space->capacity = capacity / LB_PANEL;
    lb_rng_init(&space->rng, seed, START_STREAM);
    LB_TRY(allocate(space, is_rough ? LB_ROUGH_PANELS : 1, err));
    for (; space->at < space->h.step; space->at++, start = NULL)
        LB_TRY(begin_panel(space, start, err));
    *out  = space;
    space = NULL;
cleanup:
    lb_krylov_free(space);
    return st;
}

void lb_krylov_free(LbKrylov *space)
{
    if (space == NULL) return;
    free(space->basis);
    free(space->coef);
    lb_band_clear(&space->h);
    free(space);
}

int32_t lb_krylov_dimension(const LbKrylov *space)
{
    return space->h.n_panels * LB_PANEL;
}

/* W'W, as take_out() leaves it. */
static const double *gram_of(const LbKrylov *space, int32_t from)
{
    return space->coef + (size_t)(space->at - from) * LB_PANEL_CELL;
}

/* Whether a column of W has lost half of its length, so that what is left of it is less orthogonal
 * to what was taken out than it should be. */
static bool is_shortened(const LbKrylov *space, int32_t from)
{
    for (int c = 0; c < LB_PANEL; c++) {
        double before = gram_of(space, from)[c * LB_PANEL + c], after = before;
        for (int32_t i = 0; i < (space->at - from) * LB_PANEL; i++) {
            double taken = space->coef[(size_t)i * LB_PANEL + (size_t)c];
            after -= taken * taken;
        }
        if (after < before / 4) return true;
    }
    return false;
}

static LbStatus measure(LbKrylov *space, int32_t from, LbError *err)
{
    for (int c = 0; c < LB_PANEL; c++) {
        double square = gram_of(space, from)[c * LB_PANEL + c];
        if (!isfinite(square))
            return lb_error_set(
                err, LB_EDATA, 0,
                "a product is not finite: are there infinite values in the matrix?");
        space->scale = fmax(space->scale, sqrt(square));
    }
    return LB_OK;
}

/* Make W = M P_p orthogonal to the basis: first to the panels from `first` on, which M P_p is known
 * to lean on, then to all, and again as long as a column loses half of its length. The shares of
 * panel p and of those behind it add up to blocks of H. */
static LbStatus orthogonalise(LbKrylov *space, int32_t p, int32_t first, LbError *err)
{
    LbStatus st      = LB_OK;
    int32_t  from    = first;
    bool     again   = true;
    double  *entries = lb_band_block(&space->h, p, 0);
    memset(entries, 0, LB_PANEL_CELL * (size_t)space->h.step * sizeof *entries);
    for (int pass = 0; pass < PASSES && (pass < 2 || again); pass++, from = 0) {
        LB_TRY(take_out(space, from, err));
        if (pass == 0) LB_TRY(measure(space, from, err));
        for (int i = 0; i < LB_PANEL_CELL * space->h.step; i++)
            entries[i] += space->coef[(p - from) * LB_PANEL_CELL + i];
        again = is_shortened(space, from);
    }
cleanup:
    return st;
}

/* W = P R, and P again orthogonal to the basis where columns of W were nearly dependent. */
static LbStatus factorise(LbKrylov *space, double *r, LbError *err)
{
    LbStatus          st    = LB_OK;
    const LbNewColumn other = {new_column, space};
    double           *w     = panel_at(space, space->at), second[LB_PANEL_CELL];
    bool              is_regular;
    LB_TRY(lb_panel_qr_factorise(w, r, &is_regular, &space->slab, space->scale, &other, err));
    if (is_regular) return LB_OK;
    LB_TRY(take_out(space, 0, err));
    LB_TRY(lb_panel_qr_factorise(w, second, &is_regular, &space->slab, 1, &other, err));
    lb_panel_qr_compose(r, second);
cleanup:
    return st;
}

static void make_symmetric(double *block)
{
    for (int i = 0; i < LB_PANEL; i++)
        for (int j = 0; j < i; j++)
            block[i * LB_PANEL + j] = block[j * LB_PANEL + i] =
                (block[i * LB_PANEL + j] + block[j * LB_PANEL + i]) / 2;
}

/* The products of the newest panels lie behind them: make each a panel of the basis. */
static LbStatus take_products(LbKrylov *space, LbError *err)
{
    LbStatus st    = LB_OK;
    int32_t  first = space->h.n_panels - space->h.step;
    int32_t  near  = first > space->h.kept ? first - space->h.step : 0;
    for (int32_t p = first; p < space->h.n_panels; p++) {
        space->at = p + space->h.step;
        st        = orthogonalise(space, p, near, err);
        make_symmetric(lb_band_block(&space->h, p, 0));
        if (st == LB_OK) st = factorise(space, lb_band_block(&space->h, p, space->h.step), err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

LbStatus lb_krylov_grow(LbKrylov *space, LbSvdInfo *info, LbError *err)
{
    double        begin = lb_clock_seconds();
    const double *x     = panel_at(space, space->h.n_panels);
    double       *y     = panel_at(space, space->h.n_panels + space->h.step);
    LbStatus      st    = space->h.step > 1 ? space->op.apply_rough(space->op.ctx, x, y, err)
                                            : space->op.apply_panel(space->op.ctx, x, y, err);
    if (st != LB_OK) return st;
    info->operator_seconds += lb_clock_seconds() - begin;
    info->products += space->h.step * LB_PANEL;
    space->h.n_panels += space->h.step;
    st = take_products(space, err);
    if (st != LB_OK) space->h.n_panels -= space->h.step;
    return st;
}

LbOperator lb_krylov_operator(LbKrylov *space)
{
    return (LbOperator){.n = lb_krylov_dimension(space), .apply = lb_band_apply, .ctx = &space->h};
}

int32_t lb_krylov_count(const LbKrylov *space, double x)
{
    return lb_band_count(&space->h, x, DBL_EPSILON * fmax(space->scale, x));
}

double lb_krylov_residual(const LbKrylov *space, const LbSvd *small, int32_t i)
{
    double outside[LB_ROUGH_PANELS * LB_PANEL], squares = 0;
    lb_band_leave(&space->h, small->vectors + (size_t)i * (size_t)small->n, outside);
    for (int c = 0; c < LB_ROUGH_PANELS * LB_PANEL; c++)
        squares += outside[c] * outside[c];
    return sqrt(squares);
}

double lb_krylov_outside(const LbKrylov *space)
{
    return lb_band_outside(&space->h);
}

/* The first `rank` vectors of an SVD of H, row-major, with zeros up to whole panels. */
static LbStatus take_rows(double **out, const LbSvd *small, int32_t rank, int32_t panels,
                          LbError *err)
{
    LbStatus st   = LB_OK;
    double  *rows = NULL;
    size_t   k    = (size_t)panels * LB_PANEL;
    *out          = NULL;
    LB_ALLOC_ALIGNED(rows, (size_t)small->n * k);
    memset(rows, 0, (size_t)small->n * k * sizeof *rows);
    for (size_t j = 0; j < (size_t)rank; j++)
        for (size_t i = 0; i < (size_t)small->n; i++)
            rows[i * k + j] = small->vectors[j * (size_t)small->n + i];
    *out = rows;
cleanup:
    return st;
}

LbStatus lb_krylov_expand(LbSvd **out, const LbKrylov *space, const LbSvd *small, int32_t most,
                          LbError *err)
{
    LbStatus st   = LB_OK;
    LbSvd   *svd  = NULL;
    double  *rows = NULL, *panels = NULL;
    int32_t  n = lb_slab_count(&space->slab), rank = 0, n_panels;
    double   largest = small->rank > 0 ? small->values[0] * small->values[0] : 0;
    double   floor   = largest * space->op.n * DBL_EPSILON;
    *out             = NULL;
    while (rank < small->rank && rank < most && small->values[rank] * small->values[rank] > floor)
        rank++;
    n_panels = lb_panel_count(rank);
    LB_TRY(lb_svd_result_new(&svd, n, rank, err));
    LB_TRY(take_rows(&rows, small, rank, n_panels, err));
    LB_ALLOC_ALIGNED(panels, panel_size(space) * (size_t)n_panels);
    LB_TRY(lb_panel_combine(panels, n_panels, basis_of(space, 0, space->h.n_panels), rows, err));
    lb_panel_unpack(svd->vectors, panels, n, rank);
    memcpy(svd->values, small->values, (size_t)rank * sizeof *svd->values);
    LB_TRY(lb_svd_result_fix_signs(svd, &space->slab, err));
    *out = svd;
    svd  = NULL;
cleanup:
    free(rows);
    free(panels);
    lb_svd_result_free(svd);
    return st;
}

LbStatus lb_krylov_restart(LbKrylov *space, const LbSvd *small, LbError *err)
{
    LbStatus st   = LB_OK;
    double  *rows = NULL;
    int32_t  kept = small->rank / LB_PANEL, last = space->h.n_panels;
    assert(space->h.step == 1);
    LB_TRY(take_rows(&rows, small, kept * LB_PANEL, kept, err));
    LB_TRY(lb_panel_combine(space->basis, kept, basis_of(space, 0, last), rows, err));
    memcpy(panel_at(space, kept), panel_at(space, last), panel_size(space) * sizeof *space->basis);
    for (int32_t j = 0; j < kept * LB_PANEL; j++) {
        double  outside[LB_ROUGH_PANELS * LB_PANEL];
        double *diagonal = lb_band_block(&space->h, j / LB_PANEL, 0);
        double *arrow    = lb_band_arrow(&space->h, j / LB_PANEL);
        int     c        = j % LB_PANEL;
        lb_band_leave(&space->h, small->vectors + (size_t)j * (size_t)small->n, outside);
        if (c == 0) memset(diagonal, 0, LB_PANEL_CELL * sizeof *diagonal);
        diagonal[c * LB_PANEL + c] = small->values[j] * small->values[j];
        for (int i = 0; i < LB_PANEL; i++)
            arrow[i * LB_PANEL + c] = outside[i];
    }
    space->h.kept = space->h.n_panels = kept;
cleanup:
    free(rows);
    return st;
}
