/* SPDX-License-Identifier: MIT */
#include "trainer/svd/rayleigh.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "trainer/svd/dense_eigen.h"
#include "trainer/svd/panel_qr.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* X, MX, and the eigenvectors of X'MX. */
typedef struct Union {
    const LbOperator *op;
    LbSlab            slab;
    int32_t           n_panels, dimension;
    double           *panels, *product; /* [n_panels] panels; padding columns are zero */
    double           *coef;             /* [shares x n_panels] blocks */
    double           *matrix, *values;  /* [dimension x dimension], [dimension] ascending */
} Union;

static void union_clear(Union *both)
{
    free(both->panels);
    free(both->product);
    free(both->coef);
    free(both->matrix);
    free(both->values);
}

static LbStatus union_allocate(Union *both, LbError *err)
{
    LbStatus st    = LB_OK;
    size_t   panel = (size_t)lb_slab_count(&both->slab) * LB_PANEL, m = (size_t)both->dimension;
    LB_ALLOC_ALIGNED(both->panels, panel * (size_t)both->n_panels);
    LB_ALLOC_ALIGNED(both->product, panel * (size_t)both->n_panels);
    LB_ALLOC_ALIGNED(both->coef,
                     (size_t)both->n_panels * LB_PANEL_CELL * lb_slab_shares(&both->slab));
    LB_ALLOC(both->matrix, m * m);
    LB_ALLOC(both->values, m);
cleanup:
    return st;
}

static double *panel_at(const Union *both, double *panels, int32_t p)
{
    return panels + (size_t)p * (size_t)lb_slab_count(&both->slab) * LB_PANEL;
}

static LbBasis basis_of(const Union *both, const double *panels, int32_t n_panels)
{
    return (LbBasis){panels, n_panels, &both->slab};
}

/* Make panels [first ..) orthogonal to all before them, and orthonormal. */
static LbStatus orthonormalise(Union *both, int32_t first, LbError *err)
{
    LbStatus st = LB_OK;
    for (int32_t p = first; p < both->n_panels; p++) {
        double *w      = panel_at(both, both->panels, p), ignored[LB_PANEL_CELL];
        LbBasis before = basis_of(both, both->panels, p);
        bool    is_regular;
        for (int pass = 0; pass < 2; pass++) {
            LB_TRY(lb_panel_project(both->coef, before, w, err));
            lb_panel_subtract(w, before, both->coef);
            LB_TRY(lb_panel_qr_factorise(w, ignored, &is_regular, &both->slab, 1, NULL, err));
        }
    }
cleanup:
    return st;
}

static LbStatus multiply(Union *both, LbSvdInfo *info, LbError *err)
{
    LbStatus st    = LB_OK;
    double   begin = lb_clock_seconds();
    for (int32_t p = 0; p < both->n_panels; p++)
        LB_TRY(both->op->apply_panel(both->op->ctx, panel_at(both, both->panels, p),
                                     panel_at(both, both->product, p), err));
    info->products += both->dimension;
    info->operator_seconds += lb_clock_seconds() - begin;
cleanup:
    return st;
}

/* X'MX, made symmetric. */
static LbStatus project(Union *both, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   m  = (size_t)both->dimension;
    for (int32_t p = 0; p < both->n_panels; p++) {
        LB_TRY(lb_panel_project(both->coef, basis_of(both, both->panels, both->n_panels),
                                panel_at(both, both->product, p), err));
        for (size_t i = 0; i < m; i++)
            for (size_t c = 0; c < LB_PANEL; c++)
                both->matrix[((size_t)p * LB_PANEL + c) * m + i] = both->coef[i * LB_PANEL + c];
    }
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < i; j++)
            both->matrix[i * m + j] = both->matrix[j * m + i] =
                (both->matrix[i * m + j] + both->matrix[j * m + i]) / 2;
cleanup:
    return st;
}

/* Values above the rounding, `most` of them. */
static int32_t rank_of(const Union *both, int32_t most)
{
    int32_t m = both->dimension, rank = 0;
    double  rounding = both->values[m - 1] * both->op->n * DBL_EPSILON;
    while (rank < most && rank < m && both->values[m - 1 - rank] > rounding)
        rank++;
    return rank;
}

/* The leading eigenvectors as factors of the panels, row-major, with zeros up to whole panels. */
static LbStatus take_rows(double **out, const Union *both, int32_t rank, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   m = (size_t)both->dimension, k = (size_t)lb_panel_count(rank) * LB_PANEL;
    double  *rows = NULL;
    LB_ALLOC_ALIGNED(rows, m * k);
    memset(rows, 0, m * k * sizeof *rows);
    for (size_t j = 0; j < (size_t)rank; j++)
        for (size_t i = 0; i < m; i++)
            rows[i * k + j] = both->matrix[(m - 1 - j) * m + i];
    *out = rows;
cleanup:
    return st;
}

