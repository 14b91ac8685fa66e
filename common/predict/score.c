/* SPDX-License-Identifier: MIT */
#include "common/predict/score.h"

#include "common/base/mem.h"
#include "common/dense/simd.h"
#include "common/predict/factor_rows.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    LANES = 8, /* partial sums of every dot product: entry i goes to sum i mod 8 */
    GROUP = LB_SCORE_GROUP,
    TILE  = 512 /* films scored together: their components stay in the second-level cache */
};

/* The one order in which the partial sums of a dot product are added up. */
#define ADD_LANES(s)                                                                               \
    ((((s)[0] + (s)[4]) + ((s)[2] + (s)[6])) + (((s)[1] + (s)[5]) + ((s)[3] + (s)[7])))

/* out[i] = <row i, x>. */
LB_CLONES static void multiply_one(const float *rows, int32_t n, int32_t k, const float *x,
                                   float *out)
{
    for (int32_t row = 0; row < n; row++, rows += k) {
        LbFloat8 sum = {0}, a, b;
        float    part[LANES];
        int32_t  i = 0;
        for (; i + LANES <= k; i += LANES) {
            memcpy(&a, rows + i, sizeof a);
            memcpy(&b, x + i, sizeof b);
            sum += a * b;
        }
        memcpy(part, &sum, sizeof part);
        for (int32_t lane = 0; i + lane < k; lane++)
            part[lane] += rows[i + lane] * x[i + lane];
        out[row] = ADD_LANES(part);
    }
}

static inline void add_scaled(LbFloat8 *sum, float factor, const float *people)
{
    LbFloat8 values;
    memcpy(&values, people, sizeof values);
    *sum += factor * values;
}

/* out[i * GROUP + g] = <row i, x of person g>, x [k x GROUP]: the same sums in the same order as
 * multiply_one(), with people across the register instead of factors. */
LB_CLONES static void multiply_group(const float *rows, int32_t n, int32_t k, const float *x,
                                     float *out)
{
    const int32_t whole = k / LANES * LANES;
    for (int32_t row = 0; row < n; row++, rows += k, out += GROUP) {
        LbFloat8     sum[LANES] = {{0}};
        const float *people     = x;
        for (int32_t i = 0; i < whole; i += LANES)
            for (int32_t lane = 0; lane < LANES; lane++, people += GROUP)
                add_scaled(&sum[lane], rows[i + lane], people);
        /* A loop of known length, so that the sums stay in registers. */
        for (int32_t lane = 0; lane < LANES - 1; lane++, people += GROUP)
            if (whole + lane < k) add_scaled(&sum[lane], rows[whole + lane], people);
        LbFloat8 total = ADD_LANES(sum);
        memcpy(out, &total, sizeof total);
    }
}

/* Up to eight people of one model, ready for scoring. */
typedef struct Group {
    const LbUser *const *users;
    int32_t              n;
    const float *taste; /* [taste.rank x GROUP], [stars.rank x GROUP]; NULL for one person */
    const float *stars;
} Group;

/* What a caller wants of a tile: where to put it, an array of [n] a person; NULL = not wanted. */
typedef struct Tile {
    int32_t first, n;
    float  *affinity[GROUP];
    float  *stars[GROUP];
    float  *product; /* [TILE x GROUP] scratch, for more than one person */
} Tile;

/* People's vectors in the space of some factors, and where the products go. */
typedef struct Side {
    const float  *packed; /* [rank x GROUP]; NULL for one person, whose is `single` [rank] */
    const float  *single;
    float *const *out; /* [people][tile] */
} Side;

/* Sums over all films, of which mean and standard deviation come. */
typedef struct Moments {
    double affinity[2]; /* sum, sum of squares */
    double near[2];
    double items[2];
    double stars[2];
} Moments;

/* What has to be computed for a ranking of this model. */
typedef struct Needs {
    bool affinity, stars; /* parts of the score */
    bool mixed;           /* the score is a mix of standardised parts, not one of them as it is */
} Needs;

static bool has_affinity(const LbModel *model)
{
    return model->taste.rank > 0 || model->near.start != NULL || model->items.n > 0;
}

static bool has_stars(const LbModel *model)
{
    return model->stars.film_bias != NULL;
}

