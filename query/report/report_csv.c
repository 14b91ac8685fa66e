/* SPDX-License-Identifier: MIT */
#include "query/report/report.h"

#include "common/text/film_id.h"
#include "common/text/text.h"

#include <math.h>
#include <string.h>

enum { TEXT_CAP = 1024 };

static void begin(const LbReportSettings *settings)
{
    fputs("user,rank,film,title,year,score,stars,watchlist", settings->out);
    if (lb_answer_has_ids(settings->model)) fputs(",imdb_id,tmdb_id", settings->out);
    if (settings->own_scale) fputs(",rating", settings->out);
    fputs(settings->availability != NULL ? ",available\n" : "\n", settings->out);
}

/* Whether a spreadsheet would take the text for a formula, in East Asian editions in full width
 * too. */
static bool is_formula(LbSlice text)
{
    static const char *const starts[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t len = strlen(starts[i]);
        if (text.len >= len && memcmp(text.text, starts[i], len) == 0) return true;
    }
    return false;
}

void lb_report_csv_field(FILE *out, LbSlice value)
{
    char    piece[LB_UTF8_MAX];
    size_t  n    = 0;
    LbSlice rest = value;
    while (n == 0 && rest.len > 0)
        n = lb_text_clean_next(piece, &rest);
    /* Behind a blank it is text; our own readers trim it off again. */
    bool is_text_only = is_formula((LbSlice){piece, n});
    bool is_quoted    = is_text_only || (value.len > 0 && (memchr(value.text, ',', value.len) ||
                                                        memchr(value.text, '"', value.len)));
    fputs(is_text_only ? "\" " : is_quoted ? "\"" : "", out);
    while (value.len > 0) {
        n = lb_text_clean_next(piece, &value);
        if (n > 0 && piece[0] == '"') fputc('"', out);
        fwrite(piece, 1, n, out);
    }
    if (is_quoted) fputc('"', out);
}

/* A number with the digits a float has; nothing when there is none. */
static void put_real(FILE *out, float value)
{
    if (isfinite(value)) fprintf(out, "%.9g", (double)value);
}

static void put_ids(FILE *out, const LbAnswer *answer, const LbPick *pick)
{
    char imdb[LB_FILM_ID_TEXT];
    lb_film_id_imdb_text(imdb, lb_answer_imdb_id(answer, pick));
    fprintf(out, ",%s,", imdb);
    if (lb_answer_tmdb_id(answer, pick) > 0)
        fprintf(out, "%d", (int)lb_answer_tmdb_id(answer, pick));
}

static void put_available(const LbReportSettings *settings, const LbPick *pick)
{
    char text[TEXT_CAP];
    if (settings->availability == NULL) return;
    lb_availability_text(text, sizeof text, settings->availability, pick->film);
    fputc(',', settings->out);
    lb_report_csv_field(settings->out, (LbSlice){text, strlen(text)});
}

static LbStatus write_answer(const LbReportSettings *settings, const LbAnswer *answer, LbError *err)
{
    FILE       *out  = settings->out;
    const char *user = lb_profile_user(answer->profile);
    (void)err;
    for (int32_t i = 0; i < answer->picks->n; i++) {
        const LbPick *pick = &answer->picks->items[i];
        int           year = lb_answer_year(answer, pick);
        lb_report_csv_field(out, (LbSlice){user, strlen(user)});
        fprintf(out, ",%d,", (int)i + 1);
        lb_report_csv_field(out, lb_answer_film(answer, pick));
        fputc(',', out);
        lb_report_csv_field(out, lb_answer_title(answer, pick));
        fputc(',', out);
        if (year != LB_NO_YEAR) fprintf(out, "%d", year);
        fputc(',', out);
        put_real(out, pick->score);
        fputc(',', out);
        put_real(out, pick->stars);
        fputs(pick->is_on_watchlist ? ",yes" : ",no", out);
        if (lb_answer_has_ids(answer->model)) put_ids(out, answer, pick);
        if (settings->own_scale) fputc(',', out);
        if (settings->own_scale) put_real(out, (float)lb_answer_own_rating(answer, pick));
        put_available(settings, pick);
        fputc('\n', out);
    }
    return LB_OK;
}

const LbReportFormat lb_report_csv = {.begin = begin, .answer = write_answer};
