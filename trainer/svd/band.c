/* SPDX-License-Identifier: MIT */
#include "trainer/svd/band.h"

#include "common/base/mem.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { FRONT_MOST = LB_PANEL * (LB_ROUGH_PANELS + 1) };

LbStatus lb_band_init(LbBand *band, int32_t capacity, int32_t step, LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   size = (size_t)capacity * LB_PANEL_CELL;
    *band         = (LbBand){.step = step};
    LB_ALLOC_ZEROED(band->blocks, size * (size_t)(step + 1));
    LB_ALLOC_ZEROED(band->arrow, size);
cleanup:
    if (st != LB_OK) lb_band_clear(band);
    return st;
}

void lb_band_clear(LbBand *band)
{
    free(band->blocks);
    free(band->arrow);
    *band = (LbBand){0};
}

double *lb_band_block(const LbBand *band, int32_t p, int32_t d)
{
    return band->blocks + ((size_t)p * (size_t)(band->step + 1) + (size_t)d) * LB_PANEL_CELL;
}

double *lb_band_arrow(const LbBand *band, int32_t p)
{
    return band->arrow + (size_t)p * LB_PANEL_CELL;
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

LbStatus lb_band_apply(void *ctx, const double *x, double *y, LbError *err)
{
    const LbBand *band = ctx;
    (void)err;
    memset(y, 0, (size_t)band->n_panels * LB_PANEL * sizeof *y);
    for (int32_t p = 0; p < band->n_panels; p++) {
        size_t at = (size_t)p * LB_PANEL;
        add_block(y + at, lb_band_block(band, p, 0), x + at, false);
        if (p < band->kept && band->n_panels > band->kept)
            add_pair(y, lb_band_arrow(band, p), x, band->kept, p);
        for (int32_t d = 1; d <= band->step; d++)
            if (p >= band->kept && p + d < band->n_panels)
                add_pair(y, lb_band_block(band, p, d), x, p + d, p);
    }
    return LB_OK;
}

/* What an elimination of H - x has in hand: panels p .. p + step, symmetric; other rows of H no
 * column up to p has touched. */
typedef struct Front {
    int    n; /* its order */
    double at[FRONT_MOST][FRONT_MOST];
} Front;

/* The column of H - x of panel p comes in. */
static void front_add(Front *front, const LbBand *band, int32_t p, double x)
{
    for (int32_t d = 0; d <= band->step && p + d < band->n_panels; d++) {
        const double *block = lb_band_block(band, p, d);
        for (int i = 0; i < LB_PANEL; i++)
            for (int j = 0; j < LB_PANEL; j++) {
                front->at[d * LB_PANEL + i][j] += block[i * LB_PANEL + j];
                if (d > 0) front->at[j][d * LB_PANEL + i] += block[i * LB_PANEL + j];
            }
    }
    for (int c = 0; c < LB_PANEL; c++)
        front->at[c][c] -= x;
}

static double pivot_of(double pivot, double small)
{
    if (fabs(pivot) >= small) return pivot;
    return pivot < 0 ? -small : small;
}

/* Eliminate the first panel. Returns how many of its pivots are positive. */
static int32_t front_eliminate(Front *front, double small)
{
    int32_t positive = 0;
    for (int c = 0; c < LB_PANEL; c++) {
        double pivot = pivot_of(front->at[c][c], small);
        positive += pivot > 0;
        for (int i = c + 1; i < front->n; i++) {
            double factor = front->at[i][c] / pivot;
            for (int j = c + 1; j < front->n; j++)
                front->at[i][j] -= factor * front->at[c][j];
        }
    }
    return positive;
}

/* The first panel leaves. */
static void front_move(Front *front)
{
    int left = front->n - LB_PANEL;
    for (int i = 0; i < front->n; i++)
        for (int j = 0; j < front->n; j++)
            front->at[i][j] = i < left && j < left ? front->at[i + LB_PANEL][j + LB_PANEL] : 0;
}

/* Take a a' / pivot out for each vector that was kept, which touches no other than the first panel
 * behind them. Returns how many of the pivots are positive. */
static int32_t front_take_kept(Front *front, const LbBand *band, double x, double small)
{
    int32_t positive = 0;
    for (int32_t j = 0; j < band->kept * LB_PANEL; j++) {
        int           c     = j % LB_PANEL;
        const double *arrow = lb_band_arrow(band, j / LB_PANEL);
        const double *block = lb_band_block(band, j / LB_PANEL, 0);
        double        pivot = pivot_of(block[c * LB_PANEL + c] - x, small);
        positive += pivot > 0;
        for (int r = 0; r < LB_PANEL; r++)
            for (int s = 0; s < LB_PANEL; s++)
                front->at[r][s] -= arrow[r * LB_PANEL + c] * arrow[s * LB_PANEL + c] / pivot;
    }
    return positive;
}

int32_t lb_band_count(const LbBand *band, double x, double small)
{
    Front   front    = {.n = LB_PANEL * (band->step + 1)};
    int32_t positive = front_take_kept(&front, band, x, small);
    for (int32_t p = band->kept; p < band->n_panels; p++) {
        front_add(&front, band, p, x);
        positive += front_eliminate(&front, small);
        front_move(&front);
    }
    return positive;
}

/* What leads out are the blocks (p, d) with p + d beyond the last panel. */
void lb_band_leave(const LbBand *band, const double *s, double out[LB_ROUGH_PANELS * LB_PANEL])
{
    memset(out, 0, sizeof(double[LB_ROUGH_PANELS * LB_PANEL]));
    for (int32_t p = band->n_panels - band->step; p < band->n_panels; p++)
        for (int32_t d = band->n_panels - p; d <= band->step; d++)
            add_block(out + (size_t)(p + d - band->n_panels) * LB_PANEL, lb_band_block(band, p, d),
                      s + (size_t)p * LB_PANEL, false);
}

double lb_band_outside(const LbBand *band)
{
    double squares = 0;
    for (int32_t p = band->n_panels - band->step; p < band->n_panels; p++)
        for (int32_t d = band->n_panels - p; d <= band->step; d++)
            for (int i = 0; i < LB_PANEL_CELL; i++)
                squares += pow(lb_band_block(band, p, d)[i], 2);
    return sqrt(squares);
}