static Needs needs_of(const LbModel *model, const LbRanking *ranking)
{
    Needs needs    = {0};
    needs.affinity = has_affinity(model) && (ranking->affinity != 0 || !has_stars(model));
    needs.stars    = has_stars(model) && (ranking->stars != 0 || !needs.affinity);
    needs.mixed    = needs.stars ||
                  (needs.affinity && (model->near.start != NULL || model->items.n > 0)) ||
                  (ranking->novelty != 0 && model->films.fame != NULL);
    return needs;
}

/* Some rows times each person's vector, into out[person] from `at` on. */
static void multiply_rows(const Group *group, const float *rows, int32_t n, int32_t rank,
                          const Side *side, float *product, int32_t at)
{
    if (side->packed == NULL) {
        multiply_one(rows, n, rank, side->single, side->out[0] + at);
        return;
    }
    multiply_group(rows, n, rank, side->packed, product);
    for (int32_t i = 0; i < n; i++)
        for (int32_t g = 0; g < group->n; g++)
            side->out[g][at + i] = product[i * GROUP + g];
}

/* Rows first .. first + n - 1 of the factors; those in half precision a few at a time, which stay
 * in the first-level cache. */
static void multiply(const Group *group, const Tile *tile, LbFactorRows factors, const Side *side)
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

static void finish_stars(const LbUser *user, int32_t first, int32_t n, float *stars)
{
    const float *film_bias = user->model->stars.film_bias + first;
    const float  level     = (float)user->model->info.mean_stars + user->stars[0];
    for (int32_t i = 0; i < n; i++)
        stars[i] += level + film_bias[i];
}

/* Affinity and unclamped stars of a tile. Where stars come from the affinity, that must be wanted
 * too. */
static void fill_tile(const Group *group, const Tile *tile)
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
    if (has_stars(model)) {
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

/* sums[0] += sum of x, sums[1] += sum of x^2; in eight partial sums, so that they can run abreast.
 */
LB_CLONES static void add_powers(double sums[2], const float *x, int32_t n)
{
    double  first[LANES] = {0}, second[LANES] = {0};
    int32_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int32_t lane = 0; lane < LANES; lane++) {
            double value = (double)x[i + lane];
            first[lane] += value;
            second[lane] += value * value;
        }
    for (; i < n; i++) {
        first[0] += (double)x[i];
        second[0] += (double)x[i] * (double)x[i];
    }
    sums[0] += ADD_LANES(first);
    sums[1] += ADD_LANES(second);
}

/* x * 0 is 0 for a number, and NAN for anything else. */
LB_CLONES static float add_nothings(const float *x, int32_t n)
{
    float   sum[LANES] = {0};
    int32_t i          = 0;
    for (; i + LANES <= n; i += LANES)
        for (int32_t lane = 0; lane < LANES; lane++)
            sum[lane] += x[i + lane] * 0;
    for (; i < n; i++)
        sum[0] += x[i] * 0;
    return ADD_LANES(sum);
}

bool lb_score_are_numbers(const float *values, int32_t n)
{
    return !isnan(add_nothings(values, n));
}

/* Parts that are not needed are NULL. */
static void add_moments(Moments *sum, const LbUser *user, const Tile *tile, int32_t person)
{
    const float *affinity = tile->affinity[person], *stars = tile->stars[person];
    if (affinity != NULL) {
        add_powers(sum->affinity, affinity, tile->n);
        if (user->near != NULL) add_powers(sum->near, user->near + tile->first, tile->n);
        if (user->items != NULL) add_powers(sum->items, user->items + tile->first, tile->n);
    }
    if (stars != NULL) add_powers(sum->stars, stars, tile->n);
}

static double deviation(const double sums[2], double n)
{
    double variance = sums[1] / n - (sums[0] / n) * (sums[0] / n);
    return variance > 0 ? sqrt(variance) : 0;
}

/* Something that is the same for all films says nothing: it gets no weight. */
static double factor(double weight, const double sums[2], double n)
{
    double std = deviation(sums, n);
    return std > 0 ? weight / std : 0;
}

