/* SPDX-License-Identifier: MIT */
/** @file structured.h
 *  Matrices whose singular values are repeated, clustered, missing or far apart, as rating files
 *  have them and as nobody would invent at random. */
#ifndef LB_TESTS_UNIT_TRAINER_SVD_STRUCTURED_H
#define LB_TESTS_UNIT_TRAINER_SVD_STRUCTURED_H

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/matrix/csr.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/** Row-major; entries are such as 32 bits hold. */
typedef struct Structured {
    int32_t rows, cols;
    double *a;
    LbRng   rng;
} Structured;

static inline int32_t draw(Structured *m, int32_t n)
{
    return (int32_t)(lb_rng_uniform(&m->rng) * n);
}

static inline void put(Structured *m, int32_t r, int32_t c, double x)
{
    if (r < m->rows && c < m->cols)
        m->a[(size_t)r * (size_t)m->cols + (size_t)c] = (double)(float)x;
}

static inline double get(const Structured *m, int32_t r, int32_t c)
{
    return m->a[(size_t)r * (size_t)m->cols + (size_t)c];
}

static inline double rating(Structured *m)
{
    return 0.5 * (1 + draw(m, 10)) - 3;
}

static inline void fill_random(Structured *m)
{
    double density = 0.02 + 0.3 * lb_rng_uniform(&m->rng);
    for (int32_t r = 0; r < m->rows; r++)
        for (int32_t c = 0; c < m->cols; c++)
            if (lb_rng_uniform(&m->rng) < density) put(m, r, c, rating(m));
}

/* The same small matrix again and again down the diagonal, times 1 + spread * random. */
static inline void repeat_block(Structured *m, int32_t side, double spread)
{
    double block[64];
    for (int i = 0; i < 64; i++)
        block[i] = rating(m);
    for (int32_t b = 0; (b + 1) * side <= m->rows && (b + 1) * side <= m->cols; b++) {
        double factor = 1 + spread * lb_rng_uniform(&m->rng);
        for (int32_t i = 0; i < side * side; i++)
            put(m, b * side + i / side, b * side + i % side, factor * block[i]);
    }
}

static inline void fill_blocks(Structured *m)
{
    repeat_block(m, 2 + draw(m, 6), 0);
}

static inline void fill_nearly_equal_blocks(Structured *m)
{
    repeat_block(m, 2 + draw(m, 6), pow(10, -2 - 5 * lb_rng_uniform(&m->rng)));
}

/* A few large blocks of the same random matrix: every value of a whole spectrum, so many times. */
static inline void fill_copies_of_a_matrix(Structured *m)
{
    int32_t copies = 2 + draw(m, 9), rows = m->rows / copies, cols = m->cols / copies;
    for (int32_t r = 0; r < rows; r++)
        for (int32_t c = 0; c < cols; c++) {
            double x = lb_rng_uniform(&m->rng) < 0.3 ? rating(m) : 0;
            for (int32_t b = 0; b < copies; b++)
                put(m, b * rows + r, b * cols + c, x);
        }
}

static inline void fill_identity(Structured *m)
{
    int32_t kinds = 1 + draw(m, 5);
    for (int32_t i = 0; i < m->rows && i < m->cols; i++)
        put(m, i, i, 1 + i % kinds);
}

static inline void fill_diagonal_clusters(Structured *m)
{
    double spread = pow(10, -3 - 8 * lb_rng_uniform(&m->rng));
    for (int32_t i = 0; i < m->rows && i < m->cols; i++)
        put(m, i, i, (i % 3 == 0 ? 3 : 2) + spread * lb_rng_normal(&m->rng));
}

static inline void fill_graded(Structured *m)
{
    double digits = 1 + 5 * lb_rng_uniform(&m->rng);
    fill_random(m);
    for (int32_t r = 0; r < m->rows; r++)
        for (int32_t c = 0; c < m->cols; c++)
            put(m, r, c, get(m, r, c) * pow(10, -digits * c / m->cols));
}

/* A core of busy people and films, and a tail of people with one film or two. */
static inline void fill_long_tail(Structured *m)
{
    int32_t core = 3 + draw(m, m->cols / 4);
    for (int32_t r = 0; r < m->rows; r++)
        if (r < core)
            for (int32_t c = 0; c < core; c++)
                put(m, r, c, lb_rng_uniform(&m->rng) < 0.4 ? rating(m) : 0);
        else
            for (int32_t i = 0; i < 1 + r % 2; i++)
                put(m, r, draw(m, m->cols), 1);
}

/* People with a film of their own each, all of whom know one film besides: equal values by
 * symmetry, not by separate parts. */
static inline void fill_hub(Structured *m)
{
    double x = rating(m) + 0.25, y = rating(m) + 0.25;
    for (int32_t r = 0; r < m->rows; r++) {
        put(m, r, 0, x);
        if (r + 1 < m->cols) put(m, r, r + 1, y);
    }
}

static inline void fill_one_dense_row(Structured *m)
{
    fill_identity(m);
    for (int32_t c = 0; c < m->cols; c++)
        put(m, m->rows / 2, c, rating(m));
}

static inline void fill_all_equal(Structured *m)
{
    double density = lb_rng_uniform(&m->rng);
    for (int32_t r = 0; r < m->rows; r++)
        for (int32_t c = 0; c < m->cols; c++)
            if (density > 0.5 || lb_rng_uniform(&m->rng) < density) put(m, r, c, 0.75);
}

