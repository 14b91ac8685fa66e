/* SPDX-License-Identifier: MIT */
/** @file answer.h
 *  An answer, and what the reports say of each film in it. */
#ifndef LB_QUERY_REPORT_ANSWER_H
#define LB_QUERY_REPORT_ANSWER_H

#include "query/profile/filmlink.h"
#include "query/rank/group.h"
#include "query/rank/recommend.h"

/** All that is known of one person's answer; borrowed for the call. */
typedef struct LbAnswer {
    const LbModel      *model;
    const LbProfile    *profile;
    const LbResolved   *resolved;
    const LbCandidates *candidates; /**< NULL when all films were ranked */
    const LbPicks      *picks;
    const LbGroup      *group;   /**< whose one list this is; NULL: one person's */
    const char         *why;     /**< why there are no picks (answer_notes.h); else NULL */
    const LbPick       *similar; /**< the film of --similar: then nobody asks, profile and resolved
                                      are empty, and scores are cosines; else NULL */
} LbAnswer;

/** Name of a pick as the model or the candidates file gives it: the slug. Borrowed. */
LbSlice lb_answer_film(const LbAnswer *answer, const LbPick *pick);

/** Title of a pick, empty when the model has none. Borrowed, as it came from outside. */
LbSlice lb_answer_title(const LbAnswer *answer, const LbPick *pick);

/** What people call the film, cleaned for a terminal: its title, else its slug. */
void lb_answer_name(char *out, size_t cap, const LbAnswer *answer, const LbPick *pick);

/** Release year, LB_NO_YEAR unknown. */
int lb_answer_year(const LbAnswer *answer, const LbPick *pick);

/** Predicted stars in the scale of the file that the model was trained on; NAN stays NAN. */
double lb_answer_own_rating(const LbAnswer *answer, const LbPick *pick);

/** Minutes; 0 unknown. */
int lb_answer_runtime(const LbAnswer *answer, const LbPick *pick);

/** The digits of IMDb's id, and TMDB's id; 0 unknown. */
int32_t lb_answer_imdb_id(const LbAnswer *answer, const LbPick *pick);
int32_t lb_answer_tmdb_id(const LbAnswer *answer, const LbPick *pick);

/** TMDB's id of a pick that is a film there: series are numbered apart; 0 unknown. */
int32_t lb_answer_tmdb_film(const LbAnswer *answer, const LbPick *pick);

/** Whether the model knows films by the ids of IMDb or TMDB, which some formats have columns for. */
bool lb_answer_has_ids(const LbModel *model);

/** Letterboxd's id; 0 unknown. */
int64_t lb_answer_letterboxd_id(const LbAnswer *answer, const LbPick *pick);

/** Known to be television: its TMDB id is that of a series. */
bool lb_answer_is_tv(const LbAnswer *answer, const LbPick *pick);

/** Day of release, yyyymmdd; 0 unknown. */
int32_t lb_answer_release_date(const LbAnswer *answer, const LbPick *pick);

/** What the profile says of a pick on the watchlist; NULL when it is not there. Borrowed. */
const LbEntry *lb_answer_wish(const LbAnswer *answer, const LbPick *pick);

/** Days that a pick has been on the watchlist; -1 unknown. */
int32_t lb_answer_waiting_days(const LbAnswer *answer, const LbPick *pick, int32_t today);

/** Its address on Letterboxd, as lb_filmlink_write() has it. @param[out] link  [LB_LINK_MAX] */
bool lb_answer_link(char *link, const LbAnswer *answer, const LbPick *pick);

#endif
