/* SPDX-License-Identifier: MIT */
#include "trainer/svd/panel.h"

#include "common/base/mem.h"
#include "common/dense/simd.h"

/* Rows of a vector that stay in the first-level cache while the panels pass by, or in the second. A
 * thread projects on a group of panels at a time. */
enum { ROWS = 256, COMBINED_ROWS = 32, TWO_ROWS = 2 * LB_PANEL, MANY_ROWS = 8192, GROUP = 4 };

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

static int32_t rows_of(const Job *job)
{
    return lb_slab_count(job->basis.slab);
}

static const double *panel_of(const Job *job, int64_t p)
{
    return job->basis.panels + (size_t)p * (size_t)rows_of(job) * LB_PANEL;
}

/* coef += P'W for some rows of a panel. Two sums for each cell, of the even and the odd rows: they
 * hide the latency of the addition. */
LB_INLINE void project_panel(double *coef, const double *panel, const double *w, int32_t n)
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
        LbDouble4 sum;
        memcpy(&sum, coef + (size_t)c * LB_PANEL, sizeof sum);
        sum += even[c] + odd[c];
        memcpy(coef + (size_t)c * LB_PANEL, &sum, sizeof sum);
    }
}

/* Blocks that make many rows together: a thread takes them at a time, a panel through all of them. */
static int64_t blocks_at_once(const LbSlab *slab)
{
    int64_t most = (int64_t)MANY_ROWS * LB_BLOCKS / (slab->n + 1);
    return most < 1 ? 1 : most < LB_BLOCKS ? most : LB_BLOCKS;
}

static int64_t groups_of(const Job *job)
{
    return (job->basis.n_panels + GROUP - 1) / GROUP;
}

/* Panels [panel .. last) in this rank's blocks [block .. end), the rows of each block from the
 * from-th on. */
LB_CLONES static void project_rows(const Job *job, int32_t panel, int32_t last, int block, int end,
                                   int32_t from)
{
    const LbSlab *slab = job->basis.slab;
    for (int32_t p = panel; p < last; p++)
        for (int b = block; b < end; b++) {
            int32_t begin = lb_slab_begin(slab, slab->own.first + b) + from;
            int32_t n     = lb_slab_begin(slab, slab->own.first + b + 1) - begin;
            size_t  cell  = (size_t)b * (size_t)job->basis.n_panels + (size_t)p;
            size_t  at    = (size_t)begin * LB_PANEL;
            if (n > 0)
                project_panel(job->out + cell * LB_PANEL_CELL, panel_of(job, p) + at, job->in + at,
                              n < MANY_ROWS ? n : MANY_ROWS);
        }
}

static void project_group(void *ctx, int64_t task, int thread)
{
    const Job    *job   = ctx;
    const LbSlab *slab  = job->basis.slab;
    int64_t       width = blocks_at_once(slab);
    int           block = (int)(task / groups_of(job) * width), left = lb_slab_blocks(slab) - block;
    int           end   = block + (left < width ? left : (int)width);
    int32_t       panel = (int32_t)(task % groups_of(job)) * GROUP;
    int32_t       rest = job->basis.n_panels - panel, last = panel + (rest < GROUP ? rest : GROUP);
    (void)thread;
    for (int b = block; b < end; b++)
        memset(job->out + ((size_t)b * (size_t)job->basis.n_panels + (size_t)panel) * LB_PANEL_CELL,
               0, (size_t)(last - panel) * LB_PANEL_CELL * sizeof *job->out);
    for (int32_t from = 0; from <= slab->n / LB_BLOCKS; from += MANY_ROWS)
        project_rows(job, panel, last, block, end, from);
}

LbStatus lb_panel_project(double *coef, LbBasis basis, const double *w, LbError *err)
{
    Job     job   = {.basis = basis, .in = w, .out = coef};
    LbPool *pool  = basis.slab->pool;
    int64_t width = blocks_at_once(basis.slab);
    lb_pool_run(basis.n_panels > 1 ? pool : NULL,
                (lb_slab_blocks(basis.slab) + width - 1) / width * groups_of(&job), project_group,
                &job);
    return lb_block_sum(coef, LB_BLOCKS, (size_t)basis.n_panels * LB_PANEL_CELL, pool, err);
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
    int32_t    left = rows_of(job) - begin, n = left < ROWS ? left : ROWS;
    size_t     at = (size_t)begin * LB_PANEL;
    (void)thread;
    for (int32_t p = 0; p < job->basis.n_panels; p++)
        subtract_rows(job->out + at, panel_of(job, p) + at,
                      job->factors + (size_t)p * LB_PANEL_CELL, n);
}

void lb_panel_subtract(double *w, LbBasis basis, const double *coef)
{
    Job job = {.basis = basis, .factors = coef, .out = w};
    lb_pool_run(basis.slab->pool, ((int64_t)rows_of(&job) + ROWS - 1) / ROWS, subtract_block, &job);
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
    int32_t    left = rows_of(job) - begin, n = left < COMBINED_ROWS ? left : COMBINED_ROWS;
    double    *sums = job->scratch + (size_t)thread * COMBINED_ROWS * (size_t)k;
    size_t     at   = (size_t)begin * LB_PANEL;
    memset(sums, 0, (size_t)n * (size_t)k * sizeof *sums);
    for (int32_t p = 0; p < job->basis.n_panels; p++)
        for (int32_t i = 0; i < n; i++)
            combine_row(sums + (size_t)i * (size_t)k, panel_of(job, p) + at + (size_t)i * LB_PANEL,
                        job->factors + (size_t)p * LB_PANEL * (size_t)k, k);
    for (int32_t p = 0; p < job->k_panels; p++)
        for (int32_t i = 0; i < n; i++)
            memcpy(job->out + (size_t)p * (size_t)rows_of(job) * LB_PANEL + at +
                       (size_t)i * LB_PANEL,
                   sums + (size_t)i * (size_t)k + (size_t)p * LB_PANEL, LB_PANEL * sizeof *sums);
}

LbStatus lb_panel_combine(double *out, int32_t k_panels, LbBasis basis, const double *s,
                          LbError *err)
{
    LbStatus st   = LB_OK;
    LbPool  *pool = basis.slab->pool;
    Job      job  = {.basis = basis, .factors = s, .out = out, .k_panels = k_panels};
    size_t   size = (size_t)COMBINED_ROWS * (size_t)k_panels * LB_PANEL;
    LB_ALLOC_ALIGNED(job.scratch, (size_t)lb_pool_threads(pool) * size);
    lb_pool_run(pool, ((int64_t)rows_of(&job) + COMBINED_ROWS - 1) / COMBINED_ROWS, combine_block,
                &job);
cleanup:
    free(job.scratch);
    return st;
}