static LbMix mix_of(const Moments *sum, const LbUser *user, const LbRanking *ranking)
{
    const LbModel *model   = user->model;
    Needs          needs   = needs_of(model, ranking);
    double         n       = model->films.n_films;
    double         share   = user->near != NULL ? user->near_share : 0;
    double         whole   = ranking->affinity != 0 ? ranking->affinity : 1;
    double         taste   = needs.affinity ? factor(whole * (1 - share), sum->affinity, n) : 0;
    double         near    = needs.affinity ? factor(whole * share, sum->near, n) : 0;
    double         gain    = needs.affinity && user->items != NULL ? user->items_share : 0;
    double         items   = factor(whole * gain, sum->items, n);
    double         weight  = ranking->stars != 0 ? ranking->stars : 1;
    double         stars   = needs.stars ? factor(weight, sum->stars, n) : 0;
    double         novelty = model->films.fame != NULL ? ranking->novelty : 0;
    double constant = -(taste * sum->affinity[0] + near * sum->near[0] + items * sum->items[0] +
                        stars * sum->stars[0]) /
                      n;
    return (LbMix){.taste          = (float)taste,
                   .near           = (float)near,
                   .items          = (float)items,
                   .stars          = (float)stars,
                   .novelty        = (float)novelty,
                   .constant       = (float)constant,
                   .stars_constant = (float)(-stars * sum->stars[0] / n)};
}

LB_CLONES static void add_part(float *score, float weight, const float *part, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        score[i] += weight * part[i];
}

/* `score` comes as the taste score where that is a part of the mix; `stars` may be NULL. */
static void apply_mix(const LbMix *mix, const LbUser *user, int32_t first, int32_t n, float *score,
                      const float *stars)
{
    const float *fame = user->model->films.fame;
    for (int32_t i = 0; i < n; i++)
        score[i] = (mix->taste != 0 ? mix->taste * score[i] : 0) + mix->constant;
    if (mix->near != 0) add_part(score, mix->near, user->near + first, n);
    if (mix->items != 0) add_part(score, mix->items, user->items + first, n);
    if (mix->stars != 0) add_part(score, mix->stars, stars, n);
    if (mix->novelty != 0) add_part(score, -mix->novelty, fame + first, n);
}

static void clamp_stars(float *stars, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        float low = stars[i] < 0.5F ? 0.5F : stars[i];
        stars[i]  = low > 5 ? 5 : low;
    }
}

static int32_t tile_length(int32_t first, int32_t n_films)
{
    return n_films - first < TILE ? n_films - first : TILE;
}

/* vectors[i * GROUP + g] = entry i of person g; absent people are zero. */
static void pack(const Group *group, bool stars, int32_t rank, float *vectors)
{
    for (int32_t i = 0; i < rank; i++)
        for (int32_t g = 0; g < GROUP; g++) {
            const LbUser *user     = g < group->n ? group->users[g] : NULL;
            const float  *own      = user == NULL ? NULL : stars ? user->stars + 1 : user->taste;
            vectors[i * GROUP + g] = own != NULL ? own[i] : 0;
        }
}

/* A group and its vectors, for which there is room at `vectors`. @return what is behind them */
static float *pack_group(Group *group, const LbUser *const *users, int32_t n, float *vectors)
{
    const LbModel *model = users[0]->model;
    const int32_t  taste = model->taste.rank, stars = model->stars.rank;
    *group = (Group){.users = users, .n = n};
    if (n == 1) return vectors;
    group->taste = vectors;
    group->stars = vectors + (int64_t)taste * GROUP;
    pack(group, false, taste, vectors);
    pack(group, true, stars, vectors + (int64_t)taste * GROUP);
    return vectors + ((int64_t)taste + stars) * GROUP;
}

size_t lb_score_room(const LbModel *model)
{
    return ((size_t)TILE + (size_t)model->taste.rank + (size_t)model->stars.rank) * GROUP;
}

/* Affinity and stars of all films go where they are wanted; what is not wanted, but needed, into the
 * person's scratch. */
static void fill_all(Moments *sum, const Group *group, Needs needs, float *const *score,
                     float *const *stars, float *product)
{
    const LbModel *model    = group->users[0]->model;
    const int32_t  n_films  = model->films.n_films;
    const bool     affinity = needs.affinity || !has_stars(model);
    for (int32_t first = 0; first < n_films; first += TILE) {
        Tile tile = {.first = first, .n = tile_length(first, n_films), .product = product};
        for (int32_t g = 0; g < group->n; g++) {
            float *scratch = group->users[g]->scratch;
            if (affinity) tile.affinity[g] = (score != NULL ? score[g] : scratch) + first;
            if (stars != NULL || needs.stars)
                tile.stars[g] = (stars != NULL ? stars[g] : scratch) + first;
        }
        fill_tile(group, &tile);
        for (int32_t g = 0; needs.mixed && g < group->n; g++)
            add_moments(&sum[g], group->users[g], &tile, g);
    }
}

