/* SPDX-License-Identifier: MIT */
/** @file apply.h
 *  The command line as settings. Beyond this point nobody knows of options. */
#ifndef LB_QUERY_OPTIONS_APPLY_H
#define LB_QUERY_OPTIONS_APPLY_H

#include "query/answer/run.h"
#include "query/options/options.h"

/** What the options ask for. Left to the caller: model_path, people.users and people.cache_folder,
 *  and of the report out, width and color. Texts and lists stay those of the options.
 *  @param options  complete: after lb_query_options_parse() or lb_query_options_finish()
 *  @param today    yyyymmdd, for options without --today; 0 unknown */
LbRunSettings lb_apply_options(const LbQueryOptions *options, int32_t today);

#endif
