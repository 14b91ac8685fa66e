/* SPDX-License-Identifier: MIT */
#include "query/report/answer_notes.h"

#include "common/text/text.h"
#include "query/rank/confidence.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NAME_CAP = 128, TEXT_CAP = 512, SHOWN = 5 };

/* The person, in a sentence. */
static const char *name_of(char out[NAME_CAP], const LbAnswer *answer)
{
    const char *user = lb_profile_user(answer->profile);
    lb_text_clean(out, NAME_CAP, (LbSlice){user, strlen(user)});
    return user[0] != '\0' ? out : "this member";
}

static void LB_PRINTF(3, 4) append(char *out, size_t cap, const char *fmt, ...)
{
    size_t  used = strlen(out);
    va_list args;
    va_start(args, fmt);
    vsnprintf(out + used, cap - used, fmt, args);
    va_end(args);
}

/* Everything was left out: by what, and how many. */
static void tell_left_out(char *out, size_t cap, const LbAnswer *answer,
                          const LbRecommendSettings *settings)
{
    LbLeftOut left;
    lb_recommend_count(&left, answer->model, answer->resolved, answer->candidates, settings);
    snprintf(out, cap, "no film is left to recommend: of %d films", (int)left.films);
    if (left.watched > 0) append(out, cap, " %d are watched,", (int)left.watched);
    if (left.excluded > 0) append(out, cap, " %d are excluded,", (int)left.excluded);
    for (int reason = LB_FILTER_PASSES + 1; reason < LB_FILTER_REASONS; reason++)
        if (left.by_filter[reason] > 0)
            append(out, cap, " %s leaves out %d,", lb_filter_reason_name((LbFilterReason)reason),
                   (int)left.by_filter[reason]);
    append(out, cap, " none remains");
}

void lb_answer_notes_empty(char *out, size_t cap, const LbAnswer *answer,
                           const LbRecommendSettings *settings)
{
    char            name[NAME_CAP];
    const char     *who    = name_of(name, answer);
    LbProfileCounts counts = lb_resolve_counts(answer->resolved, answer->profile);
    if (counts.rated == 0)
        snprintf(out, cap, "%s has rated no film (%d watched): recommendations need ratings", who,
                 (int)counts.watched);
    else if (answer->resolved->n_rated == 0)
        snprintf(
            out, cap, "the model knows none of the %d films that %s rated%s", (int)counts.rated,
            who,
            answer->model->films.titles.n == 0
                ? ": it has no titles to find them by (lbrec-train --films FILMS.csv adds them)"
                : "");
    else if (settings->watchlist_only && counts.watchlist == 0)
        snprintf(out, cap, "the watchlist of %s is empty", who);
    else if (settings->watchlist_only && answer->resolved->n_watchlist == 0)
        snprintf(out, cap, "the model knows none of the %d films on the watchlist of %s",
                 (int)counts.watchlist, who);
    else if (answer->candidates != NULL && answer->candidates->n == 0)
        snprintf(out, cap, "the file of candidates names no film for %s", who);
    else
        tell_left_out(out, cap, answer, settings);
}

/* A film of the profile, by the first that is known of its title, slug and ids. */
static void name_film(char out[NAME_CAP], const LbEntry *entry)
{
    const char *name = entry->title[0] != '\0' ? entry->title : entry->slug;
    if (name[0] != '\0')
        lb_text_clean(out, NAME_CAP, (LbSlice){name, strlen(name)});
    else if (entry->imdb_id > 0)
        snprintf(out, NAME_CAP, "tt%07d", (int)entry->imdb_id);
    else if (entry->tmdb_id > 0)
        snprintf(out, NAME_CAP, "TMDB %d", (int)entry->tmdb_id);
    else
        snprintf(out, NAME_CAP, "a film without a name");
}

/* Which film came from which of several files. */
static void list_origins(const LbAnswer *answer, const LbReporter *reporter)
{
    const LbProfile *profile = answer->profile;
    bool             is_one  = lb_profile_origins(profile) == 1;
    for (int32_t i = 0; i < lb_profile_count(profile) && is_one; i++)
        is_one = lb_profile_at(profile, i)->origin == 1;
    if (lb_profile_origins(profile) == 0 || is_one) return;
    for (int32_t i = 0; i < lb_profile_count(profile); i++) {
        const LbEntry *entry = lb_profile_at(profile, i);
        char           name[NAME_CAP];
        name_film(name, entry);
        lb_reporter_message(reporter, LB_LEVEL_DETAIL, "%s: from %s", name,
                            entry->origin > 0 ? lb_profile_origin(profile, entry->origin)
                                              : lb_profile_source_name(lb_profile_source(profile)));
    }
}

static void list_unknown(const LbAnswer *answer, const LbReporter *reporter)
{
    for (int32_t i = 0; i < answer->resolved->n_unknown; i++) {
        const LbEntry *entry = lb_profile_at(answer->profile, answer->resolved->unknown[i]);
        const char    *what = entry->stars > 0 ? "rated" : entry->watched ? "watched" : "watchlist";
        char           name[NAME_CAP];
        name_film(name, entry);
        if (entry->year != LB_NO_YEAR)
            lb_reporter_message(reporter, LB_LEVEL_DETAIL, "not in the model: %s (%d), %s", name,
                                entry->year, what);
        else
            lb_reporter_message(reporter, LB_LEVEL_DETAIL, "not in the model: %s, %s", name, what);
    }
}

