/* SPDX-License-Identifier: MIT */
/** @file fact_text.h
 *  Years and lengths of films as tables of films write them. */
#ifndef LB_TRAINER_INGEST_FACT_TEXT_H
#define LB_TRAINER_INGEST_FACT_TEXT_H

#include "common/base/slice.h"

/** A year: "1999", "1999.0" of tables that went through pandas, "(1999)", or the year of a day or of
 *  a point in time, "1999-10-15" and "1999-10-15T00:00:00". @return false when it is anything else */
bool lb_fact_text_year(int *year, LbSlice text);

/** Minutes: "90", "90.0", "90 min", "90m", "90'", "1h 30m", "1 hour, 30 minutes", "2 hours", "1h30" and ISO 8601's
 *  "PT1H30M". Beside hours there are at most 59 minutes. Not "1:30", which may be minutes and
 *  seconds. @return false when it is anything else */
bool lb_fact_text_minutes(int *minutes, LbSlice text);

#endif
