/* SPDX-License-Identifier: MIT */
#include "trainer/svd/panel.h"

#include "common/base/mem.h"
#include "common/dense/simd.h"

/* Rows of a vector that stay in the first-level cache while the panels pass by. */
enum { ROWS = 256, COMBINED_ROWS = 32, TWO_ROWS = 2 * LB_PANEL };

int32_t lb_panel_count(int32_t vectors)
{
    return (vectors + LB_PANEL - 1) / LB_PANEL;
}

void lb_panel_pack(double *panels, const double *vectors, int32_t n, int32_t k)
{
    size_t rows = (size_t)n;
    for (int32_t p = 0; p < lb_panel_count(k); p++) {
        double       *panel = panels + (size_t)p * rows * LB_PANEL;
        const double *first = vectors + (size_t)p * rows * LB_PANEL;
        int32_t       width = k - p * LB_PANEL < LB_PANEL ? k - p * LB_PANEL : LB_PANEL;
        for (size_t i = 0; i < rows; i++)
            for (size_t c = 0; c < LB_PANEL; c++)
                panel[i * LB_PANEL + c] = (int32_t)c < width ? first[c * rows + i] : 0;
    }
}

void lb_panel_unpack(double *vectors, const double *panels, int32_t n, int32_t k)
{
    size_t rows = (size_t)n;
    for (size_t j = 0; j < (size_t)k; j++) {
        const double *panel = panels + j / LB_PANEL * LB_PANEL * rows + j % LB_PANEL;
        for (size_t i = 0; i < rows; i++)
            vectors[j * rows + i] = panel[i * LB_PANEL];
    }
}

/* What the blocks of a job read and write; each of the functions below uses its own. */
typedef struct Job {
    LbBasis       basis;
    const double *in, *factors;
    double       *out, *scratch;
    int32_t       k_panels;
} Job;

static const double *panel_of(const Job *job, int64_t p)
{
    return job->basis.panels + (size_t)p * (size_t)job->basis.n * LB_PANEL;
}

/* Two sums for each cell, of the even and the odd rows: they hide the latency of the addition. */
LB_CLONES static void project_panel(double *coef, const double *panel, const double *w, int32_t n)
{
    LbDouble4        even[LB_PANEL] = {{0}}, odd[LB_PANEL] = {{0}};
    const LbDouble4 *row = (const LbDouble4 *)(const void *)w;
    int32_t          i   = 0;
    for (; i + 2 <= n; i += 2, panel += TWO_ROWS)
        for (int c = 0; c < LB_PANEL; c++) {
            even[c] += panel[c] * row[i];
            odd[c] += panel[LB_PANEL + c] * row[i + 1];
        }
    for (int c = 0; i < n && c < LB_PANEL; c++)
        even[c] += panel[c] * row[i];
    for (int c = 0; c < LB_PANEL; c++) {
        LbDouble4 sum = even[c] + odd[c];
        memcpy(coef + (size_t)c * LB_PANEL, &sum, sizeof sum);
    }
}

static void project_block(void *ctx, int64_t block, int thread)
{
    const Job *job = ctx;
    (void)thread;
    project_panel(job->out + (size_t)block * LB_PANEL_CELL, panel_of(job, block), job->in,
                  job->basis.n);
}

void lb_panel_project(double *coef, LbBasis basis, const double *w, LbPool *pool)
{
    Job job = {.basis = basis, .in = w, .out = coef};
    lb_pool_run(pool, basis.n_panels, project_block, &job);
}

LB_CLONES static void subtract_rows(double *w, const double *panel, const double *coef, int32_t n)
{
    LbDouble4  factor[LB_PANEL];
    LbDouble4 *row = (LbDouble4 *)(void *)w;
    memcpy(factor, coef, sizeof factor);
    for (int32_t i = 0; i < n; i++, panel += LB_PANEL)
        row[i] -= (panel[0] * factor[0] + panel[1] * factor[1]) +
                  (panel[2] * factor[2] + panel[3] * factor[3]);
}

