/* SPDX-License-Identifier: MIT */
#include "query/report/report.h"

#include "common/base/date.h"
#include "common/text/film_id.h"
#include "common/text/json.h"
#include "common/text/text.h"
#include "query/rank/confidence.h"
#include "query/report/report_group.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_CAP = 1024 };

/* A text of the model or of a file, without what could harm a terminal; null when empty. */
static void put_text(LbJson *doc, LbJsonValue *object, const char *key, LbSlice value)
{
    char text[TEXT_CAP];
    lb_text_clean(text, sizeof text, value);
    lb_json_text(doc, object, key, value.len > 0 ? text : NULL);
}

static void put_profile(LbJson *doc, const LbAnswer *answer)
{
    LbProfileCounts counts  = lb_resolve_counts(answer->resolved, answer->profile);
    LbJsonValue    *profile = lb_json_object(doc, lb_json_root(doc), "profile");
    lb_json_int(doc, profile, "ratings", counts.rated);
    lb_json_int(doc, profile, "watched", counts.watched);
    lb_json_int(doc, profile, "watchlist", counts.watchlist);
    lb_json_int(doc, profile, "unknown", answer->resolved->n_unknown);
    if (answer->resolved->n_ambiguous > 0)
        lb_json_int(doc, profile, "ambiguous", answer->resolved->n_ambiguous);
}

static void put_model(LbJson *doc, const LbModel *model)
{
    LbJsonValue *object = lb_json_object(doc, lb_json_root(doc), "model");
    lb_json_text(doc, object, "trained", model->info.trained);
    lb_json_text(doc, object, "method", lb_model_method_name(model->info.method));
    lb_json_int(doc, object, "films", model->films.n_films);
}

static void put_confidence(LbJson *doc, const LbAnswer *answer)
{
    LbConfidence confidence = lb_confidence_of(answer->model, answer->resolved->n_rated);
    LbJsonValue *object     = lb_json_object(doc, lb_json_root(doc), "confidence");
    lb_json_int(doc, object, "ratings", confidence.ratings);
    lb_json_text(doc, object, "level", lb_confidence_name(confidence.level));
    lb_json_real(doc, object, "error_stars", confidence.error_stars);
}

/* The keys by which a film is known. */
static void put_film(LbJson *doc, LbJsonValue *object, const LbAnswer *answer, const LbPick *pick)
{
    int year = lb_answer_year(answer, pick);
    put_text(doc, object, "film", lb_answer_film(answer, pick));
    put_text(doc, object, "title", lb_answer_title(answer, pick));
    if (year != LB_NO_YEAR)
        lb_json_int(doc, object, "year", year);
    else
        lb_json_null(doc, object, "year");
}

/* A text list under a key; nothing when it is empty. */
static void put_names(LbJson *doc, LbJsonValue *object, const char *key, const LbAnswer *answer,
                      const LbPick *pick, const LbLists *lists, const LbStrings *names)
{
    int32_t        n    = 0;
    const int32_t *item = lb_model_list(lists, answer->model->films.n_films, pick->film, &n);
    if (n == 0) return;
    LbJsonValue *array = lb_json_array(doc, object, key);
    for (int32_t i = 0; i < n; i++) {
        char text[TEXT_CAP];
        lb_text_clean(text, sizeof text, lb_model_string(names, item[i]));
        lb_json_push_text(doc, array, text);
    }
}

/* Under which numbers other sites know the film, and facts that not every model has. */
static void put_identities(LbJson *doc, LbJsonValue *object, const LbAnswer *answer,
                           const LbPick *pick)
{
    const LbFilms *films = &answer->model->films;
    char           imdb[LB_FILM_ID_TEXT], date[LB_DATE_TEXT];
    lb_film_id_imdb_text(imdb, lb_answer_imdb_id(answer, pick));
    lb_date_text(date, lb_answer_release_date(answer, pick));
    LbSlice original = lb_model_string(&films->original_titles, pick->film);
    if (original.len > 0) put_text(doc, object, "original_title", original);
    if (imdb[0] != '\0') lb_json_text(doc, object, "imdb_id", imdb);
    if (lb_answer_tmdb_id(answer, pick) > 0)
        lb_json_int(doc, object, "tmdb_id", lb_answer_tmdb_id(answer, pick));
    if (lb_answer_release_date(answer, pick) > 0) lb_json_text(doc, object, "release_date", date);
    put_names(doc, object, "countries", answer, pick, &films->countries, &films->country_names);
    put_names(doc, object, "directors", answer, pick, &films->directors, &films->director_names);
}

