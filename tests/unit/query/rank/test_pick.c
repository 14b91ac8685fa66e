/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/pick.h"

enum { LIST = 10, DRAWS = 5500 };

/* Films 0..LIST-1, then one that the model does not know. */
static LbPicks list(LbPick items[LIST + 1])
{
    for (int32_t i = 0; i < LIST; i++)
        items[i] = (LbPick){.film = i, .score = (float)(LIST - i)};
    items[LIST] = (LbPick){.film = -1, .score = NAN};
    return (LbPicks){.items = items, .n = LIST + 1};
}

static void pick__draws_by_place_in_the_list(void **state)
{
    (void)state;
    LbError err         = {0};
    int     drawn[LIST] = {0};
    LbPick  items[LIST + 1];
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        LbPicks picks = list(items);
        LB_ASSERT_OK(lb_pick_some(&picks, 1, seed, "ann", &err));
        assert_int_equal(picks.n, 1);
        drawn[picks.items[0].film]++;
    }
    /* 10/55, 9/55, ... 1/55 of the draws; 4 standard deviations of the first are 114 */
    for (int i = 0; i < LIST; i++)
        LB_ASSERT_NEAR(drawn[i], DRAWS * (LIST - i) / 55.0, 114);
}

static void pick__keeps_the_order_and_no_film_twice(void **state)
{
    (void)state;
    LbError err = {0};
    LbPick  items[LIST + 1];
    for (uint64_t seed = 0; seed < 200; seed++) {
        LbPicks picks = list(items);
        LB_ASSERT_OK(lb_pick_some(&picks, 4, seed, "ann", &err));
        assert_int_equal(picks.n, 4);
        for (int32_t i = 1; i < picks.n; i++)
            assert_true(picks.items[i].film > picks.items[i - 1].film);
        assert_true(picks.items[0].film >= 0);
    }
}

static void pick__same_seed_and_name_same_films(void **state)
{
    (void)state;
    LbError err         = {0};
    int     differences = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        LbPick  first_items[LIST + 1], second_items[LIST + 1], other_items[LIST + 1];
        LbPicks first = list(first_items), second = list(second_items), other = list(other_items);
        LB_ASSERT_OK(lb_pick_some(&first, 3, seed, "ann", &err));
        LB_ASSERT_OK(lb_pick_some(&second, 3, seed, "ann", &err));
        LB_ASSERT_OK(lb_pick_some(&other, 3, seed, "bob", &err));
        for (int32_t i = 0; i < 3; i++) {
            assert_int_equal(first.items[i].film, second.items[i].film);
            differences += first.items[i].film != other.items[i].film;
        }
    }
    assert_true(differences > 20);
}

static void pick__a_short_list_is_kept_whole(void **state)
{
    (void)state;
    LbError err = {0};
    LbPick  items[LIST + 1];
    LbPicks picks = list(items);
    LB_ASSERT_OK(lb_pick_some(&picks, 50, 1, "ann", &err));
    assert_int_equal(picks.n, LIST);
    assert_int_equal(picks.items[LIST - 1].film, LIST - 1);
    picks = (LbPicks){0};
    LB_ASSERT_OK(lb_pick_some(&picks, 1, 1, "ann", &err));
    assert_int_equal(picks.n, 0);
}

static void pick__survives_a_lack_of_memory(void **state)
{
    (void)state;
    LbError err = {0};
    LbPick  items[LIST + 1];
    LbPicks picks = list(items);
    LB_ASSERT_SURVIVES_NOMEM(lb_pick_some(&picks, 2, 7, "ann", &err), assert_int_equal(picks.n, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pick__draws_by_place_in_the_list),
        cmocka_unit_test(pick__keeps_the_order_and_no_film_twice),
        cmocka_unit_test(pick__same_seed_and_name_same_films),
        cmocka_unit_test(pick__a_short_list_is_kept_whole),
        cmocka_unit_test(pick__survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
