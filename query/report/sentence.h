/* SPDX-License-Identifier: MIT */
/** @file sentence.h
 *  The reasons of a pick as a person would say them. */
#ifndef LB_QUERY_REPORT_SENTENCE_H
#define LB_QUERY_REPORT_SENTENCE_H

#include "common/base/buf.h"
#include "query/report/answer.h"

/** Append "because you rated Parasite 5 stars and Alien 4.5 stars and watched Heat, although you
 *  rated Cats 1 star": films that speak for the pick, then those against, each in the order of
 *  their weight. Nothing for a pick without reasons. Titles are cleaned for a terminal.
 *  @retval LB_ENOMEM   @retval LB_EDATA  the buffer is full */
LB_NODISCARD LbStatus lb_sentence_append(LbBuf *out, const LbAnswer *answer, const LbPick *pick,
                                         LbError *err);

#endif
