/* SPDX-License-Identifier: MIT */
/** @file option_values.h
 *  What the options of lbrec-query are set to. */
#ifndef LB_QUERY_OPTIONS_OPTION_VALUES_H
#define LB_QUERY_OPTIONS_OPTION_VALUES_H

#include "common/input/rating_layout.h"
#include "common/input/rating_scale.h"
#include "common/program/cli.h"
#include "query/profile/blocks.h"

typedef enum LbOutputFormat {
    LB_OUTPUT_TABLE,
    LB_OUTPUT_JSON,
    LB_OUTPUT_CSV,
    LB_OUTPUT_HTML,
    LB_OUTPUT_LETTERBOXD,
    LB_OUTPUT_RADARR,
    LB_OUTPUT_MARKDOWN
} LbOutputFormat; /**< order of --format's choices */

/** An option as it was given. */
typedef struct LbGivenOption {
    const LbOption *option;
    const char     *value; /**< NULL: none */
    const char     *where; /**< "query.conf:7"; NULL: on the command line */
} LbGivenOption;

typedef struct LbGivenOptions {
    LbGivenOption *items; /**< [n] in order */
    size_t         n, capacity;
    const char    *where; /**< of those to come */
    bool           is_on; /**< whether they are noted */
} LbGivenOptions;

/** Everything as given; texts are borrowed from argv, or belong to `texts`. */
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
    LbTextList  countries, directors, not_directors;
    LbTextList  available, services, available_in;
    LbTextList  not_interested;
    LbTextList  dismiss, undismiss; /**< films */
    bool        released;
    int64_t     per_director; /**< 0 = no limit */
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
    bool        own_scale;
    bool        allow_users, no_posters;

    /* how */
    int        format; /**< LbOutputFormat */
    bool       json;
    int64_t    threads; /**< 0 = all processors */
    int        verbosity, color, progress, log_format;
    bool       quiet, model_info;
    LbCliAsked asked;

    /* query.conf */
    const char    *config; /**< NULL: the usual place; "": none */
    LbTextList     presets;
    bool           print_config;
    LbGivenOptions given;
    LbBlocks      *texts;
} LbQueryOptions;

#endif
