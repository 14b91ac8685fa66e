/* SPDX-License-Identifier: MIT */
#include "query/rank/recommend.h"

#include "common/base/mem.h"
#include "common/predict/score_batch.h"
#include "query/rank/because.h"
#include "query/rank/boost.h"
#include "query/rank/quota.h"
#include "query/rank/selection.h"
#include "query/rank/spread.h"

#include <math.h>

struct LbRecommender {
    const LbModel             *model;
    LbUser                    *users[LB_PEOPLE_MAX];
    const LbUser              *batch[LB_PEOPLE_MAX];  /* those with something rated */
    int32_t                    person[LB_PEOPLE_MAX]; /* whose batch[i] is */
    LbVector                   vectors[LB_PEOPLE_MAX];
    LbSelection                selections[LB_PEOPLE_MAX];
    const LbRecommendSettings *settings;
};

LbRecommendSettings lb_recommend_defaults(void)
{
    return (LbRecommendSettings){.count = 10, .watchlist_boost = 1.5, .novelty = NAN};
}

LbStatus lb_recommend_new(LbRecommender **out, const LbModel *model, LbError *err)
{
    LbStatus       st          = LB_OK;
    LbRecommender *recommender = NULL;
    *out                       = NULL;
    LB_ALLOC_ZEROED(recommender, 1);
    recommender->model = model;
    *out               = recommender;
cleanup:
    return st;
}

void lb_recommend_free(LbRecommender *recommender)
{
    if (recommender == NULL) return;
    for (int i = 0; i < LB_PEOPLE_MAX; i++)
        lb_foldin_free(recommender->users[i]);
    free(recommender);
}

/* What the model ranks by, with the person's say on novelty. */
static LbRanking ranking_of(const LbRecommendSettings *settings, const LbRanking *of_model)
{
    LbRanking ranking = *of_model;
    if (!isnan(settings->novelty)) ranking.novelty = settings->novelty;
    return ranking;
}

/* Spread the picks out, cut them to the count, and name the films that carried them. */
static LbStatus spread_and_explain(LbPicks *picks, const LbRecommendSettings *settings,
                                   const LbUser *user, const LbRanking *ranking, LbError *err)
{
    LbBecauseSettings because = {.ranking         = ranking,
                                 .each            = settings->explain,
                                 .watchlist_boost = settings->watchlist_boost};
    LbStatus          st = lb_quota_keep(picks, &user->model->films, settings->per_director, err);
    if (st == LB_OK)
        st = lb_spread_picks(picks, user->model, settings->diversity, settings->count, err);
    if (st != LB_OK || settings->explain <= 0) return st;
    return lb_because_find(picks, user, &because, err);
}

static void take_tile(void *ctx, int32_t user, int32_t first, int32_t n, const float *score,
                      const float *stars)
{
    LbRecommender *recommender = ctx;
    (void)stars;
    lb_selection_take(&recommender->selections[recommender->person[user]], first, n, score);
}

/* Picks of the films that made the list, with their predicted stars. */
static LbStatus finish(LbPicks *out, LbSelection *selection, const LbUser *user,
                       const LbResolved *person, LbError *err)
{
    LbStatus st    = LB_OK;
    int32_t  n     = lb_topk_finish(&selection->top);
    int32_t *films = NULL;
    float   *stars = NULL;
    LB_ALLOC(films, n);
    LB_ALLOC(stars, n);
    LB_ALLOC(out->items, n);
    for (int32_t i = 0; i < n; i++)
        films[i] = selection->top.heap[i].film;
    lb_score_some(user, NULL, films, n, NULL, stars);
    if (!lb_score_are_numbers(stars, n)) LB_TRY(lb_model_refuse(err));
    for (int32_t i = 0; i < n; i++)
        out->items[i] = (LbPick){.film            = films[i],
                                 .candidate       = -1,
                                 .score           = selection->top.heap[i].score,
                                 .stars           = stars[i],
                                 .is_on_watchlist = lb_resolve_wants(person, films[i])};
    out->n = n;
cleanup:
    free(films);
    free(stars);
    return st;
}

/* What the person has seen, and what they wish to see. */
static LbStatus open_selection(LbSelection *selection, int32_t count, const LbResolved *person,
                               const LbRecommendSettings *settings, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_selection_init(
        selection, count,
        (size_t)person->n + (size_t)person->n_watchlist + (size_t)settings->n_excluded, err));
    selection->filter = settings->filter;
    selection->boost  = settings->watchlist_boost;
    for (int32_t i = 0; i < person->n && !settings->include_watched; i++)
        lb_selection_add(selection, person->film[i], false);
    for (int32_t i = 0; i < settings->n_excluded; i++)
        lb_selection_add(selection, settings->excluded[i], false);
    for (int32_t i = 0; i < person->n_watchlist; i++)
        lb_selection_add(selection, person->watchlist[i], !settings->without_watchlist);
    lb_selection_begin(selection);
