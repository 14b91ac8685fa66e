/* SPDX-License-Identifier: MIT */
#include "common/predict/score.h"

#include "common/dense/simd.h"
#include "common/predict/score_mix.h"

#include <math.h>

/* x * 0 is 0 for a number, and NAN for anything else. */
LB_CLONES static float add_nothings(const float *x, int32_t n)
{
    float   sum[LB_LANES] = {0};
    int32_t i             = 0;
    for (; i + LB_LANES <= n; i += LB_LANES)
        for (int32_t lane = 0; lane < LB_LANES; lane++)
            sum[lane] += x[i + lane] * 0;
    for (; i < n; i++)
        sum[0] += x[i] * 0;
    return LB_ADD_LANES(sum);
}

bool lb_score_are_numbers(const float *values, int32_t n)
{
    return !isnan(add_nothings(values, n));
}

size_t lb_score_room(const LbModel *model)
{
    return ((size_t)LB_TILE_FILMS + (size_t)model->taste.rank + (size_t)model->stars.rank) *
           LB_SCORE_GROUP;
}

/* Where affinity and stars of all films go: where they are wanted, or, what is not wanted but needed,
 * into the person's scratch. */
typedef struct Places {
    float *const *score; /* [people][n_films] or NULL */
    float *const *stars;
    float        *product; /* of LbTile */
} Places;

/* @param sum  [group->n] what is added up, or NULL */
static void fill_all(LbScoreSums *sum, const LbTileGroup *group, LbScoreNeeds needs,
                     const Places *to)
{
    const LbModel *model    = group->users[0]->model;
    const int32_t  n_films  = model->films.n_films;
    const bool     affinity = needs.affinity || !lb_score_tile_has_stars(model);
    for (int32_t first = 0; first < n_films; first += LB_TILE_FILMS) {
        LbTile tile = {
            .first = first, .n = lb_score_tile_length(first, n_films), .product = to->product};
        for (int32_t g = 0; g < group->n; g++) {
            float *scratch = group->users[g]->scratch;
            if (affinity) tile.affinity[g] = (to->score != NULL ? to->score[g] : scratch) + first;
            if (to->stars != NULL || needs.stars)
                tile.stars[g] = (to->stars != NULL ? to->stars[g] : scratch) + first;
        }
        lb_score_tile_fill(group, &tile);
        for (int32_t g = 0; sum != NULL && g < group->n; g++)
            lb_score_mix_add(&sum[g], group->users[g], &tile, g);
    }
}

void lb_score_group(const LbUser *const *users, int32_t n, const LbRanking *ranking,
                    float *const *score, float *const *stars, float *room)
{
    const LbModel     *model   = users[0]->model;
    const int32_t      n_films = model->films.n_films;
    const LbScoreNeeds needs =
        score != NULL ? lb_score_mix_needs(model, ranking) : (LbScoreNeeds){0};
    LbScoreSums sum[LB_SCORE_GROUP] = {{{0}, {0}, {0}, {0}}};
    LbTileGroup group;
    Places      to       = {.score = score, .stars = stars};
    bool        is_known = true;
    to.product           = lb_score_tile_pack(&group, users, n, room);
    for (int32_t g = 0; g < n && needs.mixed && is_known; g++)
        is_known = lb_score_mix_known(&sum[g], users[g], needs);
    fill_all(is_known ? NULL : sum, &group, needs, &to);
    for (int32_t g = 0; g < n; g++) {
        const float *predicted = stars != NULL ? stars[g] : users[g]->scratch;
        if (needs.mixed) {
            LbMix mix = lb_score_mix_of(&sum[g], users[g], ranking);
            lb_score_mix_apply(&mix, users[g], 0, n_films, score[g], predicted);
        }
        if (stars != NULL) lb_score_tile_clamp(stars[g], n_films);
    }
}

void lb_score_all(const LbUser *user, const LbRanking *ranking, float *score, float *stars)
{
    lb_score_group(&user, 1, ranking, score != NULL ? &score : NULL, stars != NULL ? &stars : NULL,
                   NULL);
}

