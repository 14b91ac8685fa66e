/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/chunks.h"

#include "common/base/mem.h"
#include "tests/lb_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const  no_names[] = {NULL};
static const LbMemberWish any_file   = {.what = "lines", .names = no_names};

static char path[] = "/tmp/lb_chunks_XXXXXX";

static int setup(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 || close(fd) != 0 ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    return unlink(path);
}

static void write_file(const char *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

/* 0 to 200 lines of 0 to 30 characters. */
static size_t draw_lines(char *text, size_t cap)
{
    size_t len = 0;
    for (unsigned i = 0; len + 32 < cap; i++) {
        memset(text + len, 'a' + (int)(i % 26), i * 7 % 31);
        len += i * 7 % 31;
        text[len++] = '\n';
    }
    return len;
}

static LbStatus read_all(const char *expected, size_t len, size_t chunk_bytes, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbChunks *chunks = NULL;
    LbChunk   chunk  = {0};
    size_t    at     = 0;
    char      hash[LB_HASH_TEXT], whole[LB_HASH_TEXT];
    LB_TRY(lb_chunks_open(&chunks, path, &any_file, chunk_bytes, err));
    for (;;) {
        LB_TRY(lb_chunks_next(chunks, &chunk, err));
        if (chunk.len == 0) break;
        assert_false(chunk.is_partial);
        assert_true(at + chunk.len <= len && chunk.cap >= chunk.len + LB_SCAN_PAD);
        assert_memory_equal(chunk.bytes, expected + at, chunk.len);
        at += chunk.len;
        if (at < len) assert_int_equal(chunk.bytes[chunk.len - 1], '\n');
    }
    assert_int_equal(at, len);
    LB_TRY(lb_chunks_hash(chunks, hash, NULL, err));
    LB_TRY(lb_hash_file(whole, path, NULL, err));
    assert_string_equal(hash, whole);
    LB_TRY(lb_chunks_check(chunks, err));
cleanup:
    lb_chunks_close(chunks);
    lb_scan_clear(&chunk);
    return st;
}

static void chunks__are_whole_lines_of_any_size(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 7, 31, 64, 1000, 100000};
    static char         text[4000];
    LbError             err = {0};
    size_t              len = draw_lines(text, sizeof text);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        write_file(text, len);
        LB_ASSERT_OK(read_all(text, len, sizes[i], &err));
        write_file(text, len - 1); /* the last line without its end */
        LB_ASSERT_OK(read_all(text, len - 1, sizes[i], &err));
    }
    write_file("", 0);
    LB_ASSERT_OK(read_all("", 0, 64, &err));
}

static void chunks__give_a_line_without_end_in_pieces(void **state)
{
    (void)state;
    enum { LEN = 9 << 20 };
    LbError   err    = {0};
    LbChunks *chunks = NULL;
    LbChunk   chunk  = {0};
    char     *text   = lb_mem_array(LEN, 1);
    size_t    total  = 0;
    memset(text, 'x', LEN);
    text[LEN - 1] = '\n';
    write_file(text, LEN);
    LB_ASSERT_OK(lb_chunks_open(&chunks, path, &any_file, 1 << 16, &err));
    LB_ASSERT_OK(lb_chunks_next(chunks, &chunk, &err));
    assert_true(chunk.is_partial && chunk.len >= 4 << 20);
    while (chunk.len > 0) {
        assert_true(chunk.len <= 8 << 20); /* no more than two steps are held at once */
        total += chunk.len;
        LB_ASSERT_OK(lb_chunks_next(chunks, &chunk, &err));
    }
    assert_int_equal(total, LEN);
    lb_chunks_close(chunks);
    lb_scan_clear(&chunk);
    free(text);
}

static void chunks__hand_over_what_follows(void **state)
{
    (void)state;
    LbError   err    = {0};
    LbChunks *chunks = NULL;
    LbChunk   chunk  = {0};
    char      rest[64];
    size_t    got, len = 0;
    int64_t   done, size;
    write_file("one\ntwo\nthree\nfour\n", 19);
    LB_ASSERT_OK(lb_chunks_open(&chunks, path, &any_file, 6, &err));
    LB_ASSERT_OK(lb_chunks_next(chunks, &chunk, &err));
    assert_int_equal(chunk.len, 4);
    do {
        LB_ASSERT_OK(lb_chunks_read(chunks, rest + len, 5, &got, &err));
        len += got;
    } while (got > 0);
    assert_int_equal(len, 15);
    assert_memory_equal(rest, "two\nthree\nfour\n", 15);
    lb_chunks_progress(chunks, &done, &size);
    assert_true(done == 19 && size == 19);
    lb_chunks_close(chunks);
    lb_scan_clear(&chunk);
}