/* ||M v - s^2 v||^2 over block `block` of the rows, for vector j. */
static double square_of(const Union *both, const LbSvd *svd, size_t j, int block)
{
    const LbSlab *slab   = &both->slab;
    size_t        at     = j / LB_PANEL * LB_PANEL * (size_t)lb_slab_count(slab) + j % LB_PANEL;
    size_t        end    = (size_t)lb_slab_begin(slab, block + 1);
    double        square = svd->values[j] * svd->values[j], sum = 0;
    for (size_t i = (size_t)lb_slab_begin(slab, block); i < end; i++) {
        double left = both->product[at + i * LB_PANEL] - square * both->panels[at + i * LB_PANEL];
        sum += left * left;
    }
    return sum;
}

/* max_i ||M v_i - s_i^2 v_i|| / s_1^2 */
static LbStatus find_residual(double *residual, const Union *both, const LbSvd *svd, LbError *err)
{
    LbStatus      st    = LB_OK;
    const LbSlab *slab  = &both->slab;
    size_t        rank  = (size_t)svd->rank;
    double       *share = NULL, worst = 0;
    LB_ALLOC(share, lb_slab_shares(slab) * rank);
    for (int b = slab->own.first; b < slab->own.end; b++)
        for (size_t j = 0; j < rank; j++)
            share[(size_t)(b - slab->own.first) * rank + j] = square_of(both, svd, j, b);
    LB_TRY(lb_block_sum(share, LB_BLOCKS, rank, slab->pool, err));
    for (size_t j = 0; j < rank; j++)
        worst = fmax(worst, sqrt(share[j]));
    *residual = rank > 0 ? worst / (svd->values[0] * svd->values[0]) : 0;
cleanup:
    free(share);
    return st;
}

static LbStatus expand(LbSvd **out, LbSvdInfo *info, Union *both, int32_t rank, LbError *err)
{
    LbStatus st       = LB_OK;
    LbSvd   *svd      = NULL;
    double  *rows     = NULL;
    int32_t  n_panels = lb_panel_count(rank);
    LB_TRY(lb_svd_result_new(&svd, lb_slab_count(&both->slab), rank, err));
    LB_TRY(take_rows(&rows, both, rank, err));
    LB_TRY(lb_panel_combine(both->panels, n_panels, basis_of(both, both->panels, both->n_panels),
                            rows, err));
    LB_TRY(lb_panel_combine(both->product, n_panels, basis_of(both, both->product, both->n_panels),
                            rows, err));
    for (int32_t j = 0; j < rank; j++)
        svd->values[j] = sqrt(both->values[both->dimension - 1 - j]);
    lb_panel_unpack(svd->vectors, both->panels, svd->n, rank);
    LB_TRY(find_residual(&info->residual, both, svd, err));
    LB_TRY(lb_svd_result_fix_signs(svd, &both->slab, err));
    *out = svd;
    svd  = NULL;
cleanup:
    free(rows);
    lb_svd_result_free(svd);
    return st;
}

LbStatus lb_rayleigh_merge(LbSvd **svd, LbSvdInfo *info, const LbOperator *op, const LbSvd *more,
                           int32_t most, LbError *err)
{
    LbStatus st     = LB_OK;
    int32_t  first  = lb_panel_count((*svd)->rank);
    Union    both   = {.op       = op,
                       .slab     = lb_slab_of(op->n, op->pool),
                       .n_panels = first + lb_panel_count(more->rank)};
    LbSvd   *merged = NULL;
    both.dimension  = both.n_panels * LB_PANEL;
    LB_TRY(union_allocate(&both, err));
    lb_panel_pack(both.panels, (*svd)->vectors, (*svd)->n, (*svd)->rank);
    lb_panel_pack(panel_at(&both, both.panels, first), more->vectors, more->n, more->rank);
    LB_TRY(orthonormalise(&both, first, err));
    LB_TRY(multiply(&both, info, err));
    LB_TRY(project(&both, err));
    LB_TRY(lb_dense_eigen_decompose(both.matrix, both.values, both.dimension, err));
    LB_TRY(expand(&merged, info, &both, rank_of(&both, most), err));
    lb_svd_result_free(*svd);
    *svd   = merged;
    merged = NULL;
cleanup:
    union_clear(&both);
    lb_svd_result_free(merged);
    return st;
}
