/* SPDX-License-Identifier: MIT */
#include "trainer/methods/taste.h"

#include "common/base/block_sum.h"
#include "common/base/mem.h"
#include "trainer/ingest/triplets.h"
#include "trainer/matrix/turn.h"

#include <math.h>
#include <string.h>

enum { LEAST_NUMBERS = 50, RANK_MAX = 180, NUMBERS_MAX = 1 << 24 };

LbTasteSettings lb_taste_defaults(void)
{
    return (LbTasteSettings){.shift          = 1.5,
                             .floor          = 0.1,
                             .user_power     = 0.6,
                             .film_power     = 0.6,
                             .soft           = 0.5,
                             .few_films      = 50,
                             .watched_weight = 1,
                             .tolerance      = 0.1};
}

int32_t lb_taste_numbers(int64_t n_ratings, int32_t n_films, int32_t most)
{
    int32_t n = (int32_t)lround(cbrt((double)n_ratings));
    if (n > NUMBERS_MAX / n_films) n = NUMBERS_MAX / n_films;
    if (n > most) n = most;
    return n < LEAST_NUMBERS ? LEAST_NUMBERS : n;
}

int32_t lb_taste_rank(int64_t n_ratings, int32_t n_films)
{
    return lb_taste_numbers(n_ratings, n_films, RANK_MAX);
}

static float weight_of(float stars, double factor, const LbTasteSettings *settings)
{
    return (float)(fmax((double)stars - settings->shift, settings->floor) * factor);
}

/* Ratings of each user, on whatever rank. */
static LbStatus count_users(int64_t *count, const LbCsr *by_user, LbError *err)
{
    for (int32_t u = 0; u < by_user->n_rows; u++)
        count[u] = by_user->start[u + 1] - by_user->start[u];
    return lb_comm_sum(by_user->spread, count, by_user->n_rows, err);
}

LbStatus lb_taste_weigh(LbCsr *by_user, LbCsr *by_film, const LbTasteSettings *settings,
                        LbError *err)
{
    LbStatus st     = LB_OK;
    double   mean   = (double)(by_user->n + by_user->elsewhere) / by_user->n_rows;
    double  *factor = NULL; /* [users] */
    int64_t *count  = NULL;
    LB_ALLOC(factor, by_user->n_rows);
    LB_ALLOC(count, by_user->n_rows);
    LB_TRY(count_users(count, by_user, err));
    for (int32_t u = 0; u < by_user->n_rows; u++) {
        double n  = (double)count[u];
        factor[u] = n > 0 ? pow(n / mean, -settings->user_power / 2) : 1;
        for (int64_t i = by_user->start[u]; i < by_user->start[u + 1]; i++)
            by_user->value[i] = weight_of(by_user->value[i], factor[u], settings);
    }
    for (int64_t i = 0; i < by_film->n; i++)
        by_film->value[i] = weight_of(by_film->value[i], factor[by_film->col[i]], settings);
cleanup:
    free(factor);
    free(count);
    return st;
}

static void add_squares(double *squares, const LbCsr *weighted, int32_t user)
{
    for (int64_t i = weighted->start[user]; i < weighted->start[user + 1]; i++)
        squares[weighted->col[i]] += (double)weighted->value[i] * (double)weighted->value[i];
}

typedef struct Squares {
    const LbCsr *weighted;
    double      *sum; /* [blocks of this rank x films] */
    LbBlockRange own;
} Squares;

static void square_block(void *ctx, int64_t block, int thread)
{
    const Squares *squares = ctx;
    double        *sum =
        squares->sum + (size_t)(block - squares->own.first) * (size_t)squares->weighted->n_cols;
    (void)thread;
    for (int32_t u = (int32_t)block; u < squares->weighted->n_rows; u += LB_BLOCKS)
        add_squares(sum, squares->weighted, u);
}

/* Squares of the columns, the same bits for any threads and ranks: where users are the longer side
 * block by block, else a film's are all on one rank, and 0 elsewhere.
 * @param[out] out  its first n_cols; free() */
