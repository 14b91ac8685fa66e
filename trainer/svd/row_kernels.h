/* SPDX-License-Identifier: MIT */
/** @file row_kernels.h
 *  The inner loops of products with a sparse row, for as many vectors as a register holds: x and y
 *  are [columns] registers, one for each column of the matrix. Four sums in fixed order: they hide
 *  the latency of the addition and keep the bits the same for any compiler that obeys the
 *  standard. */
#ifndef LB_TRAINER_SVD_ROW_KERNELS_H
#define LB_TRAINER_SVD_ROW_KERNELS_H

#include "common/dense/simd.h"

#include <stdint.h>

/* NOLINTBEGIN(bugprone-macro-parentheses) types cannot be put in parentheses */
/** Define `dot`, sum = a x, and `add`, y += a t, for a row a of n entries. Number is the type of a
 *  number of a Register, Index that of a column. */
#define LB_DEFINE_ROW_KERNELS(Number, Register, Index, dot, add)                                   \
    LB_INLINE void dot(Register *sum, const Index *col, const float *value, int64_t n,             \
                       const Register *x)                                                          \
    {                                                                                              \
        Register s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};                                           \
        int64_t  i = 0;                                                                            \
        for (; i + 4 <= n; i += 4) {                                                               \
            s0 += (Number)value[i] * x[col[i]];                                                    \
            s1 += (Number)value[i + 1] * x[col[i + 1]];                                            \
            s2 += (Number)value[i + 2] * x[col[i + 2]];                                            \
            s3 += (Number)value[i + 3] * x[col[i + 3]];                                            \
        }                                                                                          \
        for (; i < n; i++)                                                                         \
            s0 += (Number)value[i] * x[col[i]];                                                    \
        *sum = (s0 + s1) + (s2 + s3);                                                              \
    }                                                                                              \
    LB_INLINE void add(Register *y, const Index *col, const float *value, int64_t n,               \
                       const Register *t)                                                          \
    {                                                                                              \
        const Register factor = *t;                                                                \
        for (int64_t i = 0; i < n; i++)                                                            \
            y[col[i]] += (Number)value[i] * factor;                                                \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
