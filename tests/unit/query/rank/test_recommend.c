/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/model/model_schema.h"
#include "query/rank/recommend.h"
#include "query/rank/similar.h"
#include "tests/lb_fixture.h"
#include "tests/unit/query/small_model.h"

#include <stdlib.h>

/* Somebody who loved Amélie (0) and disliked Alien (4): scores 1.5, 1, .5 for films 1, 2, 3 and
 * -0.75, -0.5, -0.25 for 5, 6, 7. */
static int32_t ann_film[]      = {0, 4};
static float   ann_stars[]     = {5, 2};
static int32_t ann_watchlist[] = {3, 7};

static LbResolved ann(void)
{
    return (LbResolved){.film        = ann_film,
                        .stars       = ann_stars,
                        .n           = 2,
                        .n_rated     = 2,
                        .watchlist   = ann_watchlist,
                        .n_watchlist = 2};
}

static void check_films(const LbPicks *picks, const int32_t *films, int32_t n)
{
    assert_int_equal(picks->n, n);
    for (int32_t i = 0; i < n; i++)
        assert_int_equal(picks->items[i].film, films[i]);
}

static LbPicks recommend(const LbResolved *person, const LbCandidates *candidates,
                         const LbRecommendSettings *settings)
{
    LbError        err = {0};
    SmallModel     small;
    LbRecommender *recommender = NULL;
    LbPicks        picks;
    LB_ASSERT_OK(lb_recommend_new(&recommender, small_model(&small), &err));
    LB_ASSERT_OK(lb_recommend(&picks, recommender, person, candidates, 1, settings, &err));
    lb_recommend_free(recommender);
    return picks;
}

static void recommend__ranks_what_is_not_watched(void **state)
{
    (void)state;
    LbResolved          person   = ann();
    LbRecommendSettings settings = lb_recommend_defaults();
    settings.watchlist_boost     = 1;
    LbPicks picks                = recommend(&person, NULL, &settings);
    check_films(&picks, (int32_t[]){1, 2, 3, 7, 6, 5}, 6);
    LB_ASSERT_NEAR(picks.items[0].score, 1.5, 1e-6);
    LB_ASSERT_NEAR(picks.items[5].score, -0.75, 1e-6);
    assert_true(picks.items[2].is_on_watchlist);
    assert_false(picks.items[0].is_on_watchlist);
    assert_int_equal(picks.items[0].candidate, -1);
    for (int32_t i = 0; i < picks.n; i++)
        assert_true(picks.items[i].stars >= 0.5F && picks.items[i].stars <= 5);
    lb_picks_clear(&picks);
    settings.count = 2;
    picks          = recommend(&person, NULL, &settings);
    check_films(&picks, (int32_t[]){1, 2}, 2);
    lb_picks_clear(&picks);
    settings.count           = 0;
    settings.include_watched = true;
    picks                    = recommend(&person, NULL, &settings);
    check_films(&picks, (int32_t[]){0, 1, 2, 3, 7, 6, 5, 4}, 8);
    lb_picks_clear(&picks);
}

static void recommend__boost_never_worsens_a_film(void **state)
{
    (void)state;
    LbResolved          person   = ann();
    LbRecommendSettings settings = lb_recommend_defaults();
    settings.watchlist_boost     = 4;
    LbPicks picks                = recommend(&person, NULL, &settings);
    check_films(&picks, (int32_t[]){3, 1, 2, 7, 6, 5}, 6);
    LB_ASSERT_NEAR(picks.items[0].score, 2.0, 1e-6);     /* 0.5 * 4 */
    LB_ASSERT_NEAR(picks.items[3].score, -0.0625, 1e-6); /* -0.25 / 4 */
    lb_picks_clear(&picks);
    person.watchlist   = (int32_t[]){5}; /* the worst one gains too */
    person.n_watchlist = 1;
    picks              = recommend(&person, NULL, &settings);
    check_films(&picks, (int32_t[]){1, 2, 3, 5, 7, 6}, 6);
    lb_picks_clear(&picks);
}

static void recommend__watchlist_alone_or_not_at_all(void **state)
{
    (void)state;
    LbResolved          person   = ann();
    LbRecommendSettings settings = lb_recommend_defaults();
    settings.watchlist_only      = true;
    LbPicks picks                = recommend(&person, NULL, &settings);
    check_films(&picks, (int32_t[]){3, 7}, 2);
    LB_ASSERT_NEAR(picks.items[0].score, 0.75, 1e-6);
    lb_picks_clear(&picks);
    settings.watchlist_only    = false;
    settings.without_watchlist = true;
    picks                      = recommend(&person, NULL, &settings);
    check_films(&picks, (int32_t[]){1, 2, 6, 5}, 4);
    lb_picks_clear(&picks);
    person.watchlist        = (int32_t[]){3, 4}; /* watched since */
    settings                = lb_recommend_defaults();
    settings.watchlist_only = true;
    picks                   = recommend(&person, NULL, &settings);
    check_films(&picks, (int32_t[]){3}, 1);
    lb_picks_clear(&picks);
    settings.include_watched = true;
    picks                    = recommend(&person, NULL, &settings);
    check_films(&picks, (int32_t[]){3, 4}, 2);
    lb_picks_clear(&picks);
}