static LbStatus sum_squares(double **out, const LbCsr *weighted, LbPool *pool, LbError *err)
{
    LbStatus     st      = LB_OK;
    bool         by_film = lb_rows_are_films(weighted->n_rows, weighted->n_cols);
    LbBlockRange own     = lb_block_sum_range(pool, LB_BLOCKS);
    size_t       n = (size_t)weighted->n_cols, n_own = (size_t)(own.end - own.first);
    double      *sum   = NULL;
    int64_t     *moved = NULL;
    LB_ALLOC_ZEROED(sum, n * (by_film || n_own == 0 ? 1 : n_own));
    if (!by_film) {
        lb_pool_run_range(pool, own.first, own.end, square_block, &(Squares){weighted, sum, own});
        LB_TRY(lb_block_sum(sum, LB_BLOCKS, n, pool, err));
    } else {
        for (int32_t u = 0; u < weighted->n_rows; u++)
            add_squares(sum, weighted, u);
        LB_ALLOC(moved, n);
        memcpy(moved, sum,
               n * sizeof *moved); /* the bits of 0 are 0: adding them changes nothing */
        LB_TRY(lb_comm_sum(weighted->spread, moved, (int64_t)n, err));
        memcpy(sum, moved, n * sizeof *moved);
    }
    *out = sum;
    sum  = NULL;
cleanup:
    free(sum);
    free(moved);
    return st;
}

/* scale_f = norm_f^(d - 1); 1 for a film without ratings. */
static LbStatus scale_films(float *scale, const LbCsr *weighted, double power, LbPool *pool,
                            LbError *err)
{
    double  *squares = NULL;
    LbStatus st      = sum_squares(&squares, weighted, pool, err);
    for (int32_t f = 0; st == LB_OK && f < weighted->n_cols; f++)
        scale[f] = squares[f] > 0 ? (float)pow(squares[f], (power - 1) / 2) : 1;
    free(squares);
    return st;
}

/* The singular value at the share `soft` of the rank. */
static double choose_soft_value(const LbFactors *factors, double soft)
{
    int32_t at = (int32_t)(soft * factors->rank) - 1;
    if (at < 0) at = 0;
    if (at >= factors->rank) at = factors->rank - 1;
    return factors->values[at];
}

/* In (I - V g V')-regression every film's own weight is taken out, and the rest made up for it. */
static LbStatus scale_output(LbTasteFit *taste, int32_t n_films, LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   rank = (size_t)taste->factors.rank;
    double   half = taste->soft_value * taste->soft_value;
    LB_ALLOC(taste->output_scale, n_films);
    for (size_t f = 0; f < (size_t)taste->factors.n_films; f++) {
        const float *v   = taste->factors.factors + f * rank;
        double       own = 0;
        for (size_t j = 0; j < rank; j++) {
            double s = taste->factors.values[j];
            own += s * s / (s * s + half) * (double)v[j] * (double)v[j];
        }
        taste->output_scale[f] = (float)(1 / (1 - own)); /* own < 1: g < 1 and |v| <= 1 */
    }
cleanup:
    return st;
}

LbStatus lb_taste_fit(LbTasteFit *out, const LbCsr *by_user, const LbTasteSettings *settings,
                      const LbFactorSettings *solver, LbPool *pool, const LbReporter *reporter,
                      LbError *err)
{
    LbStatus         st  = LB_OK;
    LbCsr            csr = {0};
    LbFactorSettings set = *solver;
    if (settings->rank > 0)
        set.svd.rank = settings->rank;
    else
        set.svd.rank = lb_taste_rank(by_user->n + by_user->elsewhere, by_user->n_cols);
    set.is_own_rank   = settings->rank <= 0;
    set.svd.tolerance = settings->tolerance;
    *out              = (LbTasteFit){0};
    LB_ALLOC(out->input_scale, by_user->n_cols);
    LB_TRY(lb_turn_to_longer(&csr, by_user, err));
    LB_TRY(scale_films(out->input_scale, &csr, settings->film_power, pool, err));
    for (int64_t i = 0; i < csr.n; i++)
        csr.value[i] *= out->input_scale[csr.col[i]];
    LB_TRY(lb_factors_solve(&out->factors, &csr, &set, pool, reporter, err));
    out->soft_value = choose_soft_value(&out->factors, settings->soft);
    LB_TRY(scale_output(out, by_user->n_cols, err));
cleanup:
    lb_csr_clear(&csr);
    if (st != LB_OK) lb_taste_clear(out);
    return st;
}

void lb_taste_clear(LbTasteFit *taste)
{
    lb_factors_clear(&taste->factors);
    free(taste->input_scale);
    free(taste->output_scale);
    *taste = (LbTasteFit){0};
}
