/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/id_table.h"

#include "common/base/mem.h"

LbStatus lb_id_table_init(LbIdTable *table, LbError *err)
{
    *table = (LbIdTable){0};
    return lb_idmap_new(&table->ids, err);
}

void lb_id_table_clear(LbIdTable *table)
{
    lb_idmap_free(table->ids);
    free(table->position);
    *table = (LbIdTable){0};
}

LbStatus lb_id_table_add_many(LbIdTable *table, const LbSlice *ids, const uint64_t *positions,
                              size_t n, int32_t *index, LbError *err)
{
    size_t   known = (size_t)lb_idmap_count(table->ids);
    LbStatus st    = LB_GROW(&table->position, &table->position_cap, known + n, err);
    if (st == LB_OK) st = lb_idmap_add_many(table->ids, ids, n, index, err);
    for (size_t i = 0; st == LB_OK && i < n; i++)
        if ((size_t)index[i] == known) table->position[known++] = positions[i];
    return st;
}

LbStatus lb_id_table_add(LbIdTable *table, LbSlice id, uint64_t position, int32_t *index,
                         LbError *err)
{
    return lb_id_table_add_many(table, &id, &position, 1, index, err);
}
