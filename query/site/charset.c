/* SPDX-License-Identifier: MIT */
#include "query/site/charset.h"

#include "common/text/text.h"

#include <string.h>

enum { META_BYTES = 1024, REPLACEMENT = 0xFFFD };

/* windows-1252, bytes 0x80 to 0x9F; 0 = no character. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static uint32_t single_byte(unsigned char byte)
{
    if (byte < 0x80 || byte > 0x9F) return byte;
    uint32_t code = windows_1252[byte - 0x80];
    return code != 0 ? code : REPLACEMENT;
}

/* The value behind "charset=" in a header or a <meta>, "" when there is none. */
static LbSlice charset_name(LbSlice text)
{
    static const char key[] = "charset=";
    size_t            n     = sizeof key - 1;
    for (size_t i = 0; i + n <= text.len; i++) {
        if (!lb_slice_is_nocase((LbSlice){text.text + i, n}, key)) continue;
        LbSlice name = {text.text + i + n, text.len - i - n};
        while (name.len > 0 && strchr("\"' ", name.text[0]) != NULL)
            name = (LbSlice){name.text + 1, name.len - 1};
        size_t len = 0;
        while (len < name.len && strchr("\"'; />", name.text[len]) == NULL)
            len++;
        return (LbSlice){name.text, len};
    }
    return (LbSlice){"", 0};
}

static bool is_single_byte(LbSlice body, const char *content_type)
{
    static const char *const names[] = {"iso-8859-1", "iso8859-1", "latin1", "windows-1252",
                                        "cp1252",     "us-ascii",  "ascii",  NULL};

    LbSlice name = {"", 0};
    if (content_type != NULL) name = charset_name((LbSlice){content_type, strlen(content_type)});
    if (name.len == 0)
        name = charset_name((LbSlice){body.text, body.len < META_BYTES ? body.len : META_BYTES});
    return lb_slice_is_any(name, names);
}

/* A U+FFFD that is there as such counts as malformed too, which changes nothing in UTF-8. */
static bool is_utf8(LbSlice text)
{
    while (text.len > 0)
        if (lb_text_next_code(&text) == REPLACEMENT) return false;
    return true;
}

static uint32_t printable(uint32_t code)
{
    bool is_control = (code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
                      (code >= 0x7F && code < 0xA0);
    return is_control || code == 0xFFFE || code == 0xFFFF ? ' ' : code;
}

LbStatus lb_charset_to_utf8(LbBuf *out, LbSlice body, const char *content_type, LbError *err)
{
    size_t marks  = lb_slice_marks(body);
    body          = (LbSlice){body.text + marks, body.len - marks};
    bool   single = !is_utf8(body) && is_single_byte(body, content_type);
    char   chunk[4096];
    size_t used = 0;
    while (body.len > 0) {
        uint32_t code = 0;
        if (single) {
            code = single_byte((unsigned char)body.text[0]);
            body = (LbSlice){body.text + 1, body.len - 1};
        } else {
            code = lb_text_next_code(&body);
        }
        used += lb_text_put_code(chunk + used, printable(code));
        if (used < sizeof chunk - 4 && body.len > 0) continue;
        LbStatus st = lb_buf_append(out, chunk, used, err);
        if (st != LB_OK) return st;
        used = 0;
    }
    return LB_OK;
}
