/* SPDX-License-Identifier: MIT */
/** @file rating_layout.h
 *  Formats of ratings files, and which columns one has. */
#ifndef LB_COMMON_INPUT_RATING_LAYOUT_H
#define LB_COMMON_INPUT_RATING_LAYOUT_H

#include "common/input/csv.h"
#include "common/input/rating_scale.h"

#include <stdbool.h>

typedef enum LbRatingFormat {
    LB_FORMAT_AUTO, /**< by the first line: '::' -> dat, tabs and no letters -> tab, else csv */
    LB_FORMAT_CSV,  /**< header line, comma (or semicolon, or tab, whichever the header has) */
    LB_FORMAT_DAT,  /**< user::film::rating[::time], no header (MovieLens 1M, 10M) */
    LB_FORMAT_TAB   /**< user<TAB>film<TAB>rating[<TAB>time], no header (MovieLens 100k) */
} LbRatingFormat;

typedef struct LbRatingColumns {
    char user[64]; /**< header names that override the known ones; "" = known names */
    char film[64];
    char rating[64];
} LbRatingColumns;

typedef struct LbRatingSettings {
    LbRatingFormat  format;
    LbRatingColumns columns;
    LbScale         scale;        /**< --scale: beyond it a row is bad; lo == hi: none is */
    bool            skip_bad;     /**< --on-error skip: count bad rows and go on */
    bool            needs_user;   /**< default true; false: a file of one person's films */
    bool            needs_rating; /**< default true; false: `rating` may be absent (candidates) */
    double          liked; /**< what rows of a file of two columns, user and film, are rated, in the
                                file's scale; 0 (default) = such a file is refused */
} LbRatingSettings;

LbRatingSettings lb_rating_layout_defaults(void);

/** The rating in the layout of a file of users and films alone. */
enum { LB_LIKED_TEXT = 32 };

/** Where the columns are, for a reader that scans lines itself. */
typedef struct LbRatingLayout {
    char separator[3];
    bool has_header, quotes;
    int  user, film, rating;   /**< field index; -1 = absent */
    int  time;                 /**< when it was rated, likewise; whatever --columns says */
    int  n_fields;             /**< of the header (or first line) */
    char liked[LB_LIKED_TEXT]; /**< what every row is rated where no column says it; "" = none */
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

/** Format and separator by the first line; for a format without header the columns too.
 *  @retval LB_EDATA  such a format has a first line of too few fields */
LB_NODISCARD LbStatus lb_rating_layout_start(LbRatingLayout *out, LbSlice line,
                                             const LbRatingSettings *settings, LbError *err);

/** The columns by their names in the header. @retval LB_EDATA  one is missing, or there twice */
LB_NODISCARD LbStatus lb_rating_layout_columns(LbRatingLayout *layout, const LbCsvRow *header,
                                               const LbRatingSettings *settings, LbError *err);

#endif
