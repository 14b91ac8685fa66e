/* SPDX-License-Identifier: MIT */
#include "query/report/report.h"

#include "common/base/date.h"
#include "common/text/text.h"
#include "query/report/report_group.h"
#include "query/report/sentence.h"

#include <math.h>
#include <string.h>

enum { RATING_WIDTH = 6 }; /* as wide as its heading */
enum {
    TEXT_CAP     = 1024,
    TITLE_MIN    = 12,
    TITLE_LOW    = 24, /* titles get this much before other columns get their ease */
    TITLE_MAX    = 60,
    MARK_CAP     = 48,
    NAME_MIN     = 4,
    NAME_MAX     = 12,
    WHO_MAX      = 20, /* longest list of names; */
    WHO_SHORT    = 9,  /* where room is short */
    SENTENCE_MAX = 1 << 26,
    GAP          = 2 /* blanks between columns */
};

typedef enum Tone { TONE_DIM, TONE_BOLD, TONE_MARK } Tone;

/* Columns; those with 0 are not shown. */
typedef struct Layout {
    int  rank, title, year, runtime, stars, mark;
    int  rating;    /* in the training file's scale; 0 = not asked for */
    int  person;    /* of each column of somebody's stars */
    bool is_short;  /* "3 years" instead of "waiting 3 years" */
    bool is_titled; /* the mark needs a heading to be understood */
} Layout;

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

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static bool has_columns(const LbAnswer *answer, const Layout *layout)
{
    return answer->group != NULL && layout->person > 0;
}

/* Whose watchlist the film is on: "ann, bob", "everyone" or "5 people". */
static void who_wants(char text[MARK_CAP], const LbGroup *group, int32_t film, int room)
{
    char    names[TEXT_CAP] = "";
    int32_t n               = 0;
    for (int32_t i = 0; i < group->n; i++) {
        size_t used = strlen(names);
        if (!lb_resolve_wants(&group->members[i].resolved, film)) continue;
        snprintf(names + used, sizeof names - used, "%s%s", n > 0 ? ", " : "",
                 group->members[i].name);
        n++;
    }
    if (n == group->n)
        snprintf(text, MARK_CAP, "%s", n == 2 ? "both" : "everyone");
    else if (width_of(names) <= room && strlen(names) < MARK_CAP)
        memcpy(text, names, strlen(names) + 1);
    else
        snprintf(text, MARK_CAP, n == 1 ? "%d person" : "%d people", (int)n);
}

/* What the last column says; nothing for a film that is not on the watchlist. */
static void mark_of(char text[MARK_CAP], const LbReportSettings *settings, const LbAnswer *answer,
                    const LbPick *pick, bool is_short)
{
    char    span[LB_DATE_SPAN];
    int32_t days = lb_answer_waiting_days(answer, pick, settings->today);
    text[0]      = '\0';
    if (!pick->is_on_watchlist) return;
    if (answer->group != NULL) {
        who_wants(text, answer->group, pick->film, is_short ? WHO_SHORT : WHO_MAX);
        return;
    }
    lb_date_span(span, days > 0 ? days : 0);
    if (days < 0)
        snprintf(text, MARK_CAP, "%s", is_short ? "yes" : "on your watchlist");
    else if (is_short)
        snprintf(text, MARK_CAP, "%s", span);
    else
        snprintf(text, MARK_CAP, days > 0 ? "waiting %s" : "added %s", span);
}

/* What each column would like to have. */
static Layout wish_for(const LbReportSettings *settings, const LbAnswer *answer, bool is_short)
{
    Layout layout = {
        .rank = digits_of(answer->picks->n), .title = TITLE_MIN, .stars = 5, .is_short = is_short};
    if (settings->own_scale && answer->similar == NULL) layout.rating = RATING_WIDTH;
    for (int32_t i = 0; i < answer->picks->n; i++) {
        const LbPick *pick = &answer->picks->items[i];
        char          text[TEXT_CAP], mark[MARK_CAP];
        lb_answer_name(text, TEXT_CAP, answer, pick);
        mark_of(mark, settings, answer, pick, is_short);
        layout.title = larger(layout.title, width_of(text));
        layout.mark  = larger(layout.mark, width_of(mark));
        if (lb_answer_year(answer, pick) != LB_NO_YEAR) layout.year = 4;
        if (lb_answer_runtime(answer, pick) > 0) layout.runtime = 3;
    }
    if (answer->group != NULL) {
        layout.person = NAME_MIN;
        for (int32_t i = 0; i < answer->group->n && !is_short; i++)
            layout.person = larger(layout.person, width_of(answer->group->members[i].name));
        if (layout.person > NAME_MAX) layout.person = NAME_MAX;
    }
    layout.is_titled = layout.mark > 0 && (is_short || answer->group != NULL);
    if (layout.is_titled) layout.mark = larger(layout.mark, width_of("Watchlist"));
    if (layout.title > TITLE_MAX) layout.title = TITLE_MAX;
    return layout;
}

