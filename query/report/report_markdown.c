/* SPDX-License-Identifier: MIT */
#include "query/report/report.h"

#include "common/text/text.h"
#include "query/report/sentence.h"

#include <math.h>
#include <string.h>

enum { TEXT_CAP = 1024, SENTENCE_MAX = 1 << 26 };

/* A text of outside in which nothing is markup. */
static void put_text(FILE *out, LbSlice text)
{
    while (text.len > 0) {
        char   piece[LB_UTF8_MAX];
        size_t n = lb_text_clean_next(piece, &text);
        if (n == 1 && piece[0] != '\0' && strchr("\\`*_{}[]()<>#|~&!", piece[0]) != NULL)
            fputc('\\', out);
        fwrite(piece, 1, n, out);
    }
}

static void put_string(FILE *out, const char *text)
{
    put_text(out, (LbSlice){text, strlen(text)});
}

static void put_name(FILE *out, const LbAnswer *answer, const LbPick *pick)
{
    char name[TEXT_CAP], link[LB_LINK_MAX];
    bool is_linked = lb_answer_link(link, answer, pick);
    lb_answer_name(name, sizeof name, answer, pick);
    fputs(is_linked ? "[" : "", out);
    put_string(out, name);
    if (is_linked) fprintf(out, "](%s)", link);
}

/* What each of a group would give the film. */
static void put_members(FILE *out, const LbGroup *group, int32_t film)
{
    for (int32_t i = 0; i < group->n; i++) {
        const LbGroupMember *member = &group->members[i];
        if (member->stars == NULL) continue;
        fputs(", ", out);
        put_string(out, member->name);
        fprintf(out, " %.1f", (double)member->stars[film]);
    }
}

static void put_available(const LbReportSettings *settings, const LbPick *pick)
{
    char text[TEXT_CAP];
    if (settings->availability == NULL) return;
    lb_availability_text(text, sizeof text, settings->availability, pick->film);
    if (text[0] == '\0') return;
    fputs(", on ", settings->out);
    put_string(settings->out, text);
}

static LbStatus put_because(FILE *out, const LbAnswer *answer, const LbPick *pick, LbError *err)
{
    LbBuf text;
    lb_buf_init(&text, SENTENCE_MAX);
    LbStatus st = lb_sentence_append(&text, answer, pick, err);
    if (st == LB_OK && text.len > 0) {
        fputs("\n   ", out);
        put_string(out, lb_buf_text(&text));
    }
    lb_buf_clear(&text);
    return st;
}

static LbStatus put_pick(const LbReportSettings *settings, const LbAnswer *answer, int32_t i,
                         LbError *err)
{
    FILE         *out     = settings->out;
    const LbPick *pick    = &answer->picks->items[i];
    int           year    = lb_answer_year(answer, pick);
    int           minutes = lb_answer_runtime(answer, pick);
    fprintf(out, "%d. ", (int)i + 1);
    put_name(out, answer, pick);
    if (year != LB_NO_YEAR) fprintf(out, " (%d)", year);
    if (minutes > 0) fprintf(out, ", %d min", minutes);
    if (answer->similar != NULL)
        fprintf(out, ", %.0f %% alike", 100 * (double)pick->score);
    else if (isfinite(pick->stars))
        fprintf(out, ", %.1f stars", (double)pick->stars);
    if (answer->group != NULL) put_members(out, answer->group, pick->film);
    if (pick->is_on_watchlist) fputs(", on the watchlist", out);
    put_available(settings, pick);
    LbStatus st = put_because(out, answer, pick, err);
    fputc('\n', out);
    return st;
}

static LbStatus write_answer(const LbReportSettings *settings, const LbAnswer *answer, LbError *err)
{
    LbStatus    st   = LB_OK;
    FILE       *out  = settings->out;
    const char *user = lb_profile_user(answer->profile);
    fputs("## ", out);
    if (answer->similar != NULL) {
        fputs("Films like ", out);
        put_name(out, answer, answer->similar);
    } else {
        fputs("Films to see next", out);
        if (user[0] != '\0') fputs(": ", out);
        put_string(out, user);
    }
    fputs("\n\n", out);
    for (int32_t i = 0; i < answer->picks->n && st == LB_OK; i++)
        st = put_pick(settings, answer, i, err);
    if (answer->picks->n == 0) fputs("There is nothing to recommend.\n", out);
    fputc('\n', out);
    return st;
}

const LbReportFormat lb_report_markdown = {.answer = write_answer};
