/* SPDX-License-Identifier: MIT */
#include "trainer/svd/panel_qr.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A column whose length falls below this share of what it was made from is rounding. */
static const double LOST = 1e-13;
/* Squares of lengths, and lengths, from which on columns are taken one by one. */
static const double NEAR_SINGULAR = 1e-8, FAINT = 1e-9;

/* Column c of the panel w, which is n x LB_PANEL. */
static double dot(const double *w, int32_t n, int a, int b)
{
    double sum = 0;
    for (size_t i = 0; i < (size_t)n; i++)
        sum += w[i * LB_PANEL + (size_t)a] * w[i * LB_PANEL + (size_t)b];
    return sum;
}

void lb_panel_qr_norms(double norms[LB_PANEL], const double *w, int32_t n)
{
    double gram[LB_PANEL_CELL];
    lb_panel_project(gram, (LbBasis){w, 1, n}, w, NULL);
    for (int c = 0; c < LB_PANEL; c++)
        norms[c] = sqrt(gram[c * LB_PANEL + c]);
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

/* Make column c orthogonal to those before it, twice, for the first time costs digits. */
static void clear_column(double *w, int32_t n, int c, double *r)
{
    for (int pass = 0; pass < 2; pass++)
        for (int b = 0; b < c; b++) {
            double share = dot(w, n, b, c);
            add_column(w, n, c, b, -share);
            r[b * LB_PANEL + c] += share;
        }
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

/* By R'R = W'W, twice, for once keeps half of the digits. False, and nothing is done, where columns
 * are nearly dependent or near to rounding. */
static bool factorise_at_once(double *w, double *r, int32_t n, double scale)
{
    double gram[LB_PANEL_CELL], first[LB_PANEL_CELL], second[LB_PANEL_CELL], inverse[LB_PANEL_CELL];
    lb_panel_project(gram, (LbBasis){w, 1, n}, w, NULL);
    if (!cholesky(first, inverse, gram)) return false;
    for (int c = 0; c < LB_PANEL; c++)
        if (!(first[c * LB_PANEL + c] > FAINT * scale)) return false;
    lb_panel_multiply(w, inverse, n);
    lb_panel_project(gram, (LbBasis){w, 1, n}, w, NULL);
    bool is_regular = cholesky(second, inverse, gram); /* of the identity, to eight digits */
    assert(is_regular);
    (void)is_regular;
    lb_panel_multiply(w, inverse, n);
    multiply_blocks(r, second, first);
    return true;
}

bool lb_panel_qr_factorise(double *w, double *r, int32_t n, double scale, LbNewColumn replace,
                           void *ctx)
{
    if (factorise_at_once(w, r, n, scale)) return true;
    memset(r, 0, LB_PANEL_CELL * sizeof *r);
    for (int c = 0; c < LB_PANEL; c++) {
        clear_column(w, n, c, r);
        double norm = sqrt(dot(w, n, c, c));
        if (norm > LOST * scale) {
            r[c * LB_PANEL + c] = norm;
            scale_column(w, n, c, 1 / norm);
        } else if (replace != NULL) {
            replace(ctx, w, c);
            lb_panel_qr_finish_column(w, n, c);
        } else {
            scale_column(w, n, c, 0);
        }
    }
    return false;
}

void lb_panel_qr_compose(double *r, const double *second)
{
    double first[LB_PANEL_CELL];
    memcpy(first, r, sizeof first);
    multiply_blocks(r, second, first);
}

void lb_panel_qr_finish_column(double *w, int32_t n, int c)
{
    double ignored[LB_PANEL_CELL] = {0};
    clear_column(w, n, c, ignored);
    scale_column(w, n, c, 1 / sqrt(dot(w, n, c, c)));
}
