/* SPDX-License-Identifier: MIT */
#include "common/text/text.h"

#include <string.h>

enum {
    REPLACEMENT   = 0xFFFD,
    SURROGATE_LO  = 0xD800,
    SURROGATE_HI  = 0xDFFF,
    UNICODE_LIMIT = 0x10FFFF
};

size_t lb_text_put_code(char out[LB_UTF8_MAX], uint32_t code)
{
    static const unsigned char lead[LB_UTF8_MAX + 1] = {0, 0, 0xC0, 0xE0, 0xF0};
    if (code > UNICODE_LIMIT || (code >= SURROGATE_LO && code <= SURROGATE_HI)) code = REPLACEMENT;
    size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80U | (code & 0x3FU));
    out[0] = (char)(lead[n] | code);
    return n;
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

uint32_t lb_text_next_code(LbSlice *text)
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
           || code == 0x2028 || code == 0x2029;          /* separators */
}

/* Characters that nobody sees, which make two texts look like one, and those that annotate or turn
 * others: Unicode's default ignorable code points (bidirectional embeddings, overrides, isolates and
 * marks among them: letters know their own direction) and interlinear annotations. Not the joiners
 * and variation selectors of the basic plane, which scripts and emoji need. */
static bool is_invisible(uint32_t code)
{
    static const uint32_t ranges[][2] = {{0xAD, 0xAD},       {0x34F, 0x34F},    {0x61C, 0x61C},
                                         {0x115F, 0x1160},   {0x17B4, 0x17B5},  {0x180E, 0x180E},
                                         {0x200B, 0x200B},   {0x200E, 0x200F},  {0x202A, 0x202E},
                                         {0x2060, 0x206F},   {0x3164, 0x3164},  {0xFEFF, 0xFEFF},
                                         {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},  {0x1BCA0, 0x1BCA3},
                                         {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};
    if (code < ranges[0][0]) return false;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i][0] && code <= ranges[i][1]) return true;
    return false;
}

bool lb_text_is_utf8(LbSlice text)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    while (text.len > 0) {
        const char *start = text.text;
        if (lb_text_next_code(&text) == REPLACEMENT &&
            memcmp(start, replacement, (size_t)(text.text - start)) != 0)
            return false;
    }
    return true;
}

bool lb_text_is_unsafe(uint32_t code)
{
    return is_control(code) || is_invisible(code);
}

size_t lb_text_clean_next(char out[LB_UTF8_MAX], LbSlice *text)
{
    const char *piece = text->text;
    uint32_t    code  = lb_text_next_code(text);
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
