/* SPDX-License-Identifier: MIT */
/** @file date.h
 *  Calendar days as numbers: yyyymmdd, 0 = unknown. No clock, no time zone. */
#ifndef LB_COMMON_BASE_DATE_H
#define LB_COMMON_BASE_DATE_H

#include "common/base/slice.h"

/** "2023-05-27" -> 20230527; 0 for anything else and for a day that no calendar has. */
int32_t lb_date_parse(LbSlice text);

enum { LB_DATE_TEXT = 16 };

/** 20230527 -> "2023-05-27", NUL-terminated. */
void lb_date_text(char out[LB_DATE_TEXT], int32_t date);

/** Days from one date to another, both known; negative when `to` is the earlier. Gregorian
 *  throughout. */
int32_t lb_date_days(int32_t from, int32_t to);

enum { LB_DATE_SPAN = 24 };

/** A number of days, >= 0, as people say it, in the largest unit that has passed: "today", "1 day",
 *  "30 days", "11 months", "3 years". */
void lb_date_span(char out[LB_DATE_SPAN], int32_t days);

#endif
