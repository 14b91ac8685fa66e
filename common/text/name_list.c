/* SPDX-License-Identifier: MIT */
#include "common/text/name_list.h"

#include "common/base/ascii.h"
#include "common/text/text.h"

#include <string.h>

enum { RAW_MAX = 512 }; /* bytes of an item between its quotes; longer ones are cut */

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

static bool has(LbSlice text, char c)
{
    return text.len > 0 && memchr(text.text, c, text.len) != NULL;
}

/* "France / Italy", but not "Face/Off". */
static bool has_spaced_slash(LbSlice text)
{
    for (size_t i = 0; i + 3 <= text.len; i++)
        if (memcmp(text.text + i, " / ", 3) == 0) return true;
    return false;
}

/* Whether there are records with a "name", which then alone is wanted of them. */
static bool has_name_key(LbSlice text)
{
    static const char key[] = "name";
    size_t            len   = sizeof key - 1;
    for (size_t i = 1; i + len < text.len; i++)
        if (is_quote(text.text[i - 1]) && text.text[i + len] == text.text[i - 1] &&
            lb_slice_is_nocase((LbSlice){text.text + i, len}, key))
            return true;
    return false;
}

LbNameList lb_name_list_begin(LbSlice field)
{
    LbSlice text = lb_slice_trim(field);
    if (text.len > 0 && strchr("[({", text.text[0]) != NULL) {
        if (has(text, '"') || has(text, '\''))
            return (LbNameList){.rest = text, .has_name_key = has_name_key(text)};
        text.text++; /* [Drama, Crime] */
        text.len--;
        if (text.len > 0 && strchr("])}", text.text[text.len - 1]) != NULL) text.len--;
    }
    LbNameList list = {.rest = text, .separator = ','};
    if (has_spaced_slash(text)) list.separator = '/';
    if (has(text, ';')) list.separator = ';';
    if (has(text, '|')) list.separator = '|';
    return list;
}

/* The code point of \xE9 or \u00e9, whose hexadecimal digits `text` begins with; -1 for none. */
static long take_code(LbSlice *text, int digits)
{
    long code = 0;
    if (text->len < (size_t)digits) return -1;
    for (int i = 0; i < digits; i++) {
        int digit = lb_hex_digit(text->text[i]);
        if (digit < 0) return -1;
        code = 16 * code + digit;
    }
    text->text += digits;
    text->len -= (size_t)digits;
    return code;
}

/* One character, which may be escaped, from the text to out. @return its length there */
static size_t take_character(LbSlice *text, char out[LB_UTF8_MAX])
{
    char c = text->text[0];
    text->text++;
    text->len--;
    if (c != '\\' || text->len == 0) {
        out[0] = c;
        return 1;
    }
    c = text->text[0];
    text->text++;
    text->len--;
    long code = c == 'x' ? take_code(text, 2) : c == 'u' ? take_code(text, 4) : -1;
    if (code > 0) return lb_text_put_code(out, (uint32_t)code);
    out[0] = c;
    if (strchr("ntr", c) != NULL && c != '\0') out[0] = ' ';
    return 1;
}

/* What stands between the next quotes, with its escapes undone. */
static bool take_quoted(LbSlice *text, char raw[RAW_MAX], size_t *len)
{
    while (text->len > 0 && !is_quote(text->text[0])) {
        text->text++;
        text->len--;
    }
    if (text->len == 0) return false;
    char quote = text->text[0];
    text->text++;
    text->len--;
    *len = 0;
    while (text->len > 0 && text->text[0] != quote) {
        char   piece[LB_UTF8_MAX];
        size_t n = take_character(text, piece);
        if (*len + n > RAW_MAX) continue;
        memcpy(raw + *len, piece, n);
        *len += n;
    }
    if (text->len == 0) return false; /* cut off within an item */
    text->text++;
    text->len--;
    return true;
}

/* Whether a ':' follows, which is passed: what was taken is the key of a record. */
static bool take_colon(LbSlice *text)
{
    LbSlice rest = *text;
    while (rest.len > 0 && rest.text[0] == ' ') {
        rest.text++;
        rest.len--;
    }
    if (rest.len == 0 || rest.text[0] != ':') return false;
    *text = (LbSlice){rest.text + 1, rest.len - 1};
    return true;
}

/* Whether the value of a key that has just been passed stands in quotes. */
static bool value_is_quoted(LbSlice text)
{
    while (text.len > 0 && text.text[0] == ' ') {
        text.text++;
        text.len--;
    }
    return text.len > 0 && is_quote(text.text[0]);
}

static bool next_quoted(LbNameList *list, char raw[RAW_MAX], size_t *len)
{
    LbSlice *text     = &list->rest;
    bool     is_value = false, is_wanted = true;
    while (take_quoted(text, raw, len)) {
        if (take_colon(text)) {
            is_value  = value_is_quoted(*text);
            is_wanted = !list->has_name_key || lb_slice_is_nocase((LbSlice){raw, *len}, "name");
            continue;
        }
        if (!is_value || is_wanted) return true;
        is_value = false;
    }
    return false;
}

static bool next_separated(LbNameList *list, LbSlice *item)
{
    if (list->rest.len == 0) return false;
    const char *end = memchr(list->rest.text, list->separator, list->rest.len);
    size_t      len = end != NULL ? (size_t)(end - list->rest.text) : list->rest.len;
    size_t      cut = end != NULL ? len + 1 : len;
    *item           = (LbSlice){list->rest.text, len};
    list->rest      = (LbSlice){list->rest.text + cut, list->rest.len - cut};
    return true;
}

bool lb_name_list_next(LbNameList *list, char out[LB_NAME_LIST_ITEM])
{
    char    raw[RAW_MAX];
    LbSlice item = {raw, 0};
    while (list->separator != 0 ? next_separated(list, &item) : next_quoted(list, raw, &item.len))
        if (lb_text_clean(out, LB_NAME_LIST_ITEM, lb_slice_trim(item)) > 0) return true;
    return false;
}
