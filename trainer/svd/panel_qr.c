/* SPDX-License-Identifier: MIT */
#include "trainer/svd/panel_qr.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A column whose length falls below this share of what it was made from is rounding. */
static const double LOST = 1e-13;
/* Squares of lengths, and lengths, from which on columns are taken one by one. */
static const double NEAR_SINGULAR = 1e-8, FAINT = 1e-9;

/* <column a of the panel w, column b>. */
static LbStatus dot(double *product, const double *w, const LbSlab *slab, int a, int b,
                    LbError *err)
{
    double share[LB_BLOCKS] = {0};
    for (int block = 0; block < lb_slab_blocks(slab); block++) {
        int32_t end = lb_slab_begin(slab, slab->own.first + block + 1);
        for (int32_t i = lb_slab_begin(slab, slab->own.first + block); i < end; i++)
            share[block] +=
                w[(size_t)i * LB_PANEL + (size_t)a] * w[(size_t)i * LB_PANEL + (size_t)b];
    }
    LbStatus st = lb_block_sum(share, LB_BLOCKS, 1, slab->pool, err);
    *product    = share[0];
    return st;
}

static LbStatus gram_of(double gram[LB_PANEL_CELL], const double *w, const LbSlab *slab,
                        LbError *err)
{
    double   shares[LB_BLOCKS * LB_PANEL_CELL];
    LbStatus st = lb_panel_project(shares, (LbBasis){w, 1, slab}, w, err);
    memcpy(gram, shares, LB_PANEL_CELL * sizeof *gram);
    return st;
}

static void add_column(double *w, int32_t n, int to, int from, double factor)
{
    for (size_t i = 0; i < (size_t)n; i++)
        w[i * LB_PANEL + (size_t)to] += factor * w[i * LB_PANEL + (size_t)from];
}

static void scale_column(double *w, int32_t n, int c, double factor)
{
    for (size_t i = 0; i < (size_t)n; i++)
        w[i * LB_PANEL + (size_t)c] *= factor;
}

/* Make column c orthogonal to those before it, twice, for the first time costs digits; its length
 * then. */
static LbStatus clear_column(double *norm, double *w, const LbSlab *slab, int c, double *r,
                             LbError *err)
{
    LbStatus st = LB_OK;
    double   share;
    for (int pass = 0; pass < 2; pass++)
        for (int b = 0; b < c; b++) {
            LB_TRY(dot(&share, w, slab, b, c, err));
            add_column(w, lb_slab_count(slab), c, b, -share);
            r[b * LB_PANEL + c] += share;
        }
    LB_TRY(dot(&share, w, slab, c, c, err));
    *norm = sqrt(share);
cleanup:
    return st;
}

/* The upper triangular R with R'R = A, and its inverse; false where A is too near to singular for
 * that to keep enough digits. */
static bool cholesky(double *r, double *inverse, const double *a)
{
    memset(r, 0, LB_PANEL_CELL * sizeof *r);
    memset(inverse, 0, LB_PANEL_CELL * sizeof *inverse);
    for (int j = 0; j < LB_PANEL; j++) {
        for (int i = 0; i <= j; i++) {
            double sum = a[i * LB_PANEL + j];
            for (int k = 0; k < i; k++)
                sum -= r[k * LB_PANEL + i] * r[k * LB_PANEL + j];
            if (i < j)
                r[i * LB_PANEL + j] = sum / r[i * LB_PANEL + i];
            else if (sum > NEAR_SINGULAR * a[j * LB_PANEL + j])
                r[j * LB_PANEL + j] = sqrt(sum);
            else
                return false;
        }
        inverse[j * LB_PANEL + j] = 1 / r[j * LB_PANEL + j];
        for (int i = 0; i < j; i++) {
            double sum = 0;
            for (int k = i; k < j; k++)
                sum += inverse[i * LB_PANEL + k] * r[k * LB_PANEL + j];
            inverse[i * LB_PANEL + j] = -sum / r[j * LB_PANEL + j];
        }
    }
    return true;
}

/* c = a b. */
static void multiply_blocks(double *c, const double *a, const double *b)
{
    for (int i = 0; i < LB_PANEL; i++)
        for (int j = 0; j < LB_PANEL; j++) {
            double sum = 0;
            for (int k = 0; k < LB_PANEL; k++)
                sum += a[i * LB_PANEL + k] * b[k * LB_PANEL + j];
            c[i * LB_PANEL + j] = sum;
        }
}

/* By R'R = W'W, twice, for once keeps half of the digits. Not `is_done`, and nothing is, where
 * columns are nearly dependent or near to rounding. */
static LbStatus factorise_at_once(bool *is_done, double *w, double *r, const LbSlab *slab,
                                  double scale, LbError *err)
{
    LbStatus st = LB_OK;
    int32_t  n  = lb_slab_count(slab);
    double   gram[LB_PANEL_CELL], first[LB_PANEL_CELL], second[LB_PANEL_CELL];
    double   inverse[LB_PANEL_CELL];
    LB_TRY(gram_of(gram, w, slab, err));
    *is_done = cholesky(first, inverse, gram);
    for (int c = 0; *is_done && c < LB_PANEL; c++)
        *is_done = first[c * LB_PANEL + c] > FAINT * scale;
    if (!*is_done) return LB_OK;
    lb_panel_multiply(w, inverse, n);
    LB_TRY(gram_of(gram, w, slab, err));
    bool is_regular = cholesky(second, inverse, gram); /* of the identity, to eight digits */
    assert(is_regular);
    (void)is_regular;
    lb_panel_multiply(w, inverse, n);
    multiply_blocks(r, second, first);
cleanup:
    return st;
}

LbStatus lb_panel_qr_factorise(double *w, double *r, bool *is_regular, const LbSlab *slab,
                               double scale, const LbNewColumn *other, LbError *err)
{
    LbStatus st = factorise_at_once(is_regular, w, r, slab, scale, err);
    if (st != LB_OK || *is_regular) return st;
    memset(r, 0, LB_PANEL_CELL * sizeof *r);
    for (int c = 0; c < LB_PANEL; c++) {
        double norm = 0;
        LB_TRY(clear_column(&norm, w, slab, c, r, err));
        if (norm > LOST * scale) {
            r[c * LB_PANEL + c] = norm;
            scale_column(w, lb_slab_count(slab), c, 1 / norm);
        } else if (other != NULL) {
            LB_TRY(other->replace(other->ctx, w, c, err));
            LB_TRY(lb_panel_qr_finish_column(w, slab, c, err));
        } else {
            scale_column(w, lb_slab_count(slab), c, 0);
        }
    }
cleanup:
    return st;
}

void lb_panel_qr_compose(double *r, const double *second)
{
    double first[LB_PANEL_CELL];
    memcpy(first, r, sizeof first);
    multiply_blocks(r, second, first);
}

LbStatus lb_panel_qr_finish_column(double *w, const LbSlab *slab, int c, LbError *err)
{
    double   ignored[LB_PANEL_CELL] = {0}, norm = 1;
    LbStatus st = clear_column(&norm, w, slab, c, ignored, err);
    if (st == LB_OK) scale_column(w, lb_slab_count(slab), c, 1 / norm);
    return st;
}
