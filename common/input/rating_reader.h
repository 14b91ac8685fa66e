/* SPDX-License-Identifier: MIT */
/** @file rating_reader.h
 *  Ratings files row by row: which column is what, how numbers are written, what a bad row is. Both
 *  programs read ratings through it; the trainer's parallel path leaves the lines to it that are
 *  not plain. */
#ifndef LB_COMMON_INPUT_RATING_READER_H
#define LB_COMMON_INPUT_RATING_READER_H

#include "common/base/reporter.h"
#include "common/input/csv.h"
#include "common/input/rating_layout.h"

typedef struct LbRatingRow {
    LbSlice user; /**< borrowed until the next call; empty when the file has no such column */
    LbSlice film;
    LbSlice time;   /**< as it is written; empty when the file has no such column */
    double  rating; /**< in the file's scale; NAN when empty or absent and !needs_rating */
    int64_t line;
} LbRatingRow;

typedef struct LbRatingReader LbRatingReader;

/** What to look for in an archive: a file whose columns these settings find, or of a name that
 *  Kaggle and MovieLens give to theirs. `settings` is borrowed, as long as the input is open. */
LbMemberWish lb_rating_reader_wish(const LbRatingSettings *settings);

/** Read the header (known names in any order and case: user_id|userId|user|uid|username,
 *  movie_id|movieId|film|fid|item_id|slug, rating_val|rating|score|stars).
 *  `in` is borrowed. A file that is empty, or has a header alone, opens; it has no rows.
 *  @retval LB_EDATA  a needed column is missing: the message lists the columns found and names
 *                    --columns; or a known column occurs twice */
LB_NODISCARD LbStatus lb_rating_reader_open(LbRatingReader **out, LbInput *in,
                                            const LbRatingSettings *settings,
                                            const LbReporter *reporter, LbError *err);

/** The next good row. *more = false at the end.
 *  Blanks around ids do not count. A row is bad when it has another number of fields than the
 *  header, an empty user or film, an id of over 255 bytes, with control characters or not in UTF-8,
 *  or a rating that is not a finite number or beyond the given scale.
 *  @retval LB_EDATA  a bad row without skip_bad: "NAME:LINE: column 3 (rating_val): expected a
 *                    number, found 'abc'". With skip_bad it is counted, the first ten reported. */
LB_NODISCARD LbStatus lb_rating_reader_next(LbRatingReader *reader, LbRatingRow *row, bool *more,
                                            LbError *err);

/** Go on with other bytes of the same file: `in` (borrowed) begins at the start of line `line`.
 *  Columns, the name in messages and the count of skipped rows stay; no header is looked for, and
 *  unless line is 1 a BOM is text. The reader's last input is not touched any more. */
void lb_rating_reader_resume(LbRatingReader *reader, LbInput *in, int64_t line);

/** Bad rows skipped so far. */
int64_t lb_rating_reader_skipped(const LbRatingReader *reader);

LbRatingLayout lb_rating_reader_layout(const LbRatingReader *reader);

void lb_rating_reader_header(const LbRatingReader *reader, LbRatingHeader *out);

void lb_rating_reader_close(LbRatingReader *reader);

#endif
