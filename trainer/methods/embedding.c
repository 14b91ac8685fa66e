/* SPDX-License-Identifier: MIT */
#include "trainer/methods/embedding.h"

#include "common/base/mem.h"
#include "trainer/matrix/own_rows.h"
#include "trainer/matrix/turn.h"

#include <math.h>

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

/* Films lie at V s. */
static LbStatus locate_films(LbEmbedding *films, const LbFactors *factors, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n = (size_t)factors->n_films, rank = (size_t)factors->rank;
    *films = (LbEmbedding){.n = factors->n_films, .rank = factors->rank};
    LB_ALLOC(films->row, n * rank);
    for (size_t f = 0; f < n; f++)
        for (size_t j = 0; j < rank; j++)
            films->row[f * rank + j] = factors->factors[f * rank + j] * (float)factors->values[j];
    lb_embedding_normalise(films);
cleanup:
    return st;
}

/* Draw each person to the mean of all, the more the fewer films they have seen. */
static LbStatus centre_people(LbEmbeddings *out, const int64_t *start, double shrink, LbError *err)
{
    LbStatus     st     = LB_OK;
    LbEmbedding *people = &out->people;
    size_t       rank   = (size_t)people->rank;
    double      *mean   = NULL;
    LB_ALLOC_ZEROED(mean, rank);
    LB_ALLOC(out->centre, rank);
    for (size_t u = 0; u < (size_t)people->n; u++)
        for (size_t j = 0; j < rank; j++)
            mean[j] += (double)people->row[u * rank + j];
    for (size_t j = 0; j < rank; j++)
        out->centre[j] = (float)(mean[j] / people->n);
    for (size_t u = 0; u < (size_t)people->n; u++) {
        double n   = (double)(start[u + 1] - start[u]);
        float  own = (float)(n / (n + shrink));
        for (size_t j = 0; j < rank; j++) {
            float *coordinate = &people->row[u * rank + j];
            *coordinate       = out->centre[j] + own * (*coordinate - out->centre[j]);
        }
    }
cleanup:
    free(mean);
    return st;
}

/* People lie at the sum of what they have seen. Each rank locates its own. */
static LbStatus locate_people(LbEmbeddings *out, const LbCsr *by_user, double shrink, LbPool *pool,
                              LbError *err)
{
    LbStatus     st    = LB_OK;
    LbBlockRange own   = lb_block_sum_range(pool, LB_BLOCKS);
    size_t       rank  = (size_t)out->films.rank;
    int32_t      n_own = lb_own_count(own, by_user->n_rows);
    out->people        = (LbEmbedding){.n = by_user->n_rows, .rank = out->films.rank};
    LB_ALLOC_ZEROED(out->people.row, (size_t)by_user->n_rows * rank);
    for (int32_t place = 0; place < n_own; place++) {
        int32_t u   = lb_own_row(own, place);
        float  *row = out->people.row + (size_t)u * rank;
        for (int64_t i = by_user->start[u]; i < by_user->start[u + 1]; i++) {
            const float *film = out->seen + (size_t)by_user->col[i] * rank;
            for (size_t j = 0; j < rank; j++)
                row[j] += film[j];
        }
    }
    LB_TRY(lb_own_gather(out->people.row, rank * sizeof *out->people.row, out->people.n, NULL,
                         lb_pool_comm(pool), err));
    lb_embedding_normalise(&out->people);
    LB_TRY(centre_people(out, lb_csr_starts(by_user), shrink, err));
cleanup:
    return st;
}

LbStatus lb_embedding_fit(LbEmbeddings *out, const LbCsr *by_user, const LbCsr *by_film,
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
    LB_TRY(lb_turn_to_longer(&csr, by_user, by_film, err));
    LB_TRY(scale_seen(scale, &csr, settings->power, err));
    LB_TRY(lb_factors_solve(&factors, &csr, &set, pool, reporter, err));
    LB_TRY(locate_films(&out->films, &factors, err));
    for (size_t f = 0, rank = (size_t)factors.rank; f < (size_t)factors.n_films; f++)
        for (size_t j = 0; j < rank; j++)
            factors.factors[f * rank + j] *= scale[f];
    out->seen       = factors.factors;
    factors.factors = NULL;
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
