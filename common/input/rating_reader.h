/* SPDX-License-Identifier: MIT */
/** @file rating_reader.h
 *  Ratings files row by row: which column is what, how numbers are written, what a bad row is.
 *  Both programs read ratings through it; the trainer's parallel path hands odd lines to it. */
#ifndef LB_COMMON_INPUT_RATING_READER_H
#define LB_COMMON_INPUT_RATING_READER_H

#include "common/base/reporter.h"
#include "common/input/csv.h"

typedef enum LbRatingFormat {
    LB_FORMAT_AUTO, /**< by the first line: '::' -> dat, tabs and no letters -> tab, else csv */
    LB_FORMAT_CSV,  /**< header line, comma (or semicolon, or tab, whichever the header has) */
    LB_FORMAT_DAT,  /**< user::film::rating[::time], no header (MovieLens 1M, 10M) */
    LB_FORMAT_TAB   /**< user<TAB>film<TAB>rating[<TAB>time], no header (MovieLens 100k) */
} LbRatingFormat;

/** The affine map from a file's own rating scale to stars. */
typedef struct LbScale {
    double lo; /**< rating that means half a star; 0 = not known yet */
    double hi; /**< rating that means five stars */
} LbScale;

/** Stars 0.5..5 of a rating in the file's scale, and back. 1..10 and 0.5..5 map exactly. */
double lb_scale_to_stars(LbScale scale, double rating);
double lb_scale_from_stars(LbScale scale, double stars);

/** The scale that fits ratings between lo and hi: 0.5..5 when all are within it, else 1..10.
 *  @retval LB_EDATA  neither fits; the message names --scale */
LB_NODISCARD LbStatus lb_scale_detect(LbScale *out, double lo, double hi, LbError *err);

typedef struct LbRatingColumns {
    char user[64]; /**< header names that override the known ones; "" = known names */
    char film[64];
    char rating[64];
} LbRatingColumns;

typedef struct LbRatingSettings {
    LbRatingFormat  format;
    LbRatingColumns columns;
    bool            skip_bad;     /**< --on-error skip: count bad rows and go on */
    bool            needs_user;   /**< default true; false: a file of one person's films */
    bool            needs_rating; /**< default true; false: `rating` may be absent (candidates) */
} LbRatingSettings;

LbRatingSettings lb_rating_defaults(void);

typedef struct LbRatingRow {
    LbSlice user; /**< borrowed until the next call; empty when the file has no such column */
    LbSlice film;
    double  rating; /**< in the file's scale; NAN when empty or absent and !needs_rating */
    int64_t line;
} LbRatingRow;

typedef struct LbRatingReader LbRatingReader;

/** Where the columns are, for a reader that scans lines itself. */
typedef struct LbRatingLayout {
    char separator[3];
    bool has_header, quotes;
    int  user, film, rating; /**< field index; -1 = absent */
    int  n_fields;           /**< of the header (or first line) */
} LbRatingLayout;

enum { LB_COLUMN_NAME = 64, LB_COLUMNS_KEPT = 32 };

/** What the header calls the columns, without control characters, long names cut. */
typedef struct LbRatingHeader {
    int  n; /**< names kept: the first LB_COLUMNS_KEPT; 0 = a file without header */
    char name[LB_COLUMNS_KEPT][LB_COLUMN_NAME];
    char user[LB_COLUMN_NAME]; /**< the one that is the user; "" = absent */
    char film[LB_COLUMN_NAME];
    char rating[LB_COLUMN_NAME];
} LbRatingHeader;

/** Read the header (known names in any order and case: user_id|userId|user|uid|username,
 *  movie_id|movieId|film|fid|item_id|slug, rating_val|rating|score|stars).
 *  `in` is borrowed. A file that is empty, or has a header alone, opens; it has no rows.
 *  @retval LB_EDATA  a needed column is missing: the message lists the columns found and names
 *                    --columns; or a known column occurs twice */
LB_NODISCARD LbStatus lb_rating_reader_open(LbRatingReader **out, LbInput *in,
                                            const LbRatingSettings *settings,
                                            const LbReporter *reporter, LbError *err);

/** The next good row. *more = false at the end.
 *  A row is bad when it has another number of fields than the header, an empty user or film, an id
 *  of over 255 bytes or with control characters, or a rating that is not a finite number.
 *  @retval LB_EDATA  a bad row without skip_bad: "NAME:LINE: column 3 (rating_val): expected a
 *                    number, found 'abc'". With skip_bad it is counted, the first ten reported. */
LB_NODISCARD LbStatus lb_rating_reader_next(LbRatingReader *reader, LbRatingRow *row, bool *more,
                                            LbError *err);

/** Go on with other bytes of the same file: `in` (borrowed) begins at the start of line `line`.
 *  Columns, the name in messages and the count of skipped rows stay; no header is looked for, and
 *  unless line is 1 a BOM is text. The reader's last input is not touched any more. */
LB_NODISCARD LbStatus lb_rating_reader_resume(LbRatingReader *reader, LbInput *in, int64_t line,
                                              LbError *err);

/** Bad rows skipped so far. */
int64_t lb_rating_reader_skipped(const LbRatingReader *reader);

LbRatingLayout lb_rating_reader_layout(const LbRatingReader *reader);

void lb_rating_reader_header(const LbRatingReader *reader, LbRatingHeader *out);

void lb_rating_reader_close(LbRatingReader *reader);

#endif
