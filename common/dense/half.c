/* SPDX-License-Identifier: MIT */
#include "common/dense/half.h"

#include "common/dense/simd.h"

#include <string.h>

enum { SIGN = 0x8000, INFINITE = 0x7c00, QUIET = 0x7e00, SHIFT = 13 };

/* 2^112: from the exponents of a half to those of a float, whose bias is 127 and not 15. */
static const float REBIAS = 5.192296858534828e33F;
/* The smallest normal half, 2^-14, and a number next to which halves below it are the last bit. */
static const float NORMAL_MIN = 6.103515625e-5F, SUBNORMAL_UNIT = 0.5F;

/* Without branches, so that a loop of it becomes one over vectors. */
LB_INLINE uint16_t half_of(float x)
{
    uint32_t bits, sign, small;
    memcpy(&bits, &x, sizeof bits);
    sign = bits >> 16 & SIGN;
    bits &= 0x7fffffffU;
    memcpy(&x, &bits, sizeof x);
    float unit = x + SUBNORMAL_UNIT; /* units of 2^-24 are the last bits of numbers from 0.5 to 1 */
    memcpy(&small, &unit, sizeof small);
    bits += 0xfffU + (bits >> SHIFT & 1); /* half a unit, a little less where that makes it even */
    uint32_t half = x < NORMAL_MIN ? small - 0x3f000000U : (bits >> SHIFT) - ((127U - 15U) << 10);
    half          = x >= 65520 ? INFINITE : half;
    half          = x != x ? QUIET : half;
    return (uint16_t)(sign | half);
}

LB_CLONES void lb_half_shrink(uint16_t *out, const float *from, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        out[i] = half_of(from[i]);
}

LB_CLONES void lb_half_expand(float *out, const uint16_t *from, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        uint32_t half = from[i], bits = (half & 0x7fffU) << SHIFT;
        float    size;
        memcpy(&size, &bits, sizeof size);
        size *= REBIAS;
        memcpy(&bits, &size, sizeof bits);
        bits |= (half & SIGN) << 16;
        memcpy(&out[i], &bits, sizeof bits);
    }
}