static void recommend__leaves_out_filtered_and_excluded_films(void **state)
{
    (void)state;
    LbError             err = {0};
    SmallModel          small;
    LbResolved          person     = ann();
    LbRecommendSettings settings   = lb_recommend_defaults();
    LbFilterSettings    old        = lb_filter_defaults();
    LbFilter           *filter     = NULL;
    const int32_t       excluded[] = {7, 1};
    old.year_hi                    = 2005;
    LB_ASSERT_OK(lb_filter_new(&filter, &small_model(&small)->films, &old, &err));
    settings.filter     = filter;
    settings.excluded   = excluded;
    settings.n_excluded = 2;
    LbPicks picks       = recommend(&person, NULL, &settings);
    check_films(&picks, (int32_t[]){6, 5}, 2);
    lb_picks_clear(&picks);
    settings.watchlist_only = true;
    picks                   = recommend(&person, NULL, &settings);
    check_films(&picks, NULL, 0);
    lb_picks_clear(&picks);
    LbLeftOut left;
    lb_recommend_count(&left, small_model(&small), &person, NULL, &settings);
    assert_int_equal(left.films, 2);
    assert_int_equal(left.excluded, 1);
    assert_int_equal(left.by_filter[LB_FILTER_YEAR], 1);
    settings.watchlist_only = false;
    lb_recommend_count(&left, small_model(&small), &person, NULL, &settings);
    assert_int_equal(left.films, 8);
    assert_int_equal(left.watched, 2);
    assert_int_equal(left.excluded, 2);
    assert_int_equal(left.by_filter[LB_FILTER_YEAR], 2);
    assert_int_equal(left.by_filter[LB_FILTER_PASSES], 2);
    lb_filter_free(filter);
}

static void recommend__candidates_known_first(void **state)
{
    (void)state;
    LbResolved          person   = ann();
    LbRecommendSettings settings = lb_recommend_defaults();
    int32_t             film[]   = {-1, 5, 4, 2, -1, 3};
    LbCandidates        list     = {.film = film, .n = 6};
    settings.count               = 0;
    LbPicks picks                = recommend(&person, &list, &settings);
    check_films(&picks, (int32_t[]){2, 3, 5, -1, -1}, 5); /* 4 is watched */
    assert_int_equal(picks.items[0].candidate, 3);
    LB_ASSERT_NEAR(picks.items[1].score, 0.75, 1e-6); /* boosted */
    assert_int_equal(picks.items[3].candidate, 0);
    assert_int_equal(picks.items[4].candidate, 4);
    assert_true(isnan(picks.items[3].score) && isnan(picks.items[3].stars));
    lb_picks_clear(&picks);
    settings.count = 1;
    picks          = recommend(&person, &list, &settings);
    check_films(&picks, (int32_t[]){2}, 1);
    lb_picks_clear(&picks);
    list.n = 0;
    picks  = recommend(&person, &list, &settings);
    assert_int_equal(picks.n, 0);
    lb_picks_clear(&picks);
}

static void check_equal(const LbPicks *a, const LbPicks *b)
{
    assert_int_equal(a->n, b->n);
    for (int32_t i = 0; i < a->n; i++) {
        assert_int_equal(a->items[i].film, b->items[i].film);
        assert_true(a->items[i].score == b->items[i].score);
    }
}

static void recommend__people_do_not_disturb_each_other(void **state)
{
    (void)state;
    LbError             err = {0};
    SmallModel          small;
    LbRecommender      *recommender = NULL;
    LbRecommendSettings settings    = lb_recommend_defaults();
    float               unrated[]   = {NAN, NAN};
    LbResolved          people[LB_PEOPLE_MAX];
    LbPicks             picks[LB_PEOPLE_MAX], alone = {0};
    for (int i = 0; i < LB_PEOPLE_MAX; i++)
        people[i] = ann();
    people[1].stars   = unrated;
    people[1].n_rated = 0;
    people[2].n       = 1;
    people[2].n_rated = 1;
    people[3].n = people[3].n_rated = people[3].n_watchlist = 0;
    LB_ASSERT_OK(lb_recommend_new(&recommender, small_model(&small), &err));
    LB_ASSERT_OK(lb_recommend(picks, recommender, people, NULL, LB_PEOPLE_MAX, &settings, &err));
    for (int i = 0; i < LB_PEOPLE_MAX; i++) {
        LB_ASSERT_OK(lb_recommend(&alone, recommender, &people[i], NULL, 1, &settings, &err));
        check_equal(&picks[i], &alone);
        lb_picks_clear(&alone);
    }
    assert_int_equal(picks[1].n, 0); /* watched, not rated */
    assert_int_equal(picks[2].n, 7);
    assert_int_equal(picks[7].n, 6);
    for (int i = 0; i < LB_PEOPLE_MAX; i++)
        lb_picks_clear(&picks[i]);
    lb_recommend_free(recommender);
}

