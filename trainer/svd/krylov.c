/* SPDX-License-Identifier: MIT */
#include "trainer/svd/krylov.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/svd/panel_qr.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { START_STREAM = 1, PASSES = 4 };

/* H is block tridiagonal: `diagonal` block j is P_j'MP_j, `below` block j is R in
 * M P_j = ... + P_j+1 R. After a restart the first `kept` panels are eigenvectors: among them H is
 * diagonal, and `arrow` block j is P_kept'MP_j. */
struct LbKrylov {
    LbOperator op;
    LbSlab     slab; /* of the basis on this rank */
    LbRng      rng;
    int32_t    n_panels, capacity, kept;
    double    *basis; /* [capacity + 1] panels; the one behind the last is the next */
    double    *coef;  /* [shares x (capacity + 1)] blocks */
    double    *diagonal, *below, *arrow; /* [capacity] blocks */
    double     scale;                    /* the longest column of M P met so far */
};

static size_t panel_size(const LbKrylov *space)
{
    return (size_t)lb_slab_count(&space->slab) * LB_PANEL;
}

static double *panel_at(const LbKrylov *space, int32_t p)
{
    return space->basis + (size_t)p * panel_size(space);
}

static double *block_at(double *blocks, int32_t p)
{
    return blocks + (size_t)p * LB_PANEL_CELL;
}

static LbStatus allocate(LbKrylov *space, LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   room = (size_t)space->capacity + 1;
    LB_ALLOC_ALIGNED(space->basis, panel_size(space) * room);
    LB_ALLOC_ALIGNED(space->coef, LB_PANEL_CELL * room * lb_slab_shares(&space->slab));
    LB_ALLOC_ZEROED(space->diagonal, LB_PANEL_CELL * room);
    LB_ALLOC_ZEROED(space->below, LB_PANEL_CELL * room);
    LB_ALLOC_ZEROED(space->arrow, LB_PANEL_CELL * room);
cleanup:
    return st;
}

/* Panels [first .. end). */
static LbBasis basis_of(const LbKrylov *space, int32_t first, int32_t end)
{
    return (LbBasis){panel_at(space, first), end - first, &space->slab};
}

/* Take panels [from .. n_panels) of the basis out of the one behind them, W; what is taken is left
 * in coef, and behind it W'W of before. */
