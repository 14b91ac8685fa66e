/* SPDX-License-Identifier: MIT */
/** @file sentence.h
 *  Why a pick, as a person would say it. */
#ifndef LB_QUERY_REPORT_SENTENCE_H
#define LB_QUERY_REPORT_SENTENCE_H

#include "common/base/buf.h"
#include "query/report/answer.h"

/** Append the grounds of a pick (query/rank/grounds.h):
 *      because you rated Parasite 5 stars and Alien 4.5 stars, although you rated Cats 1 star
 *  or, where no film speaks for it, what does:
 *      people who rate like you give it 4.4 stars, 0.6 more than others
 *      liked by nearly everybody: 4.5 stars on average of 20117 ratings
 *      people who watch what you watch have watched it, and people who rate like you give it ...
 *      few know it (12 ratings), and people who rate like you give it ...
 *  "Others" and "average" are those of the ratings in training; nearly everybody is a mean of 4.2
 *  of 100 ratings or more. Where a film is named whose stars are neither many nor few, the
 *  person's mean stands behind: (your mean is 2.9). Nothing for a pick without reasons. Titles are
 *  cleaned for a terminal.
 *  @retval LB_ENOMEM   @retval LB_EDATA  the buffer is full */
LB_NODISCARD LbStatus lb_sentence_append(LbBuf *out, const LbAnswer *answer, const LbPick *pick,
                                         LbError *err);

#endif
