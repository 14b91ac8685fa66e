/* SPDX-License-Identifier: MIT */
#include "common/base/slice.h"

#include "common/base/ascii.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXACT_DIGITS = 15,  /* an integer of so many digits is a double exactly */
    EXACT_POWER  = 22,  /* and so is this power of ten */
    MAX_DIGITS   = 400, /* of the slow path */
    MAX_EXPONENT = 9999 /* beyond it a double is zero or infinite whatever the digits */
};

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* U+00A0, which spreadsheets and pages leave. */
static bool is_hard_blank(const char *text)
{
    return memcmp(text, "\xC2\xA0", 2) == 0;
}

LbSlice lb_slice_trim(LbSlice text)
{
    for (size_t n = 1; text.len > 0 && n > 0;) {
        n = is_blank(text.text[0]) ? 1 : text.len > 1 && is_hard_blank(text.text) ? 2 : 0;
        text.text += n;
        text.len -= n;
    }
    for (size_t n = 1; text.len > 0 && n > 0; text.len -= n) {
        const char *end = text.text + text.len;
        n               = is_blank(end[-1]) ? 1 : text.len > 1 && is_hard_blank(end - 2) ? 2 : 0;
    }
    return text;
}

LbSlice lb_slice_inside(LbSlice text, char open, char close)
{
    if (text.len < 2 || text.text[0] != open || text.text[text.len - 1] != close) return text;
    return (LbSlice){text.text + 1, text.len - 2};
}

size_t lb_slice_marks(LbSlice text)
{
    size_t n = 0;
    while (text.len - n >= 3 && memcmp(text.text + n, "\xEF\xBB\xBF", 3) == 0)
        n += 3;
    return n;
}

bool lb_slice_next_line(LbSlice *line, LbSlice *text)
{
    if (text->len == 0) return false;
    size_t len = 0;
    while (len < text->len && text->text[len] != '\n' && text->text[len] != '\r')
        len++;
    bool   is_pair = len + 1 < text->len && text->text[len] == '\r' && text->text[len + 1] == '\n';
    size_t cut     = len < text->len ? len + 1 + is_pair : len;
    *line          = (LbSlice){text->text, len};
    *text          = (LbSlice){text->text + cut, text->len - cut};
    return true;
}

bool lb_slice_is(LbSlice text, const char *other)
{
    return strlen(other) == text.len && (text.len == 0 || memcmp(text.text, other, text.len) == 0);
}

bool lb_slice_is_nocase(LbSlice text, const char *other)
{
    if (strlen(other) != text.len) return false;
    for (size_t i = 0; i < text.len; i++)
        if (lb_to_lower(text.text[i]) != lb_to_lower(other[i])) return false;
    return true;
}

bool lb_slice_is_any(LbSlice text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (lb_slice_is_nocase(text, *words)) return true;
    return false;
}

bool lb_slice_is_none(LbSlice text)
{
    static const char *const words[] = {"nan", "none", "null",    "n/a", "\\N",
                                        "-",   "?",    "unknown", NULL};
    return text.len == 0 || lb_slice_is_any(text, words);
}

/* A decimal number taken apart: +-digits * 10^exponent. `digits` are significant ones, in `value`
 * as far as EXACT_DIGITS go. */
typedef struct Decimal {
    bool     negative;
    uint64_t value;
    int      n_digits;
    int      exponent;
    char     digits[MAX_DIGITS];
} Decimal;

/* Digits from *p on; each one behind the point lowers the exponent. Returns how many there were, -1
 * when they are too many to keep. */
static int scan_digits(Decimal *d, const char **p, const char *end, bool behind_point)
{
    const char *first = *p;
    for (; *p < end && lb_is_digit(**p); (*p)++) {
        if (behind_point && d->exponent > -MAX_EXPONENT) d->exponent--;
        if (d->n_digits == 0 && **p == '0') continue;
        if (d->n_digits == MAX_DIGITS) return -1;
        if (d->n_digits < EXACT_DIGITS) d->value = 10 * d->value + (uint64_t)(**p - '0');
        d->digits[d->n_digits++] = **p;
    }
    return *p > first;
}

/* The exponent behind an 'e'; false when there is none, or something behind it. */
static bool scan_exponent(Decimal *d, const char *p, const char *end)
{
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    if (p == end) return false;
    int exponent = 0;
    for (; p < end && lb_is_digit(*p); p++)
        if (exponent < MAX_EXPONENT) exponent = 10 * exponent + (*p - '0');
    d->exponent += negative ? -exponent : exponent;
    return p == end;
}

/* strtod() with neither a point nor a comma in what it sees: the locale cannot matter. */
static double convert_slowly(const Decimal *d)
{
    char copy[MAX_DIGITS + 16];
    (void)snprintf(copy, sizeof copy, "%.*se%d", d->n_digits, d->digits, d->exponent);
    return strtod(copy, NULL);
}

static double decimal_value(const Decimal *d)
{
    static const double power[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (d->n_digits == 0) return 0.0;
    /* Both operands are exact, so that one rounding is left: the right one. */
    if (d->n_digits <= EXACT_DIGITS && d->exponent >= -EXACT_POWER && d->exponent <= EXACT_POWER)
        return d->exponent < 0 ? (double)d->value / power[-d->exponent]
                               : (double)d->value * power[d->exponent];
    return convert_slowly(d);
}

bool lb_slice_to_double(LbSlice text, double *out)
{
    text            = lb_slice_trim(text);
    const char *p   = text.text;
    const char *end = text.text + text.len;
    Decimal     d;
    d.negative = p < end && *p == '-';
    d.value    = 0;
    d.n_digits = 0;
    d.exponent = 0;
    if (p < end && (*p == '-' || *p == '+')) p++;
    int whole = scan_digits(&d, &p, end, false), fraction = 0;
    if (p < end && *p == '.') {
        p++;
        fraction = scan_digits(&d, &p, end, true);
    }
    if (whole < 0 || fraction < 0 || whole + fraction == 0) return false;
    if (p < end && ((*p != 'e' && *p != 'E') || !scan_exponent(&d, p + 1, end))) return false;
    double value = decimal_value(&d);
    if (isinf(value)) return false;
    *out = d.negative ? -value : value;
    return true;
}

bool lb_slice_to_number(LbSlice text, double *out)
{
    char copy[64];
    text              = lb_slice_trim(text);
    const char *comma = text.len > 0 ? memchr(text.text, ',', text.len) : NULL;
    if (comma == NULL || text.len >= sizeof copy) return lb_slice_to_double(text, out);
    size_t at = (size_t)(comma - text.text);
    if (text.len - at == 4) return false;
    memcpy(copy, text.text, text.len);
    copy[at] = '.';
    return lb_slice_to_double((LbSlice){copy, text.len}, out);
}

bool lb_slice_to_int(LbSlice text, int64_t *out)
{
    text            = lb_slice_trim(text);
    const char *p   = text.text;
    const char *end = text.text + text.len;
    bool        neg = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    if (p == end) return false;
    /* Below zero there is room for one more number than above: count downwards. */
    int64_t value = 0;
    for (; p < end; p++) {
        if (!lb_is_digit(*p)) return false;
        int digit = *p - '0';
        if (value < (INT64_MIN + digit) / 10) return false;
        value = 10 * value - digit;
    }
    if (!neg && value == INT64_MIN) return false;
    *out = neg ? value : -value;
    return true;
}
