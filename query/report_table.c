/* SPDX-License-Identifier: MIT */
#include "query/report.h"

#include <math.h>
#include <string.h>

enum { TEXT_CAP = 1024, TITLE_MIN = 12, TITLE_MAX = 60 };

static const char mark_long[]  = "on your watchlist";
static const char mark_short[] = "*";

typedef struct Layout {
    int         rank, title; /* columns */
    bool        has_year;
    const char *mark; /* of a film of the watchlist; NULL = nobody is on it */
} Layout;

/* What people call the film: its title, else its slug. */
static void name_of(char text[TEXT_CAP], const LbAnswer *answer, const LbPick *pick)
{
    LbSlice title = lb_answer_title(answer, pick);
    lb_text_clean(text, TEXT_CAP, title.len > 0 ? title : lb_answer_film(answer, pick));
}

static int width_of(const char *text)
{
    return lb_text_width((LbSlice){text, strlen(text)});
}

static int digits_of(int32_t n)
{
    int digits = 1;
    for (; n >= 10; n /= 10)
        digits++;
    return digits;
}

/* Titles get what the other columns leave; where that is too little the mark is a star. */
static Layout plan(const LbReportSettings *settings, const LbAnswer *answer)
{
    Layout layout = {.rank = digits_of(answer->picks->n), .title = TITLE_MIN};
    for (int32_t i = 0; i < answer->picks->n; i++) {
        const LbPick *pick = &answer->picks->items[i];
        char          text[TEXT_CAP];
        name_of(text, answer, pick);
        int width = width_of(text);
        if (width > layout.title) layout.title = width < TITLE_MAX ? width : TITLE_MAX;
        if (lb_answer_year(answer, pick) != LB_NO_YEAR) layout.has_year = true;
        if (pick->is_on_watchlist) layout.mark = mark_long;
    }
    int fixed = layout.rank + 2 + 2 + 5 + (layout.has_year ? 6 : 0);
    int room  = settings->width - fixed;
    if (layout.mark != NULL && layout.title + 2 + (int)sizeof mark_long - 1 > room)
        layout.mark = mark_short;
    if (layout.mark != NULL) room -= 2 + width_of(layout.mark);
    if (layout.title > room) layout.title = room > TITLE_MIN ? room : TITLE_MIN;
    return layout;
}

/* The text in exactly `width` columns, cut with an ellipsis when it is longer. */
static void put_padded(FILE *out, const char *text, int width)
{
    LbSlice slice = {text, strlen(text)};
    if (lb_text_width(slice) > width) {
        slice.len = lb_text_prefix(slice, width - 1);
        fwrite(slice.text, 1, slice.len, out);
        fputs("…", out);
        width -= lb_text_width(slice) + 1;
    } else {
        fwrite(slice.text, 1, slice.len, out);
        width -= lb_text_width(slice);
    }
    fprintf(out, "%*s", width, "");
}

static void put_heading(const LbReportSettings *settings, const LbAnswer *answer,
                        const Layout *layout)
{
    FILE *out = settings->out;
    if (settings->has_many) {
        char        text[TEXT_CAP];
        const char *user = lb_profile_user(answer->profile);
        lb_text_clean(text, sizeof text, (LbSlice){user, strlen(user)});
        fprintf(out, "%s%s%s\n", settings->color ? "\033[1m" : "", text,
                settings->color ? "\033[0m" : "");
    }
    fprintf(out, "%s%*s  ", settings->color ? "\033[2m" : "", layout->rank, "#");
    put_padded(out, "Film", layout->title);
    fprintf(out, "%s  Stars%s\n", layout->has_year ? "  Year" : "",
            settings->color ? "\033[0m" : "");
}

static void put_pick(const LbReportSettings *settings, const LbAnswer *answer, const Layout *layout,
                     int32_t i)
{
    const LbPick *pick = &answer->picks->items[i];
    FILE         *out  = settings->out;
    int           year = lb_answer_year(answer, pick);
    char          text[TEXT_CAP];
    name_of(text, answer, pick);
    fprintf(out, "%*d  ", layout->rank, (int)i + 1);
    put_padded(out, text, layout->title);
    if (layout->has_year && year != LB_NO_YEAR) fprintf(out, "  %4d", year);
    if (layout->has_year && year == LB_NO_YEAR) fprintf(out, "  %4s", "");
    if (isfinite(pick->stars))
        fprintf(out, "  %5.1f", (double)pick->stars);
    else
        fprintf(out, "  %5s", "-");
    if (pick->is_on_watchlist)
        fprintf(out, "  %s%s%s", settings->color ? "\033[32m" : "", layout->mark,
                settings->color ? "\033[0m" : "");
    fputc('\n', out);
}

static LbStatus write_answer(const LbReportSettings *settings, const LbAnswer *answer, LbError *err)
{
    (void)err;
    if (answer->picks->n == 0) return LB_OK;
    Layout layout = plan(settings, answer);
    put_heading(settings, answer, &layout);
    for (int32_t i = 0; i < answer->picks->n; i++)
        put_pick(settings, answer, &layout, i);
    if (settings->has_many) fputc('\n', settings->out);
    return LB_OK;
}

const LbReportFormat lb_report_table = {.answer = write_answer};
