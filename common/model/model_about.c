/* SPDX-License-Identifier: MIT */
#include "common/model/model_about.h"

#include "common/base/date.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Two digits as a number within 0..hi, else -1. */
static int two_digits(const char *text, int hi)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return -1;
    int value = (text[0] - '0') * 10 + (text[1] - '0');
    return value <= hi ? value : -1;
}

double lb_model_about_age(const char *trained, int64_t now)
{
    static const char form[] = "yyyy-mm-ddThh:mm:ssZ";
    if (strlen(trained) != sizeof form - 1 || trained[10] != 'T' || trained[13] != ':' ||
        trained[16] != ':' || trained[19] != 'Z')
        return (double)NAN;
    int32_t date = lb_date_parse((LbSlice){trained, 10});
    int     hour = two_digits(trained + 11, 23), minute = two_digits(trained + 14, 59);
    int     second = two_digits(trained + 17, 60);
    if (date == 0 || hour < 0 || minute < 0 || second < 0) return (double)NAN;
    int64_t days    = lb_date_days(19700101, date);
    int64_t minutes = (days * 24 + hour) * 60 + minute;
    return (double)(now - (minutes * 60 + second));
}

void lb_model_about_age_text(char out[LB_AGE_TEXT], double seconds)
{
    static const struct {
        double      seconds;
        const char *name;
    } units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
    size_t u  = 0;
    if (isnan(seconds)) {
        (void)snprintf(out, LB_AGE_TEXT, "unknown");
    } else if (seconds < 0) {
        (void)snprintf(out, LB_AGE_TEXT, "in the future: was the clock set back?");
    } else {
        while (u < 3 && seconds < 2 * units[u].seconds)
            u++;
        int64_t n = (int64_t)(seconds / units[u].seconds);
        (void)snprintf(out, LB_AGE_TEXT, "%" PRId64 " %s%s", n, units[u].name, n == 1 ? "" : "s");
    }
}

int32_t lb_model_about_rank(const LbModel *model)
{
    return model->taste.rank > 0 ? model->taste.rank : model->stars.rank;
}

static bool has_text(const LbStrings *strings, int32_t film)
{
    return lb_model_string(strings, film).len > 0;
}

static bool has_items(const LbLists *lists, const LbFilms *films, int32_t film)
{
    int32_t n = 0;
    (void)lb_model_list(lists, films->n_films, film, &n);
    return n > 0;
}

void lb_model_about_facts(LbAboutFact out[LB_ABOUT_FACTS], const LbFilms *films)
{
    static const LbAboutFact names[LB_ABOUT_FACTS] = {
        {"titles", "titles", 0},       {"original_titles", "original titles", 0},
        {"years", "years", 0},         {"release_dates", "release dates", 0},
        {"runtimes", "runtimes", 0},   {"genres", "genres", 0},
        {"languages", "languages", 0}, {"countries", "countries", 0},
        {"directors", "directors", 0}, {"kinds", "kinds", 0},
        {"posters", "posters", 0},     {"letterboxd_ids", "Letterboxd ids", 0},
        {"imdb_ids", "IMDb ids", 0},   {"tmdb_ids", "TMDB ids", 0},
    };
    memcpy(out, names, sizeof names);
    for (int32_t f = 0; f < films->n_films; f++) {
        const bool known[LB_ABOUT_FACTS] = {
            has_text(&films->titles, f),
            has_text(&films->original_titles, f),
            films->year != NULL && films->year[f] != LB_NO_YEAR,
            films->release_date != NULL && films->release_date[f] > 0,
            films->runtime_minutes != NULL && films->runtime_minutes[f] > 0,
            films->genres != NULL && films->genres[f] != 0,
            films->language != NULL && films->language[f] >= 0,
            has_items(&films->countries, films, f),
            has_items(&films->directors, films, f),
            films->kind != NULL && films->kind[f] != LB_KIND_UNKNOWN,
            has_text(&films->posters, f),
            films->letterboxd_id != NULL && films->letterboxd_id[f] > 0,
            films->imdb_id != NULL && films->imdb_id[f] > 0,
            films->tmdb_id != NULL && films->tmdb_id[f] > 0,
        };
        for (int i = 0; i < LB_ABOUT_FACTS; i++)
            out[i].films += known[i];
    }
}

static void put_facts(LbJson *doc, LbJsonValue *object, const LbFilms *films)
{
    LbAboutFact  facts[LB_ABOUT_FACTS];
    LbJsonValue *known = lb_json_object(doc, object, "facts");
    lb_model_about_facts(facts, films);
    for (int i = 0; i < LB_ABOUT_FACTS; i++)
        lb_json_int(doc, known, facts[i].key, facts[i].films);
}

LbStatus lb_model_about_parse(LbJson **out, const char *text, LbError *err)
{
    *out = NULL;
    if (text[0] == '\0') return LB_OK;
    LbStatus st = lb_json_parse(out, text, strlen(text), err);
    return st == LB_EDATA ? LB_OK : st;
}

void lb_model_about_json(LbJson *doc, LbJsonValue *object, const LbModel *model, int64_t now)
{
    const LbModelInfo *info = &model->info;
    lb_json_text(doc, object, "trained", info->trained);
    lb_json_real(doc, object, "age_seconds", lb_model_about_age(info->trained, now));
    lb_json_text(doc, object, "method", lb_model_method_name(info->method));
    lb_json_int(doc, object, "rank", lb_model_about_rank(model));
    lb_json_int(doc, object, "ratings", info->n_ratings);
    lb_json_int(doc, object, "users", info->n_users);
    lb_json_int(doc, object, "films", model->films.n_films);
    LbJsonValue *scale = lb_json_array(doc, object, "scale");
    lb_json_push_real(doc, scale, info->scale.lo);
    lb_json_push_real(doc, scale, info->scale.hi);
    lb_json_real(doc, object, "mean_stars", info->mean_stars);
    lb_json_text(doc, object, "source", info->source);
    lb_json_text(doc, object, "input_hash", info->input_hash);
    lb_json_text(doc, object, "program", info->program);
    lb_json_text(doc, object, "libraries", info->libraries);
    put_facts(doc, object, &model->films);
    lb_json_document(doc, object, "evaluation", info->evaluation);
    lb_json_document(doc, object, "settings", info->settings);
}
