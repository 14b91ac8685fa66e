/* SPDX-License-Identifier: MIT */
#include "query/report/report_group.h"

#include "common/text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TEXT_CAP  = 1024,
    NAME_MIN  = 5,
    NAME_MAX  = 14,
    TITLE_MAX = 60,
    TITLE_MIN = 12,
    INDENT    = 2,
    GAP       = 2
};

static int width_of(const char *text)
{
    return lb_text_width((LbSlice){text, strlen(text)});
}

static int within(int value, int lo, int hi)
{
    return value < lo ? lo : value > hi ? hi : value;
}

/* What people call the film: title and year, else its slug. */
static void name_of(char text[TEXT_CAP], const LbModel *model, int32_t film)
{
    LbSlice title = lb_model_string(&model->films.titles, film);
    int     year  = model->films.year != NULL ? model->films.year[film] : LB_NO_YEAR;
    lb_text_clean(text, TEXT_CAP,
                  title.len > 0 ? title : lb_model_string(&model->films.slugs, film));
    size_t len = strlen(text);
    if (title.len > 0 && year != LB_NO_YEAR) snprintf(text + len, TEXT_CAP - len, " (%d)", year);
}

static void put_dim(const LbReportSettings *settings, bool on)
{
    if (settings->color) fputs(on ? "\033[2m" : "\033[0m", settings->out);
}

static void put_percent(char out[16], const LbMatch *match)
{
    if (isnan(match->percent))
        snprintf(out, 16, "unknown");
    else
        snprintf(out, 16, "%.0f %%", match->percent);
}

/* The text in exactly `width` columns, on the left or on the right. */
static void put_cell(FILE *out, const char *text, int width, bool is_right)
{
    LbSlice slice = {text, lb_text_prefix((LbSlice){text, strlen(text)}, width)};
    int     blank = width - lb_text_width(slice);
    fprintf(out, "%*s%.*s%*s", is_right ? blank : 0, "", (int)slice.len, slice.text,
            is_right ? 0 : blank, "");
}

static void put_stars(FILE *out, float stars, bool is_predicted, int width)
{
    char text[16] = "-";
    if (isfinite(stars))
        snprintf(text, sizeof text, "%s%.1f", is_predicted ? "~" : "", (double)stars);
    put_cell(out, text, width, true);
}

static bool has_prediction(const LbMatchFilm *films, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (films[i].is_predicted[0] || films[i].is_predicted[1]) return true;
    return false;
}

/* Columns of a pair's two lists of films. */
typedef struct Columns {
    int title, name[2];
} Columns;

static void widen(Columns *columns, const LbModel *model, const LbMatchFilm *films, int32_t n,
                  const char *heading)
{
    char text[TEXT_CAP];
    if (n > 0 && width_of(heading) > columns->title) columns->title = width_of(heading);
    for (int32_t i = 0; i < n; i++) {
        name_of(text, model, films[i].film);
        if (width_of(text) > columns->title) columns->title = width_of(text);
    }
}

static void put_films(const LbReportSettings *settings, const LbModel *model,
                      const LbGroupMember *const pair[2], const Columns *columns,
                      const char *heading, const LbMatchFilm *films, int32_t n)
{
    FILE *out = settings->out;
    char  text[TEXT_CAP];
    if (n == 0) return;
    put_dim(settings, true);
    fprintf(out, "%*s", INDENT, "");
    put_cell(out, heading, columns->title, false);
    for (int k = 0; k < 2; k++) {
        fprintf(out, "%*s", GAP, "");
        put_cell(out, pair[k]->name, columns->name[k], true);
    }
    put_dim(settings, false);
    fputc('\n', out);
    for (int32_t i = 0; i < n; i++) {
        name_of(text, model, films[i].film);
        fprintf(out, "%*s", INDENT, "");
        put_cell(out, text, columns->title, false);
        for (int k = 0; k < 2; k++) {
            fprintf(out, "%*s", GAP, "");
            put_stars(out, films[i].stars[k], films[i].is_predicted[k], columns->name[k]);
        }
        fputc('\n', out);
    }
}

