/* SPDX-License-Identifier: MIT */
/** @file csv_line.h
 *  What the first line of a table says before it is read as CSV. */
#ifndef LB_COMMON_INPUT_CSV_LINE_H
#define LB_COMMON_INPUT_CSV_LINE_H

#include "common/base/slice.h"

/** The first line of `head` that is not empty, without BOM and line end; *whole tells whether its
 *  end is there. */
LbSlice lb_csv_line_first(LbSlice head, bool *whole);

/** How often `what` occurs in a line, outside of quotes if those count. */
int lb_csv_line_count(LbSlice line, const char *what, bool quotes);

/** The separator that a line "sep=;" tells spreadsheets, which is no row; NULL: it is another line. */
const char *lb_csv_line_hint(LbSlice line);

/** Comma, semicolon or tab, whichever the line has most of; the comma when it has none. */
const char *lb_csv_line_separator(LbSlice line);

#endif
