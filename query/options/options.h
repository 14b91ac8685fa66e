/* SPDX-License-Identifier: MIT */
/** @file options.h
 *  The command line of lbrec-query. */
#ifndef LB_QUERY_OPTIONS_OPTIONS_H
#define LB_QUERY_OPTIONS_OPTIONS_H

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
    bool            one_person; /**< all exports are one person's */
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
    const char *similar;    /**< NULL = recommend for people */
    int         similar_by; /**< LbSimilarBy */
    LbTextList  exclude, genres, not_genres, languages;
    LbRange     year, runtime;
    int64_t     min_ratings, max_ratings; /**< max: 0 = no limit */
    bool        films_only, with_tv;

    /* several people at once */
    bool       blend, match;
    int        blend_by; /**< LbBlendBy */
    LbTextList weights;

    /* --serve */
    const char *serve; /**< NULL: not asked for; "": by default */
    const char *serve_token;
    bool        any_poster;
    bool        allow_users, no_posters;

    /* how */
    int        format; /**< LbOutputFormat */
    bool       json;
    int64_t    threads; /**< 0 = all processors */
    int        verbosity, color, progress, log_format;
    bool       quiet, model_info;
    LbCliAsked asked;
} LbQueryOptions;

void lb_query_options_init(LbQueryOptions *options);
void lb_query_options_clear(LbQueryOptions *options);

/** The table, usage and help texts. */
const LbCli *lb_query_options_cli(void);

/** Parse a command line, and check what belongs together.
 *  @param operands    array of at least argc pointers
 *  @retval LB_EUSAGE  as lb_cli_parse() and lb_query_options_finish()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_query_options_parse(LbQueryOptions *options, int argc, char **argv,
                                             const char **operands, int *n_operands, LbError *err);

/** Set one option of a request that comes from elsewhere than a command line. What concerns the
 *  machine, the network or the program, and not the list that comes out, cannot be set so.
 *  @param name   as after "--", in full   @param value  NULL: none was given. Both are borrowed
 *  @retval LB_EUSAGE  no such option of a request; a bad value, in the words of the command line
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_query_options_set(LbQueryOptions *options, const char *name,
                                           const char *value, LbError *err);

/** Add a file that came with a request to one of the options that take files: export, saved-page,
 *  ratings, watched, watchlist, exclude, candidates.
 *  @param path  borrowed
 *  @retval LB_EUSAGE  no such option   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_query_options_attach(LbQueryOptions *options, const char *name,
                                              const char *path, LbError *err);

/** Start from what was given on the command line: its settings, without its sources and lists. */
void lb_query_options_derive(LbQueryOptions *options, const LbQueryOptions *given);

/** Once all options are set: complete them, and check what belongs together.
 *  @param sources     kinds of source of ratings beside those that are options
 *  @retval LB_EUSAGE  no source, two kinds of source without --blend or --match, --refresh with
 *                     --offline, and others that exclude each other */
LB_NODISCARD LbStatus lb_query_options_finish(LbQueryOptions *options, int sources, LbError *err);

#endif
