/* SPDX-License-Identifier: MIT */
#include "trainer/prior.h"

#include "common/mem.h"

#include <math.h>

/* Keeps the constant's equation regular when all weights are tiny. */
static const double CONSTANT_RIDGE = 1e-6;

void lb_embedding_normalise(LbEmbedding *embedding)
{
    size_t rank = (size_t)embedding->rank;
    for (size_t i = 0; i < (size_t)embedding->n; i++) {
        float *row     = embedding->row + i * rank;
        double squares = 0;
        for (size_t j = 0; j < rank; j++)
            squares += (double)row[j] * (double)row[j];
        double scale = squares > 0 ? sqrt((double)rank / squares) : 0;
        for (size_t j = 0; j < rank; j++)
            row[j] = (float)(scale * (double)row[j]);
    }
}

/* Normal equations of all outputs together: matrix [m x m] lower triangle, right [m x width]. */
static void accumulate(double *matrix, double *right, double *e, const LbEmbedding *embedding,
                       const LbSide *side, const int64_t *start, double shrink)
{
    size_t m = (size_t)embedding->rank + 1, width = (size_t)side->k + 1;
    e[0] = 1;
    for (size_t i = 0; i < (size_t)side->n; i++) {
        double n      = (double)(start[i + 1] - start[i]);
        double weight = n / (n + shrink);
        for (size_t j = 1; j < m; j++)
            e[j] = (double)embedding->row[i * (m - 1) + j - 1];
        for (size_t a = 0; a < m; a++) {
            double scaled = weight * e[a];
            for (size_t b = 0; b <= a; b++)
                matrix[a * m + b] += scaled * e[b];
            for (size_t q = 0; q < width; q++)
                right[a * width + q] += scaled * (double)side->x[i * width + q];
        }
    }
}

/* Cholesky in double: one factorisation, all right-hand sides. */
static void solve(double *matrix, double *right, size_t m, size_t width)
{
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = matrix[i * m + j];
            for (size_t c = 0; c < j; c++)
                sum -= matrix[i * m + c] * matrix[j * m + c];
            matrix[i * m + j] = i == j ? sqrt(sum) : sum / matrix[j * m + j];
        }
        for (size_t q = 0; q < width; q++) {
            for (size_t c = 0; c < i; c++)
                right[i * width + q] -= matrix[i * m + c] * right[c * width + q];
            right[i * width + q] /= matrix[i * m + i];
        }
    }
    for (size_t i = m; i-- > 0;)
        for (size_t q = 0; q < width; q++) {
            for (size_t c = i + 1; c < m; c++)
                right[i * width + q] -= matrix[c * m + i] * right[c * width + q];
            right[i * width + q] /= matrix[i * m + i];
        }
}

LbStatus lb_prior_fit(float *map, const LbEmbedding *embedding, const LbSide *side,
                      const int64_t *start, const LbPriorSettings *settings, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   m = (size_t)embedding->rank + 1, width = (size_t)side->k + 1;
    double  *matrix = NULL, *right = NULL, *e = NULL;
    LB_ALLOC_ZEROED(matrix, m * m);
    LB_ALLOC_ZEROED(right, m * width);
    LB_ALLOC(e, m);
    accumulate(matrix, right, e, embedding, side, start, settings->shrink);
    for (size_t a = 0; a < m; a++)
        matrix[a * m + a] += a == 0 ? CONSTANT_RIDGE : settings->ridge;
    solve(matrix, right, m, width);
    for (size_t i = 0; i < m * width; i++)
        map[i] = (float)right[i];
cleanup:
    free(matrix);
    free(right);
    free(e);
    return st;
}

void lb_prior_apply(float *prior, const LbEmbedding *embedding, const float *map, int32_t k)
{
    size_t rank = (size_t)embedding->rank, width = (size_t)k + 1;
    for (size_t i = 0; i < (size_t)embedding->n; i++)
        for (size_t q = 0; q < width; q++) {
            float sum = map[q];
            for (size_t j = 0; j < rank; j++)
                sum += embedding->row[i * rank + j] * map[(j + 1) * width + q];
            prior[i * width + q] = sum;
        }
}
