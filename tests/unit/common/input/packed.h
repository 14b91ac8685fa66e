/* SPDX-License-Identifier: MIT */
/* Archives and compressed files in memory. */
#ifndef LB_TESTS_PACKED_H
#define LB_TESTS_PACKED_H

#include "common/input/input.h"
#include "tests/lb_test.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

enum { PACK_MAX = 1 << 20 };

typedef struct Packed {
    char  *bytes;
    size_t len;
} Packed;

typedef struct Member {
    const char *name, *text;
} Member;

/* An archive of these members; format 0 is one bare file. */
static inline Packed pack(int format, int filter, const Member *members, size_t n)
{
    Packed          packed  = {malloc(PACK_MAX), 0};
    struct archive *archive = archive_write_new();
    assert_non_null(packed.bytes);
    assert_non_null(archive);
    assert_int_equal(format != 0 ? archive_write_set_format(archive, format)
                                 : archive_write_set_format_raw(archive),
                     ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(archive, filter), ARCHIVE_OK);
    assert_int_equal(archive_write_set_bytes_in_last_block(archive, 1), ARCHIVE_OK);
    assert_int_equal(archive_write_open_memory(archive, packed.bytes, PACK_MAX, &packed.len),
                     ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        struct archive_entry *entry = archive_entry_new();
        size_t                len   = strlen(members[i].text);
        archive_entry_set_pathname(entry, members[i].name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (la_int64_t)len);
        assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
        assert_int_equal(archive_write_data(archive, members[i].text, len), (la_ssize_t)len);
        archive_entry_free(entry);
    }
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    return packed;
}

static inline Packed zip_of(const Member *members, size_t n)
{
    return pack(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, members, n);
}

/* Everything in small bites, NUL-terminated, to be freed. */
static inline LbStatus slurp(LbInput *in, char **text, LbError *err)
{
    size_t   len = 0, got = 0;
    LbStatus st;
    *text = malloc(PACK_MAX);
    assert_non_null(*text);
    do {
        st = lb_input_read(in, *text + len, 7, &got, err);
        assert_true(got <= 7);
        len += got;
    } while (st == LB_OK && got > 0);
    (*text)[len] = '\0';
    return st;
}

static inline void assert_unpacks_to(Packed packed, const char *expected)
{
    LbError  err  = {0};
    LbInput *in   = NULL;
    char    *text = NULL;
    LB_ASSERT_OK(lb_input_open_memory(&in, packed.bytes, packed.len, NULL, &err));
    LB_ASSERT_OK(slurp(in, &text, &err));
    assert_string_equal(text, expected);
    lb_input_close(in);
    free(text);
    free(packed.bytes);
}

/* Opening or reading fails with LB_EDATA and this message. */
static inline void assert_damaged(Packed packed, const char *part)
{
    LbError  err  = {0};
    LbInput *in   = NULL;
    char    *text = NULL;
    LbStatus st   = lb_input_open_memory(&in, packed.bytes, packed.len, NULL, &err);
    if (st == LB_OK)
        st = slurp(in, &text, &err);
    else
        assert_null(in);
    assert_int_equal(st, LB_EDATA);
    if (strstr(err.message, part) == NULL) fail_msg("'%s' lacks '%s'", err.message, part);
    lb_input_close(in);
    free(text);
    free(packed.bytes);
}

/* a, then b. */
static inline Packed join(Packed a, Packed b)
{
    assert_true(a.len + b.len <= PACK_MAX);
    memcpy(a.bytes + a.len, b.bytes, b.len);
    free(b.bytes);
    a.len += b.len;
    return a;
}

static inline Packed bytes_of(const char *text, size_t len)
{
    Packed packed = {malloc(PACK_MAX), len};
    assert_non_null(packed.bytes);
    memcpy(packed.bytes, text, len);
    return packed;
}

#endif
