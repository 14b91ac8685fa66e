/* SPDX-License-Identifier: MIT */
/** @file options.h
 *  The command line of lbrec-query. */
#ifndef LB_QUERY_OPTIONS_H
#define LB_QUERY_OPTIONS_H

#include "common/input/rating_layout.h"
#include "common/input/rating_scale.h"
#include "common/program/cli.h"

typedef enum LbOutputFormat {
    LB_OUTPUT_TABLE,
    LB_OUTPUT_JSON,
    LB_OUTPUT_CSV,
    LB_OUTPUT_HTML,
    LB_OUTPUT_LETTERBOXD
} LbOutputFormat; /**< order of --format's choices */

/** Everything as given; texts are borrowed from argv. */
typedef struct LbQueryOptions {
    const char *model;

    /* where the films come from */
    const char     *ratings;
    LbTextList      exports, saved_pages, watched, watchlist;
    LbRatingColumns columns;
    LbScale         scale;  /**< lo == hi: the model's */
    int             source; /**< LbMemberSource */
    int32_t         today;  /**< yyyymmdd; 0 = not given: by the clock */
    const char     *base_url, *user_agent;
    double          delay_seconds, timeout_seconds, max_age_hours;
    int64_t         connections, max_pages;
    bool            refresh, offline;

    /* which films come out */
    int64_t     count; /**< 0 = all; -1 = not given */
    int64_t     pick;  /**< 0 = not given: the whole list */
    int64_t     seed;  /**< of --pick; -1 = not given: by the date */
    double      watchlist_boost;
    double      diversity;
    double      novelty; /**< NAN = not given */
    int64_t     explain; /**< films named for a pick; 0 = --explain not given */
    bool        watchlist_only, no_watchlist, include_watched;
    int64_t     recent;
    const char *candidates;
    const char *similar; /**< NULL = recommend for people */
    LbTextList  exclude, genres, not_genres, languages;
    LbRange     year, runtime;
    int64_t     min_ratings, max_ratings; /**< max: 0 = no limit */
    bool        films_only, with_tv;

    /* several people at once */
    bool       blend, match;
    int        blend_by; /**< LbBlendBy */
    LbTextList weights;

    /* how */
    int     format; /**< LbOutputFormat */
    bool    json;
    int64_t threads; /**< 0 = all processors */
    int     verbosity, color, progress, log_format;
    bool    quiet, help, version, describe, model_info;
} LbQueryOptions;

void lb_query_options_init(LbQueryOptions *options);
void lb_query_options_clear(LbQueryOptions *options);

/** The table, usage and help texts. */
const LbCli *lb_query_options_cli(void);

/** Parse, and check what belongs together.
 *  @param operands    array of at least argc pointers
 *  @retval LB_EUSAGE  also: no source, two kinds of source without --blend or --match, --refresh
 * with --offline */
LB_NODISCARD LbStatus lb_query_options_parse(LbQueryOptions *options, int argc, char **argv,
                                             const char **operands, int *n_operands, LbError *err);

#endif