static void put_because(LbJson *doc, LbJsonValue *object, const LbAnswer *answer,
                        const LbBecause *because)
{
    LbJsonValue *array = lb_json_array(doc, object, "because");
    for (int32_t i = 0; i < because->n; i++) {
        const LbReason *reason = &because->items[i];
        LbJsonValue    *item   = lb_json_push_object(doc, array);
        put_film(doc, item, answer, &(LbPick){.film = answer->resolved->film[reason->seen]});
        lb_json_real(doc, item, "stars", (double)answer->resolved->stars[reason->seen]);
        lb_json_real(doc, item, "points", reason->points);
        lb_json_real(doc, item, "weight", reason->weight);
    }
    lb_json_real(doc, object, "others", because->others);
    lb_json_real(doc, object, "base", because->base);
}

/* What is known of a film's wait on the watchlist. */
static void put_wish(LbJson *doc, LbJsonValue *object, const LbAnswer *answer, const LbPick *pick,
                     int32_t today)
{
    const LbEntry *wish = lb_answer_wish(answer, pick);
    int32_t        days = lb_answer_waiting_days(answer, pick, today);
    char           since[LB_DATE_TEXT];
    if (wish == NULL) return;
    lb_date_text(since, wish->watchlist_date);
    if (wish->watchlist_date > 0) lb_json_text(doc, object, "watchlist_since", since);
    if (days >= 0) lb_json_int(doc, object, "waiting_days", days);
    if (wish->watchlist_rank > 0) lb_json_int(doc, object, "watchlist_rank", wish->watchlist_rank);
}

/* Where the film can be seen. */
static void put_available(LbJson *doc, LbJsonValue *object, const LbAvailability *availability,
                          int32_t film)
{
    int32_t        n      = 0;
    const LbOffer *offers = lb_availability_of(availability, film, &n);
    LbJsonValue   *array  = lb_json_array(doc, object, "available");
    for (int32_t i = 0; i < n; i++) {
        LbJsonValue *offer   = lb_json_push_object(doc, array);
        const char  *service = offers[i].service, *country = offers[i].country;
        put_text(doc, offer, "service", (LbSlice){service, strlen(service)});
        put_text(doc, offer, "country", (LbSlice){country, strlen(country)});
    }
}

static void put_pick(LbJson *doc, LbJsonValue *array, const LbAnswer *answer, int32_t i,
                     const LbReportSettings *settings)
{
    const LbPick *pick   = &answer->picks->items[i];
    LbJsonValue  *object = lb_json_push_object(doc, array);
    lb_json_int(doc, object, "rank", i + 1);
    put_film(doc, object, answer, pick);
    lb_json_real(doc, object, "score", (double)pick->score);
    lb_json_real(doc, object, "stars", (double)pick->stars);
    if (settings->own_scale)
        lb_json_real(doc, object, "rating", lb_answer_own_rating(answer, pick));
    lb_json_bool(doc, object, "watchlist", pick->is_on_watchlist);
    if (lb_answer_runtime(answer, pick) > 0)
        lb_json_int(doc, object, "runtime", lb_answer_runtime(answer, pick));
    put_wish(doc, object, answer, pick, settings->today);
    if (pick->because != NULL) put_because(doc, object, answer, pick->because);
    if (answer->group != NULL) lb_report_group_people_json(doc, object, answer->group, pick->film);
    put_identities(doc, object, answer, pick);
    if (settings->availability != NULL)
        put_available(doc, object, settings->availability, pick->film);
}

static LbStatus write_answer(const LbReportSettings *settings, const LbAnswer *answer, LbError *err)
{
    LbJson *doc = lb_json_new();
    if (doc == NULL) return lb_error_nomem(err, 0);
    LbJsonValue *root = lb_json_root(doc);
    const char  *user = lb_profile_user(answer->profile);
    char        *line = NULL;
    lb_json_int(doc, root, "schema", 1);
    if (answer->similar != NULL) {
        put_film(doc, lb_json_object(doc, root, "similar"), answer, answer->similar);
    } else {
        lb_json_text(doc, root, "user", user[0] != '\0' ? user : NULL);
        lb_json_text(doc, root, "source",
                     lb_profile_source_name(lb_profile_source(answer->profile)));
        put_profile(doc, answer);
        if (answer->group == NULL) put_confidence(doc, answer);
    }
    put_model(doc, answer->model);
    if (answer->group != NULL) lb_report_group_json(doc, root, answer->group);
    LbJsonValue *array = lb_json_array(doc, root, "recommendations");
    for (int32_t i = 0; i < answer->picks->n; i++)
        put_pick(doc, array, answer, i, settings);
    LbStatus st = lb_json_dump(doc, false, &line, err);
    if (st == LB_OK) {
        fputs(line, settings->out);
        fputc('\n', settings->out);
    }
    free(line);
    lb_json_free(doc);
    return st;
}

const LbReportFormat lb_report_json = {.answer = write_answer, .match = lb_report_group_match_json};