cleanup:
    return st;
}

static LbStatus open_selections(LbRecommender *recommender, const LbResolved *people,
                                int32_t n_batch, LbError *err)
{
    LbStatus                   st       = LB_OK;
    const LbRecommendSettings *settings = recommender->settings;
    int32_t                    n_films  = recommender->model->films.n_films;
    int32_t count = lb_spread_needs(settings->count, settings->diversity, n_films);
    count         = lb_quota_needs(count, settings->per_director, n_films);
    for (int32_t i = 0; i < n_batch; i++) {
        int32_t who = recommender->person[i];
        LB_TRY(open_selection(&recommender->selections[who], count, &people[who], settings, err));
    }
cleanup:
    return st;
}

/* Also after open_selections() has failed half-way: what it did not reach is zero. */
static void close_selections(LbRecommender *recommender)
{
    for (int32_t i = 0; i < LB_PEOPLE_MAX; i++)
        lb_selection_clear(&recommender->selections[i]);
}

/* Film by film where the model tells which; what it tells is the same for everybody, and then all
 * scores are needed for all. */
static LbStatus select_films(LbRecommender *recommender, int32_t n_batch, const LbRanking *ranking,
                             LbError *err)
{
    LbStatus st      = LB_OK;
    bool     is_done = true;
    for (int32_t i = 0; i < n_batch && is_done; i++)
        LB_TRY(lb_selection_sieve(&is_done, &recommender->selections[recommender->person[i]],
                                  recommender->batch[i], ranking, err));
    if (!is_done)
        LB_TRY(lb_score_batch(recommender->batch, n_batch, ranking, false, take_tile, recommender,
                              err));
cleanup:
    return st;
}

/* Rank all films for the people of the batch. */
static LbStatus rank_all(LbPicks *picks, LbRecommender *recommender, const LbResolved *people,
                         int32_t n_batch, LbError *err)
{
    LbStatus                   st       = LB_OK;
    const LbRecommendSettings *settings = recommender->settings;
    const LbRanking            ranking  = ranking_of(settings, &recommender->model->info.discovery);
    LB_TRY(open_selections(recommender, people, n_batch, err));
    LB_TRY(select_films(recommender, n_batch, &ranking, err));
    for (int32_t i = 0; i < n_batch; i++) {
        int32_t       who  = recommender->person[i];
        const LbUser *user = recommender->batch[i];
        LB_TRY(finish(&picks[who], &recommender->selections[who], user, &people[who], err));
        LB_TRY(spread_and_explain(&picks[who], settings, user, &ranking, err));
    }
cleanup:
    close_selections(recommender);
    return st;
}

static int best_first(const void *a, const void *b)
{
    const LbPick *x = a, *y = b;
    if ((x->film < 0) != (y->film < 0)) return x->film < 0 ? 1 : -1;
    if (x->film < 0) return (x->candidate > y->candidate) - (x->candidate < y->candidate);
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return (x->film > y->film) - (x->film < y->film);
}

/* Why a film named in a list cannot be picked. */
typedef enum Exclusion { EXCLUSION_NONE, EXCLUSION_WATCHED, EXCLUSION_ASKED } Exclusion;

static Exclusion exclusion_of(const LbResolved *person, const LbRecommendSettings *settings,
                              int32_t film)
{
    if (!settings->include_watched && lb_resolve_search(person->film, person->n, film) >= 0)
        return EXCLUSION_WATCHED;
    if (settings->without_watchlist && lb_resolve_wants(person, film)) return EXCLUSION_ASKED;
    for (int32_t i = 0; i < settings->n_excluded; i++)
        if (settings->excluded[i] == film) return EXCLUSION_ASKED;
    return EXCLUSION_NONE;
}

bool lb_recommend_may(const LbResolved *person, const LbRecommendSettings *settings, int32_t film)
{
    return exclusion_of(person, settings, film) == EXCLUSION_NONE &&
           lb_filter_check(settings->filter, film) == LB_FILTER_PASSES;
}

/* The films of a list that may be picked: known ones first, then those that the model lacks. */
static int32_t collect(LbPick *items, int32_t *n_known, const LbResolved *person,
                       const LbCandidates *list, const LbRecommendSettings *settings)
{
    int32_t n = 0;
    for (int32_t i = 0; i < list->n; i++) {
        int32_t film = list->film[i];
        if (film < 0 || !lb_recommend_may(person, settings, film)) continue;
        items[n++] = (LbPick){
            .film = film, .candidate = i, .is_on_watchlist = lb_resolve_wants(person, film)};
    }
    *n_known = n;
    for (int32_t i = 0; i < list->n && lb_filter_passes_unknown(settings->filter); i++)
        if (list->film[i] < 0)
            items[n++] = (LbPick){.film = -1, .candidate = i, .score = NAN, .stars = NAN};
    return n;
}

