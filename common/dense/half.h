/* SPDX-License-Identifier: MIT */
/** @file half.h
 *  Numbers of 16 bits as IEEE 754 has them (1 sign, 5 exponent, 10 fraction): 11 bits of a value
 *  between 6.1e-5 and 65504, fewer of a smaller one. In plain arithmetic, so that every processor
 *  gets the same bits. */
#ifndef LB_COMMON_DENSE_HALF_H
#define LB_COMMON_DENSE_HALF_H

#include <stdbool.h>
#include <stdint.h>

/** out[i] = the half nearest to from[i], ties to even; infinite from 65520 on, NAN for NAN. */
void lb_half_shrink(uint16_t *out, const float *from, int64_t n);

/** out[i] = from[i], exactly, for n numbers. What is not finite comes out as some number of 65536 or
 *  more: lb_half_is_finite() tells. */
void lb_half_expand(float *out, const uint16_t *from, int64_t n);

static inline bool lb_half_is_finite(uint16_t half)
{
    return (half & 0x7c00U) != 0x7c00U;
}

#endif
