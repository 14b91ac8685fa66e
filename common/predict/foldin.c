/* SPDX-License-Identifier: MIT */
#include "common/predict/foldin.h"

#include "common/base/mem.h"
#include "common/dense/simd.h"

#include "common/predict/factor_rows.h"
#include "common/predict/item_gains.h"

#include <math.h>
#include <string.h>

enum { AHEAD = 4, LISTS_AHEAD = 2 };

/* The row of the vector's film j, and the fetching of one that comes later. */
static const float *row_of(const LbFactorRows *rows, const LbVector *vector, int32_t j, float *room)
{
    if (j + AHEAD < vector->n) lb_factor_rows_fetch(rows, vector->film[j + AHEAD]);
    return lb_factor_rows_get(rows, vector->film[j], 1, room);
}

/* The longest row that folding in sums up. */
static size_t longest_row(const LbModel *model)
{
    size_t longest = (size_t)model->stars.rank + 1;
    if (longest < (size_t)model->taste.rank) longest = (size_t)model->taste.rank;
    if (longest < (size_t)model->stars.prior.rank) longest = (size_t)model->stars.prior.rank;
    return longest;
}

static LbStatus allocate(LbUser *user, LbError *err)
{
    LbStatus       st      = LB_OK;
    const LbModel *model   = user->model;
    const size_t   n_films = (size_t)model->films.n_films, longest = longest_row(model);
    LB_ALLOC_ZEROED(user->taste, model->taste.rank);
    LB_ALLOC_ZEROED(user->stars, (size_t)model->stars.rank + 1);
    LB_ALLOC_ZEROED(user->expected, (size_t)model->stars.rank + 1);
    LB_ALLOC(user->scratch, n_films + 2 * longest);
    LB_ALLOC(user->sums, 2 * longest);
    if (model->near.start != NULL) LB_ALLOC_ZEROED(user->near, n_films);
    if (model->items.n > 0) LB_ALLOC_ZEROED(user->items, n_films);
    if (model->stars.film_bias != NULL) LB_TRY(lb_ridge_new(&user->ridge, model->stars.rank, err));
cleanup:
    return st;
}

LbStatus lb_foldin_new(LbUser **out, const LbModel *model, LbError *err)
{
    LbStatus st   = LB_OK;
    LbUser  *user = NULL;
    *out          = NULL;
    LB_ALLOC_ZEROED(user, 1);
    user->model = model;
    LB_TRY(allocate(user, err));
    *out = user;
    user = NULL;
cleanup:
    lb_foldin_free(user);
    return st;
}

void lb_foldin_free(LbUser *user)
{
    if (user == NULL) return;
    free(user->weight);
    free(user->taste);
    free(user->stars);
    free(user->expected);
    free(user->near);
    free(user->items);
    free(user->scratch);
    free(user->sums);
    lb_ridge_free(user->ridge);
    free(user);
}

/* sum += scale * row */
LB_CLONES static void add_row(double *sum, const float *row, double scale, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        sum[i] += scale * (double)row[i];
}

double lb_foldin_newness(const LbNewcomers *newcomers, int32_t n)
{
    double share = newcomers->half_films > 0 ? n / newcomers->half_films : 0;
    return newcomers->half_films > 0 ? 1 / (1 + share * share) : 0;
}

static void fill_weights(LbUser *user, const LbVector *vector)
{
    const LbTaste *taste  = &user->model->taste;
    const float   *fame   = user->model->films.fame;
    double         fresh  = lb_foldin_newness(&user->model->newcomers, vector->n);
    double         seen   = fresh * user->model->newcomers.seen;
    double         rarity = fresh * user->model->newcomers.rarity;
    for (int32_t j = 0; j < vector->n; j++) {
        double weight = taste->watched_weight + seen;
        if (!isnan(vector->stars[j])) {
            weight = ((double)vector->stars[j] - taste->shift) * taste->gain + seen;
            if (weight < taste->floor) weight = taste->floor;
        }
        if (fame != NULL && rarity != 0) weight *= exp(-rarity * (double)fame[vector->film[j]]);
        user->weight[j] = (float)weight;
    }
}

double lb_foldin_taste_weight(const LbTaste *taste, int32_t i, int32_t n)
{
    double s = taste->singular_values[i], soft = taste->soft_value;
    if (soft == 0) return 1;
    double few   = n > 0 ? taste->few_films / n : 0;
    double share = s * s + soft * soft * (1 + few * few);
    return s * s / share;
}

