/* SPDX-License-Identifier: MIT */
/** @file csv_header.h
 *  Columns of a CSV by the names in its header. Letter case and blanks around do not count. */
#ifndef LB_COMMON_INPUT_CSV_HEADER_H
#define LB_COMMON_INPUT_CSV_HEADER_H

#include "common/input/csv.h"

/** The first field, from number `from` on, that has one of the names; -1 when none has.
 *  @param names  up to a NULL */
int lb_csv_header_find(const LbCsvRow *header, const char *const *names, int from);

#endif