static LbStatus recommend_once(LbPicks *picks, const LbModel *model, const LbResolved *person,
                               const LbCandidates *candidates, LbError *err)
{
    LbRecommender      *recommender = NULL;
    LbRecommendSettings settings    = lb_recommend_defaults();
    LbStatus            st          = lb_recommend_new(&recommender, model, err);
    *picks                          = (LbPicks){0};
    if (st == LB_OK) st = lb_recommend(picks, recommender, person, candidates, 1, &settings, err);
    lb_recommend_free(recommender);
    if (st != LB_OK) lb_picks_clear(picks);
    return st;
}

static void recommend__survives_failing_allocations(void **state)
{
    (void)state;
    LbError        err = {0};
    SmallModel     small;
    const LbModel *model  = small_model(&small);
    LbResolved     person = ann();
    int32_t        film[] = {1, -1};
    LbCandidates   list   = {.film = film, .n = 2};
    LbPicks        picks;
    LB_ASSERT_SURVIVES_NOMEM(recommend_once(&picks, model, &person, NULL, &err),
                             lb_picks_clear(&picks));
    LB_ASSERT_SURVIVES_NOMEM(recommend_once(&picks, model, &person, &list, &err),
                             lb_picks_clear(&picks));
}

enum { FILMS = 700 };

static bool is_same(const LbPicks *a, const LbPicks *b)
{
    bool same = a->n == b->n;
    for (int32_t i = 0; same && i < a->n; i++)
        same = a->items[i].film == b->items[i].film && a->items[i].score == b->items[i].score &&
               (isnan(a->items[i].stars) || a->items[i].stars == b->items[i].stars);
    return same;
}

/* All films, a list of films, and films like another one. */
static LbStatus ask(LbPicks picks[3], const LbModel *model, LbError *err)
{
    static int32_t      film[]      = {0, 7, 20, 41, 59};
    static float        star[]      = {5, 1, 4, 0.5F, 3};
    static int32_t      list[]      = {1, 2, 30, 40};
    LbStatus            st          = LB_OK;
    LbResolved          person      = {.film = film, .stars = star, .n = 5, .n_rated = 5};
    LbCandidates        some        = {.film = list, .n = 4};
    LbRecommender      *recommender = NULL;
    LbRecommendSettings settings    = lb_recommend_defaults();
    LB_TRY(lb_recommend_new(&recommender, model, err));
    LB_TRY(lb_recommend(&picks[0], recommender, &person, NULL, 1, &settings, err));
    LB_TRY(lb_recommend(&picks[1], recommender, &person, &some, 1, &settings, err));
    LB_TRY(lb_similar_films(&picks[2], model, 0, &settings, err));
cleanup:
    lb_recommend_free(recommender);
    return st;
}

static void clear(LbPicks picks[3])
{
    for (int i = 0; i < 3; i++)
        lb_picks_clear(&picks[i]);
}

/* Whatever number of a model is none: the model is refused, or nothing depends on that number. */
static void recommend__refuses_numbers_that_are_none(void **state)
{
    (void)state;
    LbError    err      = {0};
    LbPicks    right[3] = {{0}};
    int        refused  = 0;
    LbFixture *fixture  = lb_fixture_new(FILMS, 12, 5);
    lb_fixture_add_norms(fixture);
    LbModel model = fixture->model;
    LB_ASSERT_OK(ask(right, &model, &err));
    for (int i = 0; i < lb_model_schema_n_datasets; i++) {
        const LbDataset *set = &lb_model_schema_datasets[i];
        if (set->element != LB_ELEMENT_F32 || lb_model_schema_array(&model, set) == NULL) continue;
        int64_t n = lb_model_schema_extent(&model, set, set->rows) *
                    lb_model_schema_extent(&model, set, set->cols);
        float *copy = malloc((size_t)n * sizeof *copy);
        assert_non_null(copy);
        const void *array = lb_model_schema_array(&model, set);
        for (int64_t at = 0; at < n; at += 1 + n / 50) {
            LbPicks picks[3] = {{0}};
            memcpy(copy, array, (size_t)n * sizeof *copy);
            copy[at] = at % 2 == 0 ? (float)NAN : (float)-INFINITY;
            lb_model_schema_set_array(&model, set, copy);
            LbStatus st = ask(picks, &model, &err);
            if (st == LB_EDATA)
                refused++;
            else
                for (int k = 0; k < 3; k++)
                    assert_true(st == LB_OK && is_same(&right[k], &picks[k]));
            clear(picks);
        }
        lb_model_schema_set_array(&model, set, array);
        free(copy);
    }
    assert_true(refused > 100);
    clear(right);
    lb_fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recommend__ranks_what_is_not_watched),
        cmocka_unit_test(recommend__boost_never_worsens_a_film),
        cmocka_unit_test(recommend__watchlist_alone_or_not_at_all),
        cmocka_unit_test(recommend__leaves_out_filtered_and_excluded_films),
        cmocka_unit_test(recommend__candidates_known_first),
        cmocka_unit_test(recommend__people_do_not_disturb_each_other),
        cmocka_unit_test(recommend__survives_failing_allocations),
        cmocka_unit_test(recommend__refuses_numbers_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
