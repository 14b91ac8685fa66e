/* SPDX-License-Identifier: MIT */
/** @file rating_layout.h
 *  Which columns a ratings file has. Part of common/rating_reader.c. */
#ifndef LB_COMMON_INPUT_RATING_LAYOUT_H
#define LB_COMMON_INPUT_RATING_LAYOUT_H

#include "common/input/rating_reader.h"

/** The first line of `head` that is not empty, without BOM and line end; *whole tells whether its
 *  end is there. */
LbSlice lb_rating_first_line(LbSlice head, bool *whole);

/** Format and separator by the first line; for a format without header the columns too.
 *  @retval LB_EDATA  such a format has a first line of too few fields */
LB_NODISCARD LbStatus lb_rating_layout_start(LbRatingLayout *out, LbSlice line,
                                             const LbRatingSettings *settings, LbError *err);

/** The columns by their names in the header. @retval LB_EDATA  one is missing, or there twice */
LB_NODISCARD LbStatus lb_rating_layout_columns(LbRatingLayout *layout, const LbCsvRow *header,
                                               const LbRatingSettings *settings, LbError *err);

#endif
