/* SPDX-License-Identifier: MIT */
/** @file matrices.h
 *  Small matrices in both forms, for the tests of the trainer. */
#ifndef LB_TESTS_UNIT_TRAINER_MATRICES_H
#define LB_TESTS_UNIT_TRAINER_MATRICES_H

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/matrix/csr.h"

#include <stdbool.h>

/** A CSR matrix of the given shape whose entries are there with this probability and normal;
 *  `dense` [rows x cols] gets the same. Free with lb_csr_clear(). */
static inline LbCsr random_csr(int32_t rows, int32_t cols, double density, uint64_t seed,
                               double *dense)
{
    size_t cells = (size_t)rows * (size_t)cols;
    LbCsr  csr   = {.n_rows = rows, .n_cols = cols};
    LbRng  rng;
    lb_rng_init(&rng, seed, 0);
    csr.start = malloc(((size_t)rows + 1) * sizeof *csr.start);
    csr.col   = malloc((cells + 1) * sizeof *csr.col);
    csr.value = malloc((cells + 1) * sizeof *csr.value);
    for (int32_t r = 0; r < rows; r++) {
        csr.start[r] = csr.n;
        for (int32_t c = 0; c < cols; c++) {
            float value                                 = (float)lb_rng_normal(&rng);
            bool  there                                 = lb_rng_uniform(&rng) < density;
            dense[(size_t)r * (size_t)cols + (size_t)c] = there ? (double)value : 0;
            if (!there) continue;
            csr.col[csr.n]     = c;
            csr.value[csr.n++] = value;
        }
    }
    csr.start[rows] = csr.n;
    return csr;
}

/** The transposed matrix, by a search of its own in every row. Free with lb_csr_clear(). */
static inline LbCsr transposed_csr(const LbCsr *csr)
{
    LbCsr out = {.n_rows = csr->n_cols, .n_cols = csr->n_rows};
    out.start = malloc(((size_t)csr->n_cols + 1) * sizeof *out.start);
    out.col   = malloc(((size_t)csr->n + 1) * sizeof *out.col);
    out.value = malloc(((size_t)csr->n + 1) * sizeof *out.value);
    for (int32_t c = 0; c < csr->n_cols; c++) {
        out.start[c] = out.n;
        for (int32_t r = 0; r < csr->n_rows; r++)
            for (int64_t i = csr->start[r]; i < csr->start[r + 1]; i++)
                if (csr->col[i] == c) {
                    out.col[out.n]     = r;
                    out.value[out.n++] = csr->value[i];
                }
    }
    out.start[csr->n_cols] = out.n;
    return out;
}

#endif