static void subtract_block(void *ctx, int64_t block, int thread)
{
    const Job *job   = ctx;
    int32_t    begin = (int32_t)block * ROWS;
    int32_t    n     = begin + ROWS < job->basis.n ? ROWS : job->basis.n - begin;
    size_t     at    = (size_t)begin * LB_PANEL;
    (void)thread;
    for (int32_t p = 0; p < job->basis.n_panels; p++)
        subtract_rows(job->out + at, panel_of(job, p) + at,
                      job->factors + (size_t)p * LB_PANEL_CELL, n);
}

void lb_panel_subtract(double *w, LbBasis basis, const double *coef, LbPool *pool)
{
    Job job = {.basis = basis, .factors = coef, .out = w};
    lb_pool_run(pool, ((int64_t)basis.n + ROWS - 1) / ROWS, subtract_block, &job);
}

LB_CLONES void lb_panel_multiply(double *w, const double *block, int32_t n)
{
    LbDouble4  factor[LB_PANEL];
    LbDouble4 *row = (LbDouble4 *)(void *)w;
    memcpy(factor, block, sizeof factor);
    for (int32_t i = 0; i < n; i++, w += LB_PANEL)
        row[i] = (w[0] * factor[0] + w[1] * factor[1]) + (w[2] * factor[2] + w[3] * factor[3]);
}

/* sums [k] += row [LB_PANEL] * S [LB_PANEL x k], all on boundaries of a panel's row. */
LB_CLONES static void combine_row(double *sums, const double *row, const double *s, int32_t k)
{
    LbDouble4       *sum  = (LbDouble4 *)(void *)sums;
    const LbDouble4 *part = (const LbDouble4 *)(const void *)s;
    const double     a = row[0], b = row[1], c = row[2], d = row[3];
    int32_t          width = k / LB_PANEL;
    for (int32_t j = 0; j < width; j++)
        sum[j] += (a * part[j] + b * part[width + j]) +
                  (c * part[2 * width + j] + d * part[3 * width + j]);
}

static void combine_block(void *ctx, int64_t block, int thread)
{
    const Job *job   = ctx;
    int32_t    k     = job->k_panels * LB_PANEL;
    int32_t    begin = (int32_t)block * COMBINED_ROWS;
    int32_t    n     = begin + COMBINED_ROWS < job->basis.n ? COMBINED_ROWS : job->basis.n - begin;
    double    *sums  = job->scratch + (size_t)thread * COMBINED_ROWS * (size_t)k;
    size_t     at    = (size_t)begin * LB_PANEL;
    memset(sums, 0, (size_t)n * (size_t)k * sizeof *sums);
    for (int32_t p = 0; p < job->basis.n_panels; p++)
        for (int32_t i = 0; i < n; i++)
            combine_row(sums + (size_t)i * (size_t)k, panel_of(job, p) + at + (size_t)i * LB_PANEL,
                        job->factors + (size_t)p * LB_PANEL * (size_t)k, k);
    for (int32_t p = 0; p < job->k_panels; p++)
        for (int32_t i = 0; i < n; i++)
            memcpy(job->out + (size_t)p * (size_t)job->basis.n * LB_PANEL + at +
                       (size_t)i * LB_PANEL,
                   sums + (size_t)i * (size_t)k + (size_t)p * LB_PANEL, LB_PANEL * sizeof *sums);
}

LbStatus lb_panel_combine(double *out, int32_t k_panels, LbBasis basis, const double *s,
                          LbPool *pool, LbError *err)
{
    LbStatus st   = LB_OK;
    Job      job  = {.basis = basis, .factors = s, .out = out, .k_panels = k_panels};
    size_t   size = (size_t)COMBINED_ROWS * (size_t)k_panels * LB_PANEL;
    LB_ALLOC_ALIGNED(job.scratch, (size_t)lb_pool_threads(pool) * size);
    lb_pool_run(pool, ((int64_t)basis.n + COMBINED_ROWS - 1) / COMBINED_ROWS, combine_block, &job);
cleanup:
    free(job.scratch);
    return st;
}
