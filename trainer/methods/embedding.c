/* SPDX-License-Identifier: MIT */
#include "trainer/methods/embedding.h"

#include "common/base/mem.h"
#include "common/dense/simd.h"
#include "trainer/matrix/own_rows.h"
#include "trainer/matrix/turn.h"

#include <math.h>

/* Films whose rows are fetched ahead: they lie in no order that the processor could guess. */
enum { PEOPLE_A_BLOCK = 64, AHEAD = 8 };

LbEmbeddingSettings lb_embedding_defaults(void)
{
    return (LbEmbeddingSettings){.rank = 60, .power = 0.5, .shrink = 20};
}

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

/* Every rating counts as `scale` of its film: norm^(d - 1), and the norm of a column of ones is the
 * root of their number. */
static LbStatus scale_seen(float *scale, LbCsr *csr, double power, LbError *err)
{
    LbStatus st    = LB_OK;
    int64_t *count = NULL;
    LB_ALLOC_ZEROED(count, csr->n_cols);
    for (int64_t i = 0; i < csr->n; i++)
        count[csr->col[i]]++;
    LB_TRY(lb_comm_sum(csr->spread, count, csr->n_cols, err));
    for (int32_t f = 0; f < csr->n_cols; f++)
        scale[f] = (float)pow(fmax((double)count[f], 1), (power - 1) / 2);
    for (int64_t i = 0; i < csr->n; i++)
        csr->value[i] = scale[csr->col[i]];
cleanup:
    free(count);
    return st;
}

static LbStatus new_rows(LbEmbedding *out, int32_t n, int32_t rank, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbEmbedding){.n = n, .rank = rank};
    LB_ALLOC_ZEROED(out->row, (size_t)n * (size_t)rank);
cleanup:
    return st;
}

/* Films lie at V s. */
static LbStatus locate_films(LbEmbedding *films, const LbFactors *factors, LbBlockRange own,
                             LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   rank = (size_t)factors->rank;
    LB_TRY(new_rows(films, lb_own_count(own, factors->n_films), factors->rank, err));
    for (int32_t i = 0; i < films->n; i++) {
        const float *factor = factors->factors + (size_t)lb_own_row(own, i) * rank;
        for (size_t j = 0; j < rank; j++)
            films->row[(size_t)i * rank + j] = factor[j] * (float)factors->values[j];
    }
    lb_embedding_normalise(films);
cleanup:
    return st;
}

/* The mean of all ranks' people, block by block. */
static LbStatus find_centre(float *centre, const LbEmbedding *people, int32_t n_users, LbPool *pool,
                            LbError *err)
{
    LbStatus     st   = LB_OK;
    LbBlockRange own  = lb_block_sum_range(pool, LB_BLOCKS);
    size_t       rank = (size_t)people->rank, n_own = (size_t)(own.end - own.first);
    double      *sum = NULL;
    LB_ALLOC_ZEROED(sum, (n_own > 0 ? n_own : 1) * rank);
    for (size_t i = 0; i < (size_t)people->n; i++)
        for (size_t j = 0; j < rank; j++)
            sum[i % n_own * rank + j] += (double)people->row[i * rank + j];
    LB_TRY(lb_block_sum(sum, LB_BLOCKS, rank, pool, err));
    for (size_t j = 0; j < rank; j++)
        centre[j] = (float)(sum[j] / n_users);
cleanup:
    free(sum);
    return st;
}

/* Draw each person to the mean of all, the more the fewer films they have seen. */
static void draw_to_centre(LbEmbeddings *out, const LbCsr *by_user, LbBlockRange own, double shrink)
{
    size_t rank = (size_t)out->people.rank;
    for (int32_t i = 0; i < out->people.n; i++) {
        int32_t u        = lb_own_row(own, i);
        double  n        = (double)(by_user->start[u + 1] - by_user->start[u]);
        float   share    = (float)(n / (n + shrink));
        float  *position = out->people.row + (size_t)i * rank;
        for (size_t j = 0; j < rank; j++)
            position[j] = out->centre[j] + share * (position[j] - out->centre[j]);
    }
}