static LbStatus take_out(LbKrylov *space, int32_t from, LbError *err)
{
    double  *w  = panel_at(space, space->n_panels);
    LbStatus st = lb_panel_project(space->coef, basis_of(space, from, space->n_panels + 1), w, err);
    if (st == LB_OK) lb_panel_subtract(w, basis_of(space, from, space->n_panels), space->coef);
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

static LbStatus begin(LbKrylov *space, const double *start, LbError *err)
{
    double ignored[LB_PANEL_CELL];
    bool   is_regular;
    for (int c = 0; c < LB_PANEL; c++)
        random_column(space, space->basis, c);
    for (size_t i = 0; start != NULL && i < (size_t)lb_slab_count(&space->slab); i++)
        memcpy(space->basis + i * LB_PANEL, start + ((size_t)space->slab.first + i) * LB_STARTS,
               LB_STARTS * sizeof *start);
    return lb_panel_qr_factorise(space->basis, ignored, &is_regular, &space->slab, 0,
                                 &(LbNewColumn){new_column, space}, err);
}

LbStatus lb_krylov_new(LbKrylov **out, const LbOperator *op, int32_t capacity, const double *start,
                       uint64_t seed, LbError *err)
{
    LbStatus  st    = LB_OK;
    LbKrylov *space = NULL;
    *out            = NULL;
    LB_ALLOC_ZEROED(space, 1);
    space->op       = *op;
    space->slab     = lb_slab_of(op->n, op->pool);
    space->capacity = capacity / LB_PANEL;
    lb_rng_init(&space->rng, seed, START_STREAM);
    LB_TRY(allocate(space, err));
    LB_TRY(begin(space, start, err));
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
    free(space->diagonal);
    free(space->below);
    free(space->arrow);
    free(space);
}

int32_t lb_krylov_dimension(const LbKrylov *space)
{
    return space->n_panels * LB_PANEL;
}

/* W'W, as take_out() leaves it. */
static const double *gram_of(const LbKrylov *space, int32_t from)
{
    return space->coef + (size_t)(space->n_panels - from) * LB_PANEL_CELL;
}

/* Whether a column of W has lost half of its length, so that what is left of it is less orthogonal
 * to what was taken out than it should be. */
static bool is_shortened(const LbKrylov *space, int32_t from)
{
    for (int c = 0; c < LB_PANEL; c++) {
        double before = gram_of(space, from)[c * LB_PANEL + c], after = before;
        for (int32_t i = 0; i < (space->n_panels - from) * LB_PANEL; i++) {
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

/* Make w orthogonal to the basis: first to the panels that M P is known to lean on, then to all,
 * and again as long as a column loses half of its length. The shares of the newest panel add up to
 * the diagonal block. */
static LbStatus orthogonalise(LbKrylov *space, double *diagonal, LbError *err)
{
    LbStatus st     = LB_OK;
    int32_t  newest = space->n_panels - 1, from = newest > space->kept ? newest - 1 : 0;
    bool     again = true;
    memset(diagonal, 0, LB_PANEL_CELL * sizeof *diagonal);
    for (int pass = 0; pass < PASSES && (pass < 2 || again); pass++, from = 0) {
        LB_TRY(take_out(space, from, err));
        if (pass == 0) LB_TRY(measure(space, from, err));
        for (int i = 0; i < LB_PANEL_CELL; i++)
            diagonal[i] += block_at(space->coef, newest - from)[i];
        again = is_shortened(space, from);
    }
cleanup:
    return st;
}

/* W = P R, and P again orthogonal to the basis where columns of W were nearly dependent. */
static LbStatus factorise(LbKrylov *space, double *w, double *r, LbError *err)
{
    LbStatus          st    = LB_OK;
    const LbNewColumn other = {new_column, space};
    double            second[LB_PANEL_CELL];
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

LbStatus lb_krylov_grow(LbKrylov *space, LbSvdInfo *info, LbError *err)
{
    double   begin    = lb_clock_seconds();
    double  *newest   = panel_at(space, space->n_panels);
    double  *w        = panel_at(space, space->n_panels + 1);
    double  *diagonal = block_at(space->diagonal, space->n_panels);
    double  *below    = block_at(space->below, space->n_panels);
    LbStatus st       = space->op.apply_panel(space->op.ctx, newest, w, err);
    if (st != LB_OK) return st;
    info->operator_seconds += lb_clock_seconds() - begin;
    info->products += LB_PANEL;
    space->n_panels++;
    st = orthogonalise(space, diagonal, err);
    make_symmetric(diagonal);
    if (st == LB_OK) st = factorise(space, w, below, err);
    if (st != LB_OK) space->n_panels--;
    return st;
}

/* y += B x, or B'x. */
static void add_block(double *y, const double *block, const double *x, bool is_transposed)
{
    for (int i = 0; i < LB_PANEL; i++)
        for (int j = 0; j < LB_PANEL; j++)
            y[i] += (is_transposed ? block[j * LB_PANEL + i] : block[i * LB_PANEL + j]) * x[j];
}

/* y += the block of H at (low, high), and its mirror. */
static void add_pair(double *y, const double *block, const double *x, int32_t high, int32_t low)
{
    size_t h = (size_t)high * LB_PANEL, l = (size_t)low * LB_PANEL;
    add_block(y + h, block, x + l, false);
    add_block(y + l, block, x + h, true);
}

static LbStatus apply_projected(void *ctx, const double *x, double *y, LbError *err)
{
    LbKrylov *space = ctx;
    (void)err;
    memset(y, 0, (size_t)space->n_panels * LB_PANEL * sizeof *y);
    for (int32_t p = 0; p < space->n_panels; p++) {
        size_t at = (size_t)p * LB_PANEL;
        add_block(y + at, block_at(space->diagonal, p), x + at, false);
        if (p < space->kept && space->n_panels > space->kept)
            add_pair(y, block_at(space->arrow, p), x, space->kept, p);
        if (p >= space->kept && p + 1 < space->n_panels)
            add_pair(y, block_at(space->below, p), x, p + 1, p);
    }
    return LB_OK;
}

LbOperator lb_krylov_operator(LbKrylov *space)
{
    return (LbOperator){.n = lb_krylov_dimension(space), .apply = apply_projected, .ctx = space};
}

/* Eliminate a column of a symmetric block; its pivot. A pivot of zero becomes a small one: that is
 * another matrix, by no more than rounding. */
static double eliminate(double *block, int c, double small)
{
    double *pivot = block + (ptrdiff_t)c * LB_PANEL + c;
    if (fabs(*pivot) < small) *pivot = *pivot < 0 ? -small : small;
    for (int i = c + 1; i < LB_PANEL; i++) {
        double factor = block[i * LB_PANEL + c] / *pivot;
        for (int j = c + 1; j < LB_PANEL; j++)
            block[i * LB_PANEL + j] -= factor * block[c * LB_PANEL + j];
        block[i * LB_PANEL + c] = factor;
    }
    return *pivot;
}

/* next -= B S^-1 B' for a block S that is eliminated. */
static void carry_on(double *next, const double *block, const double *below)
{
    for (int r = 0; r < LB_PANEL; r++) {
        double x[LB_PANEL];
        memcpy(x, below + (size_t)r * LB_PANEL, sizeof x);
        for (int i = 0; i < LB_PANEL; i++)
            for (int j = 0; j < i; j++)
                x[i] -= block[i * LB_PANEL + j] * x[j];
        for (int i = LB_PANEL - 1; i >= 0; i--) {
            x[i] /= block[i * LB_PANEL + i];
            for (int j = i + 1; j < LB_PANEL; j++)
                x[i] -= block[j * LB_PANEL + i] * x[j];
        }
        for (int c = 0; c < LB_PANEL; c++)
            for (int i = 0; i < LB_PANEL; i++)
                next[c * LB_PANEL + r] -= below[c * LB_PANEL + i] * x[i];
    }
}

/* block -= a a' / pivot for each vector that was kept, which touches no other. Returns how many of
 * the pivots are positive. */
static int32_t eliminate_kept(double *block, LbKrylov *space, double x, double small)
{
    int32_t positive = 0;
    for (int32_t j = 0; j < space->kept * LB_PANEL; j++) {
        int           c     = j % LB_PANEL;
        const double *arrow = block_at(space->arrow, j / LB_PANEL);
        double        pivot = block_at(space->diagonal, j / LB_PANEL)[c * LB_PANEL + c] - x;
        if (fabs(pivot) < small) pivot = pivot < 0 ? -small : small;
        positive += pivot > 0;
        for (int r = 0; r < LB_PANEL; r++)
            for (int s = 0; s < LB_PANEL; s++)
                block[r * LB_PANEL + s] -=
                    arrow[r * LB_PANEL + c] * arrow[s * LB_PANEL + c] / pivot;
    }
    return positive;
}

int32_t lb_krylov_count(LbKrylov *space, double x)
{
    double  carried[LB_PANEL_CELL] = {0}, small = DBL_EPSILON * fmax(space->scale, x);
    int32_t positive = eliminate_kept(carried, space, x, small);
    for (int32_t p = space->kept; p < space->n_panels; p++) {
        double block[LB_PANEL_CELL];
        for (int i = 0; i < LB_PANEL_CELL; i++)
            block[i] = block_at(space->diagonal, p)[i] + carried[i];
        for (int c = 0; c < LB_PANEL; c++)
            block[c * LB_PANEL + c] -= x;
        for (int c = 0; c < LB_PANEL; c++)
            positive += eliminate(block, c, small) > 0;
        memset(carried, 0, sizeof carried);
        carry_on(carried, block, block_at(space->below, p));
    }
    return positive;
}

/* R times the last LB_PANEL entries of vector i of an SVD of H: what of M Q s is outside of Q. */
static void leave(const LbKrylov *space, const LbSvd *small, int32_t i, double out[LB_PANEL])
{
    const double *last = small->vectors + (size_t)(i + 1) * (size_t)small->n - LB_PANEL;
    memset(out, 0, LB_PANEL * sizeof *out);
    add_block(out, block_at(space->below, space->n_panels - 1), last, false);
}

double lb_krylov_residual(const LbKrylov *space, const LbSvd *small, int32_t i)
{
    double outside[LB_PANEL], squares = 0;
    leave(space, small, i, outside);
    for (int c = 0; c < LB_PANEL; c++)
        squares += outside[c] * outside[c];
    return sqrt(squares);
}

double lb_krylov_outside(const LbKrylov *space)
{
    const double *block   = block_at(space->below, space->n_panels - 1);
    double        squares = 0;
    for (int i = 0; i < LB_PANEL_CELL; i++)
        squares += block[i] * block[i];
    return sqrt(squares);
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
    LB_TRY(lb_panel_combine(panels, n_panels, basis_of(space, 0, space->n_panels), rows, err));
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
    int32_t  kept = small->rank / LB_PANEL, last = space->n_panels;
    LB_TRY(take_rows(&rows, small, kept * LB_PANEL, kept, err));
    LB_TRY(lb_panel_combine(space->basis, kept, basis_of(space, 0, last), rows, err));
    memcpy(panel_at(space, kept), panel_at(space, last), panel_size(space) * sizeof *space->basis);
    for (int32_t j = 0; j < kept * LB_PANEL; j++) {
        double  outside[LB_PANEL];
        double *diagonal = block_at(space->diagonal, j / LB_PANEL);
        double *arrow    = block_at(space->arrow, j / LB_PANEL);
        int     c        = j % LB_PANEL;
        leave(space, small, j, outside);
        if (c == 0) memset(diagonal, 0, LB_PANEL_CELL * sizeof *diagonal);
        diagonal[c * LB_PANEL + c] = small->values[j] * small->values[j];
        for (int i = 0; i < LB_PANEL; i++)
            arrow[i * LB_PANEL + c] = outside[i];
    }
    space->kept = space->n_panels = kept;
cleanup:
    free(rows);
    return st;
}
