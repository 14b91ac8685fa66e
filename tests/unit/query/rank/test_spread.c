/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/spread.h"
#include "tests/unit/query/small_model.h"

#include <stdlib.h>

/* Films 0..3 of one taste, then 4..7 of the other: cosines are 1 within a taste, 0 across. */
static LbPicks some_picks(LbPick *items, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        items[i] = (LbPick){.film = i, .candidate = i, .score = 10 - (float)i};
    return (LbPicks){.items = items, .n = n};
}

static void check_films(const LbPicks *picks, const int32_t *films, int32_t n)
{
    assert_int_equal(picks->n, n);
    for (int32_t i = 0; i < n; i++)
        assert_int_equal(picks->items[i].film, films[i]);
}

static void spread__nothing_changes_without_diversity(void **state)
{
    (void)state;
    LbError    err = {0};
    SmallModel small;
    LbPick     items[SMALL_FILMS];
    LbPicks    picks = some_picks(items, SMALL_FILMS);
    LB_ASSERT_OK(lb_spread_picks(&picks, small_model(&small), 0, 0, &err));
    check_films(&picks, (int32_t[]){0, 1, 2, 3, 4, 5, 6, 7}, 8);
    LB_ASSERT_OK(lb_spread_picks(&picks, small_model(&small), 0, 3, &err));
    check_films(&picks, (int32_t[]){0, 1, 2}, 3);
}

/* Scaled scores are 1, 6/7, 5/7, 4/7, 3/7, 2/7, 1/7, 0. With d = 0.5 the second position goes to
 * film 4 (0.5 * 3/7 against 0.5 * 6/7 - 0.5), the third to film 1 (-1/14, as all have a likeness of
 * 1 now). */
static void spread__trades_score_for_difference(void **state)
{
    (void)state;
    LbError    err = {0};
    SmallModel small;
    LbPick     items[SMALL_FILMS];
    LbPicks    picks = some_picks(items, SMALL_FILMS);
    LB_ASSERT_OK(lb_spread_picks(&picks, small_model(&small), 0.5, 4, &err));
    check_films(&picks, (int32_t[]){0, 4, 1, 2}, 4);
    LB_ASSERT_NEAR(picks.items[1].score, 6, 0); /* scores stay */
    picks = some_picks(items, SMALL_FILMS);
    LB_ASSERT_OK(lb_spread_picks(&picks, small_model(&small), 1, 0, &err));
    check_films(&picks, (int32_t[]){0, 4, 1, 2, 3, 5, 6, 7}, 8); /* ties: the better score */
    picks = some_picks(items, SMALL_FILMS);
    LB_ASSERT_OK(lb_spread_picks(&picks, small_model(&small), 0.1, 3, &err));
    check_films(&picks, (int32_t[]){0, 1, 2}, 3); /* 0.9 * 6/7 - 0.1 beats 0.9 * 3/7 */
}

static void spread__unknown_films_stay_behind(void **state)
{
    (void)state;
    LbError    err = {0};
    SmallModel small;
    LbPick     items[SMALL_FILMS];
    LbPicks    picks = some_picks(items, 7);
    items[6]         = (LbPick){.film = -1, .score = NAN};
    LB_ASSERT_OK(lb_spread_picks(&picks, small_model(&small), 1, 0, &err));
    check_films(&picks, (int32_t[]){0, 4, 1, 2, 3, 5, -1}, 7);
}

static void spread__equal_scores_and_short_lists(void **state)
{
    (void)state;
    LbError    err = {0};
    SmallModel small;
    LbPick     items[SMALL_FILMS];
    LbPicks    picks = some_picks(items, SMALL_FILMS);
    for (int32_t i = 0; i < SMALL_FILMS; i++)
        items[i].score = 2;
    LB_ASSERT_OK(lb_spread_picks(&picks, small_model(&small), 0.2, 2, &err));
    check_films(&picks, (int32_t[]){0, 4}, 2);
    picks = some_picks(items, 0);
    LB_ASSERT_OK(lb_spread_picks(&picks, small_model(&small), 0.5, 10, &err));
    assert_int_equal(picks.n, 0);
    LbModel biases    = *small_model(&small);
    biases.taste.rank = 0; /* no space to compare films in: as it was */
    picks             = some_picks(items, SMALL_FILMS);
    LB_ASSERT_OK(lb_spread_picks(&picks, &biases, 1, 2, &err));
    check_films(&picks, (int32_t[]){0, 1}, 2);
}

/* Beyond the best LB_SPREAD_AMONG nothing moves, however different it is. */
static void spread__chooses_among_the_best_only(void **state)
{
    (void)state;
    enum { N = LB_SPREAD_AMONG + 5 };
    LbError    err = {0};
    SmallModel small;
    LbPick    *items = calloc(N, sizeof *items);
    assert_non_null(items);
    LbPicks picks = {.items = items, .n = N};
    for (int32_t i = 0; i < N; i++)
        items[i] = (LbPick){.film = i < LB_SPREAD_AMONG ? i % 4 : 4, .score = (float)(N - i)};
    LB_ASSERT_OK(lb_spread_picks(&picks, small_model(&small), 1, 0, &err));
    assert_int_equal(picks.n, N);
    for (int32_t i = 0; i < N; i++)
        assert_int_equal(picks.items[i].film == 4, i >= LB_SPREAD_AMONG);
    free(items);
}

static void spread__memory_running_out_leaves_the_list(void **state)
{
    (void)state;
    LbError    err = {0};
    SmallModel small;
    LbPick     items[SMALL_FILMS];
    LbPicks    picks = some_picks(items, SMALL_FILMS);
    LB_ASSERT_SURVIVES_NOMEM(lb_spread_picks(&picks, small_model(&small), 0.5, 4, &err),
                             check_films(&picks, (int32_t[]){0, 4, 1, 2}, 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spread__nothing_changes_without_diversity),
        cmocka_unit_test(spread__trades_score_for_difference),
        cmocka_unit_test(spread__unknown_films_stay_behind),
        cmocka_unit_test(spread__equal_scores_and_short_lists),
        cmocka_unit_test(spread__chooses_among_the_best_only),
        cmocka_unit_test(spread__memory_running_out_leaves_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
