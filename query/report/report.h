/* SPDX-License-Identifier: MIT */
/** @file report.h
 *  Answers on paper: one interface, one file a format (report_table.c, report_json.c, ...). */
#ifndef LB_QUERY_REPORT_REPORT_H
#define LB_QUERY_REPORT_REPORT_H

#include "query/profile/filmlink.h"
#include "query/rank/group.h"
#include "query/rank/recommend.h"

#include <stdio.h>

/** All that is known of one person's answer; borrowed for the call. */
typedef struct LbAnswer {
    const LbModel      *model;
    const LbProfile    *profile;
    const LbResolved   *resolved;
    const LbCandidates *candidates; /**< NULL when all films were ranked */
    const LbPicks      *picks;
    const LbParty      *party;   /**< whose one list this is; NULL: one person's */
    const LbPick       *similar; /**< the film of --similar: then nobody asks, profile and resolved
                                      are empty, and scores are cosines; else NULL */
} LbAnswer;

typedef struct LbReportSettings {
    FILE          *out;
    int            width;    /**< columns of the terminal */
    bool           color;    /**< may escape sequences be used */
    bool           has_many; /**< several people are answered: each is named */
    int32_t        today;    /**< yyyymmdd, for the waiting time; 0 unknown */
    const LbSlice *names;    /**< [n_names] of those to be answered, in order, as far as known
                                      beforehand: for a table of contents */
    int32_t        n_names;
} LbReportSettings;

/** A format: `begin`, then `answer` for each person in order, then `end`; begin and end may be
 * NULL. What goes wrong with the stream is found by the caller, with ferror().
 *  @retval LB_ENOMEM */
typedef struct LbReportFormat {
    void (*begin)(const LbReportSettings *settings);
    LbStatus (*answer)(const LbReportSettings *settings, const LbAnswer *answer, LbError *err);
    void (*end)(const LbReportSettings *settings);
} LbReportFormat;

/** A numbered list for people, fitted to the width. Nothing for an answer without picks. */
extern const LbReportFormat lb_report_table;

/** One object a line (NDJSON), also for an answer without picks. Schema 1:
 *  {"schema":1,"user":TEXT|null,"source":...,"profile":{"ratings","watched","watchlist","unknown"},
 *   "model":{"trained","method","films"},"recommendations":[{"rank","film","title":TEXT|null,
 *   "year":N|null,"score":X|null,"stars":X|null,"watchlist":BOOL}]}; where known, a recommendation
 *   has "runtime":MINUTES as well, and one of the watchlist "watchlist_since":"YYYY-MM-DD",
 *   "waiting_days":N and "watchlist_rank":N (1 = added last).
 *  With --blend the source is "blend" and the profile that of all together; there are
 *  {"blend":{"by","people":[{"user","source","weight","ratings"}]},"match":[PAIR]}, and in each
 *  recommendation "people":[{"user","stars":X|null,"watchlist":BOOL}]; PAIR as in
 *  query/report_party.h.
 *  "confidence":{"ratings":N,"level":"low"|"fair"|"good","error_stars":X|null}: query/confidence.h.
 *  With --explain a film that the model knows has "because":[{"film","title","year",
 *   "stars":X|null,"points":X,"weight":X}],"others":X,"base":X: the films of the profile that
 *  carried it most, with their points (null stars: merely watched) and their share, -1..1, of all
 *  the profile's points, signs left out of the sum; the points of all other films; and what films
 *  like this get in general. score = base + others + the points.
 *  An answer to --similar has "similar":{"film","title","year"} in place of user, source, profile
 *  and confidence. */
extern const LbReportFormat lb_report_json;

/** RFC 4180 (but lines end in LF) with a header line: user,rank,film,title,year,score,stars,
 *  watchlist. Texts are as they were found, but for control characters, which become blanks:
 *  nothing is put before a leading '=', so that the file reads back as it was. */
extern const LbReportFormat lb_report_csv;

/** A CSV that Letterboxd imports as a list, in order: LetterboxdURI,Title,Year, as
 *  https://letterboxd.com/about/importing-data/ has them. A film is found by its address, and by
 *  title and year where there is none. No ratings: an import would take predictions for opinions. A
 *  file is one list: for one answer only. */
extern const LbReportFormat lb_report_letterboxd;

/** One page that stands alone (common/html.h), to be looked at, sorted and filtered in a browser;
 *  posters come from where the model says, everything else is in it. */
extern const LbReportFormat lb_report_html;

/** Name of a pick as the model or the candidates file gives it: the slug. Borrowed. */
LbSlice lb_answer_film(const LbAnswer *answer, const LbPick *pick);

/** Title of a pick, empty when the model has none. Borrowed, as it came from outside. */
LbSlice lb_answer_title(const LbAnswer *answer, const LbPick *pick);

/** What people call the film, cleaned for a terminal: its title, else its slug. */
void lb_answer_name(char *out, size_t cap, const LbAnswer *answer, const LbPick *pick);

/** Release year, LB_NO_YEAR unknown. */
int lb_answer_year(const LbAnswer *answer, const LbPick *pick);

/** Minutes; 0 unknown. */
int lb_answer_runtime(const LbAnswer *answer, const LbPick *pick);

/** What the profile says of a pick on the watchlist; NULL when it is not there. Borrowed. */
const LbEntry *lb_answer_wish(const LbAnswer *answer, const LbPick *pick);

/** Days that a pick has been on the watchlist; -1 unknown. */
int32_t lb_answer_waiting_days(const LbAnswer *answer, const LbPick *pick, int32_t today);

/** Its address on Letterboxd, as lb_film_link() has it. @param[out] link  [LB_LINK_MAX] */
bool lb_answer_link(char *link, const LbAnswer *answer, const LbPick *pick);

/** One field of a CSV, quoted where RFC 4180 asks for it. */
void lb_report_csv_field(FILE *out, LbSlice value);

#endif
