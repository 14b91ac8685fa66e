/* SPDX-License-Identifier: MIT */
/** @file tile.h
 *  The kernel of dense algebra (ridge.h, cholesky.h, the trainer's matrices): a tile of sums of
 *  products, held in registers while it runs down two blocks of columns. It has 4 rows of 24 sums,
 *  enough for two multiply-adds a cycle to wait for none before, and 8 x 8 for what is left of a
 *  strip; or, where there are registers for it (lb_simd_is_wide()), 8 x 16. A sum is the same in each.
 *  K. Goto, R. van de Geijn: Anatomy of high-performance matrix multiplication. TOMS 34, 2008. */
#ifndef LB_COMMON_DENSE_TILE_H
#define LB_COMMON_DENSE_TILE_H

#include "common/dense/simd.h"

#include <stddef.h>
#include <string.h>

enum { LB_TILE = 8, LB_TILE_WIDE = 16, LB_TILE_LONG = 24 };

/** n rounded up to whole tiles. */
static inline size_t lb_tile_round(size_t n)
{
    return (n + LB_TILE - 1) / LB_TILE * LB_TILE;
}

/** sum[t] = sum over `depth` rows e, in their order, of left[e][t] * right[e][0..7]; rows lie
 *  `stride` floats apart. */
LB_INLINE void lb_tile_products(LbFloat8 *sum, const float *left, const float *right, size_t stride,
                                size_t depth)
{
    LbFloat8 s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, s4 = {0}, s5 = {0}, s6 = {0}, s7 = {0};
    for (size_t e = 0; e < depth; e++, left += stride, right += stride) {
        LbFloat8 row;
        memcpy(&row, right, sizeof row);
        s0 += left[0] * row;
        s1 += left[1] * row;
        s2 += left[2] * row;
        s3 += left[3] * row;
        s4 += left[4] * row;
        s5 += left[5] * row;
        s6 += left[6] * row;
        s7 += left[7] * row;
    }
    sum[0] = s0, sum[1] = s1, sum[2] = s2, sum[3] = s3;
    sum[4] = s4, sum[5] = s5, sum[6] = s6, sum[7] = s7;
}

/** The same for sixteen columns: sum[t] of left[e][t] * right[e][0..15]. */
LB_INLINE void lb_tile_products_wide(LbFloat16 *sum, const float *left, const float *right,
                                     size_t stride, size_t depth)
{
    LbFloat16 s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, s4 = {0}, s5 = {0}, s6 = {0}, s7 = {0};
    for (size_t e = 0; e < depth; e++, left += stride, right += stride) {
        LbFloat16 row;
        memcpy(&row, right, sizeof row);
        s0 += left[0] * row;
        s1 += left[1] * row;
        s2 += left[2] * row;
        s3 += left[3] * row;
        s4 += left[4] * row;
        s5 += left[5] * row;
        s6 += left[6] * row;
        s7 += left[7] * row;
    }
    sum[0] = s0, sum[1] = s1, sum[2] = s2, sum[3] = s3;
    sum[4] = s4, sum[5] = s5, sum[6] = s6, sum[7] = s7;
}

/** to[v] += factor * (*sum)[v] for eight columns. */
LB_INLINE void lb_tile_add_row(float *to, const LbFloat8 *sum, float factor)
{
    LbFloat8 row;
    memcpy(&row, to, sizeof row);
    row += factor * *sum;
    memcpy(to, &row, sizeof row);
}

/** to[t][0..7] += factor * sum[t] */
LB_INLINE void lb_tile_add(float *to, const LbFloat8 *sum, size_t stride, float factor)
{
    for (size_t t = 0; t < LB_TILE; t++)
        lb_tile_add_row(to + t * stride, sum + t, factor);
}

LB_INLINE void lb_tile_add_wide(float *to, const LbFloat16 *sum, size_t stride, float factor)
{
    for (size_t t = 0; t < LB_TILE; t++, to += stride) {
        LbFloat16 row;
        memcpy(&row, to, sizeof row);
        row += factor * sum[t];
        memcpy(to, &row, sizeof row);
    }
}

/** to[t][0..23] += factor * sum over `depth` rows e of left[e][t] * right[e][0..23], for t = 0..3. */
LB_INLINE void lb_tile_long(float *to, size_t to_stride, const float *left, const float *right,
                            size_t stride, size_t depth, float factor)
{
    LbFloat8 a0 = {0}, a1 = {0}, a2 = {0}, b0 = {0}, b1 = {0}, b2 = {0};
    LbFloat8 c0 = {0}, c1 = {0}, c2 = {0}, d0 = {0}, d1 = {0}, d2 = {0};
    for (size_t e = 0; e < depth; e++, left += stride, right += stride) {
        LbFloat8 r0, r1, r2;
        memcpy(&r0, right, sizeof r0);
        memcpy(&r1, right + LB_TILE, sizeof r1);
        memcpy(&r2, right + (size_t)2 * LB_TILE, sizeof r2);
        a0 += left[0] * r0, a1 += left[0] * r1, a2 += left[0] * r2;
        b0 += left[1] * r0, b1 += left[1] * r1, b2 += left[1] * r2;
        c0 += left[2] * r0, c1 += left[2] * r1, c2 += left[2] * r2;
        d0 += left[3] * r0, d1 += left[3] * r1, d2 += left[3] * r2;
    }
    const LbFloat8 sum[] = {a0, a1, a2, b0, b1, b2, c0, c1, c2, d0, d1, d2};
    for (size_t t = 0; t < 12; t++)
        lb_tile_add_row(to + t / 3 * to_stride + t % 3 * LB_TILE, sum + t, factor);
}

// NOLINTBEGIN(readability-function-size): nine numbers say what a strip is, and a struct of them
// would have to go by way of memory.
/** to[t][c] += factor * sum over `depth` rows e of left[e][t] * right[e][c] for t = 0..7 and
 *  c = 0..columns - 1, columns a multiple of 8.
 *  @param wide  a constant: whether the caller is compiled for LB_WIDE */
LB_INLINE void lb_tile_strip(float *to, size_t to_stride, const float *left, const float *right,
                             size_t stride, size_t depth, size_t columns, float factor, bool wide)
{
    size_t c = 0;
    for (; wide && c + LB_TILE_WIDE <= columns; c += LB_TILE_WIDE) {
        LbFloat16 sum[LB_TILE];
        lb_tile_products_wide(sum, left, right + c, stride, depth);
        lb_tile_add_wide(to + c, sum, to_stride, factor);
    }
    for (; !wide && c + LB_TILE_LONG <= columns; c += LB_TILE_LONG)
        for (size_t t = 0; t < LB_TILE; t += 4)
            lb_tile_long(to + t * to_stride + c, to_stride, left + t, right + c, stride, depth,
                         factor);
    for (; c < columns; c += LB_TILE) {
        LbFloat8 sum[LB_TILE];
        lb_tile_products(sum, left, right + c, stride, depth);
        lb_tile_add(to + c, sum, to_stride, factor);
    }
}
// NOLINTEND(readability-function-size)

#endif
