/* SPDX-License-Identifier: MIT */
#include "query/report/report.h"

#include <math.h>
#include <string.h>

static void begin(const LbReportSettings *settings)
{
    fputs("user,rank,film,title,year,score,stars,watchlist\n", settings->out);
}

void lb_report_csv_field(FILE *out, LbSlice value)
{
    bool is_quoted = value.len > 0 && (memchr(value.text, ',', value.len) != NULL ||
                                       memchr(value.text, '"', value.len) != NULL);
    if (is_quoted) fputc('"', out);
    while (value.len > 0) {
        char   piece[LB_UTF8_MAX];
        size_t n = lb_text_clean_next(piece, &value);
        if (piece[0] == '"') fputc('"', out);
        fwrite(piece, 1, n, out);
    }
    if (is_quoted) fputc('"', out);
}

/* A number with the digits a float has; nothing when there is none. */
static void put_real(FILE *out, float value)
{
    if (isfinite(value)) fprintf(out, "%.9g", (double)value);
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
        fputs(pick->is_on_watchlist ? ",yes\n" : ",no\n", out);
    }
    return LB_OK;
}

const LbReportFormat lb_report_csv = {.begin = begin, .answer = write_answer};
