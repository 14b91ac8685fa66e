/* SPDX-License-Identifier: MIT */
/** @file id_table.h
 *  The ids that one reader of a file has met. */
#ifndef LB_TRAINER_INGEST_ID_TABLE_H
#define LB_TRAINER_INGEST_ID_TABLE_H

#include "common/base/idmap.h"

/** Ids that one thread has met, and where in the file each came first. A position is any number
 *  that grows along the file. */
typedef struct LbIdTable {
    LbIdMap  *ids;
    uint64_t *position; /**< [count of ids] */
    size_t    position_cap;
} LbIdTable;

/** @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_id_table_init(LbIdTable *table, LbError *err);
void                  lb_id_table_clear(LbIdTable *table);

/** Index of an id in this table, entered with its position when it is new.
 *  @retval LB_ENOMEM   @retval LB_EDATA  there would be over INT32_MAX of them */
LB_NODISCARD LbStatus lb_id_table_add(LbIdTable *table, LbSlice id, uint64_t position,
                                      int32_t *index, LbError *err);

/** The same for n ids in order, with a position each. @retval as lb_id_table_add() */
LB_NODISCARD LbStatus lb_id_table_add_many(LbIdTable *table, const LbSlice *ids,
                                           const uint64_t *positions, size_t n, int32_t *index,
                                           LbError *err);

#endif
