/* SPDX-License-Identifier: MIT */
/** @file report.h
 *  Answers on paper: one interface, one file a format (report_table.c, report_json.c, ...). */
#ifndef LB_QUERY_REPORT_REPORT_H
#define LB_QUERY_REPORT_REPORT_H

#include "common/base/reporter.h"
#include "query/rank/availability.h"
#include "query/report/answer.h"

#include <stdio.h>

typedef struct LbReportSettings {
    FILE                 *out;
    const LbReporter     *reporter;     /**< for what a format leaves out */
    const LbModel        *model;        /**< of all answers */
    int                   width;        /**< columns of the terminal */
    bool                  color;        /**< may escape sequences be used */
    bool                  has_many;     /**< several people are answered: each is named */
    const LbAvailability *availability; /**< where films can be seen; NULL: nobody asked */
    bool                  own_scale;    /**< predictions in the training file's scale as well */
    bool                  any_poster;   /**< on a page, of any host; else of those of poster.h */
    int32_t               today;        /**< yyyymmdd, for the waiting time; 0 unknown */
    const LbSlice        *names; /**< [n_names] of those to be answered, in order, as far as known
                                      beforehand: for a table of contents */
    int32_t               n_names;
} LbReportSettings;

/** A format: `begin`, then `answer` for each person in order, then `end`; begin and end may be
 *  NULL. `match` (NULL: the format has none) writes how the tastes of a group match, and nothing else.
 *  What goes wrong with the stream is found by the caller, with ferror().
 *  @retval LB_ENOMEM */
typedef struct LbReportFormat {
    void (*begin)(const LbReportSettings *settings);
    LbStatus (*answer)(const LbReportSettings *settings, const LbAnswer *answer, LbError *err);
    void (*end)(const LbReportSettings *settings);
    LbStatus (*match)(const LbReportSettings *settings, const LbGroup *group, LbError *err);
    bool is_for_one;     /**< what comes out has room for one answer only */
    bool needs_tmdb_ids; /**< of the model */
} LbReportFormat;

/** A numbered list for people, fitted to the width. Nothing for an answer without picks. */
extern const LbReportFormat lb_report_table;

/** One object a line (NDJSON), also for an answer without picks. Schema 1:
 *  {"schema":1,"user":TEXT|null,"source":...,"profile":{"ratings","watched","watchlist","unknown"},
 *   "model":{"trained","method","films"},"recommendations":[{"rank","film","title":TEXT|null,
 *   "year":N|null,"score":X|null,"stars":X|null,"watchlist":BOOL}]}; where known, a recommendation
 *   has "runtime":MINUTES, "original_title", "imdb_id":"tt0137523",
 *   "tmdb_id":N, "release_date":"YYYY-MM-DD", "countries":[TEXT] and "directors":[TEXT] as well,
 *   with own_scale "rating":X|null, and one of the watchlist "watchlist_since":"YYYY-MM-DD",
 *   "waiting_days":N and "watchlist_rank":N (1 = added last).
 *  With --available, where a film can be seen: "available":[{"service":TEXT|null,
 *  "country":TEXT|null}].
 *  With --blend the source is "blend" and the profile that of all together; there are
 *  {"blend":{"by","people":[{"user","source","weight","ratings"}]},"match":[PAIR]}, and in each
 *  recommendation "people":[{"user","stars":X|null,"watchlist":BOOL}]; PAIR as in
 *  report_group.h.
 *  "confidence":{"ratings":N,"level":"low"|"fair"|"good","error_stars":X|null}: confidence.h.
 *  With --explain a film that the model knows has "because":[{"film","title","year",
 *   "stars":X|null,"points":X,"weight":X}],"others":X,"base":X: the films of the profile that
 *  carried it most, with their points (null stars: merely watched) and their share, -1..1, of all
 *  the profile's points, signs left out of the sum; the points of all other films; and what films
 *  like this get in general. score = base + others + the points.
 *  An answer to --similar has "similar":{"film","title","year"} in place of user, source, profile
 *  and confidence. */
extern const LbReportFormat lb_report_json;

/** RFC 4180 (but lines end in LF) with a header line: user,rank,film,title,year,score,stars,
 *  watchlist, and from a model that knows ids of IMDb or TMDB imdb_id,tmdb_id; with own_scale another
 *  column rating, with --available another column available. Texts are as they were found, but for
 *  control characters, which become blanks: nothing is put before a leading '=', so that the file
 *  reads back as it was. */
extern const LbReportFormat lb_report_csv;

/** A CSV that Letterboxd imports as a list, in order: LetterboxdURI,Title,Year, as
 *  https://letterboxd.com/about/importing-data/ has them, and from a model that knows ids
 *  LetterboxdURI,tmdbID,imdbID,Title,Year. A film is found by its address, and by
 *  title and year where there is none. No ratings: an import would take predictions for opinions. A
 *  file is one list: for one answer only. */
extern const LbReportFormat lb_report_letterboxd;

/** What Radarr reads as a Custom List: a bare array of {"id":TMDB,"tmdb_id":TMDB,"imdb_id":TEXT,
 *  "title":TEXT,"year":N}, of which a Custom List reads id (as a number), a StevenLu list imdb_id
 *  and title. Films without a TMDB id, and series, are left out. For one answer only. */
extern const LbReportFormat lb_report_radarr;

/** A list in Markdown, films linked to Letterboxd, one heading a person. */
extern const LbReportFormat lb_report_markdown;

/** One page that stands alone (common/text/html.h), to be looked at, sorted and filtered in a
 *  browser; posters come from where the model says (poster.h), everything else is in it. */
extern const LbReportFormat lb_report_html;

/** The parts of that page which are the answers, without a page around them: for a page that is
 *  there already. */
extern const LbReportFormat lb_report_cards;

/** One field of a CSV, quoted where RFC 4180 asks for it. A text that a spreadsheet would run as a
 *  formula (= + - @ in front) gets a blank before it, which our own readers trim. */
void lb_report_csv_field(FILE *out, LbSlice value);

#endif
