/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/id_table.h"

#include "tests/lb_test.h"

#include <stdio.h>

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void id_table__numbers_ids_by_their_first_appearance(void **state)
{
    (void)state;
    LbError        err = {0};
    LbIdTable      table;
    int32_t        index[5];
    const LbSlice  ids[]       = {slice("b"), slice("a"), slice("b"), slice("c"), slice("a")};
    const uint64_t positions[] = {10, 11, 12, 13, 14};
    const int32_t  expected[]  = {0, 1, 0, 2, 1};
    LB_ASSERT_OK(lb_id_table_init(&table, &err));
    LB_ASSERT_OK(lb_id_table_add_many(&table, ids, positions, 5, index, &err));
    assert_memory_equal(index, expected, sizeof expected);
    LB_ASSERT_OK(lb_id_table_add(&table, slice("c"), 99, &index[0], &err));
    LB_ASSERT_OK(lb_id_table_add(&table, slice("d"), 99, &index[1], &err));
    assert_true(index[0] == 2 && index[1] == 3);
    const uint64_t first[] = {10, 11, 13, 99};
    assert_int_equal(lb_idmap_count(table.ids), 4);
    assert_memory_equal(table.position, first, sizeof first);
    lb_id_table_clear(&table);
    assert_null(table.ids);
}

static LbStatus fill(LbIdTable *table, LbError *err)
{
    LbStatus st = lb_id_table_init(table, err);
    char     text[32];
    for (int i = 0; st == LB_OK && i < 300; i++) {
        int32_t index;
        (void)snprintf(text, sizeof text, "film-%d", i);
        st = lb_id_table_add(table, slice(text), (uint64_t)i, &index, err);
        if (st == LB_OK) assert_true(index == i && table->position[i] == (uint64_t)i);
    }
    if (st != LB_OK) lb_id_table_clear(table);
    return st;
}

static void id_table__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError   err = {0};
    LbIdTable table;
    LB_ASSERT_SURVIVES_NOMEM(fill(&table, &err), lb_id_table_clear(&table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(id_table__numbers_ids_by_their_first_appearance),
        cmocka_unit_test(id_table__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
