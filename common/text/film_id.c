/* SPDX-License-Identifier: MIT */
#include "common/text/film_id.h"

#include "common/base/ascii.h"

#include <stdio.h>
#include <string.h>

/* The digits at the start of a text as a number; 0 when there are none, or too many: then they are
 * part of the rest. */
static int32_t leading_number(LbSlice text, LbSlice *rest)
{
    int64_t value = 0;
    size_t  n     = 0;
    *rest         = text;
    while (n < text.len && lb_is_digit(text.text[n])) {
        value = 10 * value + (text.text[n++] - '0');
        if (value > INT32_MAX) return 0;
    }
    *rest = (LbSlice){text.text + n, text.len - n};
    return (int32_t)value;
}

/* A number and nothing else, but for the ".0" of tables that went through floating point. */
static int32_t bare_number(LbSlice text)
{
    LbSlice rest;
    int32_t value = leading_number(text, &rest);
    if (rest.len > 1 && rest.text[0] == '.')
        for (rest.text++, rest.len--; rest.len > 0 && rest.text[0] == '0'; rest.len--)
            rest.text++;
    return value > 0 && rest.len == 0 ? value : 0;
}

int32_t lb_film_id_parse_imdb(LbSlice text)
{
    text = lb_slice_trim(text);
    if (text.len > 0 && lb_is_digit(text.text[0])) return bare_number(text);
    for (size_t i = 0; i + 2 < text.len; i++) {
        const char *p = text.text + i;
        LbSlice     rest;
        if (lb_to_lower(p[0]) != 't' || lb_to_lower(p[1]) != 't' || !lb_is_digit(p[2])) continue;
        if (i > 0 && (lb_is_letter(p[-1]) || lb_is_digit(p[-1]))) continue;
        int32_t value = leading_number((LbSlice){p + 2, text.len - i - 2}, &rest);
        return rest.len > 0 && lb_is_letter(rest.text[0]) ? 0 : value;
    }
    return 0;
}

void lb_film_id_imdb_text(char out[LB_FILM_ID_TEXT], int32_t id)
{
    out[0] = '\0';
    if (id > 0) (void)snprintf(out, LB_FILM_ID_TEXT, "tt%07ld", (long)id);
}

/* Behind the first occurrence of a part; false when it is not there. */
static bool skip_past(LbSlice *text, const char *part)
{
    size_t len = strlen(part);
    for (size_t i = 0; i + len <= text->len; i++) {
        if (!lb_slice_is_nocase((LbSlice){text->text + i, len}, part)) continue;
        *text = (LbSlice){text->text + i + len, text->len - i - len};
        return true;
    }
    return false;
}

int32_t lb_film_id_parse_tmdb(LbSlice text, bool *is_tv)
{
    LbSlice rest;
    text      = lb_slice_trim(text);
    bool tv   = false;
    bool bare = text.len > 0 && lb_is_digit(text.text[0]);
    if (!bare) tv = !skip_past(&text, "movie/") && skip_past(&text, "tv/");
    if (!bare && !tv) skip_past(&text, "tmdb://");
    if (is_tv != NULL) *is_tv = tv;
    if (bare) return bare_number(text);
    int32_t value = leading_number(text, &rest);
    return rest.len > 0 && lb_is_letter(rest.text[0]) ? 0 : value;
}

int64_t lb_film_id_parse_poster(LbSlice address)
{
    char    digits[20];
    size_t  n    = 0;
    int64_t id   = 0;
    LbSlice rest = address;
    if (!skip_past(&rest, "film-poster/")) return 0;
    for (; n < sizeof digits && rest.len > 1 && lb_is_digit(rest.text[0]) && rest.text[1] == '/';
         n++) {
        digits[n] = rest.text[0];
        rest      = (LbSlice){rest.text + 2, rest.len - 2};
    }
    if (n == 0 || rest.len <= n || memcmp(rest.text, digits, n) != 0 || rest.text[n] != '-')
        return 0;
    return lb_slice_to_int((LbSlice){digits, n}, &id) ? id : 0;
}
