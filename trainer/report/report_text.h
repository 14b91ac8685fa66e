/* SPDX-License-Identifier: MIT */
/** @file report_text.h
 *  What training has to say, for people: a few lines on a terminal, or one in a log. */
#ifndef LB_TRAINER_REPORT_REPORT_TEXT_H
#define LB_TRAINER_REPORT_REPORT_TEXT_H

#include "trainer/job/summary.h"

#include <stdio.h>

/** A number for people: "1,039,665". @return out */
const char *lb_report_text_group(char out[32], int64_t number);

/** The summary in one line, for logs. */
void lb_report_text_line(char *out, size_t cap, const LbTrainSummary *summary,
                         const char *model_path);

/** The summary for people: a few lines and, when evaluated, a table to `out`. */
void lb_report_text_print(FILE *out, const LbTrainSummary *summary, const char *model_path);

#endif
