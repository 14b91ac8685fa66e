/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/because.h"
#include "query/rank/recommend.h"
#include "tests/lb_fixture.h"
#include "tests/unit/query/small_model.h"

enum { FILMS = 400, SEEN = 30 };

/* Somebody who loved Amélie (0), liked Face/Off (1), merely watched Dracula (2) and disliked Alien
 * (4). */
static int32_t ann_film[]  = {0, 1, 2, 4};
static float   ann_stars[] = {5, 3.5F, NAN, 1};

static LbResolved ann(void)
{
    static int32_t watchlist[] = {3, 7};
    return (LbResolved){.film        = ann_film,
                        .stars       = ann_stars,
                        .n           = 4,
                        .n_rated     = 3,
                        .watchlist   = watchlist,
                        .n_watchlist = 2};
}

static LbPicks recommend(const LbModel *model, const LbResolved *person,
                         const LbCandidates *candidates, const LbRecommendSettings *settings)
{
    LbError        err         = {0};
    LbRecommender *recommender = NULL;
    LbPicks        picks;
    LB_ASSERT_OK(lb_recommend_new(&recommender, model, &err));
    LB_ASSERT_OK(lb_recommend(&picks, recommender, person, candidates, 1, settings, &err));
    lb_recommend_free(recommender);
    return picks;
}

static double sum_of(const LbBecause *because)
{
    double sum = because->base + because->others;
    for (int32_t i = 0; i < because->n; i++)
        sum += because->items[i].points;
    return sum;
}

/* What people are told of was liked, or not, by their own measure. */
static void check_grounds(const LbGrounds *grounds, const float *stars, int32_t each)
{
    assert_true(grounds->n_liked <= each);
    for (int32_t k = 0; k < grounds->n_liked; k++)
        assert_true((double)stars[grounds->liked[k]] > grounds->mean_stars);
    assert_true(grounds->disliked < 0 || (double)stars[grounds->disliked] < grounds->mean_stars);
}

/* Every pick of a model with all parts: shown and other points add up to the score as it is shown,
 * watchlist boost, novelty and all; the largest come first. */
static void check_picks(const LbPicks *picks, const float *stars, int32_t each)
{
    assert_true(picks->n > 0);
    for (int32_t i = 0; i < picks->n; i++) {
        const LbBecause *because = picks->items[i].because;
        double           share = 0, before = INFINITY;
        assert_non_null(because);
        assert_true(because->n <= each && because->n > 0);
        LB_ASSERT_NEAR(sum_of(because), picks->items[i].score, 2e-4);
        for (int32_t k = 0; k < because->n; k++) {
            const LbReason *reason = &because->items[k];
            assert_true(fabs(reason->points) <= before);
            assert_int_equal(reason->points < 0, reason->weight < 0);
            before = fabs(reason->points);
            share += fabs(reason->weight);
        }
        assert_true(share <= 1 + 1e-12);
        check_grounds(&because->grounds, stars, each);
        if (each >= SEEN) LB_ASSERT_NEAR(share, 1, 1e-9);
    }
}

static void because__points_add_up_to_the_score_shown(void **state)
{
    (void)state;
    LbFixture          *fixture = lb_fixture_new(FILMS, 12, 9);
    int32_t             film[SEEN], watchlist[SEEN];
    float               stars[SEEN];
    LbRecommendSettings settings = lb_recommend_defaults();
    for (int32_t i = 0; i < SEEN; i++) {
        film[i]      = 13 * i;
        watchlist[i] = 13 * i + 5;
        stars[i]     = i % 4 == 3 ? NAN : 0.5F * (float)(1 + i % 10);
    }
    LbResolved person = {.film        = film,
                         .stars       = stars,
                         .n           = SEEN,
                         .n_rated     = SEEN - SEEN / 4,
                         .watchlist   = watchlist,
                         .n_watchlist = SEEN};
    for (int turn = 0; turn < 4; turn++) {
        settings.explain         = turn % 2 == 0 ? 3 : 1000;
        settings.count           = 0;
        settings.novelty         = turn < 2 ? NAN : 0.7;
        settings.watchlist_boost = 2;
        settings.watchlist_only  = false;
        settings.diversity       = 0.5;
        LbPicks picks            = recommend(&fixture->model, &person, NULL, &settings);
        check_picks(&picks, stars, settings.explain);
        lb_picks_clear(&picks);
        settings.watchlist_only = true;
        picks                   = recommend(&fixture->model, &person, NULL, &settings);
        check_picks(&picks, stars, settings.explain);
        lb_picks_clear(&picks);
    }
    settings.explain = 0;
    LbPicks picks    = recommend(&fixture->model, &person, NULL, &settings);
    assert_null(picks.items[0].because);
    lb_picks_clear(&picks);
    lb_fixture_free(fixture);
}

static void because__unknown_candidates_have_none(void **state)
{
    (void)state;
    SmallModel          small;
    LbResolved          person   = ann();
    LbRecommendSettings settings = lb_recommend_defaults();
    LbCandidates        list     = {.film = (int32_t[]){-1, 3}, .n = 2};
    settings.explain             = 3;
    LbPicks picks                = recommend(small_model(&small), &person, &list, &settings);
    assert_int_equal(picks.n, 2);
    assert_non_null(picks.items[0].because);
    assert_null(picks.items[1].because);
    lb_picks_clear(&picks);
}

static LbStatus try_recommend(const LbModel *model, LbError *err)
{
    LbRecommender      *recommender = NULL;
    LbPicks             picks       = {0};
    LbResolved          person      = ann();
    LbRecommendSettings settings    = lb_recommend_defaults();
    settings.explain                = 3;
    settings.diversity              = 0.3;
    LbStatus st                     = lb_recommend_new(&recommender, model, err);
    if (st == LB_OK) st = lb_recommend(&picks, recommender, &person, NULL, 1, &settings, err);
    lb_picks_clear(&picks);
    lb_recommend_free(recommender);
    return st;
}

static void because__memory_running_out_leaves_nothing_behind(void **state)
{
    (void)state;
    LbError        err = {0};
    SmallModel     small;
    const LbModel *model = small_model(&small);
    LB_ASSERT_SURVIVES_NOMEM(try_recommend(model, &err), (void)0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(because__points_add_up_to_the_score_shown),
        cmocka_unit_test(because__unknown_candidates_have_none),
        cmocka_unit_test(because__memory_running_out_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