static void put_summary(FILE *out, const LbMatch *match, const LbGroupMember *const pair[2])
{
    char percent[16];
    put_percent(percent, match);
    fprintf(out, "%s: %d film%s rated by both", percent, (int)match->common,
            match->common == 1 ? "" : "s");
    if (match->common > 0 && fabs(match->difference) >= 0.05)
        fprintf(out, ", %s gives %.1f stars more", pair[match->difference < 0]->name,
                fabs(match->difference));
    fputc('\n', out);
}

static void put_pair(const LbReportSettings *settings, const LbGroup *group, int32_t i, int32_t j)
{
    FILE                      *out     = settings->out;
    const LbMatch             *match   = lb_group_match(group, i, j);
    const LbGroupMember *const pair[2] = {&group->members[i], &group->members[j]};
    fprintf(out, "%s%s + %s%s\n", settings->color ? "\033[1m" : "", pair[0]->name, pair[1]->name,
            settings->color ? "\033[0m" : "");
    fprintf(out, "Taste match ");
    put_summary(out, match, pair);
    static const char unite[] = "Films that unite";
    const char       *divide  = has_prediction(match->divide, match->n_divide)
                                    ? "Films that divide (~ predicted)"
                                    : "Films that divide";
    Columns           columns = {.title = TITLE_MIN};
    widen(&columns, group->model, match->unite, match->n_unite, unite);
    widen(&columns, group->model, match->divide, match->n_divide, divide);
    for (int k = 0; k < 2; k++)
        columns.name[k] = within(width_of(pair[k]->name), NAME_MIN, NAME_MAX);
    int room      = settings->width - INDENT - columns.name[0] - columns.name[1] - 2 * GAP;
    columns.title = within(columns.title, TITLE_MIN, within(room, TITLE_MIN, TITLE_MAX));
    put_films(settings, group->model, pair, &columns, unite, match->unite, match->n_unite);
    put_films(settings, group->model, pair, &columns, divide, match->divide, match->n_divide);
}

LbStatus lb_report_group_match_table(const LbReportSettings *settings, const LbGroup *group,
                                     LbError *err)
{
    (void)err;
    for (int32_t i = 0; i < group->n; i++)
        for (int32_t j = i + 1; j < group->n; j++) {
            if (j > 1) fputc('\n', settings->out);
            put_pair(settings, group, i, j);
        }
    return LB_OK;
}

void lb_report_group_match_line(const LbReportSettings *settings, const LbGroup *group)
{
    static const char heading[] = "Taste match:";
    int               column    = (int)sizeof heading - 1;
    put_dim(settings, true);
    fputs(heading, settings->out);
    for (int32_t i = 0; i < group->n; i++)
        for (int32_t j = i + 1; j < group->n; j++) {
            char text[TEXT_CAP], percent[16];
            bool is_last = i == group->n - 2;
            put_percent(percent, lb_group_match(group, i, j));
            snprintf(text, sizeof text, " %s + %s %s%s", group->members[i].name,
                     group->members[j].name, percent, is_last ? "" : ",");
            if (column + width_of(text) > settings->width) {
                fputs("\n ", settings->out);
                column = 1;
            }
            fputs(text, settings->out);
            column += width_of(text);
        }
    put_dim(settings, false);
    fputs("\n\n", settings->out);
}

/* A text of the model, without what could harm a terminal; null when empty. */
static void put_text(LbJson *doc, LbJsonValue *object, const char *key, LbSlice value)
{
    char text[TEXT_CAP];
    lb_text_clean(text, sizeof text, value);
    lb_json_text(doc, object, key, value.len > 0 ? text : NULL);
}

static void put_films_json(LbJson *doc, LbJsonValue *pair, const char *key, const LbModel *model,
                           const LbMatchFilm *films, int32_t n)
{
    LbJsonValue *array = lb_json_array(doc, pair, key);
    for (int32_t i = 0; i < n; i++) {
        LbJsonValue *object = lb_json_push_object(doc, array);
        int          year   = model->films.year != NULL ? model->films.year[films[i].film] : 0;
        put_text(doc, object, "film", lb_model_string(&model->films.slugs, films[i].film));
        put_text(doc, object, "title", lb_model_string(&model->films.titles, films[i].film));
        if (year != LB_NO_YEAR)
            lb_json_int(doc, object, "year", year);
        else
            lb_json_null(doc, object, "year");
        LbJsonValue *stars = lb_json_array(doc, object, "stars");
        for (int k = 0; k < 2; k++)
            lb_json_push_real(doc, stars, (double)films[i].stars[k]);
        LbJsonValue *predicted = lb_json_array(doc, object, "predicted");
        for (int k = 0; k < 2; k++)
            lb_json_push_bool(doc, predicted, films[i].is_predicted[k]);
    }
}

