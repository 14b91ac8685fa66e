/* SPDX-License-Identifier: MIT */
#include "trainer/svd/deflation.h"

#include "common/base/mem.h"
#include "trainer/svd/panel.h"

#include <string.h>

struct LbDeflation {
    LbOperator op;
    LbBasis    found;
    double    *panels, *coef; /* [found.n_panels] of both */
    double    *x, *y;         /* [n x LB_PANEL], [2 n] for products one by one */
};

LbStatus lb_deflation_new(LbDeflation **out, const LbOperator *op, const LbSvd *found, LbError *err)
{
    LbStatus     st        = LB_OK;
    LbDeflation *deflation = NULL;
    size_t       n         = (size_t)op->n;
    int32_t      rank      = found != NULL ? found->rank : 0;
    int32_t      n_panels  = lb_panel_count(rank);
    *out                   = NULL;
    LB_ALLOC_ZEROED(deflation, 1);
    deflation->op = *op;
    LB_ALLOC_ALIGNED(deflation->panels, n * (size_t)n_panels * LB_PANEL);
    LB_ALLOC_ALIGNED(deflation->coef, (size_t)n_panels * LB_PANEL_CELL);
    LB_ALLOC_ALIGNED(deflation->x, n * LB_PANEL);
    LB_ALLOC(deflation->y, 2 * n);
    if (rank > 0) lb_panel_pack(deflation->panels, found->vectors, op->n, rank);
    deflation->found = (LbBasis){deflation->panels, n_panels, op->n};
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

static void take_out(LbDeflation *deflation, double *w)
{
    if (deflation->found.n_panels == 0) return;
    lb_panel_project(deflation->coef, deflation->found, w, deflation->op.pool);
    lb_panel_subtract(w, deflation->found, deflation->coef, deflation->op.pool);
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
    memcpy(deflation->x, x, (size_t)deflation->op.n * LB_PANEL * sizeof *x);
    take_out(deflation, deflation->x);
    LbStatus st = multiply(deflation, deflation->x, y, err);
    if (st == LB_OK) take_out(deflation, y);
    return st;
}

LbOperator lb_deflation_operator(LbDeflation *deflation)
{
    return (LbOperator){.n           = deflation->op.n,
                        .apply_panel = apply_panel,
                        .ctx         = deflation,
                        .pool        = deflation->op.pool};
}