/* One pass over the components. */
static void add_sums(LbScoreSums *sum, const LbUser *user, LbScoreNeeds needs)
{
    const LbTileGroup group   = {.users = &user, .n = 1};
    const int32_t     n_films = user->model->films.n_films;
    float             affinity[LB_TILE_FILMS], stars[LB_TILE_FILMS];
    for (int32_t first = 0; first < n_films; first += LB_TILE_FILMS) {
        LbTile tile = {.first = first, .n = lb_score_tile_length(first, n_films)};
        if (needs.affinity) tile.affinity[0] = affinity;
        if (needs.stars) tile.stars[0] = stars;
        lb_score_tile_fill(&group, &tile);
        lb_score_mix_add(sum, user, &tile, 0);
    }
}

LbMix lb_score_mix(const LbUser *user, const LbRanking *ranking)
{
    LbScoreNeeds needs = lb_score_mix_needs(user->model, ranking);
    LbScoreSums  sum   = {{0}, {0}, {0}, {0}};
    if (!needs.mixed) return (LbMix){.taste = 1};
    if (!lb_score_mix_known(&sum, user, needs)) add_sums(&sum, user, needs);
    return lb_score_mix_of(&sum, user, ranking);
}

/* What is asked for of one film. */
static void score_film(const LbUser *user, LbScoreNeeds needs, const LbMix *mix, int32_t film,
                       float *score, float *stars)
{
    const LbTileGroup group = {.users = &user, .n = 1};
    LbTile            tile  = {.first = film, .n = 1};
    if (needs.affinity || !lb_score_tile_has_stars(user->model)) tile.affinity[0] = score;
    if (needs.stars || stars != NULL) tile.stars[0] = stars;
    lb_score_tile_fill(&group, &tile);
    if (needs.mixed) lb_score_mix_apply(mix, user, film, 1, score, stars);
}

void lb_score_some(const LbUser *user, const LbRanking *ranking, const int32_t *film, int32_t n,
                   float *score, float *stars)
{
    const LbScoreNeeds needs =
        score != NULL ? lb_score_mix_needs(user->model, ranking) : (LbScoreNeeds){0};
    const LbMix mix = needs.mixed ? lb_score_mix(user, ranking) : (LbMix){0};
    for (int32_t i = 0; i < n; i++) {
        float own = 0, predicted = 0;
        score_film(user, needs, &mix, film[i], &own, &predicted);
        if (score != NULL) score[i] = own;
        lb_score_tile_clamp(&predicted, 1);
        if (stars != NULL) stars[i] = predicted;
    }
}

bool lb_score_has_norms(const LbModel *model, const LbRanking *ranking)
{
    const LbScoreNeeds needs = lb_score_mix_needs(model, ranking);
    return (!needs.affinity || model->taste.rank == 0 || model->taste.norm != NULL) &&
           (!needs.stars || model->stars.norm != NULL);
}

bool lb_score_bounds(const LbUser *user, const LbRanking *ranking, const LbMix *mix, float *bound)
{
    const LbModel     *model   = user->model;
    const int32_t      n_films = model->films.n_films;
    const LbScoreNeeds needs   = lb_score_mix_needs(model, ranking);
    LbReach            reach   = lb_score_tile_reach(user);
    bool               is_good = true;
    float              stars[LB_TILE_FILMS];
    reach.taste = copysignf(reach.taste, mix->taste);
    reach.stars = copysignf(reach.stars, mix->stars);
    for (int32_t first = 0; first < n_films && is_good; first += LB_TILE_FILMS) {
        LbTile tile = {.first = first, .n = lb_score_tile_length(first, n_films)};
        if (needs.affinity) tile.affinity[0] = bound + first;
        if (needs.stars) tile.stars[0] = stars;
        lb_score_tile_bound(user, &tile, reach);
        if (needs.mixed) lb_score_mix_apply(mix, user, first, tile.n, bound + first, stars);
        is_good = lb_score_are_numbers(bound + first, tile.n);
    }
    return is_good;
}

void lb_score_exactly(const LbUser *user, const LbRanking *ranking, const LbMix *mix,
                      const int32_t *film, int32_t n, float *score)
{
    const LbScoreNeeds needs = lb_score_mix_needs(user->model, ranking);
    for (int32_t i = 0; i < n; i++) {
        float stars;
        score_film(user, needs, mix, film[i], &score[i], needs.stars ? &stars : NULL);
    }
}
