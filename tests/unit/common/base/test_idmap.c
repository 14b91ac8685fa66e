/* SPDX-License-Identifier: MIT */
#include "common/base/idmap.h"

#include "tests/lb_flood.h"
#include "tests/lb_test.h"

#include <stdio.h>

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void idmap__numbers_ids_in_order_of_appearance(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        int32_t     index;
    } cases[]    = {{"heat", 0}, {"alien", 1}, {"heat", 0}, {"", 2}, {"alien-3", 3}, {"", 2}};
    LbError  err = {0};
    LbIdMap *map = NULL;
    LB_ASSERT_OK(lb_idmap_new(&map, &err));
    assert_int_equal(lb_idmap_find(map, slice("heat")), -1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t index = -1;
        LB_ASSERT_OK(lb_idmap_add(map, slice(cases[i].id), &index, &err));
        assert_int_equal(index, cases[i].index);
        assert_int_equal(lb_idmap_find(map, slice(cases[i].id)), cases[i].index);
    }
    assert_int_equal(lb_idmap_count(map), 4);
    assert_int_equal(lb_idmap_find(map, slice("alie")), -1);
    lb_idmap_free(map);
    lb_idmap_free(NULL);
}

static void idmap__keeps_bytes_that_are_no_text(void **state)
{
    (void)state;
    LbError  err   = {0};
    LbIdMap *map   = NULL;
    int32_t  index = -1;
    LB_ASSERT_OK(lb_idmap_new(&map, &err));
    LB_ASSERT_OK(lb_idmap_add(map, (LbSlice){"a\0b", 3}, &index, &err));
    LB_ASSERT_OK(lb_idmap_add(map, (LbSlice){"a\0c", 3}, &index, &err));
    assert_int_equal(index, 1);
    assert_int_equal(lb_idmap_find(map, (LbSlice){"a", 1}), -1);
    assert_int_equal(lb_idmap_find(map, (LbSlice){NULL, 0}), -1);
    lb_idmap_free(map);
}

static void idmap__holds_a_hundred_thousand_ids(void **state)
{
    (void)state;
    enum { N = 100000 };
    LbError        err   = {0};
    LbIdMap       *map   = NULL;
    const char    *text  = NULL;
    const int64_t *start = NULL;
    char           id[32];
    LB_ASSERT_OK(lb_idmap_new(&map, &err));
    for (int32_t i = 0; i < N; i++) {
        int32_t index = -1;
        (void)snprintf(id, sizeof id, "film-%d", i * 7);
        LB_ASSERT_OK(lb_idmap_add(map, slice(id), &index, &err));
        assert_int_equal(index, i);
    }
    lb_idmap_strings(map, &text, &start);
    assert_int_equal(start[0], 0);
    for (int32_t i = 0; i < N; i++) {
        int     len = snprintf(id, sizeof id, "film-%d", i * 7);
        LbSlice got = lb_idmap_text(map, i);
        assert_int_equal(lb_idmap_find(map, slice(id)), i);
        assert_int_equal(got.len, len);
        assert_memory_equal(got.text, id, got.len);
        assert_ptr_equal(got.text, text + start[i]);
        assert_int_equal(start[i + 1] - start[i], len);
    }
    assert_int_equal(lb_idmap_find(map, slice("film-1")), -1);
    lb_idmap_free(map);
}

/* Quadratic, this would take minutes. */
static void idmap__holds_ids_that_were_chosen_to_collide(void **state)
{
    (void)state;
    enum { N = 300000 };
    LbError  err = {0};
    LbIdMap *map = NULL;
    char     id[8];
    LB_ASSERT_OK(lb_idmap_new(&map, &err));
    for (int32_t pass = 0; pass < 2; pass++)
        for (int32_t i = 0; i < N; i++) {
            int32_t index = -1;
            lb_flood_id(id, (uint64_t)i << 32 | 0x1234567);
            LB_ASSERT_OK(lb_idmap_add(map, (LbSlice){id, sizeof id}, &index, &err));
            assert_int_equal(index, i);
        }
    lb_idmap_free(map);
}

static LbStatus fill(LbIdMap **out, LbError *err)
{
    LbStatus st  = LB_OK;
    LbIdMap *map = NULL;
    *out         = NULL;
    LB_TRY(lb_idmap_new(&map, err));
    for (int i = 0; i < 200; i++) {
        char    id[32];
        int32_t index;
        (void)snprintf(id, sizeof id, "%d", i);
        st = lb_idmap_add(map, slice(id), &index, err);
        if (st != LB_OK) { /* nothing was added, and the map still works */
            assert_int_equal(lb_idmap_count(map), i);
            assert_int_equal(lb_idmap_find(map, slice(id)), -1);
            if (i > 0) assert_int_equal(lb_idmap_find(map, slice("0")), 0);
            goto cleanup;
        }
    }
    *out = map;
    map  = NULL;
cleanup:
    lb_idmap_free(map);
    return st;
}

static void idmap__survives_failed_allocations(void **state)
{
    (void)state;
    LbError  err = {0};
    LbIdMap *map = NULL;
    LB_ASSERT_SURVIVES_NOMEM(fill(&map, &err), lb_idmap_free(map));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(idmap__numbers_ids_in_order_of_appearance),
        cmocka_unit_test(idmap__keeps_bytes_that_are_no_text),
        cmocka_unit_test(idmap__holds_a_hundred_thousand_ids),
        cmocka_unit_test(idmap__holds_ids_that_were_chosen_to_collide),
        cmocka_unit_test(idmap__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
