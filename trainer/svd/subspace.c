/* SPDX-License-Identifier: MIT */
#include "trainer/svd/subspace.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "trainer/svd/dense_eigen.h"
#include "trainer/svd/panel_qr.h"

#include <float.h>
#include <math.h>
#include <string.h>

LbStatus lb_subspace_init(LbSubspace *space, const LbOperator *op, int32_t capacity, LbError *err)
{
    LbStatus st     = LB_OK;
    size_t   panels = (size_t)capacity, size;
    *space          = (LbSubspace){.op       = *op,
                                   .slab     = lb_slab_of(op->n, op->pool),
                                   .capacity = capacity,
                                   .order    = panels * LB_PANEL};
    size            = (size_t)lb_slab_count(&space->slab) * space->order;
    LB_ALLOC_ALIGNED(space->panels, size);
    LB_ALLOC_ALIGNED(space->product, size);
    LB_ALLOC_ALIGNED(space->coef, panels * LB_PANEL_CELL * lb_slab_shares(&space->slab));
    LB_ALLOC_ZEROED(space->projected, space->order * space->order);
    LB_ALLOC(space->vectors, space->order * space->order);
    LB_ALLOC(space->values, space->order);
cleanup:
    if (st != LB_OK) lb_subspace_clear(space);
    return st;
}

void lb_subspace_clear(LbSubspace *space)
{
    free(space->panels);
    free(space->product);
    free(space->coef);
    free(space->projected);
    free(space->vectors);
    free(space->values);
    *space = (LbSubspace){0};
}

static double *panel_at(const LbSubspace *space, double *panels, int32_t p)
{
    return panels + (size_t)p * (size_t)lb_slab_count(&space->slab) * LB_PANEL;
}

LbBasis lb_subspace_basis(const LbSubspace *space)
{
    return (LbBasis){space->panels, space->n_panels, &space->slab};
}

LbBasis lb_subspace_product(const LbSubspace *space)
{
    return (LbBasis){space->product, space->n_panels, &space->slab};
}

double *lb_subspace_next(LbSubspace *space)
{
    return panel_at(space, space->panels, space->n_panels);
}

LbStatus lb_subspace_orthonormalise(LbSubspace *space, LbError *err)
{
    LbStatus st     = LB_OK;
    LbBasis  before = lb_subspace_basis(space);
    double  *w      = lb_subspace_next(space), ignored[LB_PANEL_CELL];
    bool     is_regular;
    for (int pass = 0; pass < 2; pass++) {
        LB_TRY(lb_panel_project(space->coef, before, w, err));
        lb_panel_subtract(w, before, space->coef);
        LB_TRY(lb_panel_qr_factorise(w, ignored, &is_regular, &space->slab, 1, NULL, err));
    }
cleanup:
    return st;
}

/* The columns of X'MX that the newest panel adds, and their mirror image. */
static LbStatus project(LbSubspace *space, int32_t newest, LbError *err)
{
    size_t   first = (size_t)newest * LB_PANEL, order = space->order;
    double  *matrix = space->projected;
    LbStatus st     = lb_panel_project(space->coef, lb_subspace_basis(space),
                                       panel_at(space, space->product, newest), err);
    for (size_t i = 0; st == LB_OK && i < first; i++)
        for (size_t c = 0; c < LB_PANEL; c++)
            matrix[(first + c) * order + i] = matrix[i * order + first + c] =
                space->coef[i * LB_PANEL + c];
    for (size_t i = first; st == LB_OK && i < first + LB_PANEL; i++)
        for (size_t c = 0; c < LB_PANEL; c++)
            matrix[(first + c) * order + i] =
                (space->coef[i * LB_PANEL + c] + space->coef[(first + c) * LB_PANEL + i - first]) /
                2;
    return st;
}

LbStatus lb_subspace_take(LbSubspace *space, LbSvdInfo *info, LbError *err)
{
    double   begin  = lb_clock_seconds();
    int32_t  newest = space->n_panels;
    LbStatus st     = space->op.apply_panel(space->op.ctx, lb_subspace_next(space),
                                            panel_at(space, space->product, newest), err);
    if (st != LB_OK) return st;
    info->operator_seconds += lb_clock_seconds() - begin;
    info->products += LB_PANEL;
    space->n_panels++;
    return project(space, newest, err);
}

LbStatus lb_subspace_solve(LbSubspace *space, LbError *err)
{
    size_t m = (size_t)lb_subspace_dimension(space);
    for (size_t j = 0; j < m; j++)
        memcpy(space->vectors + j * m, space->projected + j * space->order,
               m * sizeof *space->vectors);
    return lb_dense_eigen_decompose(space->vectors, space->values, (int32_t)m, err);
}

