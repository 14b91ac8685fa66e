/* SPDX-License-Identifier: MIT */
#include "common/cholesky.h"

#include "common/simd.h"

#include <math.h>
#include <stddef.h>

/* Row by row (right-looking): the inner loop runs along a row, and is a vector operation. The
 * right-hand side is carried along, which does the forward substitution. */
LB_CLONES static void factorise(float *restrict a, size_t stride, float *restrict b, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        float *restrict pivot = a + (size_t)i * stride;
        float scale           = 1 / sqrtf(pivot[i]);
        for (int32_t j = i; j < n; j++)
            pivot[j] *= scale;
        b[i] *= scale;
        for (int32_t r = i + 1; r < n; r++) {
            float *restrict row = a + (size_t)r * stride;
            float factor        = pivot[r];
            for (int32_t j = r; j < n; j++)
                row[j] -= factor * pivot[j];
            b[r] -= factor * b[i];
        }
    }
}

static void substitute_back(const float *a, size_t stride, float *b, int32_t n)
{
    for (int32_t i = n - 1; i >= 0; i--) {
        const float *row = a + (size_t)i * stride;
        float        sum = b[i];
        for (int32_t j = i + 1; j < n; j++)
            sum -= row[j] * b[j];
        b[i] = sum / row[i];
    }
}

void lb_cholesky_solve(float *a, int32_t stride, float *b, int32_t n)
{
    factorise(a, (size_t)stride, b, n);
    substitute_back(a, (size_t)stride, b, n);
}