/* A title alone may be any of several films: of tables without years nothing is found. */
static void tell_yearless(const LbAnswer *answer, const LbReporter *reporter, LbLevel level)
{
    int n = 0;
    for (int32_t i = 0; i < answer->resolved->n_unknown; i++) {
        const LbEntry *e = lb_profile_at(answer->profile, answer->resolved->unknown[i]);
        n += e->title[0] != '\0' && e->year == LB_NO_YEAR && e->slug[0] == '\0' && e->id == 0 &&
             e->imdb_id == 0 && e->tmdb_id == 0;
    }
    if (n > 0)
        lb_reporter_message(reporter, level,
                            "%d of them have a title and no year: films are looked for by both", n);
}

/* Films that fit two of the model's: the first few at once, all with -v. */
static void list_ambiguous(const LbAnswer *answer, const LbReporter *reporter, LbLevel level)
{
    for (int32_t i = 0; i < answer->resolved->n_ambiguous; i++) {
        const LbAmbiguous *doubt = &answer->resolved->ambiguous[i];
        char               text[TEXT_CAP];
        lb_resolver_doubt(text, sizeof text, &answer->model->films,
                          lb_profile_at(answer->profile, doubt->entry), doubt->either);
        lb_reporter_message(reporter, i < SHOWN ? level : LB_LEVEL_DETAIL, "%s", text);
    }
    if (answer->resolved->n_ambiguous > SHOWN)
        lb_reporter_message(reporter, level, "and %d titles more of two films each (-v lists them)",
                            (int)answer->resolved->n_ambiguous - SHOWN);
}

/* By what the films were found. */
static void tell_ways(const LbResolved *resolved, const LbReporter *reporter)
{
    char text[TEXT_CAP] = "";
    for (int by = LB_FOUND_NOT + 1; by < LB_FOUND_WAYS; by++)
        if (resolved->found_by[by] > 0)
            append(text, sizeof text, "%s%d by %s", text[0] != '\0' ? ", " : "",
                   (int)resolved->found_by[by], lb_resolver_way((LbFoundBy)by));
    if (text[0] != '\0') lb_reporter_message(reporter, LB_LEVEL_DETAIL, "films found: %s", text);
}

/* How sure the picks are, as long as that may disappoint. */
static void tell_confidence(const LbAnswer *answer, const LbReporter *reporter, LbLevel level)
{
    LbConfidence confidence = lb_confidence_of(answer->model, answer->resolved->n_rated);
    char         stars[64]  = "";
    if (confidence.level == LB_CONFIDENCE_GOOD) level = LB_LEVEL_DETAIL;
    if (!isnan(confidence.error_stars))
        snprintf(stars, sizeof stars, "; expect the stars to be off by about %.1f",
                 confidence.error_stars);
    switch (confidence.level) {
    case LB_CONFIDENCE_LOW:
        lb_reporter_message(
            reporter, level,
            "few rated films are known to the model (%d): take the picks as a rough guess%s",
            (int)confidence.ratings, stars);
        break;
    case LB_CONFIDENCE_FAIR:
        lb_reporter_message(
            reporter, level,
            "%d rated films are known to the model: the picks are fair, and better from 50 "
            "ratings on%s",
            (int)confidence.ratings, stars);
        break;
    case LB_CONFIDENCE_GOOD:
        lb_reporter_message(reporter, level,
                            "%d rated films are known to the model: that is plenty%s",
                            (int)confidence.ratings, stars);
        break;
    }
}

void lb_answer_notes_report(const LbAnswer *answer, const LbReporter *reporter)
{
    char              name[NAME_CAP];
    const LbResolved *resolved = answer->resolved;
    LbProfileCounts   counts   = lb_resolve_counts(answer->resolved, answer->profile);
    bool              is_batch = lb_profile_source(answer->profile) == LB_SOURCE_CSV;
    LbLevel           level    = is_batch ? LB_LEVEL_DETAIL : LB_LEVEL_NOTE;
    const char       *who      = name_of(name, answer);
    lb_reporter_message(reporter, level, "%s (%s): %d ratings, %d watched, %d on the watchlist",
                        who, lb_profile_source_name(lb_profile_source(answer->profile)),
                        (int)counts.rated, (int)counts.watched, (int)counts.watchlist);
    for (int32_t i = 0; i < lb_profile_gaps(answer->profile); i++)
        lb_reporter_message(reporter, LB_LEVEL_WARNING, "%s: %s", who,
                            lb_profile_gap(answer->profile, i));
    list_origins(answer, reporter);
    tell_ways(resolved, reporter);
    if (resolved->again_seen + resolved->again_wanted > 0)
        lb_reporter_message(reporter, LB_LEVEL_DETAIL, "films that were told of again: %d",
                            (int)(resolved->again_seen + resolved->again_wanted));
    list_ambiguous(answer, reporter, level);
    if (resolved->n_unknown > 0)
        lb_reporter_message(reporter, level, "films that the model does not know: %d%s",
                            (int)resolved->n_unknown, is_batch ? "" : " (-v lists them)");
    tell_yearless(answer, reporter, level);
    list_unknown(answer, reporter);
    if (resolved->n_rated > 0) tell_confidence(answer, reporter, level);
}
