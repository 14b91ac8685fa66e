/* SPDX-License-Identifier: MIT */
/** @file id_table.h
 *  The ids that one reader of a file has met. */
#ifndef LB_TRAINER_INGEST_ID_TABLE_H
#define LB_TRAINER_INGEST_ID_TABLE_H

#include "common/base/idmap.h"

/** Ids that one thread has met, and where in the file each came first. A place is any number that
 *  grows along the file. */
typedef struct LbBook {
    LbIdMap  *ids;
    uint64_t *place; /**< [count of ids] */
    size_t    place_cap;
} LbBook;

LB_NODISCARD LbStatus lb_book_init(LbBook *book, LbError *err);
void                  lb_book_clear(LbBook *book);

/** Index of an id in this book, entered with its place when it is new. */
LB_NODISCARD LbStatus lb_book_add(LbBook *book, LbSlice id, uint64_t place, int32_t *index,
                                  LbError *err);

/** The same for n ids in order, with a place each. */
LB_NODISCARD LbStatus lb_book_add_many(LbBook *book, const LbSlice *ids, const uint64_t *places,
                                       size_t n, int32_t *index, LbError *err);

#endif