static int with_gap(int width)
{
    return width > 0 ? GAP + width : 0;
}

/* Columns left for titles. */
static int room_of(const Layout *layout, int width, const LbAnswer *answer)
{
    int people = answer->group != NULL ? answer->group->n * with_gap(layout->person) : 0;
    return width - layout->rank - GAP - with_gap(layout->year) - with_gap(layout->runtime) -
           with_gap(layout->stars) - with_gap(layout->rating) - people - with_gap(layout->mark);
}

/* Titles get what the other columns leave. Where that is too little, waiting times lose their
 * words and people their full names, then runtimes go, then, beside people, years, and people
 * last. What is left beside the titles, names get back. */
static Layout plan(const LbReportSettings *settings, const LbAnswer *answer)
{
    Layout layout = wish_for(settings, answer, false);
    int    enough = layout.title < TITLE_LOW ? layout.title : TITLE_LOW;
    int    width = settings->width, names = layout.person;
    if (room_of(&layout, width, answer) < enough) layout = wish_for(settings, answer, true);
    if (room_of(&layout, width, answer) < enough) layout.runtime = 0;
    if (room_of(&layout, width, answer) < TITLE_MIN && layout.person > 0) layout.year = 0;
    if (room_of(&layout, width, answer) < TITLE_MIN) layout.person = 0;
    int room = room_of(&layout, width, answer);
    while (layout.person > 0 && layout.person < names && room - answer->group->n >= layout.title) {
        layout.person++;
        room -= answer->group->n;
    }
    if (layout.title > room) layout.title = larger(room, TITLE_MIN);
    return layout;
}

static void set_tone(const LbReportSettings *settings, Tone tone)
{
    static const char *const codes[] = {
        [TONE_DIM] = "\033[2m", [TONE_BOLD] = "\033[1m", [TONE_MARK] = "\033[32m"};
    if (settings->color) fputs(codes[tone], settings->out);
}

