/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/similar.h"
#include "tests/unit/query/small_model.h"

#include <stdlib.h>

static void check_films(const LbPicks *picks, const int32_t *films, int32_t n)
{
    assert_int_equal(picks->n, n);
    for (int32_t i = 0; i < n; i++)
        assert_int_equal(picks->items[i].film, films[i]);
}

static void similar__ranks_by_cosine(void **state)
{
    (void)state;
    LbError             err = {0};
    SmallModel          small;
    LbPicks             picks;
    const LbModel      *model    = small_model(&small);
    LbRecommendSettings settings = lb_recommend_defaults();
    settings.count               = 0;
    LB_ASSERT_OK(lb_similar_films(&picks, model, 0, &settings, &err));
    check_films(&picks, (int32_t[]){1, 2, 3, 4, 5, 6, 7}, 7);
    for (int32_t i = 0; i < 7; i++) {
        LB_ASSERT_NEAR(picks.items[i].score, i < 3 ? 1 : 0, 1e-6);
        assert_true(isnan(picks.items[i].stars));
    }
    lb_picks_clear(&picks);
    settings.count     = 2;
    settings.diversity = 1;
    LB_ASSERT_OK(lb_similar_films(&picks, model, 0, &settings, &err));
    check_films(&picks, (int32_t[]){1, 4}, 2);
    lb_picks_clear(&picks);
}

static void similar__leaves_out_filtered_and_excluded_films(void **state)
{
    (void)state;
    static const int32_t excluded[] = {6, 1};
    LbError              err        = {0};
    SmallModel           small;
    LbPicks              picks;
    LbFilter            *filter   = NULL;
    const LbModel       *model    = small_model(&small);
    LbRecommendSettings  settings = lb_recommend_defaults();
    LbFilterSettings     known    = lb_filter_defaults();
    known.ratings_lo              = 10;
    LB_ASSERT_OK(lb_filter_new(&filter, &model->films, &known, &err));
    settings.filter     = filter;
    settings.excluded   = excluded;
    settings.n_excluded = 2;
    LB_ASSERT_OK(lb_similar_films(&picks, model, 0, &settings, &err));
    check_films(&picks, (int32_t[]){2, 4, 5}, 3);
    lb_picks_clear(&picks);
    lb_filter_free(filter);
}

static void similar__needs_components(void **state)
{
    (void)state;
    LbError             err = {0};
    SmallModel          small;
    LbPicks             picks;
    LbModel             model    = *small_model(&small);
    LbRecommendSettings settings = lb_recommend_defaults();
    model.taste.rank             = 0;
    LB_ASSERT_FAILS(lb_similar_films(&picks, &model, 0, &settings, &err), LB_EDATA, "components");
    lb_picks_clear(&picks);
}

static LbStatus try_similar(const LbModel *model, LbError *err)
{
    LbPicks             picks    = {0};
    LbRecommendSettings settings = lb_recommend_defaults();
    settings.diversity           = 0.5;
    LbStatus st                  = lb_similar_films(&picks, model, 0, &settings, err);
    lb_picks_clear(&picks);
    return st;
}

static void similar__memory_running_out_leaves_nothing_behind(void **state)
{
    (void)state;
    LbError        err = {0};
    SmallModel     small;
    const LbModel *model = small_model(&small);
    LB_ASSERT_SURVIVES_NOMEM(try_similar(model, &err), (void)0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(similar__ranks_by_cosine),
        cmocka_unit_test(similar__leaves_out_filtered_and_excluded_films),
        cmocka_unit_test(similar__needs_components),
        cmocka_unit_test(similar__memory_running_out_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
