/* SPDX-License-Identifier: MIT */
/** @file filter.h
 *  Which films may be recommended, by the facts of the model (year, genre, runtime, language,
 *  countries, directors, release, fame) and by where they can be seen.
 *  Asked only of films whose score would make the list, so that a filter costs nothing. */
#ifndef LB_QUERY_RANK_FILTER_H
#define LB_QUERY_RANK_FILTER_H

#include "common/model/model.h"
#include "query/rank/availability.h"

/** A film passes when its fact is known and within; limits are inclusive, +-INFINITY when open. */
typedef struct LbFilterSettings {
    double             year_lo, year_hi;
    double             runtime_lo, runtime_hi; /**< minutes */
    double             ratings_lo, ratings_hi; /**< ratings in training */
    const char *const *genres;                 /**< [n_genres] any of them */
    int                n_genres;
    const char *const *not_genres; /**< [n_not_genres] none of them */
    int                n_not_genres;
    const char *const *languages; /**< [n_languages] any of them, by name or code */
    int                n_languages;
    const char *const *countries; /**< [n_countries] any of them, by name or code */
    int                n_countries;
    const char *const *directors; /**< [n_directors] any of them */
    int                n_directors;
    const char *const *not_directors; /**< [n_not_directors] none of them */
    int                n_not_directors;
    int32_t            released; /**< out on that day, yyyymmdd; of a film whose day of release is
                                      not known the year must be over; 0: whenever */
    const LbAvailability *available;  /**< can be seen somewhere; NULL: wherever */
    bool                  films_only; /**< leave out what is known to be TV */
} LbFilterSettings;

LbFilterSettings lb_filter_defaults(void);

/** Why a film is left out: the first filter that it fails. */
typedef enum LbFilterReason {
    LB_FILTER_PASSES,
    LB_FILTER_YEAR,
    LB_FILTER_RUNTIME,
    LB_FILTER_RATINGS,
    LB_FILTER_GENRE,
    LB_FILTER_NOT_GENRE,
    LB_FILTER_LANGUAGE,
    LB_FILTER_COUNTRY,
    LB_FILTER_DIRECTOR,
    LB_FILTER_NOT_DIRECTOR,
    LB_FILTER_RELEASED,
    LB_FILTER_AVAILABLE,
    LB_FILTER_FILMS_ONLY,
    LB_FILTER_REASONS
} LbFilterReason;

/** The option a reason belongs to, "--year". */
const char *lb_filter_reason_name(LbFilterReason reason);

typedef struct LbFilter LbFilter;

/** Translate names into the model's terms ("science fiction" and "Science-Fiction" are the same).
 *  Settings that leave no film out make no filter: *out is NULL.
 *  @retval LB_EUSAGE  a name that the model does not have: the message lists those it has; or a
 *                     filter by a fact in a model without it: says how to add it
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_filter_new(LbFilter **out, const LbFilms *films,
                                    const LbFilterSettings *settings, LbError *err);
void                  lb_filter_free(LbFilter *filter);

/** A NULL filter lets every film pass. */
LbFilterReason lb_filter_check(const LbFilter *filter, int32_t film);

/** Whether films pass that the model does not know: not where a fact of theirs is asked for. */
bool lb_filter_passes_unknown(const LbFilter *filter);

#endif
