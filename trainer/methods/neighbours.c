/* SPDX-License-Identifier: MIT */
#include "trainer/methods/neighbours.h"

#include "common/base/mem.h"
#include "common/base/topk.h"
#include "common/dense/cholesky.h"
#include "common/dense/simd.h"
#include "trainer/methods/slices.h"

#include <math.h>
#include <string.h>

enum { ROWS_PER_BLOCK = 16 };

/* What one thread works with. */
typedef struct Scratch {
    float *rows;      /* [ROWS_PER_BLOCK x n] of the whole symmetric matrix */
    float *normal;    /* augmented matrix for the solver (common/dense/cholesky.h) */
    bool  *is_chosen; /* [n] */
    LbTopK nearest;
} Scratch;

/* Films are in the numbers of the Gram matrix. */
typedef struct Builder {
    const LbNeighbourSettings *settings;
    const LbItemGram          *gram;
    int32_t                    n; /* of its films, the first, which take part */

    float *inverse_norm; /* [n] 1 / sqrt of its diagonal */
    double mean_square;  /* of its diagonal */

    int64_t  rank, ranks;
    int32_t *chosen;  /* [blocks x ROWS_PER_BLOCK x per_film] regressors of each film, by place,
                         -1 = none */
    float   *weight;  /* the same */
    Scratch *scratch; /* one a thread */
    int      n_threads;
} Builder;

LbNeighbourSettings lb_neighbours_defaults(void)
{
    return (LbNeighbourSettings){
        .per_film = 150, .films_max = 11000, .min_ratings = 5, .ridge = 0.3, .ridge_relative = 0.3};
}

static int64_t n_blocks(const Builder *b)
{
    return ((int64_t)b->n + ROWS_PER_BLOCK - 1) / ROWS_PER_BLOCK;
}

/* The first place of a rank's regressions. Blocks are dealt out to the ranks in turn, for those of
 * rare films take longer; what a rank makes lies together. */
static int64_t first_place(const Builder *b, int64_t rank)
{
    int64_t each = n_blocks(b) / b->ranks, more = n_blocks(b) % b->ranks;
    return each * rank + (rank < more ? rank : more);
}

static size_t place_of(const Builder *b, int32_t film)
{
    int64_t block = film / ROWS_PER_BLOCK;
    int64_t place = first_place(b, block % b->ranks) + block / b->ranks;
    return (size_t)place * ROWS_PER_BLOCK + (size_t)(film % ROWS_PER_BLOCK);
}

static const float *upper_row(const Builder *b, int32_t row)
{
    return b->gram->upper + lb_item_gram_offset(b->gram, row);
}

static void take_diagonal(Builder *b)
{
    for (int32_t i = 0; i < b->n; i++) {
        float square       = upper_row(b, i)[i];
        b->inverse_norm[i] = square > 0 ? 1 / sqrtf(square) : 0;
        b->mean_square += (double)square / b->n;
    }
}

/* Rows [first, first + count) of the whole matrix: what lies left of the diagonal is gathered from
 * the rows above, a cache line at a time. */
static void whole_rows(const Builder *b, int32_t first, int32_t count, float *rows)
{
    size_t n = (size_t)b->n;
    for (int32_t r = 0; r < first + count; r++) {
        const float *above = upper_row(b, r);
        for (int32_t t = r < first ? 0 : r - first; t < count; t++)
            rows[(size_t)t * n + (size_t)r] = above[first + t];
    }
    for (int32_t t = 0; t < count; t++)
        memcpy(rows + (size_t)t * n + (size_t)(first + t), upper_row(b, first + t) + first + t,
               (size_t)(b->n - first - t) * sizeof *rows);
}

/* The films most similar by cosine: together_f / norm_f, the constant of the film itself left out.
 * In ascending order, so that what is read of the matrix lies close together. */
