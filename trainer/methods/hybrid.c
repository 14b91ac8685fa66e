/* SPDX-License-Identifier: MIT */
#include "trainer/methods/hybrid.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "trainer/matrix/own_rows.h"
#include "trainer/matrix/turn.h"
#include "trainer/methods/stages.h"
#include "trainer/methods/workspace.h"

#include <math.h>

enum { NEIGHBOURS_MOST = 250 };

static LbStatus halve_taste(LbFit *fit, LbError *err)
{
    return lb_fit_halve(fit, &fit->taste.factors, &fit->taste.half,
                        (size_t)fit->n_films * (size_t)fit->taste.rank, err);
}

static LbStatus halve_stars(LbFit *fit, LbError *err)
{
    return lb_fit_halve(fit, &fit->stars.factors, &fit->stars.half,
                        (size_t)fit->n_films * (size_t)fit->stars.rank, err);
}

static LbStatus halve_prior(LbFit *fit, LbError *err)
{
    LbStarsPrior *prior = &fit->stars.prior;
    return lb_fit_halve(fit, &prior->factors, &prior->half,
                        (size_t)fit->n_films * (size_t)prior->rank, err);
}

/* Item neighbours of the weighted ratings. */
static LbStatus fit_neighbours(LbWorkspace *work, const LbItemGram *gram, LbError *err)
{
    LbStatus            st    = LB_OK;
    LbNeighbourLists    lists = {0};
    LbFit              *fit   = work->fit;
    LbNeighbourSettings set   = work->settings->near;
    if (set.per_film == 0)
        set.per_film = lb_taste_numbers(fit->n_ratings, fit->n_films, NEIGHBOURS_MOST);
    LB_TRY(lb_neighbours_build(&lists, gram, &set, work->pool, work->reporter, err));
    fit->near = (LbNeighbours){.start      = lb_fit_own(fit, lists.start),
                               .neighbour  = lb_fit_own(fit, lists.neighbour),
                               .weight     = lb_fit_own(fit, lists.weight),
                               .share      = work->settings->near_share,
                               .half_films = work->settings->near_half};
cleanup:
    return st;
}

