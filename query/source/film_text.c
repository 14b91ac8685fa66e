/* SPDX-License-Identifier: MIT */
#include "query/source/film_text.h"

#include "common/input/input_source.h"
#include "common/text/text.h"
#include "query/site/charset.h"

#include <string.h>

enum { CHUNK = 16384, REPLACEMENT = 0xFFFD };

static LbStatus read_all(LbBuf *out, LbInput *in, LbError *err)
{
    char block[CHUNK];
    for (;;) {
        size_t   got = 0;
        LbStatus st  = lb_input_read(in, block, sizeof block, &got, err);
        if (st != LB_OK || got == 0) return st;
        st = lb_buf_append(out, block, got, err);
        if (st != LB_OK) return st;
    }
}

static LbStatus from_utf16(LbBuf *out, LbSlice body, bool is_big, LbError *err)
{
    char     piece[CHUNK];
    size_t   used = 0;
    uint32_t high = 0; /* first half of a pair */
    if (body.len % 2 != 0)
        return lb_error_set(err, LB_EDATA, 0, "UTF-16 that ends within a character");
    for (size_t i = 0; i < body.len; i += 2) {
        uint32_t a = (unsigned char)body.text[i], b = (unsigned char)body.text[i + 1];
        uint32_t code = is_big ? a << 8 | b : b << 8 | a;
        if (code >= 0xD800 && code < 0xDC00) {
            high = code;
            continue;
        }
        if (code >= 0xDC00 && code < 0xE000)
            code = high != 0 ? 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) : REPLACEMENT;
        high = 0;
        used += lb_text_put_code(piece + used, code);
        if (used < sizeof piece - 4 && i + 2 < body.len) continue;
        LbStatus st = lb_buf_append(out, piece, used, err);
        if (st != LB_OK) return st;
        used = 0;
    }
    return used > 0 ? lb_buf_append(out, piece, used, err) : LB_OK;
}

static const char little[] = "\xFF\xFE", big[] = "\xFE\xFF";

/* Behind all byte order marks of that kind: files that were joined have several. */
static bool skip_marks(LbSlice *raw, const char *mark)
{
    size_t at = 0;
    while (raw->len - at >= 2 && memcmp(raw->text + at, mark, 2) == 0)
        at += 2;
    *raw = (LbSlice){raw->text + at, raw->len - at};
    return at > 0;
}

/* No text has NULs; UTF-16 without a mark is the usual reason. */
static LbStatus refuse_nul(LbSlice text, LbError *err)
{
    const char *nul  = text.len > 0 ? memchr(text.text, '\0', text.len) : NULL;
    long        line = 1;
    if (nul == NULL) return LB_OK;
    for (const char *p = text.text; p < nul; p++)
        line += *p == '\n';
    return lb_error_set(err, LB_EDATA, 0,
                        "line %ld: a NUL character: expected text in UTF-8 (or in UTF-16 with a "
                        "byte order mark)",
                        line);
}

static LbStatus recode(LbBuf *out, const char **charset, LbSlice raw, LbError *err)
{
    bool is_little = skip_marks(&raw, little);
    if (is_little || skip_marks(&raw, big)) {
        *charset = "UTF-16";
        return from_utf16(out, raw, !is_little, err);
    }
    size_t marks = lb_slice_marks(raw);
    raw          = (LbSlice){raw.text + marks, raw.len - marks};
    LbStatus st  = refuse_nul(raw, err);
    if (st != LB_OK) return st;
    if (lb_text_is_utf8(raw)) return lb_buf_append(out, raw.text, raw.len, err);
    *charset = "windows-1252";
    return lb_charset_to_utf8(out, raw, "charset=windows-1252", err);
}

/* Of an archive: a packed file that is none is unpacked before. */
static LbStatus refuse_packed(LbSlice bytes, LbError *err)
{
    LbSource head;
    lb_input_source_open_memory(&head, bytes.text, bytes.len);
    if (lb_input_source_packing(&head) == LB_PACKING_NONE) return LB_OK;
    return lb_error_set(err, LB_EDATA, 0, "compressed twice: unpack it once");
}

LbStatus lb_film_text_read(LbBuf *text, const char **charset, LbInput *in, LbError *err)
{
    LbStatus st = LB_OK;
    LbBuf    raw;
    *charset = NULL;
    lb_buf_init(&raw, text->max);
    LB_TRY(read_all(&raw, in, err));
    LbSlice bytes = {lb_buf_text(&raw), raw.len};
    LB_TRY(refuse_packed(bytes, err));
    LB_TRY(recode(text, charset, bytes, err));
    LB_TRY(refuse_nul((LbSlice){lb_buf_text(text), text->len}, err));
cleanup:
    lb_buf_clear(&raw);
    return st;
}