void lb_score_group(const LbUser *const *users, int32_t n, const LbRanking *ranking,
                    float *const *score, float *const *stars, float *room)
{
    const LbModel *model      = users[0]->model;
    const int32_t  n_films    = model->films.n_films;
    const Needs    needs      = score != NULL ? needs_of(model, ranking) : (Needs){0};
    Moments        sum[GROUP] = {{{0}, {0}, {0}, {0}}};
    Group          group;
    float         *product = pack_group(&group, users, n, room);
    fill_all(sum, &group, needs, score, stars, product);
    for (int32_t g = 0; g < n; g++) {
        const float *predicted = stars != NULL ? stars[g] : users[g]->scratch;
        if (needs.mixed) {
            LbMix mix = mix_of(&sum[g], users[g], ranking);
            apply_mix(&mix, users[g], 0, n_films, score[g], predicted);
        }
        if (stars != NULL) clamp_stars(stars[g], n_films);
    }
}

void lb_score_all(const LbUser *user, const LbRanking *ranking, float *score, float *stars)
{
    lb_score_group(&user, 1, ranking, score != NULL ? &score : NULL, stars != NULL ? &stars : NULL,
                   NULL);
}

/* Mean and deviation need all films, whatever is asked for. */
static LbMix mix_for_one(const LbUser *user, const LbRanking *ranking, Needs needs)
{
    const Group   group   = {.users = &user, .n = 1};
    const int32_t n_films = user->model->films.n_films;
    Moments       sum     = {{0}, {0}, {0}, {0}};
    float         affinity[TILE], stars[TILE];
    for (int32_t first = 0; first < n_films; first += TILE) {
        Tile tile = {.first = first, .n = tile_length(first, n_films)};
        if (needs.affinity) tile.affinity[0] = affinity;
        if (needs.stars) tile.stars[0] = stars;
        fill_tile(&group, &tile);
        add_moments(&sum, user, &tile, 0);
    }
    return mix_of(&sum, user, ranking);
}

LbMix lb_score_mix(const LbUser *user, const LbRanking *ranking)
{
    Needs needs = needs_of(user->model, ranking);
    return needs.mixed ? mix_for_one(user, ranking, needs) : (LbMix){.taste = 1};
}

void lb_score_some(const LbUser *user, const LbRanking *ranking, const int32_t *film, int32_t n,
                   float *score, float *stars)
{
    const LbModel *model = user->model;
    const Group    group = {.users = &user, .n = 1};
    const Needs    needs = score != NULL ? needs_of(model, ranking) : (Needs){0};
    const LbMix    mix   = needs.mixed ? mix_for_one(user, ranking, needs) : (LbMix){0};
    for (int32_t i = 0; i < n; i++) {
        float affinity = 0, predicted = 0;
        Tile  tile = {.first = film[i], .n = 1, .stars = {&predicted}};
        if (needs.affinity || !has_stars(model)) tile.affinity[0] = &affinity;
        fill_tile(&group, &tile);
        if (needs.mixed) apply_mix(&mix, user, film[i], 1, &affinity, &predicted);
        if (score != NULL) score[i] = affinity;
        clamp_stars(&predicted, 1);
        if (stars != NULL) stars[i] = predicted;
    }
}

typedef struct Batch {
    const LbModel   *model;
    const LbRanking *ranking;
    Needs            needs;
    bool             want_stars;
    Group           *groups; /* [n_groups] */
    int32_t          n_groups;
    Moments         *moments; /* [n_groups * GROUP] */
    LbMix           *mixes;   /* the same */
    float           *packed;  /* the groups' vectors */
    float           *buffer;  /* [3 x TILE x GROUP] */
    LbTileFn         deliver;
    void            *ctx;
    bool             is_broken; /* something was no number */
} Batch;

static void pack_all(Batch *batch, const LbUser *const *users, int32_t n_users)
{
    float *vectors = batch->packed;
    for (int32_t i = 0; i < batch->n_groups; i++)
        vectors = pack_group(&batch->groups[i], users + (int64_t)i * GROUP,
                             n_users - i * GROUP < GROUP ? n_users - i * GROUP : GROUP, vectors);
}

