/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/topk.h"

static void check(const float *score, int32_t n, int32_t k, const int32_t *expected,
                  int32_t n_expected)
{
    LbError err = {0};
    LbTopK  top;
    LB_ASSERT_OK(lb_topk_init(&top, k, &err));
    for (int32_t i = 0; i < n; i++)
        if (!(score[i] <= lb_topk_threshold(&top))) lb_topk_offer(&top, score[i], i);
    assert_int_equal(lb_topk_finish(&top), n_expected);
    for (int32_t i = 0; i < n_expected; i++)
        assert_int_equal(top.heap[i].film, expected[i]);
    lb_topk_clear(&top);
}

static void topk__best_first_ties_by_film(void **state)
{
    (void)state;
    const float   score[]    = {1, 5, 5, -2, 5, 3, 0, 9};
    const int32_t three[]    = {7, 1, 2};
    const int32_t everyone[] = {7, 1, 2, 4, 5, 0, 6, 3};
    check(score, 8, 3, three, 3);
    check(score, 8, 20, everyone, 8);
    check(score, 8, 0, NULL, 0);
    check(score, 0, 3, NULL, 0);
}

static void topk__nan_never_enters_and_negatives_do(void **state)
{
    (void)state;
    const float   score[] = {NAN, -3, NAN, -1, -INFINITY};
    const int32_t order[] = {3, 1};
    check(score, 5, 2, order, 2);
}

static void topk__agrees_with_a_full_sort(void **state)
{
    (void)state;
    enum { N = 500 };
    float    score[N];
    int32_t  order[N];
    unsigned x = 12345;
    for (int i = 0; i < N; i++) {
        x        = x * 1103515245u + 12345u;
        score[i] = (float)((x >> 16) % 97u);
        order[i] = i;
    }
    for (int i = 1; i < N; i++) /* stable insertion sort: later films behind equal ones */
        for (int j = i; j > 0 && score[order[j]] > score[order[j - 1]]; j--) {
            int32_t other = order[j];
            order[j]      = order[j - 1];
            order[j - 1]  = other;
        }
    for (int32_t k = 1; k <= N; k += 37)
        check(score, N, k, order, k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(topk__best_first_ties_by_film),
        cmocka_unit_test(topk__nan_never_enters_and_negatives_do),
        cmocka_unit_test(topk__agrees_with_a_full_sort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
