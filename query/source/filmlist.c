/* SPDX-License-Identifier: MIT */
#include "query/source/filmlist.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/input/input.h"
#include "query/profile/boxd.h"
#include "query/profile/filmlink.h"

#include <string.h>

enum { LIST_MAX = 64 << 20 };

static bool is_slug(const char *text)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-:");
    return len > 0 && text[len] == '\0';
}

static bool parse_address(char *text, LbEntry *entry)
{
    LbSlice address = {text, strlen(text)}, slug = lb_filmlink_slug(address);
    if (strstr(text, "boxd.it/") != NULL) entry->id = lb_boxd_film_id(address);
    if (slug.len > 0) {
        text           = text + (slug.text - text);
        text[slug.len] = '\0';
        entry->slug    = text;
    }
    return entry->id > 0 || slug.len > 0;
}

/* "Title (Year)". */
static bool parse_title(char *text, size_t len, LbEntry *entry)
{
    int64_t year;
    if (len < 8 || text[len - 1] != ')' || text[len - 6] != '(' || text[len - 7] != ' ')
        return false;
    if (!lb_slice_to_int((LbSlice){text + len - 5, 4}, &year) || year < 1800 || year > 2200)
        return false;
    text[len - 7] = '\0';
    entry->title  = text;
    entry->year   = (int16_t)year;
    return true;
}

bool lb_filmlist_parse(char *text, LbEntry *entry)
{
    *entry       = (LbEntry){.slug = "", .title = ""};
    LbSlice trim = lb_slice_trim((LbSlice){text, strlen(text)});
    text += trim.text - text;
    text[trim.len] = '\0';
    if (is_slug(text)) {
        entry->slug = text;
        return true;
    }
    return parse_title(text, trim.len, entry) || parse_address(text, entry);
}

static LbStatus read_all(LbBuf *buf, const char *path, LbError *err)
{
    LbStatus st = LB_OK;
    LbInput *in = NULL;
    char     block[16384];
    LB_TRY(lb_input_open(&in, path, err));
    for (;;) {
        size_t got = 0;
        LB_TRY(lb_input_read(in, block, sizeof block, &got, err));
        if (got == 0) break;
        LB_TRY(lb_buf_append(buf, block, got, err));
    }
cleanup:
    lb_input_close(in);
    return st == LB_OK || st == LB_ENOINPUT ? st : lb_error_context(err, st, "%s", path);
}

static LbStatus parse_lines(LbFilmList *list, char *text, const char *path, LbError *err)
{
    size_t capacity = 0;
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3;
    for (long line = 1; text != NULL; line++) {
        char *end = strchr(text, '\n');
        if (end != NULL) *end = '\0';
        LbSlice content = lb_slice_trim((LbSlice){text, strlen(text)});
        if (content.len > 0) {
            LbStatus st = LB_GROW(&list->entries, &capacity, (size_t)list->n + 1, err);
            if (st != LB_OK) return st;
            if (!lb_filmlist_parse(text, &list->entries[list->n]))
                return lb_error_set(err, LB_EDATA, 0,
                                    "%s:%ld: expected a slug, a letterboxd.com or boxd.it address "
                                    "of a film, or \"Title (Year)\", found '%.60s'",
                                    path, line, text);
            list->n++;
        }
        text = end != NULL ? end + 1 : NULL;
    }
    return LB_OK;
}

LbStatus lb_filmlist_read(LbFilmList *out, const char *path, LbError *err)
{
    LbStatus   st   = LB_OK;
    LbFilmList list = {0};
    LbBuf      buf;
    *out = (LbFilmList){0};
    lb_buf_init(&buf, LIST_MAX);
    LB_TRY(read_all(&buf, path, err));
    if (buf.len > 0 && memchr(buf.data, '\0', buf.len) != NULL)
        LB_FAIL(LB_EDATA, 0, "%s: expected text, found a NUL byte", path);
    if (buf.len > 0) LB_TRY(parse_lines(&list, buf.data, path, err));
    list.text = buf.data;
    *out      = list;
    return LB_OK;
cleanup:
    lb_filmlist_clear(&list);
    lb_buf_clear(&buf);
    return st;
}

void lb_filmlist_clear(LbFilmList *list)
{
    free(list->entries);
    free(list->text);
    *list = (LbFilmList){0};
}