typedef struct Seen {
    const LbEmbeddings *embeddings;
    const LbCsr        *by_user;
    LbBlockRange        own;
} Seen;

/* row += the rows of n films */
LB_CLONES static void add_films(float *restrict row, const float *seen, const int32_t *film,
                                int64_t n, size_t rank)
{
    for (int64_t i = 0; i < n; i++) {
        const float *other = seen + (size_t)film[i] * rank;
        if (i + AHEAD < n) LB_PREFETCH(seen + (size_t)film[i + AHEAD] * rank);
        for (size_t j = 0; j < rank; j++)
            row[j] += other[j];
    }
}

static void locate_block(void *ctx, int64_t block, int thread)
{
    const Seen        *job    = ctx;
    const LbEmbedding *people = &job->embeddings->people;
    const LbCsr       *csr    = job->by_user;
    int32_t            end    = ((int32_t)block + 1) * PEOPLE_A_BLOCK;
    (void)thread;
    for (int32_t i = (int32_t)block * PEOPLE_A_BLOCK; i < end && i < people->n; i++) {
        int32_t u = lb_own_row(job->own, i);
        add_films(people->row + (size_t)i * (size_t)people->rank, job->embeddings->seen,
                  csr->col + csr->start[u], csr->start[u + 1] - csr->start[u],
                  (size_t)people->rank);
    }
}

/* People lie at the sum of what they have seen. */
static LbStatus locate_people(LbEmbeddings *out, const LbCsr *by_user, double shrink, LbPool *pool,
                              LbError *err)
{
    LbStatus     st     = LB_OK;
    LbBlockRange own    = lb_block_sum_range(pool, LB_BLOCKS);
    LbEmbedding *people = &out->people;
    size_t       rank   = (size_t)out->films.rank;
    LB_TRY(new_rows(people, lb_own_count(own, by_user->n_rows), out->films.rank, err));
    LB_ALLOC(out->centre, rank);
    lb_pool_run(pool, (people->n + PEOPLE_A_BLOCK - 1) / PEOPLE_A_BLOCK, locate_block,
                &(Seen){out, by_user, own});
    lb_embedding_normalise(people);
    LB_TRY(find_centre(out->centre, people, by_user->n_rows, pool, err));
    draw_to_centre(out, by_user, own, shrink);
cleanup:
    return st;
}

/* What a film seen adds to a person. */
static float *take_seen(LbFactors *factors, const float *scale)
{
    float *seen = factors->factors;
    for (size_t f = 0, rank = (size_t)factors->rank; f < (size_t)factors->n_films; f++)
        for (size_t j = 0; j < rank; j++)
            seen[f * rank + j] *= scale[f];
    factors->factors = NULL;
    return seen;
}

LbStatus lb_embedding_fit(LbEmbeddings *out, const LbCsr *by_user,
                          const LbEmbeddingSettings *settings, const LbFactorSettings *solver,
                          LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus         st      = LB_OK;
    LbFactors        factors = {0};
    LbCsr            csr     = {0};
    float           *scale   = NULL;
    LbFactorSettings set     = *solver;
    set.svd.rank             = settings->rank;
    set.is_own_rank          = true;
    *out                     = (LbEmbeddings){0};
    LB_ALLOC(scale, by_user->n_cols);
    LB_TRY(lb_turn_to_longer(&csr, by_user, err));
    LB_TRY(scale_seen(scale, &csr, settings->power, err));
    LB_TRY(lb_factors_solve(&factors, &csr, &set, pool, reporter, err));
    LB_TRY(locate_films(&out->films, &factors, lb_block_sum_range(pool, LB_BLOCKS), err));
    out->seen = take_seen(&factors, scale);
    LB_TRY(locate_people(out, by_user, settings->shrink, pool, err));
cleanup:
    lb_factors_clear(&factors);
    lb_csr_clear(&csr);
    free(scale);
    if (st != LB_OK) lb_embedding_clear(out);
    return st;
}

void lb_embedding_clear(LbEmbeddings *embeddings)
{
    free(embeddings->people.row);
    free(embeddings->films.row);
    free(embeddings->seen);
    free(embeddings->centre);
    *embeddings = (LbEmbeddings){0};
}
