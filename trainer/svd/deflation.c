/* SPDX-License-Identifier: MIT */
#include "trainer/svd/deflation.h"

#include "common/base/mem.h"
#include "trainer/svd/panel.h"

#include <string.h>

struct LbDeflation {
    LbOperator op;
    LbSlab     slab;
    LbBasis    found;
    double    *panels, *coef; /* [found.n_panels], [shares x found.n_panels] */
    double    *x, *y;         /* [n x LB_PANEL], [2 n] for products one by one */
};

LbStatus lb_deflation_new(LbDeflation **out, const LbOperator *op, const LbSvd *found, LbError *err)
{
    LbStatus     st        = LB_OK;
    LbDeflation *deflation = NULL;
    LbSlab       slab      = lb_slab_of(op->n, op->pool);
    size_t       n         = (size_t)lb_slab_count(&slab);
    int32_t      rank      = found != NULL ? found->rank : 0;
    int32_t      n_panels  = lb_panel_count(rank);
    *out                   = NULL;
    LB_ALLOC_ZEROED(deflation, 1);
    deflation->op   = *op;
    deflation->slab = slab;
    LB_ALLOC_ALIGNED(deflation->panels, n * (size_t)n_panels * LB_PANEL);
    LB_ALLOC_ALIGNED(deflation->coef, (size_t)n_panels * LB_PANEL_CELL * lb_slab_shares(&slab));
    LB_ALLOC_ALIGNED(deflation->x, n * LB_PANEL);
    LB_ALLOC(deflation->y, 2 * n);
    if (rank > 0) lb_panel_pack(deflation->panels, found->vectors, found->n, rank);
    deflation->found = (LbBasis){deflation->panels, n_panels, &deflation->slab};
    *out             = deflation;
    deflation        = NULL;
cleanup:
    lb_deflation_free(deflation);
    return st;
}

void lb_deflation_free(LbDeflation *deflation)
{
    if (deflation == NULL) return;
    free(deflation->panels);
    free(deflation->coef);
    free(deflation->x);
    free(deflation->y);
    free(deflation);
}

static LbStatus take_out(LbDeflation *deflation, double *w, LbError *err)
{
    if (deflation->found.n_panels == 0) return LB_OK;
    LbStatus st = lb_panel_project(deflation->coef, deflation->found, w, err);
    if (st == LB_OK) lb_panel_subtract(w, deflation->found, deflation->coef);
    return st;
}

/* y = M x, a column at a time where M knows no better. */
static LbStatus multiply(LbDeflation *deflation, const double *x, double *y, LbError *err)
{
    const LbOperator *op = &deflation->op;
    size_t            n  = (size_t)op->n;
    double           *in = deflation->y, *product = deflation->y + n;
    if (op->apply_panel != NULL) return op->apply_panel(op->ctx, x, y, err);
    for (size_t c = 0; c < LB_PANEL; c++) {
        for (size_t i = 0; i < n; i++)
            in[i] = x[i * LB_PANEL + c];
        LbStatus st = op->apply(op->ctx, in, product, err);
        if (st != LB_OK) return st;
        for (size_t i = 0; i < n; i++)
            y[i * LB_PANEL + c] = product[i];
    }
    return LB_OK;
}

static LbStatus apply_panel(void *ctx, const double *x, double *y, LbError *err)
{
    LbDeflation *deflation = ctx;
    memcpy(deflation->x, x, (size_t)lb_slab_count(&deflation->slab) * LB_PANEL * sizeof *x);
    LbStatus st = take_out(deflation, deflation->x, err);
    if (st == LB_OK) st = multiply(deflation, deflation->x, y, err);
    if (st == LB_OK) st = take_out(deflation, y, err);
    return st;
}

LbOperator lb_deflation_operator(LbDeflation *deflation)
{
    return (LbOperator){.n           = deflation->op.n,
                        .apply_panel = apply_panel,
                        .ctx         = deflation,
                        .pool        = deflation->op.pool};
}
