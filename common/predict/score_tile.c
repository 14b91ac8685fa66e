/* SPDX-License-Identifier: MIT */
#include "common/predict/score_tile.h"

#include "common/dense/simd.h"
#include "common/predict/factor_rows.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

/* out[i] = <row i, x>. */
LB_CLONES static void multiply_one(const float *rows, int32_t n, int32_t k, const float *x,
                                   float *out)
{
    for (int32_t row = 0; row < n; row++, rows += k) {
        LbFloat8 sum = {0}, a, b;
        float    part[LB_LANES];
        int32_t  i = 0;
        for (; i + LB_LANES <= k; i += LB_LANES) {
            memcpy(&a, rows + i, sizeof a);
            memcpy(&b, x + i, sizeof b);
            sum += a * b;
        }
        memcpy(part, &sum, sizeof part);
        for (int32_t lane = 0; i + lane < k; lane++)
            part[lane] += rows[i + lane] * x[i + lane];
        out[row] = LB_ADD_LANES(part);
    }
}

static inline void add_scaled(LbFloat8 *sum, float factor, const float *people)
{
    LbFloat8 values;
    memcpy(&values, people, sizeof values);
    *sum += factor * values;
}

/* out[i * LB_SCORE_GROUP + g] = <row i, x of person g>, x [k x LB_SCORE_GROUP]: the same sums in the same order as
 * multiply_one(), with people across the register instead of factors. */
LB_CLONES static void multiply_group(const float *rows, int32_t n, int32_t k, const float *x,
                                     float *out)
{
    const int32_t whole = k / LB_LANES * LB_LANES;
    for (int32_t row = 0; row < n; row++, rows += k, out += LB_SCORE_GROUP) {
        LbFloat8     sum[LB_LANES] = {{0}};
        const float *people        = x;
        for (int32_t i = 0; i < whole; i += LB_LANES)
            for (int32_t lane = 0; lane < LB_LANES; lane++, people += LB_SCORE_GROUP)
                add_scaled(&sum[lane], rows[i + lane], people);
        /* A loop of known length, so that the sums stay in registers. */
        for (int32_t lane = 0; lane < LB_LANES - 1; lane++, people += LB_SCORE_GROUP)
            if (whole + lane < k) add_scaled(&sum[lane], rows[whole + lane], people);
        LbFloat8 total = LB_ADD_LANES(sum);
        memcpy(out, &total, sizeof total);
    }
}

/* People's vectors in the space of some factors, and where the products go. */
typedef struct Side {
    const float
        *packed; /* [rank x LB_SCORE_GROUP]; NULL for one person, whose is `single` [rank] */
    const float  *single;
    float *const *out; /* [people][tile] */
} Side;

/* vectors[i * LB_SCORE_GROUP + g] = entry i of person g; absent people are zero. */
static void pack(const LbTileGroup *group, bool stars, int32_t rank, float *vectors)
{
    for (int32_t i = 0; i < rank; i++)
        for (int32_t g = 0; g < LB_SCORE_GROUP; g++) {
            const LbUser *user = g < group->n ? group->users[g] : NULL;
            const float  *own  = user == NULL ? NULL : stars ? user->stars + 1 : user->taste;
            vectors[i * LB_SCORE_GROUP + g] = own != NULL ? own[i] : 0;
        }
}

float *lb_score_tile_pack(LbTileGroup *group, const LbUser *const *users, int32_t n, float *room)
{
    const LbModel *model = users[0]->model;
    const int32_t  taste = model->taste.rank, stars = model->stars.rank;
    *group = (LbTileGroup){.users = users, .n = n};
    if (n == 1) return room;
    float *second = room + (int64_t)taste * LB_SCORE_GROUP;
    group->taste  = room;
    group->stars  = second;
    pack(group, false, taste, room);
    pack(group, true, stars, second);
    return second + (int64_t)stars * LB_SCORE_GROUP;
}

bool lb_score_tile_has_stars(const LbModel *model)
{
    return model->stars.film_bias != NULL;
}

/* Some rows times each person's vector, into out[person] from `at` on. */
static void multiply_rows(const LbTileGroup *group, const float *rows, int32_t n, int32_t rank,
                          const Side *side, float *product, int32_t at)
{
    if (side->packed == NULL) {
        multiply_one(rows, n, rank, side->single, side->out[0] + at);
        return;
    }
    multiply_group(rows, n, rank, side->packed, product);
    for (int32_t i = 0; i < n; i++)
        for (int32_t g = 0; g < group->n; g++)
            side->out[g][at + i] = product[i * LB_SCORE_GROUP + g];
}

