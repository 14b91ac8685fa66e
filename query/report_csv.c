/* SPDX-License-Identifier: MIT */
#include "query/report.h"

#include <math.h>
#include <string.h>

enum { TEXT_CAP = 1024 };

static void begin(const LbReportSettings *settings)
{
    fputs("user,rank,film,title,year,score,stars,watchlist\n", settings->out);
}

/* A field, quoted where RFC 4180 asks for it. */
static void put_text(FILE *out, LbSlice value)
{
    char text[TEXT_CAP];
    lb_text_clean(text, sizeof text, value);
    if (strpbrk(text, ",\"") == NULL) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"') fputc('"', out);
        fputc(*c, out);
    }
    fputc('"', out);
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
        put_text(out, (LbSlice){user, strlen(user)});
        fprintf(out, ",%d,", (int)i + 1);
        put_text(out, lb_answer_film(answer, pick));
        fputc(',', out);
        put_text(out, lb_answer_title(answer, pick));
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