static void end_tone(const LbReportSettings *settings)
{
    if (settings->color) fputs("\033[0m", settings->out);
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

/* A gap and the text at the right of its column, cut when it is longer. */
static void put_right(FILE *out, const char *text, int width)
{
    LbSlice slice = {text, lb_text_prefix((LbSlice){text, strlen(text)}, width)};
    fprintf(out, "%*s%.*s", GAP + width - lb_text_width(slice), "", (int)slice.len, slice.text);
}

static void put_stars(FILE *out, float stars, int width)
{
    if (isfinite(stars))
        fprintf(out, "%*s%*.1f", GAP, "", width, (double)stars);
    else
        put_right(out, "-", width);
}

/* A number in its column, or blanks when it is not known; nothing when there is no column. */
static void put_number(FILE *out, int width, int value)
{
    if (width == 0) return;
    if (value > 0)
        fprintf(out, "%*s%*d", GAP, "", width, value);
    else
        fprintf(out, "%*s", GAP + width, "");
}

static void put_heading(const LbReportSettings *settings, const LbAnswer *answer,
                        const Layout *layout)
{
    FILE *out = settings->out;
    if (settings->has_many) {
        char        text[TEXT_CAP];
        const char *user = lb_profile_user(answer->profile);
        lb_text_clean(text, sizeof text, (LbSlice){user, strlen(user)});
        set_tone(settings, TONE_BOLD);
        fputs(text, out);
        end_tone(settings);
        fputc('\n', out);
    }
    set_tone(settings, TONE_DIM);
    fprintf(out, "%*s  ", layout->rank, "#");
    put_padded(out, "Film", layout->title);
    if (layout->year > 0) fputs("  Year", out);
    if (layout->runtime > 0) fputs("  Min", out);
    fputs(answer->similar != NULL ? "  Alike" : "  Stars", out);
    if (layout->rating > 0) put_right(out, "Rating", layout->rating);
    for (int32_t i = 0; has_columns(answer, layout) && i < answer->group->n; i++)
        put_right(out, answer->group->members[i].name, layout->person);
    if (layout->is_titled) fputs("  Watchlist", out);
    end_tone(settings);
    fputc('\n', out);
}

static void put_pick(const LbReportSettings *settings, const LbAnswer *answer, const Layout *layout,
                     int32_t i)
{
    const LbPick *pick = &answer->picks->items[i];
    FILE         *out  = settings->out;
    char          text[TEXT_CAP], mark[MARK_CAP];
    lb_answer_name(text, TEXT_CAP, answer, pick);
    mark_of(mark, settings, answer, pick, layout->is_short);
    set_tone(settings, TONE_DIM);
    fprintf(out, "%*d  ", layout->rank, (int)i + 1);
    end_tone(settings);
    put_padded(out, text, layout->title);
    set_tone(settings, TONE_DIM);
    put_number(out, layout->year, lb_answer_year(answer, pick));
    put_number(out, layout->runtime, lb_answer_runtime(answer, pick));
    end_tone(settings);
    if (answer->similar != NULL)
        fprintf(out, "  %4.0f%%", 100 * (double)pick->score);
    else
        put_stars(out, pick->stars, layout->stars);
    if (layout->rating > 0)
        put_stars(out, (float)lb_answer_own_rating(answer, pick), layout->rating);
    for (int32_t p = 0; has_columns(answer, layout) && p < answer->group->n; p++) {
        const float *stars = answer->group->members[p].stars;
        put_stars(out, stars != NULL ? stars[pick->film] : NAN, layout->person);
    }
    if (mark[0] != '\0') {
        fprintf(out, "%*s", GAP, "");
        set_tone(settings, TONE_MARK);
        fputs(mark, out);
        end_tone(settings);
    }
    fputc('\n', out);
}

/* A text under the title, wrapped at the width. */
static void put_note(const LbReportSettings *settings, LbSlice rest, int indent)
{
    int room = larger(settings->width - indent, TITLE_MIN);
    while (rest.len > 0) {
        size_t line  = lb_text_prefix(rest, room);
        size_t blank = line;
        while (line < rest.len && blank > 0 && rest.text[blank] != ' ')
            blank--;
        if (blank > 0) line = blank; /* else a word longer than the line is cut */
        set_tone(settings, TONE_DIM);
        fprintf(settings->out, "%*s", indent, "");
        fwrite(rest.text, 1, line, settings->out);
        end_tone(settings);
        fputc('\n', settings->out);
        rest = lb_slice_trim((LbSlice){rest.text + line, rest.len - line});
    }
}

static void put_available(const LbReportSettings *settings, const LbPick *pick, int indent)
{
    char text[TEXT_CAP] = "on ";
    if (settings->availability == NULL) return;
    lb_availability_text(text + 3, sizeof text - 3, settings->availability, pick->film);
    if (text[3] != '\0') put_note(settings, (LbSlice){text, strlen(text)}, indent);
}

/* What carried the pick. */
static LbStatus put_because(const LbReportSettings *settings, const LbAnswer *answer,
                            const LbPick *pick, int indent, LbError *err)
{
    LbBuf text;
    lb_buf_init(&text, SENTENCE_MAX);
    LbStatus st = lb_sentence_append(&text, answer, pick, err);
    if (st == LB_OK) put_note(settings, (LbSlice){lb_buf_text(&text), text.len}, indent);
    lb_buf_clear(&text);
    return st;
}

static LbStatus write_answer(const LbReportSettings *settings, const LbAnswer *answer, LbError *err)
{
    LbStatus st = LB_OK;
    if (answer->picks->n == 0) return LB_OK;
    Layout layout = plan(settings, answer);
    if (answer->group != NULL) lb_report_group_match_line(settings, answer->group);
    put_heading(settings, answer, &layout);
    for (int32_t i = 0; i < answer->picks->n && st == LB_OK; i++) {
        put_pick(settings, answer, &layout, i);
        put_available(settings, &answer->picks->items[i], layout.rank + GAP);
        st = put_because(settings, answer, &answer->picks->items[i], layout.rank + GAP, err);
    }
    if (settings->has_many) fputc('\n', settings->out);
    return st;
}

const LbReportFormat lb_report_table = {.answer = write_answer,
                                        .match  = lb_report_group_match_table};
