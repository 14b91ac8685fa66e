/* SPDX-License-Identifier: MIT */
#include "query/profile/boxd.h"

#include <string.h>

/* Drop `prefix` from the front of the text, ignoring case. */
static bool skip_prefix(LbSlice *text, const char *prefix)
{
    size_t len = strlen(prefix);
    if (text->len < len || !lb_slice_is_nocase((LbSlice){text->text, len}, prefix)) return false;
    text->text += len;
    text->len -= len;
    return true;
}

static bool skip_host(LbSlice *text)
{
    if (!skip_prefix(text, "https://")) skip_prefix(text, "http://");
    skip_prefix(text, "www.");
    return skip_prefix(text, "boxd.it/");
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 36;
    return -1;
}

int64_t lb_boxd_decode(LbSlice code)
{
    code = lb_slice_trim(code);
    if (skip_host(&code) && code.len > 0 && code.text[code.len - 1] == '/') code.len--;
    if (code.len == 0) return -1;
    int64_t value = 0;
    for (size_t i = 0; i < code.len; i++) {
        int digit = digit_of(code.text[i]);
        if (digit < 0 || value > (INT64_MAX - digit) / 62) return -1;
        value = value * 62 + digit;
    }
    return value;
}

int64_t lb_boxd_film_id(LbSlice address)
{
    LbSlice rest = lb_slice_trim(address);
    if (!skip_host(&rest)) return 0;
    int64_t value = lb_boxd_decode(address);
    return value > 0 && value % 10 == 0 ? value / 10 : 0;
}

bool lb_boxd_encode_film(char out[LB_BOXD_MAX], int64_t id)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char              reversed[LB_BOXD_MAX];
    int               n = 0, to = 0;
    out[0] = '\0';
    if (id <= 0 || id > INT64_MAX / 10) return false;
    for (int64_t value = 10 * id; value > 0; value /= 62)
        reversed[n++] = digits[value % 62];
    while (n > 0)
        out[to++] = reversed[--n];
    out[to] = '\0';
    return true;
}
