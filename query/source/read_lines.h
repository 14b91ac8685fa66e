/* SPDX-License-Identifier: MIT */
/** @file read_lines.h
 *  Films one a line, each as common people write it (query/source/film_name.h). */
#ifndef LB_QUERY_SOURCE_READ_LINES_H
#define LB_QUERY_SOURCE_READ_LINES_H

#include "query/source/film_records.h"

/** Read a list; empty lines are skipped, LF and CRLF both end lines.
 *  @retval LB_EDATA  a line that is none of the forms: "line 2: ..."   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_read_lines(LbFilmRecords *out, LbSlice text, LbError *err);

#endif