/* taste = spectral weight * sum of w_j input_scale_j factors_j. */
static void fold_taste(LbUser *user, const LbVector *vector)
{
    const LbTaste *taste = &user->model->taste;
    LbFactorRows   rows  = lb_factor_rows_of_taste(taste);
    double        *sum   = user->sums;
    for (int32_t i = 0; i < taste->rank; i++)
        sum[i] = 0;
    for (int32_t j = 0; j < vector->n; j++) {
        int64_t film   = vector->film[j];
        double  weight = user->weight[j];
        if (taste->input_scale != NULL) weight *= (double)taste->input_scale[film];
        add_row(sum, row_of(&rows, vector, j, user->scratch), weight, taste->rank);
    }
    for (int32_t i = 0; i < taste->rank; i++)
        user->taste[i] = (float)(lb_foldin_taste_weight(taste, i, vector->n) * sum[i]);
}

/* The neighbours of film `film`, none where a damaged file says something impossible. */
static int64_t neighbours_of(const LbModel *model, int32_t film, int64_t *from)
{
    const int64_t *start = model->near.start;
    int64_t        to    = start[film + 1];
    *from                = start[film];
    return *from < 0 || to > start[model->films.n_films] ? 0 : to - *from;
}

/* Weight of the neighbours in the affinity of a person of n films. */
static double near_share(const LbNeighbours *near, double n)
{
    double half = near->half_films;
    return near->share * (half > 0 ? n * n / (n * n + half * half) : 1);
}

/* gain of film[i] += scale weight[i]; numbers that are no films are passed over. */
static void add_list(float *restrict gain, int32_t         n_films, const int32_t *restrict film,
                     const float *restrict weight, int64_t n, float scale)
{
    for (int64_t i = 0; i < n; i++)
        if ((uint32_t)film[i] < (uint32_t)n_films) gain[film[i]] += scale * weight[i];
}

/* Have the list of the vector's film j fetched. */
static void fetch_list(const LbModel *model, const LbVector *vector, int32_t j)
{
    int64_t from = 0, n = j < vector->n ? neighbours_of(model, vector->film[j], &from) : 0;
    for (int64_t i = from; i < from + n; i += LB_LINE_FLOATS) {
        LB_PREFETCH(model->near.neighbour + i);
        LB_PREFETCH(model->near.weight + i);
    }
}

static void add_neighbours(LbUser *user, const LbVector *vector)
{
    user->near_share            = near_share(&user->model->near, vector->n);
    const LbNeighbours *near    = &user->model->near;
    const int32_t       n_films = user->model->films.n_films;
    memset(user->near, 0, (size_t)n_films * sizeof *user->near);
    for (int32_t j = 0; j < vector->n; j++) {
        int64_t from = 0, n = neighbours_of(user->model, vector->film[j], &from);
        fetch_list(user->model, vector, j + LISTS_AHEAD);
        if (user->weight[j] == 0) continue;
        add_list(user->near, n_films, near->neighbour + from, near->weight + from, n,
                 user->weight[j]);
    }
}

static bool are_finite(const float *values, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (!isfinite(values[i])) return false;
    return true;
}

/* Between stages `from` and `from + 1`, `share` of the way, by n films. */
typedef struct Stage {
    int32_t from;
    double  share;
} Stage;

static Stage stage_of(const LbStarsPrior *prior, int32_t n)
{
    const int32_t *films = prior->stage_films;
    Stage          stage = {0};
    if (n <= films[0]) return stage;
    while (stage.from + 1 < prior->n_stages && films[stage.from + 1] <= n)
        stage.from++;
    if (stage.from + 1 < prior->n_stages)
        stage.share = log((double)n / films[stage.from]) /
                      log((double)films[stage.from + 1] / films[stage.from]);
    return stage;
}

/* What is added to predicted stars of a person of n rated films. */
static double offset_of(const LbStarsPrior *prior, int32_t n)
{
    if (prior->n_stages == 0) return 0;
    Stage  stage = stage_of(prior, n);
    double from  = (double)prior->stage_offset[stage.from];
    if (stage.share == 0) return from;
    return from + stage.share * ((double)prior->stage_offset[stage.from + 1] - from);
}

/* expected += share * [1, place] map */
static void add_mapped(double *expected, const float *map, const double *place, double share,
                       int32_t rank, int32_t order)
{
    add_row(expected, map, share, order);
    for (int32_t i = 0; i < rank; i++)
        add_row(expected, map + (int64_t)(i + 1) * order, share * place[i], order);
}

/* The same by the map for a person of n films. */
static void apply_map(double *expected, const LbStarsPrior *prior, const double *place, int32_t n,
                      int32_t order)
{
    const int64_t size  = ((int64_t)prior->rank + 1) * order;
    const float  *map   = prior->map;
    Stage         stage = {0};
    if (prior->n_stages > 0) {
        stage = stage_of(prior, n);
        map   = prior->stage_map + stage.from * size;
    }
    add_mapped(expected, map, place, 1 - stage.share, prior->rank, order);
    if (stage.share > 0) add_mapped(expected, map + size, place, stage.share, prior->rank, order);
}

