/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/quota.h"
#include "tests/unit/query/small_model.h"

/* The films that are left, in order. */
static LbStatus keep(int32_t *films, int32_t *n, const LbFilms *model, int32_t per_director,
                     LbError *err)
{
    LbPick   items[] = {{.film = 2}, {.film = 1},  {.film = 3},
                        {.film = 5}, {.film = -1}, {.film = 0}};
    LbPicks  picks   = {.items = items, .n = 6};
    LbStatus st      = lb_quota_keep(&picks, model, per_director, err);
    *n               = picks.n;
    for (int32_t i = 0; i < picks.n; i++)
        films[i] = picks.items[i].film;
    return st;
}

static void quota__keeps_the_first_of_each_director(void **state)
{
    (void)state;
    static const int32_t start[] = {0, 1, 3, 4, 4, 4, 5, 5, 5}, item[] = {0, 0, 1, 1, 2};
    LbError              err = {0};
    int32_t              films[6], n = 0;
    SmallModel           small;
    small_model_with_ids(&small);
    LbFilms *model   = &small.model.films;
    model->directors = (LbLists){start, item};
    LB_ASSERT_OK(keep(films, &n, model, 0, &err));
    assert_int_equal(n, 6);
    /* 2 is by 1; 1, by 0 and 1, has no place left, and takes none of 0's; nobody knows of 3. */
    LB_ASSERT_OK(keep(films, &n, model, 1, &err));
    assert_int_equal(n, 5);
    assert_int_equal(films[0], 2);
    assert_int_equal(films[1], 3);
    assert_int_equal(films[2], 5);
    assert_int_equal(films[3], -1);
    assert_int_equal(films[4], 0);
    LB_ASSERT_OK(keep(films, &n, model, 2, &err));
    assert_int_equal(n, 6);
}

static void quota__needs_all_films_to_choose_from(void **state)
{
    (void)state;
    assert_int_equal(lb_quota_needs(10, 0, 500), 10);
    assert_int_equal(lb_quota_needs(10, 1, 500), 500);
}

static void quota__survives_failing_allocations(void **state)
{
    (void)state;
    LbError    err = {0};
    int32_t    films[6], n = 0;
    SmallModel small;
    LB_ASSERT_SURVIVES_NOMEM(keep(films, &n, &small_model_with_ids(&small)->films, 1, &err), );
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quota__keeps_the_first_of_each_director),
        cmocka_unit_test(quota__needs_all_films_to_choose_from),
        cmocka_unit_test(quota__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