/* Rows first .. first + n - 1 of the factors; those in half precision a few at a time, which stay
 * in the first-level cache. */
static void multiply(const LbTileGroup *group, const LbTile *tile, LbFactorRows factors,
                     const Side *side)
{
    float   room[LB_RANK_MAX];
    int32_t rank = factors.rank, step = tile->n;
    if (rank == 0) {
        for (int32_t g = 0; g < group->n; g++)
            memset(side->out[g], 0, (size_t)tile->n * sizeof(float));
        return;
    }
    if (factors.half != NULL) step = LB_RANK_MAX / rank;
    for (int32_t at = 0; at < tile->n; at += step) {
        int32_t      n    = tile->n - at < step ? tile->n - at : step;
        const float *rows = lb_factor_rows_get(&factors, tile->first + at, n, room);
        multiply_rows(group, rows, n, rank, side, tile->product, at);
    }
}

static void finish_affinity(const LbUser *user, int32_t first, int32_t n, float *affinity)
{
    const float *scale = user->model->taste.output_scale;
    if (scale != NULL)
        for (int32_t i = 0; i < n; i++)
            affinity[i] *= scale[first + i];
}

float lb_score_tile_level(const LbUser *user)
{
    return (float)user->model->info.mean_stars + user->stars[0];
}

static void finish_stars(const LbUser *user, int32_t first, int32_t n, float *stars)
{
    const float *film_bias = user->model->stars.film_bias + first;
    const float  level     = lb_score_tile_level(user);
    for (int32_t i = 0; i < n; i++)
        stars[i] += level + film_bias[i];
}

void lb_score_tile_fill(const LbTileGroup *group, const LbTile *tile)
{
    const LbUser  *one   = group->users[0];
    const LbModel *model = one->model;
    if (tile->affinity[0] != NULL) {
        multiply(group, tile, lb_factor_rows_of_taste(&model->taste),
                 &(Side){group->taste, one->taste, tile->affinity});
        for (int32_t g = 0; g < group->n; g++)
            finish_affinity(group->users[g], tile->first, tile->n, tile->affinity[g]);
    }
    if (tile->stars[0] == NULL) return;
    if (lb_score_tile_has_stars(model)) {
        multiply(group, tile, lb_factor_rows_of_stars(&model->stars),
                 &(Side){group->stars, one->stars + 1, tile->stars});
        for (int32_t g = 0; g < group->n; g++)
            finish_stars(group->users[g], tile->first, tile->n, tile->stars[g]);
        return;
    }
    assert(tile->affinity[0] != NULL);
    const float mean = (float)model->info.mean_stars, std = (float)model->info.std_stars;
    for (int32_t g = 0; g < group->n; g++)
        for (int32_t i = 0; i < tile->n; i++)
            tile->stars[g][i] = mean + std * tile->affinity[g][i];
}

void lb_score_tile_clamp(float *stars, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        float low = stars[i] < 0.5F ? 0.5F : stars[i];
        stars[i]  = low > 5 ? 5 : low;
    }
}

/* A little more than |x|: what a sum of LB_RANK_MAX products, in eight parts, and the norms may have
 * lost by rounding is below a tenth of it. */
static float reach_of(const float *x, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += (double)x[i] * (double)x[i];
    return (float)(sqrt(sum) * (1 + 1.0 / 2048));
}

LbReach lb_score_tile_reach(const LbUser *user)
{
    return (LbReach){.taste = reach_of(user->taste, user->model->taste.rank),
                     .stars = reach_of(user->stars + 1, user->model->stars.rank)};
}

/* bound[i] = reach norm[i], and the least number more, for products that are as good as 0. */
LB_CLONES static void fill_bounds(float *bound, const float *norm, float reach, int32_t n)
{
    const float least = copysignf(FLT_MIN, reach);
    for (int32_t i = 0; i < n; i++)
        bound[i] = reach * norm[i] + least;
}

void lb_score_tile_bound(const LbUser *user, const LbTile *tile, LbReach reach)
{
    const LbModel *model = user->model;
    if (tile->affinity[0] != NULL && model->taste.rank == 0)
        memset(tile->affinity[0], 0, (size_t)tile->n * sizeof(float));
    else if (tile->affinity[0] != NULL)
        fill_bounds(tile->affinity[0], model->taste.norm + tile->first, reach.taste, tile->n);
    if (tile->stars[0] == NULL) return;
    fill_bounds(tile->stars[0], model->stars.norm + tile->first, reach.stars, tile->n);
    finish_stars(user, tile->first, tile->n, tile->stars[0]);
}
