/* SPDX-License-Identifier: MIT */
#include "common/text/film_title.h"

#include "common/text/text.h"

#include <string.h>

enum { YEAR_FIRST = 1870, YEAR_LAST = 2100 };

/* Articles that MovieLens puts behind a title. */
static const char *const articles[] = {
    "The",  "A",  "An", "Le",  "La", "Les", "L'",  "Un",  "Une", "Des", "El", "Los", "Las",
    "Una",  "Il", "Lo", "Gli", "I",  "Die", "Der", "Das", "Den", "Det", "De", "Het", "Ein",
    "Eine", "En", "Et", "O",   "Os", "As",  "Um",  "Uma", "Al",  "Ang", "Az"};

/* The last group in brackets, "(...)", which the text must end in: its inside, and what is before
 * it. Brackets may be nested. */
static bool take_brackets(LbSlice *text, LbSlice *inside)
{
    LbSlice all   = lb_slice_trim(*text);
    int     depth = 0;
    if (all.len < 2 || all.text[all.len - 1] != ')') return false;
    for (size_t i = all.len; i-- > 0;) {
        depth += all.text[i] == ')';
        depth -= all.text[i] == '(';
        if (depth > 0) continue;
        *inside = lb_slice_trim((LbSlice){all.text + i + 1, all.len - i - 2});
        *text   = lb_slice_trim((LbSlice){all.text, i});
        return true;
    }
    return false;
}

/* "1995", or the "1995-" and "1995-1997" of series. */
static int year_of(LbSlice text)
{
    int64_t year = 0;
    if (text.len < 4 || !lb_slice_to_int((LbSlice){text.text, 4}, &year)) return 0;
    if (text.len > 4 && text.text[4] != '-' && (unsigned char)text.text[4] != 0xE2) return 0;
    return year >= YEAR_FIRST && year <= YEAR_LAST ? (int)year : 0;
}

bool lb_film_title_turn(char out[LB_FILM_TITLE_MAX], LbSlice text)
{
    char   clean[LB_FILM_TITLE_MAX];
    size_t len  = lb_text_clean(clean, sizeof clean, lb_slice_trim(text));
    char  *last = NULL;
    for (char *p = clean; (p = strstr(p, ", ")) != NULL; p += 2)
        last = p;
    for (size_t i = 0; last != NULL && i < sizeof articles / sizeof *articles; i++) {
        if (!lb_slice_is_nocase((LbSlice){last + 2, strlen(last + 2)}, articles[i])) continue;
        size_t n = strlen(last + 2);
        memcpy(out, last + 2, n);
        if (out[n - 1] != '\'') out[n++] = ' ';
        memcpy(out + n, clean, (size_t)(last - clean));
        out[n + (size_t)(last - clean)] = '\0';
        return true;
    }
    memcpy(out, clean, len + 1);
    return false;
}

static void skip_alias(LbSlice *text)
{
    static const char *const words[] = {"a.k.a. ", "aka ", "a.k.a "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i]);
        if (text->len <= len || !lb_slice_is_nocase((LbSlice){text->text, len}, words[i])) continue;
        *text = lb_slice_trim((LbSlice){text->text + len, text->len - len});
        return;
    }
}

bool lb_film_title_split(LbFilmTitle *out, LbSlice text)
{
    LbSlice rest = lb_slice_trim(text), inside, original = {"", 0};
    *out = (LbFilmTitle){.year = 0};
    if (take_brackets(&rest, &inside) && rest.len > 0) out->year = year_of(inside);
    if (out->year == 0) {
        (void)lb_text_clean(out->title, sizeof out->title, lb_slice_trim(text));
        return false;
    }
    /* Several brackets name the film in other languages; the last is nearest to the original. */
    for (LbSlice before = rest; take_brackets(&before, &inside) && before.len > 0; rest = before)
        if (original.len == 0) original = inside;
    skip_alias(&original);
    (void)lb_film_title_turn(out->title, rest);
    (void)lb_film_title_turn(out->original, original);
    return true;
}