static void put_pairs_json(LbJson *doc, LbJsonValue *array, const LbGroup *group, bool with_films)
{
    for (int32_t i = 0; i < group->n; i++)
        for (int32_t j = i + 1; j < group->n; j++) {
            const LbMatch *match = lb_group_match(group, i, j);
            LbJsonValue   *pair  = lb_json_push_object(doc, array);
            LbJsonValue   *users = lb_json_array(doc, pair, "users");
            lb_json_push_text(doc, users, group->members[i].name);
            lb_json_push_text(doc, users, group->members[j].name);
            lb_json_real(doc, pair, "percent", match->percent);
            lb_json_int(doc, pair, "common", match->common);
            lb_json_real(doc, pair, "difference", match->difference);
            if (!with_films) continue;
            put_films_json(doc, pair, "unite", group->model, match->unite, match->n_unite);
            put_films_json(doc, pair, "divide", group->model, match->divide, match->n_divide);
        }
}

static LbJsonValue *put_member(LbJson *doc, LbJsonValue *array, const LbGroupMember *member)
{
    LbJsonValue *object = lb_json_push_object(doc, array);
    lb_json_text(doc, object, "user", member->name);
    lb_json_text(doc, object, "source", lb_profile_source_name(lb_profile_source(member->profile)));
    lb_json_int(doc, object, "ratings",
                lb_resolve_counts(&member->resolved, member->profile).rated);
    return object;
}

LbStatus lb_report_group_match_json(const LbReportSettings *settings, const LbGroup *group,
                                    LbError *err)
{
    char   *line = NULL;
    LbJson *doc  = lb_json_new();
    if (doc == NULL) return lb_error_nomem(err, 0);
    lb_json_int(doc, lb_json_root(doc), "schema", 1);
    LbJsonValue *match  = lb_json_object(doc, lb_json_root(doc), "match");
    LbJsonValue *people = lb_json_array(doc, match, "people");
    for (int32_t i = 0; i < group->n; i++)
        (void)put_member(doc, people, &group->members[i]);
    put_pairs_json(doc, lb_json_array(doc, match, "pairs"), group, true);
    LbStatus st = lb_json_dump(doc, false, &line, err);
    if (st == LB_OK) fprintf(settings->out, "%s\n", line);
    free(line);
    lb_json_free(doc);
    return st;
}

void lb_report_group_json(LbJson *doc, LbJsonValue *root, const LbGroup *group)
{
    LbJsonValue *blend = lb_json_object(doc, root, "blend");
    lb_json_text(doc, blend, "by", lb_blend_name(group->by));
    LbJsonValue *people = lb_json_array(doc, blend, "people");
    for (int32_t i = 0; i < group->n; i++)
        lb_json_real(doc, put_member(doc, people, &group->members[i]), "weight",
                     group->members[i].weight);
    put_pairs_json(doc, lb_json_array(doc, root, "match"), group, false);
}

void lb_report_group_people_json(LbJson *doc, LbJsonValue *object, const LbGroup *group,
                                 int32_t film)
{
    LbJsonValue *array = lb_json_array(doc, object, "people");
    for (int32_t i = 0; i < group->n; i++) {
        const LbGroupMember *member = &group->members[i];
        LbJsonValue         *person = lb_json_push_object(doc, array);
        lb_json_text(doc, person, "user", member->name);
        lb_json_real(doc, person, "stars",
                     member->stars != NULL ? (double)member->stars[film] : (double)NAN);
        lb_json_bool(doc, person, "watchlist", lb_resolve_wants(&member->resolved, film));
    }
}
