/* SPDX-License-Identifier: MIT */
/** @file option_check.h
 *  What options of lbrec-query belong together, and which exclude each other. */
#ifndef LB_QUERY_OPTIONS_OPTION_CHECK_H
#define LB_QUERY_OPTIONS_OPTION_CHECK_H

#include "query/options/option_values.h"

/** @param sources  kinds of source of ratings beside those that are options
 *  @retval LB_EUSAGE  as lb_query_options_finish() */
LB_NODISCARD LbStatus lb_option_check(const LbQueryOptions *options, int sources, LbError *err);

#endif