/* expected = [b_0, p_0], what the prior makes of the films seen. */
static void expect(LbUser *user, const LbVector *vector)
{
    const LbStarsPrior *prior    = &user->model->stars.prior;
    const LbFactorRows  rows     = lb_factor_rows_of_prior(prior);
    const int32_t       order    = user->model->stars.rank + 1;
    double             *seen     = user->sums;
    double             *expected = seen + longest_row(user->model);
    double              norm     = 0;
    memset(user->expected, 0, (size_t)order * sizeof *user->expected);
    if (prior->rank == 0) return;
    memset(seen, 0, (size_t)prior->rank * sizeof *seen);
    memset(expected, 0, (size_t)order * sizeof *expected);
    for (int32_t j = 0; j < vector->n; j++)
        add_row(seen, row_of(&rows, vector, j, user->scratch), 1, prior->rank);
    for (int32_t i = 0; i < prior->rank; i++)
        norm += seen[i] * seen[i];
    double scale = norm > 0 ? sqrt(prior->rank / norm) : 0;
    double own   = prior->shrink > 0 ? vector->n / (vector->n + prior->shrink) : 1;
    for (int32_t i = 0; i < prior->rank; i++) {
        double centre = prior->centre != NULL ? (double)prior->centre[i] : 0;
        seen[i]       = centre + own * (scale * seen[i] - centre);
    }
    apply_map(expected, prior, seen, vector->n, order);
    for (int32_t i = 0; i < order; i++)
        user->expected[i] = (float)expected[i];
}

/* Ridge regression of what mean and film biases leave on [1, factors], around the expectation. */
static LbStatus fold_stars(LbUser *user, const LbVector *vector, LbError *err)
{
    const LbStarsHead *head     = &user->model->stars;
    const double       mean     = user->model->info.mean_stars;
    const int32_t      order    = head->rank + 1;
    const LbFactorRows rows     = lb_factor_rows_of_stars(head);
    float             *solution = user->scratch, *penalty = solution + order;
    expect(user, vector);
    lb_ridge_begin(user->ridge, user->expected);
    for (int32_t j = 0; j < vector->n; j++) {
        if (isnan(vector->stars[j])) continue;
        int64_t film = vector->film[j];
        double  rest = (double)vector->stars[j] - mean - (double)head->film_bias[film];
        lb_ridge_add(user->ridge, row_of(&rows, vector, j, user->scratch), (float)rest);
    }
    penalty[0] = (float)head->bias_ridge;
    for (int32_t i = 1; i < order; i++)
        penalty[i] = (float)(head->ridge + head->ridge_per_rating * vector->n_rated);
    lb_ridge_finish(user->ridge, penalty, solution);
    if (!are_finite(user->expected, order)) return lb_model_refuse(err);
    /* Without a ridge the system may be singular: then the expectation is all we can say. */
    const bool   has_ridge = head->bias_ridge > 0 && penalty[order - 1] > 0;
    const float *found     = solution;
    if (!are_finite(solution, order)) {
        if (has_ridge) return lb_model_refuse(err);
        found = user->expected;
    }
    memcpy(user->stars, found, (size_t)order * sizeof *found);
    user->offset = offset_of(&head->prior, vector->n_rated);
    user->stars[0] += (float)user->offset;
    return LB_OK;
}

LbStatus lb_foldin_vector(LbUser *user, const LbVector *vector, LbError *err)
{
    LbStatus st = LB_OK;
    if (vector->n_rated == 0) LB_FAIL(LB_ENONE, 0, "no film of the profile is rated");
    LB_TRY(LB_GROW(&user->weight, &user->capacity, vector->n, err));
    user->vector = vector;
    fill_weights(user, vector);
    if (user->model->taste.rank > 0) fold_taste(user, vector);
    if (!are_finite(user->taste, user->model->taste.rank)) LB_TRY(lb_model_refuse(err));
    if (user->near != NULL) add_neighbours(user, vector);
    if (user->items != NULL) {
        user->items_share = lb_item_gains_share(&user->model->items, vector->n);
        if (!lb_item_gains_fill(user->items, user->scratch, user->model, vector->film, user->weight,
                                vector->n))
            LB_TRY(lb_model_refuse(err));
    }
    if (user->model->stars.film_bias != NULL) LB_TRY(fold_stars(user, vector, err));
cleanup:
    return st;
}
