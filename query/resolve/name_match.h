/* SPDX-License-Identifier: MIT */
/** @file name_match.h
 *  Names that people type, among those that a model has: genres, languages, countries, directors. */
#ifndef LB_QUERY_RANK_NAME_MATCH_H
#define LB_QUERY_RANK_NAME_MATCH_H

#include "common/model/model.h"
#include "query/resolve/iso_code.h"

/** Mark the names that are meant by `text`: "science fiction" is "Science-Fiction", and with a kind
 *  of code "French" is "fr".
 *  @param wanted   [names->n] marks are added
 *  @param option   for the message, "--genre"
 *  @retval LB_EUSAGE  none is: the message lists them, or those of many that are alike */
LB_NODISCARD LbStatus lb_name_match_mark(bool *wanted, const LbStrings *names, LbIsoKind kind,
                                         const char *option, const char *text, LbError *err);

#endif
