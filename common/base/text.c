/* SPDX-License-Identifier: MIT */
#include "common/base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXACT_DIGITS  = 15,   /* an integer of so many digits is a double exactly */
    EXACT_POWER   = 22,   /* and so is this power of ten */
    MAX_DIGITS    = 400,  /* of the slow path */
    MAX_EXPONENT  = 9999, /* beyond it a double is zero or infinite whatever the digits */
    REPLACEMENT   = 0xFFFD,
    SURROGATE_LO  = 0xD800,
    SURROGATE_HI  = 0xDFFF,
    UNICODE_LIMIT = 0x10FFFF
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

LbSlice lb_slice_trim(LbSlice text)
{
    while (text.len > 0 && is_blank(text.text[0])) {
        text.text++;
        text.len--;
    }
    while (text.len > 0 && is_blank(text.text[text.len - 1]))
        text.len--;
    return text;
}

bool lb_slice_is(LbSlice text, const char *other)
{
    return strlen(other) == text.len && (text.len == 0 || memcmp(text.text, other, text.len) == 0);
}

bool lb_slice_is_nocase(LbSlice text, const char *other)
{
    if (strlen(other) != text.len) return false;
    for (size_t i = 0; i < text.len; i++)
        if (lower(text.text[i]) != lower(other[i])) return false;
    return true;
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
    for (; *p < end && is_digit(**p); (*p)++) {
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
    for (; p < end && is_digit(*p); p++)
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

bool lb_parse_double(LbSlice text, double *out)
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

bool lb_parse_int(LbSlice text, int64_t *out)
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
        if (!is_digit(*p)) return false;
        int digit = *p - '0';
        if (value < (INT64_MIN + digit) / 10) return false;
        value = 10 * value - digit;
    }
    if (!neg && value == INT64_MIN) return false;
    *out = neg ? value : -value;
    return true;
}

/* Length of a UTF-8 sequence by its first byte, and the least code point that needs it. */
static size_t sequence_length(unsigned char first, uint32_t *least)
{
    static const uint32_t needs[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t                len      = first < 0x80             ? 1
                                     : (first & 0xE0) == 0xC0 ? 2
                                     : (first & 0xF0) == 0xE0 ? 3
                                     : (first & 0xF8) == 0xF0 ? 4
                                                              : 0;
    *least                         = needs[len];
    return len;
}

static void advance(LbSlice *text, size_t n)
{
    text->text += n;
    text->len -= n;
}

uint32_t lb_utf8_next(LbSlice *text)
{
    const unsigned char *byte = (const unsigned char *)text->text;
    uint32_t             least;
    size_t               len = sequence_length(byte[0], &least);
    if (len == 1) {
        advance(text, 1);
        return byte[0];
    }
    uint32_t code  = len > 0 ? byte[0] & (0xFFU >> (len + 1)) : 0;
    bool     valid = len > 0 && len <= text->len;
    for (size_t i = 1; valid && i < len; i++) {
        valid = (byte[i] & 0xC0) == 0x80;
        code  = code << 6 | (byte[i] & 0x3FU);
    }
    valid = valid && code >= least && code <= UNICODE_LIMIT &&
            (code < SURROGATE_LO || code > SURROGATE_HI);
    advance(text, valid ? len : 1);
    return valid ? code : REPLACEMENT;
}

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) /* C0, DEL, C1 */
           || (code >= 0x2028 && code <= 0x202E)         /* separators, bidi embeddings */
           || (code >= 0x2066 && code <= 0x2069);        /* bidi isolates */
}

/* Characters that nobody sees, which make two texts look like one, and those that annotate or turn
 * others: Unicode's default ignorable code points and interlinear annotations. Not the joiners and
 * variation selectors of the basic plane, which scripts and emoji need. */
static bool is_invisible(uint32_t code)
{
    static const uint32_t ranges[][2] = {{0xAD, 0xAD},       {0x34F, 0x34F},    {0x61C, 0x61C},
                                         {0x115F, 0x1160},   {0x17B4, 0x17B5},  {0x180E, 0x180E},
                                         {0x200B, 0x200B},   {0x200E, 0x200F},  {0x2060, 0x2065},
                                         {0x206A, 0x206F},   {0x3164, 0x3164},  {0xFEFF, 0xFEFF},
                                         {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},  {0x1BCA0, 0x1BCA3},
                                         {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};
    if (code < ranges[0][0]) return false;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i][0] && code <= ranges[i][1]) return true;
    return false;
}

bool lb_text_is_unsafe(uint32_t code)
{
    return is_control(code) || is_invisible(code);
}

size_t lb_text_clean_next(char out[LB_UTF8_MAX], LbSlice *text)
{
    const char *piece = text->text;
    uint32_t    code  = lb_utf8_next(text);
    size_t      n     = (size_t)(text->text - piece);
    if (is_invisible(code)) return 0;
    if (is_control(code)) {
        piece = " ";
        n     = 1;
    } else if (code == REPLACEMENT) {
        piece = "\xEF\xBF\xBD";
        n     = 3;
    }
    memcpy(out, piece, n);
    return n;
}

size_t lb_text_clean(char *out, size_t cap, LbSlice text)
{
    if (cap == 0) return 0;
    size_t len = 0;
    while (text.len > 0) {
        char   piece[LB_UTF8_MAX];
        size_t n = lb_text_clean_next(piece, &text);
        if (n >= cap - len) break;
        memcpy(out + len, piece, n);
        len += n;
    }
    out[len] = '\0';
    return len;
}
