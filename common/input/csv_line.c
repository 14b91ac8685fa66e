/* SPDX-License-Identifier: MIT */
#include "common/input/csv_line.h"

#include <string.h>

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

LbSlice lb_csv_line_first(LbSlice head, bool *whole)
{
    const char *p   = head.text + lb_slice_marks(head);
    const char *end = head.text + head.len;
    while (p < end && is_line_end(*p))
        p++;
    const char *first = p;
    while (p < end && !is_line_end(*p))
        p++;
    *whole = p < end;
    return (LbSlice){first, (size_t)(p - first)};
}

int lb_csv_line_count(LbSlice line, const char *what, bool quotes)
{
    size_t len = strlen(what);
    int    n   = 0;
    bool   in  = false;
    for (size_t i = 0; i + len <= line.len; i++) {
        if (quotes && line.text[i] == '"') in = !in;
        if (in || memcmp(line.text + i, what, len) != 0) continue;
        n++;
        i += len - 1;
    }
    return n;
}

const char *lb_csv_line_hint(LbSlice line)
{
    static const char        word[]       = "sep=";
    static const char *const separators[] = {",", ";", "\t", "|"};
    size_t                   len          = sizeof word - 1;
    LbSlice                  hint         = lb_slice_inside(line, '"', '"');
    if (hint.len != len + 1 || !lb_slice_is_nocase((LbSlice){hint.text, len}, word)) return NULL;
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (hint.text[len] == *separators[i]) return separators[i];
    return NULL;
}

const char *lb_csv_line_separator(LbSlice line)
{
    static const char *const separators[] = {",", ";", "\t", "|"};
    const char              *best         = separators[0];
    int                      most         = 0;
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        int n = lb_csv_line_count(line, separators[i], true);
        if (n <= most) continue;
        most = n;
        best = separators[i];
    }
    return best;
}
