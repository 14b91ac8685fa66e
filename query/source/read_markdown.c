/* SPDX-License-Identifier: MIT */
#include "query/source/read_markdown.h"

#include "common/base/ascii.h"

#include <string.h>

enum { TITLE_CAP = 1024, YEAR_DIGITS = 4 };

static LbSlice behind(LbSlice text, size_t n)
{
    return lb_slice_trim((LbSlice){text.text + n, text.len - n});
}

/* "1. ", "- " or "* ", and what is behind it. */
static bool take_marker(LbSlice line, LbSlice *item)
{
    size_t digits = 0;
    while (digits < line.len && lb_is_digit(line.text[digits]))
        digits++;
    size_t n = digits > 0 ? digits + 1 : 1;
    if (line.len <= n || line.text[n] != ' ') return false;
    bool is_marker = digits > 0 ? line.text[digits] == '.' || line.text[digits] == ')'
                                : line.text[0] == '-' || line.text[0] == '*';
    *item          = behind(line, n);
    return is_marker && item->len > 0;
}

static bool is_heading(LbSlice line)
{
    size_t n = 0;
    while (n < line.len && line.text[n] == '#')
        n++;
    return n > 0 && n <= 6 && n + 1 < line.len && line.text[n] == ' ' && line.text[n + 1] != ' ';
}

static bool next_full_line(LbSlice *line, LbSlice *text)
{
    while (lb_slice_next_line(line, text)) {
        *line = lb_slice_trim(*line);
        if (line->len > 0) return true;
    }
    return false;
}

/* "9. April (2015)" may be a title: of numbers the second line must go on with the first's. */
bool lb_read_markdown_is_one(LbSlice text)
{
    LbSlice first, second, item;
    if (!next_full_line(&first, &text)) return false;
    if (is_heading(first)) return true;
    if (!take_marker(first, &item)) return false;
    if (item.text[0] == '[' || !lb_is_digit(first.text[0])) return true;
    return first.text[0] == '1' && !lb_is_digit(first.text[1]) && next_full_line(&second, &text) &&
           take_marker(second, &item) && second.text[0] == '2' && second.text[1] == first.text[1];
}

/* What is behind the box of a task, "[ ] " or "[x] ". */
static LbSlice behind_box(LbSlice item)
{
    bool is_box = item.len > 4 && item.text[0] == '[' && strchr(" xX", item.text[1]) != NULL &&
                  item.text[2] == ']' && item.text[3] == ' ' && item.text[4] != '(';
    return is_box ? behind(item, 4) : item;
}

/* Text without its backslashes, up to a `stop` that has none; where it stands, or the end. */
static size_t unescape(char out[TITLE_CAP], size_t *len, LbSlice text, char stop)
{
    size_t at = 0;
    for (*len = 0; at < text.len && *len < TITLE_CAP; at++) {
        if (stop != '\0' && text.text[at] == stop) break;
        if (text.text[at] == '\\' && at + 1 < text.len) at++;
        out[(*len)++] = text.text[at];
    }
    return at;
}

/* The first " (1997)". */
static bool find_year(LbSlice text, size_t *at)
{
    for (size_t i = 0; i + YEAR_DIGITS + 3 <= text.len; i++) {
        const char *p = text.text + i;
        if (p[0] != ' ' || p[1] != '(' || p[YEAR_DIGITS + 2] != ')') continue;
        if (!lb_is_digit(p[2]) || !lb_is_digit(p[3]) || !lb_is_digit(p[4]) || !lb_is_digit(p[5]))
            continue;
        *at = i;
        return true;
    }
    return false;
}

/* "[Title](address) (Year), ..." or "Title (Year), ..." */
static void take_item(LbSlice fields[LB_FIELDS], char title[TITLE_CAP], LbSlice item)
{
    size_t len = 0, at = 0;
    if (item.text[0] == '[') {
        size_t end = 1 + unescape(title, &len, (LbSlice){item.text + 1, item.len - 1}, ']');
        item       = (LbSlice){item.text + end, item.len - end};
        if (item.len > 2 && item.text[1] == '(') {
            const char *close        = memchr(item.text, ')', item.len);
            size_t      n            = close != NULL ? (size_t)(close - item.text) : item.len;
            fields[LB_FIELD_ADDRESS] = lb_slice_trim((LbSlice){item.text + 2, n - 2});
            item                     = (LbSlice){item.text + n, item.len - n};
        }
        if (find_year(item, &at))
            fields[LB_FIELD_YEAR] = (LbSlice){item.text + at + 2, YEAR_DIGITS};
    } else {
        (void)unescape(title, &len, item, '\0');
        if (find_year((LbSlice){title, len}, &at)) len = at + YEAR_DIGITS + 3;
    }
    fields[LB_FIELD_TITLE] = lb_slice_trim((LbSlice){title, len});
}

LbStatus lb_read_markdown(LbFilmRecords *out, LbSlice text, LbError *err)
{
    LbSlice line, item;
    int64_t n = 0;
    for (int64_t number = 1; lb_slice_next_line(&line, &text); number++) {
        LbSlice fields[LB_FIELDS] = {{"", 0}};
        char    title[TITLE_CAP];
        if (!take_marker(lb_slice_trim(line), &item)) continue;
        take_item(fields, title, behind_box(item));
        LbStatus st = lb_film_records_add(out, fields, number, err);
        if (st != LB_OK) return st;
        n++;
    }
    if (n > 0) return LB_OK;
    return lb_error_set(err, LB_EDATA, 0,
                        "line 1: taken for Markdown, but no line of it is an item of a list");
}
