/* SPDX-License-Identifier: MIT */
/** @file export_table.h
 *  One CSV of an account export, row by row, also when a spreadsheet or pandas saved it again:
 *  semicolons or tabs between the fields, ratings like 4,5 and years like 1972.0. */
#ifndef LB_QUERY_SOURCE_EXPORT_TABLE_H
#define LB_QUERY_SOURCE_EXPORT_TABLE_H

#include "common/base/slice.h"
#include "common/input/input.h"

typedef struct LbExportRow {
    LbSlice title; /**< as it stands there; borrowed until the next row */
    LbSlice slug;  /**< of a letterboxd.com address, empty when it is a boxd.it one; borrowed */
    int64_t id;    /**< of a boxd.it address of a film; 0 unknown */
    int32_t date;  /**< on which it was seen, else logged; yyyymmdd; 0 unknown */
    int16_t year;  /**< 0 unknown */
    float   stars; /**< 0.5..5; 0 = no rating */
    bool    rewatch;
} LbExportRow;

typedef struct LbExportTable LbExportTable;

/** Read the header of a table; `in` is borrowed.
 *  @param needs_rating  whether it must have a column of ratings
 *  @retval LB_EDATA  empty, or a column is missing: the message has the line
 *  @retval LB_EIO, LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_export_table_open(LbExportTable **out, LbInput *in, bool needs_rating,
                                           LbError *err);
void                  lb_export_table_close(LbExportTable *table);

/** The next row; *more = false at the end.
 *  @retval LB_EDATA  a wrong number of fields, a year or rating that is none
 *  @retval LB_EIO, LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_export_table_next(LbExportTable *table, LbExportRow *row, bool *more,
                                           LbError *err);

#endif