/* Item-item regression of full rank, where the data is large enough. */
static LbStatus fit_items(LbWorkspace *work, LbItemGram *gram, const LbItemHeadSettings *set,
                          LbError *err)
{
    LbStatus      st   = LB_OK;
    LbItemHeadFit head = {0};
    LbFit        *fit  = work->fit;
    LB_TRY(lb_item_head_fit(&head, gram, set, work->pool, work->reporter, err));
    fit->items = (LbItemHead){.n          = head.n,
                              .film       = lb_fit_own(fit, head.film),
                              .place      = lb_fit_own(fit, head.place),
                              .code       = lb_fit_own(fit, head.code),
                              .row_scale  = lb_fit_own(fit, head.row_scale),
                              .root       = lb_fit_own(fit, head.root),
                              .gain       = set->gain,
                              .half_films = set->half_films};
cleanup:
    return st;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* Of several ranks each has the films' rows that are its own; the Gram matrix needs whole profiles, and
 * gets them from those of its own people. */
static LbStatus keep_own_people(LbWorkspace *work, LbError *err)
{
    int64_t *whole = work->by_film.whole;
    if (whole == NULL) return LB_OK;
    work->by_film.whole = NULL;
    lb_csr_clear(&work->by_film);
    LbStatus st         = lb_turn_here(&work->by_film, &work->by_user, err);
    work->by_film.whole = whole;
    return st;
}

/* Both start from one Gram matrix, and from there on nothing needs the ratings. */
static LbStatus fit_item_weights(LbWorkspace *work, LbError *err)
{
    LbStatus                   st   = LB_OK;
    LbItemGram                 gram = {0};
    const LbNeighbourSettings *near = &work->settings->near;
    LbItemHeadSettings         head = work->settings->head;
    if (head.films < 0) head.films = lb_item_head_films(work->by_user.n_rows);
    LB_TRY(keep_own_people(work, err));
    lb_csr_clear(&work->by_user);
    LB_TRY(lb_item_gram_build(&gram, &work->by_film, larger(near->films_max, head.films),
                              head.films > 0 ? smaller(near->min_ratings, head.min_ratings)
                                             : near->min_ratings,
                              work->pool, work->reporter, err));
    LB_TRY(fit_neighbours(work, &gram, err));
    if (head.films > 0) LB_TRY(fit_items(work, &gram, &head, err));
cleanup:
    lb_item_gram_clear(&gram);
    return st;
}

/* Where people and films are expected; what locates new people goes into the fit. */
static LbStatus embed(LbEmbeddings *embeddings, LbWorkspace *work, LbError *err)
{
    LbFit           *fit    = work->fit;
    LbFactorSettings solver = {.svd = work->settings->svd};
    double           begin  = lb_clock_seconds();
    solver.svd.tolerance    = work->settings->taste.tolerance;
    LbStatus st = lb_embedding_fit(embeddings, &work->by_user, &work->settings->embedding, &solver,
                                   work->pool, work->reporter, err);
    if (st != LB_OK) return st;
    fit->stars.prior = (LbStarsPrior){.rank    = embeddings->films.rank,
                                      .factors = lb_fit_own(fit, embeddings->seen),
                                      .centre  = lb_fit_own(fit, embeddings->centre),
                                      .shrink  = work->settings->embedding.shrink};
    embeddings->seen = embeddings->centre = NULL;
    fit->svd_seconds += lb_clock_seconds() - begin;
    return LB_OK;
}

/* Films start where the embedding has them, at length 1 over all its factors. */
static LbStatus start_films(LbWorkspace *work, const LbEmbedding *films, LbError *err)
{
    LbBlockRange own    = lb_block_sum_range(work->pool, LB_BLOCKS);
    float        length = sqrtf((float)films->rank);
    size_t       width  = (size_t)work->films.k + 1;
    for (int32_t i = 0; i < films->n; i++) {
        float       *x   = work->films.x + (size_t)lb_own_row(own, i) * width;
        const float *row = films->row + (size_t)i * (size_t)films->rank;
        for (size_t j = 1; j < width; j++)
            x[j] = row[j - 1] / length;
    }
    return lb_own_rows_gather(work->films.x, width * sizeof *work->films.x, work->films.n, NULL,
                              lb_pool_comm(work->pool), err);
}

/* What is expected of people of whom little is known. */
static LbStatus fit_stages(LbWorkspace *work, const LbSide *users, LbError *err)
{
    LbStatus      st    = LB_OK;
    LbFit        *fit   = work->fit;
    LbStarsPrior *prior = &fit->stars.prior;
    LbAlsSettings fold  = work->settings->stars.fold;
    LbStagesTask  task  = {.by_user = &work->by_user,
                           .films   = &work->films,
                           .people  = users,
                           .seen    = prior->factors,
                           .centre  = prior->centre,
                           .rank    = prior->rank,
                           .shrink  = prior->shrink,
                           .map     = prior->map,
                           .prior   = &work->settings->stars.user_prior,
                           .fold    = &fold,
                           .seed    = work->settings->svd.seed};
    size_t        size  = ((size_t)prior->rank + 1) * ((size_t)users->k + 1);
    int32_t      *films = lb_fit_array(fit, LB_STAGES, sizeof *films);
    float        *map = NULL, *offset = NULL;
    if (films != NULL) map = lb_fit_array(fit, LB_STAGES * size, sizeof *map);
    if (map != NULL) offset = lb_fit_array(fit, LB_STAGES, sizeof *offset);
    if (offset == NULL) LB_FAIL(LB_ENOMEM, 0, "no memory for %d stages of a prior", LB_STAGES);
    fold.mean = fit->mean_stars;
    LB_TRY(lb_stages_fit(films, map, offset, &task, work->pool, err));
    prior->n_stages     = LB_STAGES;
    prior->stage_films  = films;
    prior->stage_map    = map;
    prior->stage_offset = offset;
cleanup:
    return st;
}

static LbStatus fit_stars_with_priors(LbWorkspace *work, LbError *err)
{
    LbStatus     st         = LB_OK;
    LbFit       *fit        = work->fit;
    LbEmbeddings embeddings = {0};
    LbSide       users      = {0};
    float       *map        = NULL;
    int32_t      rank = 0, k = work->settings->stars.rank;
    LB_TRY(embed(&embeddings, work, err));
    rank = fit->stars.prior.rank;
    if (k > rank) k = rank;
    LB_TRY(lb_workspace_new_films(work, k, err));
    LB_TRY(start_films(work, &embeddings.films, err));
    map = lb_fit_array(fit, ((size_t)rank + 1) * ((size_t)k + 1), sizeof *map);
    if (map == NULL) LB_FAIL(LB_ENOMEM, 0, "no memory for a map of %d embeddings", rank);
    LB_TRY(lb_workspace_fit_stars(work, &embeddings, map, &users, work->settings->stars, err));
    fit->stars.prior.map        = map;
    fit->stars.bias_ridge       = work->settings->stars.fold.bias_ridge;
    fit->stars.ridge            = work->settings->stars.fold.ridge;
    fit->stars.ridge_per_rating = work->settings->stars.fold.ridge_per_rating;
    if (rank > 0) LB_TRY(fit_stages(work, &users, err));
    LB_TRY(halve_prior(fit, err));
cleanup:
    free(users.x);
    lb_embedding_clear(&embeddings);
    return st;
}

static LbStatus learn(LbWorkspace *work, LbError *err)
{
    LbStatus st    = LB_OK;
    unsigned parts = work->settings->parts;
    LB_TRY(lb_workspace_load(work, LB_METHOD_HYBRID, true, err));
    if (parts & LB_PART_STARS) {
        LB_TRY(fit_stars_with_priors(work, err));
        LB_TRY(halve_stars(work->fit, err));
        free(work->films.x);
        work->films.x = NULL;
    }
    if (parts & LB_PART_AFFINITY) {
        LB_TRY(lb_workspace_fit_taste(work, err));
        LB_TRY(halve_taste(work->fit, err));
        LB_TRY(fit_item_weights(work, err));
    }
    work->fit->discovery = work->settings->discovery;
    work->fit->list      = work->settings->list;
    LB_TRY(lb_fit_measure_films(work->fit, err));
cleanup:
    return st;
}

LbStatus lb_hybrid_fit(LbFit **out, const LbTriplets *train, const LbFitSettings *settings,
                       LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbWorkspace work = {.train = train, .settings = settings, .pool = pool, .reporter = reporter};
    return lb_workspace_finish(&work, out, learn(&work, err));
}