int32_t lb_subspace_dimension(const LbSubspace *space)
{
    return space->n_panels * LB_PANEL;
}

double lb_subspace_value(const LbSubspace *space, int32_t i)
{
    return space->values[lb_subspace_dimension(space) - 1 - i];
}

/* Values above the rounding, `most` of them. */
static int32_t rank_of(const LbSubspace *space, int32_t most)
{
    int32_t m = lb_subspace_dimension(space), rank = 0;
    double  rounding = lb_subspace_value(space, 0) * space->op.n * DBL_EPSILON;
    while (rank < most && rank < m && lb_subspace_value(space, rank) > rounding)
        rank++;
    return rank;
}

/* The leading eigenvectors as factors of the panels, row-major, with zeros up to whole panels. */
static LbStatus take_rows(double **out, const LbSubspace *space, int32_t rank, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   m = (size_t)lb_subspace_dimension(space), k = (size_t)lb_panel_count(rank) * LB_PANEL;
    double  *rows = NULL;
    LB_ALLOC_ALIGNED(rows, m * k);
    memset(rows, 0, m * k * sizeof *rows);
    for (size_t j = 0; j < (size_t)rank; j++)
        for (size_t i = 0; i < m; i++)
            rows[i * k + j] = space->vectors[(m - 1 - j) * m + i];
    *out = rows;
cleanup:
    return st;
}

/* ||M v - s^2 v||^2 over block `block` of the rows, for vector j. */
static double square_of(const LbSubspace *space, const LbSvd *svd, size_t j, int block)
{
    const LbSlab *slab   = &space->slab;
    size_t        at     = j / LB_PANEL * LB_PANEL * (size_t)lb_slab_count(slab) + j % LB_PANEL;
    size_t        end    = (size_t)lb_slab_begin(slab, block + 1);
    double        square = svd->values[j] * svd->values[j], sum = 0;
    for (size_t i = (size_t)lb_slab_begin(slab, block); i < end; i++) {
        double left = space->product[at + i * LB_PANEL] - square * space->panels[at + i * LB_PANEL];
        sum += left * left;
    }
    return sum;
}

/* max_i ||M v_i - s_i^2 v_i|| / s_1^2 */
static LbStatus find_residual(double *residual, const LbSubspace *space, const LbSvd *svd,
                              LbError *err)
{
    LbStatus      st    = LB_OK;
    const LbSlab *slab  = &space->slab;
    size_t        rank  = (size_t)svd->rank;
    double       *share = NULL, worst = 0;
    LB_ALLOC(share, lb_slab_shares(slab) * rank);
    for (int b = slab->own.first; b < slab->own.end; b++)
        for (size_t j = 0; j < rank; j++)
            share[(size_t)(b - slab->own.first) * rank + j] = square_of(space, svd, j, b);
    LB_TRY(lb_block_sum(share, LB_BLOCKS, rank, slab->pool, err));
    for (size_t j = 0; j < rank; j++)
        worst = fmax(worst, sqrt(share[j]));
    *residual = rank > 0 ? worst / (svd->values[0] * svd->values[0]) : 0;
cleanup:
    free(share);
    return st;
}

LbStatus lb_subspace_expand(LbSvd **out, LbSvdInfo *info, LbSubspace *space, int32_t most,
                            LbError *err)
{
    LbStatus st   = LB_OK;
    LbSvd   *svd  = NULL;
    double  *rows = NULL;
    int32_t  rank = rank_of(space, most), n_panels = lb_panel_count(rank);
    LB_TRY(lb_svd_result_new(&svd, lb_slab_count(&space->slab), rank, err));
    LB_TRY(take_rows(&rows, space, rank, err));
    LB_TRY(lb_panel_combine(space->panels, n_panels, lb_subspace_basis(space), rows, err));
    LB_TRY(lb_panel_combine(space->product, n_panels, lb_subspace_product(space), rows, err));
    for (int32_t j = 0; j < rank; j++)
        svd->values[j] = sqrt(lb_subspace_value(space, j));
    lb_panel_unpack(svd->vectors, space->panels, svd->n, rank);
    LB_TRY(find_residual(&info->residual, space, svd, err));
    LB_TRY(lb_svd_result_fix_signs(svd, &space->slab, err));
    *out = svd;
    svd  = NULL;
cleanup:
    free(rows);
    lb_svd_result_free(svd);
    return st;
}