static LbStatus rank_list(LbPicks *out, const LbRecommender *recommender, const LbUser *user,
                          const LbResolved *person, const LbCandidates *list, LbError *err)
{
    LbStatus                   st       = LB_OK;
    const LbRecommendSettings *settings = recommender->settings;
    int32_t                   *films    = NULL;
    float                     *scores   = NULL; /* and, behind them, stars */
    int32_t                    n_known  = 0;
    const LbRanking            ranking  = ranking_of(settings, &recommender->model->info.list);
    LB_ALLOC(out->items, list->n);
    out->n = collect(out->items, &n_known, person, list, settings);
    LB_ALLOC(films, n_known);
    LB_ALLOC(scores, 2 * (size_t)n_known);
    float *stars = scores + n_known;
    for (int32_t i = 0; i < n_known; i++)
        films[i] = out->items[i].film;
    lb_score_some(user, &ranking, films, n_known, scores, stars);
    if (!lb_score_are_numbers(scores, 2 * n_known)) LB_TRY(lb_model_refuse(err));
    for (int32_t i = 0; i < n_known; i++) {
        LbPick *pick = &out->items[i];
        pick->score  = scores[i];
        if (pick->is_on_watchlist)
            pick->score = (float)lb_boost_score((double)scores[i], settings->watchlist_boost);
        pick->stars = stars[i];
    }
    if (out->n > 1) qsort(out->items, (size_t)out->n, sizeof *out->items, best_first);
    LB_TRY(spread_and_explain(out, settings, user, &ranking, err));
cleanup:
    free(films);
    free(scores);
    return st;
}

static LbCandidates watchlist_of(const LbResolved *person)
{
    return (LbCandidates){.film = person->watchlist, .n = person->n_watchlist};
}

/* Fold everybody in; those with something rated make the batch. */
static LbStatus fold(LbRecommender *recommender, const LbResolved *people, int32_t n,
                     int32_t *n_batch, LbError *err)
{
    *n_batch = 0;
    for (int32_t i = 0; i < n; i++) {
        LbStatus st = LB_OK;
        recommender->vectors[i] =
            (LbVector){people[i].film, people[i].stars, people[i].n, people[i].n_rated};
        if (people[i].n_rated == 0) continue;
        if (recommender->users[i] == NULL)
            st = lb_foldin_new(&recommender->users[i], recommender->model, err);
        if (st == LB_OK)
            st = lb_foldin_vector(recommender->users[i], &recommender->vectors[i], err);
        if (st != LB_OK) return st;
        recommender->batch[*n_batch]      = recommender->users[i];
        recommender->person[(*n_batch)++] = i;
    }
    return LB_OK;
}

LbStatus lb_recommend(LbPicks *picks, LbRecommender *recommender, const LbResolved *people,
                      const LbCandidates *candidates, int32_t n,
                      const LbRecommendSettings *settings, LbError *err)
{
    int32_t n_batch       = 0;
    recommender->settings = settings;
    for (int32_t i = 0; i < n; i++)
        picks[i] = (LbPicks){0};
    LbStatus st = fold(recommender, people, n, &n_batch, err);
    if (st != LB_OK || n_batch == 0) return st;
    if (candidates == NULL && !settings->watchlist_only)
        return rank_all(picks, recommender, people, n_batch, err);
    for (int32_t i = 0; i < n_batch && st == LB_OK; i++) {
        int32_t      who  = recommender->person[i];
        LbCandidates list = candidates != NULL ? candidates[who] : watchlist_of(&people[who]);
        st = rank_list(&picks[who], recommender, recommender->batch[i], &people[who], &list, err);
        for (int32_t p = 0; candidates == NULL && p < picks[who].n; p++)
            picks[who].items[p].candidate = -1;
    }
    return st;
}

void lb_recommend_count(LbLeftOut *out, const LbModel *model, const LbResolved *person,
                        const LbCandidates *candidates, const LbRecommendSettings *settings)
{
    LbCandidates list = candidates != NULL         ? *candidates
                        : settings->watchlist_only ? watchlist_of(person)
                                                   : (LbCandidates){.n = model->films.n_films};
    *out              = (LbLeftOut){.films = list.n};
    for (int32_t i = 0; i < list.n; i++) {
        int32_t film = list.film != NULL ? list.film[i] : i;
        if (film < 0) continue;
        Exclusion exclusion = exclusion_of(person, settings, film);
        if (exclusion == EXCLUSION_WATCHED)
            out->watched++;
        else if (exclusion == EXCLUSION_ASKED)
            out->excluded++;
        else
            out->by_filter[lb_filter_check(settings->filter, film)]++;
    }
}