static int32_t find_nearest(const Builder *b, int32_t film, const float *together, Scratch *scratch,
                            int32_t *chosen)
{
    LbTopK *nearest   = &scratch->nearest;
    float   threshold = 0;
    nearest->n        = 0;
    for (int32_t f = 0; f < b->n; f++) {
        float score = together[f] * b->inverse_norm[f];
        if (score <= threshold || f == film) continue;
        lb_topk_offer(nearest, score, f);
        threshold = fmaxf(lb_topk_threshold(nearest), 0);
    }
    for (int32_t i = 0; i < nearest->n; i++)
        scratch->is_chosen[nearest->heap[i].film] = true;
    for (int32_t f = 0, i = 0; i < nearest->n; f++) {
        if (!scratch->is_chosen[f]) continue;
        chosen[i++]           = f;
        scratch->is_chosen[f] = false;
    }
    return nearest->n;
}

static void regress(const Builder *b, int32_t film, const float *together, Scratch *scratch)
{
    int32_t  width  = b->settings->per_film;
    size_t   at     = place_of(b, film) * (size_t)width;
    int32_t *chosen = b->chosen + at;
    int32_t  m      = find_nearest(b, film, together, scratch, chosen);
    size_t   stride = lb_cholesky_stride(m);
    float    ridge  = (float)(b->settings->ridge * b->mean_square);
    float    share  = (float)(1 + b->settings->ridge_relative);
    for (int32_t i = 0; i < m; i++) {
        float       *row    = scratch->normal + (size_t)i * stride;
        const float *source = upper_row(b, chosen[i]);
        const float *next   = upper_row(b, chosen[i + 1 < m ? i + 1 : i]);
        for (int32_t j = i; j < m; j++) {
            LB_PREFETCH(next + chosen[j]);
            row[j] = source[chosen[j]];
        }
        row[i] = row[i] * share + ridge;
        row[m] = together[chosen[i]];
    }
    lb_cholesky_solve(scratch->normal, b->weight + at, m);
    for (int32_t i = m; i < width; i++)
        chosen[i] = -1;
}

static void regress_block(void *ctx, int64_t block, int thread)
{
    const Builder *b       = ctx;
    Scratch       *scratch = &b->scratch[thread];
    int64_t        nth     = block - first_place(b, b->rank);
    int32_t        first   = (int32_t)((b->rank + nth * b->ranks) * ROWS_PER_BLOCK);
    int32_t        count   = b->n - first < ROWS_PER_BLOCK ? b->n - first : ROWS_PER_BLOCK;
    whole_rows(b, first, count, scratch->rows);
    for (int32_t t = 0; t < count; t++)
        regress(b, first + t, scratch->rows + (size_t)t * (size_t)b->n, scratch);
}

static LbStatus regress_all(Builder *b, LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus st                      = LB_OK;
    LbComm  *comm                    = lb_pool_comm(pool);
    int64_t  row_bytes               = b->settings->per_film * (int64_t)sizeof *b->weight;
    int64_t  first[LB_COMM_MOST + 1] = {0};
    for (int r = 0; r <= lb_comm_size(comm); r++)
        first[r] = first_place(b, r);
    const int64_t *own    = first + lb_comm_rank(comm);
    LbSlices       slices = {"neighbours", 0.5, 0.5, own[0], own[1]};
    LB_TRY(lb_slices_run(&slices, regress_block, b, pool, reporter, err));
    for (int r = 0; r <= lb_comm_size(comm); r++)
        first[r] *= ROWS_PER_BLOCK;
    LB_TRY(lb_comm_gather(comm, b->chosen, row_bytes, first, err));
    LB_TRY(lb_comm_gather(comm, b->weight, row_bytes, first, err));
cleanup:
    return st;
}

static LbStatus new_scratch(Scratch *scratch, const Builder *b, LbError *err)
{
    LbStatus st       = LB_OK;
    int32_t  per_film = b->settings->per_film;
    LB_ALLOC(scratch->rows, (size_t)ROWS_PER_BLOCK * (size_t)b->n);
    LB_ALLOC_ZEROED(scratch->normal, lb_cholesky_size(per_film));
    LB_ALLOC_ZEROED(scratch->is_chosen, b->n);
    LB_TRY(lb_topk_init(&scratch->nearest, per_film, err));
cleanup:
    return st;
}

