/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/fact_text.h"

#include "common/base/ascii.h"
#include "common/base/date.h"

#include <math.h>
#include <stddef.h>

enum { NUMBER_MAX = 1000000, DAY_LENGTH = 10, MINUTES_OF_HOUR = 60 };

static bool take_whole(int *out, LbSlice text)
{
    double value;
    if (!lb_slice_to_number(text, &value)) return false;
    if (!(fabs(value) <= NUMBER_MAX) || floor(value) != value) return false;
    *out = (int)value;
    return true;
}

bool lb_fact_text_year(int *year, LbSlice text)
{
    text = lb_slice_trim(lb_slice_inside(lb_slice_trim(text), '(', ')'));
    if (take_whole(year, text)) return true;
    bool has_time =
        text.len > DAY_LENGTH && (text.text[DAY_LENGTH] == ' ' || text.text[DAY_LENGTH] == 'T');
    if (text.len != DAY_LENGTH && !has_time) return false;
    *year = lb_date_parse((LbSlice){text.text, DAY_LENGTH}) / 10000;
    return *year > 0;
}

static const char *const hour_words[]   = {"h", "hr", "hrs", "hour", "hours", NULL};
static const char *const minute_words[] = {"m", "min", "mins", "minute", "minutes", "'", NULL};

static void skip(LbSlice *text, size_t n)
{
    text->text += n;
    text->len -= n;
}

/* A number of digits alone, up to NUMBER_MAX. */
static bool next_number(int *out, LbSlice *text)
{
    int n = 0;
    if (text->len == 0 || !lb_is_digit(text->text[0])) return false;
    for (; text->len > 0 && lb_is_digit(text->text[0]); skip(text, 1)) {
        n = 10 * n + text->text[0] - '0';
        if (n > NUMBER_MAX) return false;
    }
    *out  = n;
    *text = lb_slice_trim(*text);
    return true;
}

/* The word behind a number, and the point of its abbreviation; empty at the end of the text. */
static LbSlice next_word(LbSlice *text)
{
    LbSlice word = {text->text, 0};
    if (text->len > 0 && text->text[0] == '\'') { /* 90' */
        word.len = 1;
        skip(text, 1);
    }
    for (; text->len > 0 && lb_is_letter(text->text[0]); skip(text, 1))
        word.len++;
    if (word.len > 0 && text->len > 0 && text->text[0] == '.') skip(text, 1);
    *text = lb_slice_trim(*text);
    return word;
}

/* What stands behind the hours: nothing, or up to 59 minutes, whose word may be left out. */
static bool take_rest(int *minutes, LbSlice text)
{
    if (text.len == 0) return true;
    if (text.text[0] == ',') { /* "1 hour, 30 minutes" */
        skip(&text, 1);
        text = lb_slice_trim(text);
    }
    if (!next_number(minutes, &text) || *minutes >= MINUTES_OF_HOUR) return false;
    LbSlice word = next_word(&text);
    return text.len == 0 && (word.len == 0 || lb_slice_is_any(word, minute_words));
}

/* "01:30:00". Of two numbers nobody knows whether they are hours and minutes or minutes and seconds. */
static bool take_clock(int *minutes, LbSlice text)
{
    int part[3];
    for (int i = 0; i < 3; i++) {
        if (i > 0 && (text.len == 0 || text.text[0] != ':')) return false;
        if (i > 0) skip(&text, 1);
        if (!next_number(&part[i], &text) ||
            part[i] >= (i > 0 ? MINUTES_OF_HOUR : NUMBER_MAX / MINUTES_OF_HOUR))
            return false;
    }
    *minutes = MINUTES_OF_HOUR * part[0] + part[1];
    return text.len == 0;
}

bool lb_fact_text_minutes(int *minutes, LbSlice text)
{
    int number = 0, rest = 0;
    text = lb_slice_trim(text);
    if (take_whole(minutes, text) || take_clock(minutes, text)) return true;
    if (text.len > 2 && text.text[0] == 'P' && text.text[1] == 'T') skip(&text, 2);
    if (!next_number(&number, &text)) return false;
    LbSlice word = next_word(&text);
    *minutes     = number;
    if (lb_slice_is_any(word, minute_words)) return text.len == 0;
    if (!lb_slice_is_any(word, hour_words) || number > NUMBER_MAX / MINUTES_OF_HOUR) return false;
    if (!take_rest(&rest, text)) return false;
    *minutes = MINUTES_OF_HOUR * number + rest;
    return true;
}