/* Ranges of a file with lines of up to 30 characters, more of them than lines too. */
static void chunks__of_ranges_are_those_of_the_file(void **state)
{
    (void)state;
    enum { CAP = 600, MOST = 700 };
    static char text[CAP], hashes[MOST][LB_HASH_TEXT];
    LbError     err      = {0};
    LbChunks   *chunks   = NULL;
    LbChunk     chunk    = {0};
    bool        is_plain = false;
    char        whole[LB_HASH_TEXT], hash[LB_HASH_TEXT];
    int64_t     at[MOST + 1];
    size_t      len = draw_lines(text, CAP);
    memcpy(text + len, "no end", 6);
    write_file(text, len += 6);
    LB_ASSERT_OK(lb_chunks_open(&chunks, path, &any_file, 16, &err));
    for (int n = 1; n <= MOST; n += n < 20 ? 1 : 170) {
        size_t done = 0;
        LB_ASSERT_OK(lb_chunks_split(chunks, n, at, &is_plain, &err));
        LB_ASSERT_OK(lb_hash_ranges(whole, hashes, path, at, n, NULL, &err));
        assert_true(is_plain && at[0] == 0 && at[n] == (int64_t)len);
        for (int r = 0; r < n; r++) {
            assert_true(at[r] <= at[r + 1]);
            assert_true(at[r] == 0 || at[r] == (int64_t)len || text[at[r] - 1] == '\n');
            lb_chunks_restrict(chunks, at[r], at[r + 1]);
            do {
                LB_ASSERT_OK(lb_chunks_next(chunks, &chunk, &err));
                assert_memory_equal(chunk.bytes, text + done, chunk.len);
                done += chunk.len;
            } while (chunk.len > 0);
            assert_int_equal(done, at[r + 1]);
            LB_ASSERT_OK(lb_chunks_hash(chunks, hash, NULL, &err));
            assert_string_equal(hash, hashes[r]);
        }
        LB_ASSERT_OK(lb_hash_file(hash, path, NULL, &err));
        assert_string_equal(hash, whole);
    }
    lb_scan_clear(&chunk);
    lb_chunks_close(chunks);
}

static void chunks__see_that_the_file_changes(void **state)
{
    (void)state;
    LbError   err    = {0};
    LbChunks *chunks = NULL;
    FILE     *file   = NULL;
    write_file("a\n", 2);
    LB_ASSERT_OK(lb_chunks_open(&chunks, path, &any_file, 64, &err));
    LB_ASSERT_OK(lb_chunks_check(chunks, &err));
    file = fopen(path, "ab");
    assert_non_null(file);
    fputs("b\n", file);
    fclose(file);
    LB_ASSERT_FAILS(lb_chunks_check(chunks, &err), LB_ETEMPFAIL, "changed or replaced");
    lb_chunks_close(chunks);
    LB_ASSERT_FAILS(lb_chunks_open(&chunks, "/nonexistent/x.csv", &any_file, 64, &err), LB_ENOINPUT,
                    "/nonexistent/x.csv");
    assert_null(chunks);
}

static LbStatus read_first(LbError *err)
{
    LbChunks *chunks = NULL;
    LbChunk   chunk  = {0};
    LbStatus  st     = lb_chunks_open(&chunks, path, &any_file, 2, err);
    if (st == LB_OK) st = lb_chunks_next(chunks, &chunk, err);
    lb_chunks_close(chunks);
    lb_scan_clear(&chunk);
    return st;
}

static void chunks__survive_lack_of_memory(void **state)
{
    (void)state;
    LbError err = {0};
    write_file("a line\nand another\n", 19);
    LB_ASSERT_SURVIVES_NOMEM(read_first(&err), (void)0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks__are_whole_lines_of_any_size),
        cmocka_unit_test(chunks__give_a_line_without_end_in_pieces),
        cmocka_unit_test(chunks__hand_over_what_follows),
        cmocka_unit_test(chunks__of_ranges_are_those_of_the_file),
        cmocka_unit_test(chunks__see_that_the_file_changes),
        cmocka_unit_test(chunks__survive_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
