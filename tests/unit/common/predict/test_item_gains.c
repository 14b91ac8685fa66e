/* SPDX-License-Identifier: MIT */
#include "common/predict/item_gains.h"

#include "tests/lb_test.h"

enum { N = 4, FILMS = 6 };

/* Films 1, 3, 4 and 5 take part, in another order. */
typedef struct Head {
    int32_t film[N], place[FILMS];
    int8_t  code[N * N];
    float   row_scale[N], root[N];
    LbModel model;
} Head;

static void make_head(Head *head)
{
    static const int32_t film[N] = {4, 1, 5, 3};
    memset(head, 0, sizeof *head);
    for (int f = 0; f < FILMS; f++)
        head->place[f] = -1;
    for (int i = 0; i < N; i++) {
        head->film[i]        = film[i];
        head->place[film[i]] = i;
        head->row_scale[i]   = 0.5F + 0.1F * (float)i;
        head->root[i]        = 1 + (float)i;
        for (int j = 0; j < N; j++)
            head->code[i * N + j] = (int8_t)(i == j ? 0 : 127 - 20 * i - 30 * j);
    }
    head->model.films.n_films = FILMS;
    head->model.items         = (LbItemHead){.n          = N,
                                             .film       = head->film,
                                             .place      = head->place,
                                             .code       = head->code,
                                             .row_scale  = head->row_scale,
                                             .root       = head->root,
                                             .gain       = 0.8,
                                             .half_films = 20};
}

static void item_gains__films_without_a_row_add_nothing(void **state)
{
    (void)state;
    Head head;
    make_head(&head);
    assert_int_equal(lb_item_gains_row(&head.model.items, 4), 0);
    assert_int_equal(lb_item_gains_row(&head.model.items, 0), -1);
    assert_true(lb_item_gains_correlation(&head.model.items, 0, 4) == 0);
    assert_true(lb_item_gains_weight(&head.model.items, 4, 2) == 0);
    assert_true(lb_item_gains_correlation(&head.model.items, 4, 4) == 0);
    head.place[0] = N; /* a damaged file */
    assert_int_equal(lb_item_gains_row(&head.model.items, 0), -1);
    assert_int_equal(lb_item_gains_row(&(LbItemHead){0}, 0), -1);
}

static void item_gains__sum_the_weights_of_the_films_seen(void **state)
{
    (void)state;
    Head    head;
    int32_t seen[]   = {1, 0, 5, 4};
    float   weight[] = {0.7F, 9, -1.5F, 0.2F};
    float   gain[FILMS], scratch[N];
    make_head(&head);
    assert_true(lb_item_gains_fill(gain, scratch, &head.model, seen, weight, 4));
    for (int32_t f = 0; f < FILMS; f++) {
        double expected = 0;
        for (int j = 0; j < 4; j++)
            expected += (double)weight[j] * lb_item_gains_weight(&head.model.items, seen[j], f);
        LB_ASSERT_NEAR(gain[f], expected, 1e-5);
    }
    assert_true(gain[0] == 0 && gain[2] == 0 && gain[3] != 0);
    /* 127 of 127 is a correlation as large as its row has. */
    double scale = (double)head.row_scale[0];
    LB_ASSERT_NEAR(lb_item_gains_correlation(&head.model.items, 4, 1), scale * pow(97.0 / 127, 3),
                   1e-12);
}

static void item_gains__notice_numbers_that_are_none(void **state)
{
    (void)state;
    Head    head;
    int32_t seen[]   = {1};
    float   weight[] = {1};
    float   gain[FILMS], scratch[N];
    make_head(&head);
    head.root[2] = 0;
    assert_false(lb_item_gains_fill(gain, scratch, &head.model, seen, weight, 1));
    make_head(&head);
    head.row_scale[1] = NAN;
    assert_false(lb_item_gains_fill(gain, scratch, &head.model, seen, weight, 1));
    make_head(&head);
    head.film[0] = -7;
    head.film[1] = FILMS;
    assert_true(lb_item_gains_fill(gain, scratch, &head.model, seen, weight, 1));
}

static void item_gains__count_for_less_where_little_is_known(void **state)
{
    (void)state;
    Head head;
    make_head(&head);
    LB_ASSERT_NEAR(lb_item_gains_share(&head.model.items, 20), 0.4, 1e-15);
    assert_true(lb_item_gains_share(&head.model.items, 1) < 1e-4);
    LB_ASSERT_NEAR(lb_item_gains_share(&head.model.items, 1e6), 0.8, 1e-12);
    head.model.items.half_films = 0;
    assert_true(lb_item_gains_share(&head.model.items, 1) == 0.8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(item_gains__films_without_a_row_add_nothing),
        cmocka_unit_test(item_gains__sum_the_weights_of_the_films_seen),
        cmocka_unit_test(item_gains__notice_numbers_that_are_none),
        cmocka_unit_test(item_gains__count_for_less_where_little_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