static LbStatus batch_init(Batch *batch, const LbUser *const *users, int32_t n_users, LbError *err)
{
    LbStatus       st    = LB_OK;
    const LbModel *model = batch->model;
    const size_t   ranks = (size_t)model->taste.rank + (size_t)model->stars.rank;
    batch->n_groups      = (n_users + GROUP - 1) / GROUP;
    LB_ALLOC_ZEROED(batch->groups, batch->n_groups);
    LB_ALLOC_ZEROED(batch->moments, (size_t)batch->n_groups * GROUP);
    LB_ALLOC_ZEROED(batch->mixes, (size_t)batch->n_groups * GROUP);
    LB_ALLOC(batch->packed, lb_mem_product((size_t)batch->n_groups * GROUP, ranks));
    LB_ALLOC(batch->buffer, 3 * TILE * GROUP);
    pack_all(batch, users, n_users);
cleanup:
    return st;
}

static void batch_clear(Batch *batch)
{
    free(batch->groups);
    free(batch->moments);
    free(batch->mixes);
    free(batch->packed);
    free(batch->buffer);
}

static Tile batch_tile(const Batch *batch, int32_t first, bool affinity, bool stars)
{
    Tile tile = {.first = first, .n = tile_length(first, batch->model->films.n_films)};
    for (int32_t g = 0; g < GROUP; g++) {
        if (affinity) tile.affinity[g] = batch->buffer + (int64_t)g * TILE;
        if (stars) tile.stars[g] = batch->buffer + (int64_t)(GROUP + g) * TILE;
    }
    tile.product = batch->buffer + (int64_t)2 * GROUP * TILE;
    return tile;
}

static void measure(Batch *batch)
{
    const int32_t n_films = batch->model->films.n_films;
    for (int32_t first = 0; first < n_films; first += TILE)
        for (int32_t i = 0; i < batch->n_groups; i++) {
            const Group *group = &batch->groups[i];
            Tile         tile = batch_tile(batch, first, batch->needs.affinity, batch->needs.stars);
            fill_tile(group, &tile);
            for (int32_t g = 0; g < group->n; g++)
                add_moments(&batch->moments[i * GROUP + g], group->users[g], &tile, g);
        }
    for (int32_t i = 0; i < batch->n_groups; i++)
        for (int32_t g = 0; g < batch->groups[i].n; g++)
            batch->mixes[i * GROUP + g] =
                mix_of(&batch->moments[i * GROUP + g], batch->groups[i].users[g], batch->ranking);
}

static void deliver_tile(Batch *batch, int32_t group, const Tile *tile)
{
    for (int32_t g = 0; g < batch->groups[group].n; g++) {
        const int32_t user  = group * GROUP + g;
        float        *stars = tile->stars[g];
        float        *score = tile->affinity[g] != NULL ? tile->affinity[g] : tile->product;
        if (batch->needs.mixed)
            apply_mix(&batch->mixes[user], batch->groups[group].users[g], tile->first, tile->n,
                      score, stars);
        if (batch->want_stars) clamp_stars(stars, tile->n);
        if (!lb_score_are_numbers(score, tile->n)) batch->is_broken = true;
        batch->deliver(batch->ctx, user, tile->first, tile->n, score,
                       batch->want_stars ? stars : NULL);
    }
}

LbStatus lb_score_batch(const LbUser *const *users, int32_t n_users, const LbRanking *ranking,
                        bool want_stars, LbTileFn deliver, void *ctx, LbError *err)
{
    LbStatus st    = LB_OK;
    Batch    batch = {.ranking = ranking, .want_stars = want_stars, .deliver = deliver, .ctx = ctx};
    if (n_users <= 0) return LB_OK;
    batch.model         = users[0]->model;
    batch.needs         = needs_of(batch.model, ranking);
    const bool affinity = batch.needs.affinity || !has_stars(batch.model);
    const bool stars    = want_stars || batch.needs.stars;
    LB_TRY(batch_init(&batch, users, n_users, err));
    if (batch.needs.mixed) measure(&batch);
    for (int32_t first = 0; first < batch.model->films.n_films; first += TILE)
        for (int32_t i = 0; i < batch.n_groups; i++) {
            Tile tile = batch_tile(&batch, first, affinity, stars);
            fill_tile(&batch.groups[i], &tile);
            deliver_tile(&batch, i, &tile);
        }
    if (batch.is_broken) LB_TRY(lb_model_refuse(err));
cleanup:
    batch_clear(&batch);
    return st;
}
