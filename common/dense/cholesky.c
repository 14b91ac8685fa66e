/* SPDX-License-Identifier: MIT */
#include "common/dense/cholesky.h"

#include "common/dense/tile.h"

#include <math.h>

size_t lb_cholesky_stride(int32_t n)
{
    return lb_tile_round((size_t)n + 1);
}

size_t lb_cholesky_size(int32_t n)
{
    return lb_tile_round((size_t)n) * lb_cholesky_stride(n);
}

/* Numbers first .. last of a tile's row stay, the others become 0. */
LB_INLINE void keep_lanes(float *row, size_t first, size_t last)
{
    static const LbInt8 lane = {0, 1, 2, 3, 4, 5, 6, 7};
    LbInt8              bits;
    memcpy(&bits, row, sizeof bits);
    bits &= (lane >= (int32_t)first) & (lane <= (int32_t)last);
    memcpy(row, &bits, sizeof bits);
}

/* Zero what tiles cover beyond the upper triangle and the right-hand side: leftovers of an earlier
 * system would grow, or shrink to slow denormal numbers, from one solve to the next. */
LB_INLINE void clear_margins(float *a, size_t stride, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float *row   = a + i * stride;
        size_t begin = i - i % LB_TILE, last = stride - LB_TILE;
        keep_lanes(row + begin, i - begin, LB_TILE - 1);
        keep_lanes(row + last, 0, n - last);
    }
    memset(a + n * stride, 0, (lb_tile_round(n) - n) * stride * sizeof *a);
}

/* Rows i to i + 7 -= what the finished rows above them contribute. */
LB_INLINE void update_panel(float *a, size_t stride, size_t i, bool wide)
{
    lb_tile_strip(a + i * stride + i, stride, a + i, a + i, stride, i, stride - i, -1, wide);
}

/* row[from..to) -= factor * pivot[from..to), whole vectors. */
LB_INLINE void subtract_row(float *row, const float *pivot, float factor, size_t from, size_t to)
{
    for (size_t j = from; j < to; j += LB_TILE) {
        LbFloat8 r, p;
        memcpy(&r, row + j, sizeof r);
        memcpy(&p, pivot + j, sizeof p);
        r -= factor * p;
        memcpy(row + j, &r, sizeof r);
    }
}

/* Factorise the rows of a panel among themselves. */
LB_INLINE void factorise_panel(float *a, size_t stride, size_t i, size_t n)
{
    size_t end = i + LB_TILE < n ? i + LB_TILE : n;
    for (size_t p = i; p < end; p++) {
        float *pivot = a + p * stride;
        float  scale = 1 / sqrtf(pivot[p]);
        for (size_t j = p; j < stride; j++)
            pivot[j] *= scale;
        for (size_t r = p + 1; r < end; r++)
            subtract_row(a + r * stride, pivot, pivot[r], i, stride);
    }
}

/* Panel by panel, each after those above it (left-looking): the bulk is done by tiles. The
 * right-hand side is a column like any other, which does the forward substitution. */
LB_INLINE void factorise_panels(float *a, size_t stride, size_t n, bool wide)
{
    for (size_t i = 0; i < n; i += LB_TILE) {
        update_panel(a, stride, i, wide);
        factorise_panel(a, stride, i, n);
    }
}

LB_CLONES_FUSED static void factorise(float *a, size_t stride, size_t n)
{
    clear_margins(a, stride, n);
    factorise_panels(a, stride, n, false);
}

LB_WIDE static void factorise_wide(float *a, size_t stride, size_t n)
{
    clear_margins(a, stride, n);
    factorise_panels(a, stride, n, true);
}

/* Partial sums hide the latency of the addition. */
LB_CLONES_FUSED static void substitute_back(const float *a, size_t stride, float *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = a[i * stride + n];
    for (size_t i = n; i-- > 0;) {
        const float *row  = a + i * stride;
        LbFloat8     part = {0};
        size_t       j    = i + 1;
        float        rest = 0;
        for (; j + LB_LANES <= n; j += LB_LANES) {
            LbFloat8 r, t;
            memcpy(&r, row + j, sizeof r);
            memcpy(&t, x + j, sizeof t);
            part += r * t;
        }
        for (; j < n; j++)
            rest += row[j] * x[j];
        x[i] = (x[i] - (LB_ADD_LANES(part) + rest)) / row[i];
    }
}

void lb_cholesky_solve(float *a, float *x, int32_t n)
{
    size_t stride = lb_cholesky_stride(n);
    if (lb_simd_is_wide())
        factorise_wide(a, stride, (size_t)n);
    else
        factorise(a, stride, (size_t)n);
    substitute_back(a, stride, x, (size_t)n);
}

bool lb_cholesky_factorise(double *a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double *row = a + i * n;
        for (size_t q = 0; q <= i; q++) {
            const double *other = a + q * n;
            double        sum   = row[q];
            for (size_t t = 0; t < q; t++)
                sum -= row[t] * other[t];
            if (q == i && !(sum > 0 && isfinite(sum))) return false;
            row[q] = q < i ? sum / other[q] : sqrt(sum);
        }
    }
    return true;
}

/* row -= factor * other */
static void subtract(double *restrict row, const double *restrict other, double factor, size_t n)
{
    for (size_t q = 0; q < n; q++)
        row[q] -= factor * other[q];
}

static void divide(double *row, double by, size_t n)
{
    for (size_t q = 0; q < n; q++)
        row[q] /= by;
}

void lb_cholesky_substitute(const double *l, size_t n, double *x, size_t width)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t q = 0; q < i; q++)
            subtract(x + i * width, x + q * width, l[i * n + q], width);
        divide(x + i * width, l[i * n + i], width);
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t q = i + 1; q < n; q++)
            subtract(x + i * width, x + q * width, l[q * n + i], width);
        divide(x + i * width, l[i * n + i], width);
    }
}
