/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/triplets.h"

#include "common/base/mem.h"
#include "tests/lb_test.h"

enum { N = 6 };

/* (0, 10), (1, 11), ... with 0, 1, ... stars. */
static LbTriplets make(void)
{
    LbTriplets t = {.n_users = N, .n_films = 20, .n = N};
    t.user       = lb_mem_array(N, sizeof *t.user);
    t.film       = lb_mem_array(N, sizeof *t.film);
    t.stars      = lb_mem_array(N, sizeof *t.stars);
    for (int32_t i = 0; i < N; i++) {
        t.user[i]  = i;
        t.film[i]  = i + 10;
        t.stars[i] = (float)i;
    }
    return t;
}

static void assert_triplet(const LbTriplets *t, int64_t at, int32_t number)
{
    assert_int_equal(t->user[at], number);
    assert_int_equal(t->film[at], number + 10);
    LB_ASSERT_NEAR(t->stars[at], number, 0);
}

static void triplets__swap_all_three_arrays(void **state)
{
    (void)state;
    LbTriplets t = make();
    lb_triplets_swap(&t, 1, 4);
    assert_triplet(&t, 1, 4);
    assert_triplet(&t, 4, 1);
    assert_triplet(&t, 0, 0);
    lb_triplets_swap(&t, 2, 2);
    assert_triplet(&t, 2, 2);
    lb_triplets_clear(&t);
}

static bool is_odd(const void *calls, int32_t user, int32_t film)
{
    assert_int_equal(film, user + 10);
    ++**(int *const *)calls;
    return user % 2 != 0;
}

static void triplets__part_by_a_test(void **state)
{
    (void)state;
    LbError    err   = {0};
    LbTriplets t     = make(), front;
    int        calls = 0, *count = &calls;
    LB_ASSERT_OK(lb_triplets_part(&front, &t, is_odd, &count, &err));
    assert_int_equal(calls, N);
    assert_int_equal(front.n, N / 2);
    assert_int_equal(front.elsewhere, 0);
    assert_int_equal(t.n, N);
    bool seen[N] = {false};
    for (int64_t i = 0; i < N; i++) {
        assert_triplet(&t, i, t.user[i]);
        assert_int_equal(t.user[i] % 2, i >= front.n);
        assert_false(seen[t.user[i]]);
        seen[t.user[i]] = true;
    }
    lb_triplets_clear(&t);
    t = front = (LbTriplets){0};
    LB_ASSERT_OK(lb_triplets_part(&front, &t, is_odd, &count, &err));
    assert_int_equal(front.n, 0);
}

static void triplets__drop_marked_ones_in_order(void **state)
{
    (void)state;
    LbTriplets    t       = make();
    const int32_t kept[3] = {1, 3, 4};
    t.film[0] = t.film[2] = t.film[5] = -1;
    lb_triplets_compact(&t);
    lb_triplets_shrink(&t);
    assert_int_equal(t.n, 3);
    for (int i = 0; i < 3; i++)
        assert_triplet(&t, i, kept[i]);
    t.film[0] = t.film[1] = t.film[2] = -1;
    lb_triplets_compact(&t);
    lb_triplets_shrink(&t);
    assert_int_equal(t.n, 0);
    lb_triplets_clear(&t);
}

static void never(LbTriplets *owner, int64_t n)
{
    (void)owner, (void)n;
    fail_msg("a borrowed head was given back");
}

static void triplets__head_is_borrowed(void **state)
{
    (void)state;
    LbTriplets t = make();
    t.release    = never;
    LbTriplets h = lb_triplets_head(&t, 2);
    assert_true(h.n == 2 && h.n_users == N && h.n_films == 20);
    assert_ptr_equal(h.film, t.film);
    assert_null(h.release);
    lb_triplets_clear(&t);
    assert_null(t.user);
    assert_int_equal(t.n, N);
    lb_triplets_clear(&t);
}

static void triplets__that_are_forgotten_leave_the_first_ones(void **state)
{
    (void)state;
    LbTriplets t = make();
    lb_triplets_forget(&t, 2);
    assert_int_equal(t.n, N);
    assert_triplet(&t, 0, 0);
    assert_triplet(&t, 1, 1);
    lb_triplets_forget(&t, 0);
    assert_true(t.user == NULL && t.film == NULL && t.stars == NULL && t.n == N);
}

static void triplets__survive_a_failure_to_shrink(void **state)
{
    (void)state;
    LbTriplets t = make();
    t.n          = 2;
    lb_alloc_allow(0);
    lb_triplets_shrink(&t);
    lb_alloc_allow(-1);
    assert_triplet(&t, 1, 1);
    lb_triplets_clear(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(triplets__swap_all_three_arrays),
        cmocka_unit_test(triplets__part_by_a_test),
        cmocka_unit_test(triplets__drop_marked_ones_in_order),
        cmocka_unit_test(triplets__head_is_borrowed),
        cmocka_unit_test(triplets__that_are_forgotten_leave_the_first_ones),
        cmocka_unit_test(triplets__survive_a_failure_to_shrink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
