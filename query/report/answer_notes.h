/* SPDX-License-Identifier: MIT */
/** @file answer_notes.h
 *  What is said about an answer beside the films: how sure it is, or why it is empty. */
#ifndef LB_QUERY_REPORT_ANSWER_NOTES_H
#define LB_QUERY_REPORT_ANSWER_NOTES_H

#include "common/base/reporter.h"
#include "query/report/answer.h"

/** Why an answer has no picks, as one line that names the cause and what to do about it. */
void lb_answer_notes_empty(char *out, size_t cap, const LbAnswer *answer,
                           const LbRecommendSettings *settings);

/** Notes on a profile and its answer: counts, gaps, unknown films (detail), few ratings. */
void lb_answer_notes_report(const LbAnswer *answer, const LbReporter *reporter);

#endif