static LbStatus new_scratches(Builder *b, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(b->scratch, b->n_threads);
    for (int t = 0; t < b->n_threads; t++)
        LB_TRY(new_scratch(&b->scratch[t], b, err));
cleanup:
    return st;
}

static LbStatus allocate_work(Builder *b, LbError *err)
{
    LbStatus st    = LB_OK;
    size_t   width = (size_t)b->settings->per_film;
    LB_ALLOC(b->inverse_norm, b->n);
    LB_ALLOC_ZEROED(b->chosen, (size_t)n_blocks(b) * ROWS_PER_BLOCK * width);
    LB_ALLOC_ZEROED(b->weight, (size_t)n_blocks(b) * ROWS_PER_BLOCK * width);
    LB_TRY(new_scratches(b, err));
cleanup:
    return st;
}

/* From "film <- its regressors" to "film -> the films it speaks for", in catalogue indices. Filling
 * goes by ascending target, so each list ends up sorted. */
static LbStatus turn_lists(const Builder *b, LbNeighbourLists *out, LbError *err)
{
    LbStatus       st      = LB_OK;
    int32_t        n_films = b->gram->n_films;
    const int32_t *film = b->gram->film, *number = b->gram->number;
    size_t         width = (size_t)b->settings->per_film;
    LB_ALLOC_ZEROED(out->start, (size_t)n_films + 1);
    for (int32_t i = 0; i < b->n; i++) {
        const int32_t *chosen = b->chosen + place_of(b, i) * width;
        for (size_t q = 0; q < width && chosen[q] >= 0; q++)
            out->start[film[chosen[q]] + 1]++;
    }
    for (int32_t f = 0; f < n_films; f++)
        out->start[f + 1] += out->start[f];
    LB_ALLOC(out->neighbour, out->start[n_films]);
    LB_ALLOC(out->weight, out->start[n_films]);
    for (int32_t f = 0; f < n_films; f++) {
        bool   takes_part = number[f] >= 0 && number[f] < b->n;
        size_t first      = place_of(b, takes_part ? number[f] : 0) * width;
        for (size_t i = first; takes_part && i < first + width; i++) {
            if (b->chosen[i] < 0) break;
            int64_t at         = out->start[film[b->chosen[i]]]++;
            out->neighbour[at] = f;
            out->weight[at]    = b->weight[i];
        }
    }
    memmove(out->start + 1, out->start, (size_t)n_films * sizeof *out->start);
    out->start[0] = 0;
cleanup:
    return st;
}

static void clear_builder(Builder *b)
{
    free(b->inverse_norm);
    free(b->chosen);
    free(b->weight);
    for (int t = 0; b->scratch != NULL && t < b->n_threads; t++) {
        free(b->scratch[t].rows);
        free(b->scratch[t].normal);
        free(b->scratch[t].is_chosen);
        lb_topk_clear(&b->scratch[t].nearest);
    }
    free(b->scratch);
}

LbStatus lb_neighbours_build(LbNeighbourLists *out, const LbItemGram *gram,
                             const LbNeighbourSettings *settings, LbPool *pool,
                             const LbReporter *reporter, LbError *err)
{
    LbStatus st = LB_OK;
    Builder  b  = {.settings  = settings,
                   .gram      = gram,
                   .n_threads = lb_pool_threads(pool),
                   .rank      = lb_comm_rank(lb_pool_comm(pool)),
                   .ranks     = lb_comm_size(lb_pool_comm(pool))};
    *out        = (LbNeighbourLists){0};
    b.n         = lb_item_gram_first(gram, settings->films_max, settings->min_ratings);
    LB_TRY(allocate_work(&b, err));
    take_diagonal(&b);
    LB_TRY(regress_all(&b, pool, reporter, err));
    LB_TRY(turn_lists(&b, out, err));
cleanup:
    clear_builder(&b);
    if (st != LB_OK) lb_neighbours_clear(out);
    return st;
}

void lb_neighbours_clear(LbNeighbourLists *lists)
{
    free(lists->start);
    free(lists->neighbour);
    free(lists->weight);
    *lists = (LbNeighbourLists){0};
}