static inline void fill_duplicates(Structured *m)
{
    int32_t kinds = 2 + draw(m, 20);
    fill_random(m);
    for (int32_t r = kinds; r < m->rows; r++)
        for (int32_t c = 0; c < m->cols; c++)
            put(m, r, c, get(m, r % kinds, c));
    for (int32_t c = 2 * kinds; c < m->cols; c++)
        for (int32_t r = 0; r < m->rows; r++)
            put(m, r, c, get(m, r, c % (2 * kinds)));
}

static inline void fill_low_rank(Structured *m)
{
    int32_t rank = 1 + draw(m, 12);
    for (int32_t j = 0; j < rank; j++)
        for (int32_t r = 0; r < m->rows; r++) {
            double left = draw(m, 7) - 3; /* small integers: the rank is exact */
            for (int32_t c = 0; c < m->cols; c++)
                put(m, r, c, get(m, r, c) + left * ((c * (j + 3) + j * j) % 5 - 2));
        }
}

/* Shifts of one row: values in pairs, and all of them equal for a unit vector. */
static inline void fill_circulant(Structured *m)
{
    int32_t side = m->rows < m->cols ? m->rows : m->cols, taps = 1 + draw(m, 4);
    for (int32_t t = 0; t < taps; t++) {
        double x = rating(m) + 0.25;
        for (int32_t r = 0; r < side; r++)
            put(m, r, (r + t * t) % side, x);
    }
}

/* Orthogonal rows of +1 and -1. */
static inline void fill_hadamard(Structured *m)
{
    int32_t side = 1;
    while (2 * side <= m->rows && 2 * side <= m->cols)
        side *= 2;
    for (int32_t r = 0; r < side; r++)
        for (int32_t c = 0; c < side; c++)
            put(m, r, c, __builtin_popcount((unsigned)(r & c)) % 2 == 0 ? 1 : -1);
}

/* Single entries, most of rows and columns empty. */
static inline void fill_nearly_empty(Structured *m)
{
    int32_t n = 1 + draw(m, 2 * m->cols);
    for (int32_t i = 0; i < n; i++)
        put(m, draw(m, m->rows), draw(m, m->cols), 1 + i % 2);
}

/* Random orthogonal rotations of a matrix with chosen values would fill it: reflections do, twice.
 */
static inline void fill_known_clusters(Structured *m)
{
    int32_t side = m->rows < m->cols ? m->rows : m->cols, copies = 1 + draw(m, 15);
    double *h = calloc((size_t)m->rows + (size_t)m->cols, sizeof *h), norm[2] = {0, 0};
    double  decay = 0.5 + lb_rng_uniform(&m->rng);
    for (int32_t i = 0; i < m->rows + m->cols; i++) {
        h[i] = lb_rng_normal(&m->rng);
        norm[i >= m->rows] += h[i] * h[i];
    }
    for (int32_t r = 0; r < m->rows; r++)
        for (int32_t c = 0; c < m->cols; c++) {
            double u = 2 * h[r] / norm[0], v = 2 * h[m->rows + c] / norm[1], sum = 0;
            for (int32_t i = 0; i < side; i++) {
                int32_t step = i / copies;
                double  s    = 10 * pow(1 + step, -decay);
                sum += s * ((r == i) - u * h[i]) * ((c == i) - v * h[m->rows + i]);
            }
            put(m, r, c, sum);
        }
    free(h);
}

typedef struct Family {
    const char *name;
    void (*fill)(Structured *m);
} Family;

static const Family FAMILIES[] = {
    {"random", fill_random},
    {"blocks", fill_blocks},
    {"nearly equal blocks", fill_nearly_equal_blocks},
    {"copies of a matrix", fill_copies_of_a_matrix},
    {"identity", fill_identity},
    {"diagonal clusters", fill_diagonal_clusters},
    {"graded", fill_graded},
    {"long tail", fill_long_tail},
    {"hub", fill_hub},
    {"one dense row", fill_one_dense_row},
    {"all equal", fill_all_equal},
    {"duplicates", fill_duplicates},
    {"low rank", fill_low_rank},
    {"circulant", fill_circulant},
    {"hadamard", fill_hadamard},
    {"nearly empty", fill_nearly_empty},
    {"known clusters", fill_known_clusters},
};

enum { N_FAMILIES = sizeof FAMILIES / sizeof *FAMILIES };

/** Draw the nth matrix of a family; sides 1 .. longest. Free m.a. */
static inline Structured structured_new(int32_t family, int32_t nth, int32_t longest)
{
    Structured m = {0};
    lb_rng_init(&m.rng, (uint64_t)nth, (uint64_t)family);
    m.rows = 1 + draw(&m, longest);
    m.cols = 1 + draw(&m, longest);
    m.a    = calloc((size_t)m.rows * (size_t)m.cols, sizeof *m.a);
    FAMILIES[family].fill(&m);
    return m;
}

/** The same without its zeros; lb_csr_clear() frees it. */
static inline LbCsr structured_csr(const Structured *m)
{
    size_t cells = (size_t)m->rows * (size_t)m->cols;
    LbCsr  csr   = {.n_rows = m->rows, .n_cols = m->cols};
    csr.start    = lb_mem_array((size_t)m->rows + 1, sizeof *csr.start);
    csr.col      = lb_mem_array(cells, sizeof *csr.col);
    csr.value    = lb_mem_array(cells, sizeof *csr.value);
    for (int32_t r = 0; r < m->rows; r++) {
        csr.start[r] = csr.n;
        for (int32_t c = 0; c < m->cols; c++) {
            if (get(m, r, c) == 0) continue;
            csr.col[csr.n]     = c;
            csr.value[csr.n++] = (float)get(m, r, c);
        }
    }
    csr.start[m->rows] = csr.n;
    return csr;
}

#endif
