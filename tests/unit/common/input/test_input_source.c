/* SPDX-License-Identifier: MIT */
#include "common/input/input_source.h"

#include "tests/unit/common/input/folder.h"

#include <errno.h>
#include <unistd.h>

static void input_source__knows_packings_by_their_first_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t      len;
        LbPacking   packing;
    } cases[] = {
        {"", 0, LB_PACKING_NONE},
        {"user,film", 9, LB_PACKING_NONE},
        {"\x1f\x8b\x08", 3, LB_PACKING_GZIP},
        {"\x1f\x8b", 2, LB_PACKING_NONE},
        {"\x28\xb5\x2f\xfd", 4, LB_PACKING_STREAM},
        {"\x50\x2a\x4d\x18", 4, LB_PACKING_STREAM},
        {"\x60\x2a\x4d\x18", 4, LB_PACKING_NONE},
        {"\xfd\x37zXZ", 6, LB_PACKING_STREAM},
        {"BZh91AY&SY", 10, LB_PACKING_BZIP2},
        {"BZx91AY&SY", 10, LB_PACKING_NONE},
        {"PK\3\4", 4, LB_PACKING_ZIP},
        {"PK\5\6", 4, LB_PACKING_ZIP},
        {"PK, film", 8, LB_PACKING_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbSource source;
        lb_input_source_open_memory(&source, cases[i].bytes, cases[i].len);
        assert_int_equal(lb_input_source_packing(&source), cases[i].packing);
    }
    char     tar[LB_SOURCE_HEAD] = "ratings.csv";
    LbSource source;
    memcpy(tar + 257, "ustar", 5);
    lb_input_source_open_memory(&source, tar, sizeof tar);
    assert_int_equal(lb_input_source_packing(&source), LB_PACKING_TAR);
    lb_input_source_open_memory(&source, tar, 260);
    assert_int_equal(lb_input_source_packing(&source), LB_PACKING_NONE);
}

static void input_source__knows_what_nobody_here_reads(void **state)
{
    (void)state;
    LbSource source;
    lb_input_source_open_memory(&source, "7z\xbc\xaf\x27\x1c...", 9);
    assert_string_equal(lb_input_source_foreign(&source), "a 7z archive");
    lb_input_source_open_memory(&source, "%PDF-1.7", 8);
    assert_string_equal(lb_input_source_foreign(&source), "a PDF document");
    lb_input_source_open_memory(&source, "]\0\0\0\4\xff\xff\xff\xff", 9); /* lzma -9 */
    assert_string_equal(lb_input_source_foreign(&source), "an lzma file");
    lb_input_source_open_memory(&source, "%PDF", 4);
    assert_null(lb_input_source_foreign(&source));
    lb_input_source_open_memory(&source, "user,film", 9);
    assert_null(lb_input_source_foreign(&source));
}

static void input_source__memory_is_read_and_sought(void **state)
{
    (void)state;
    LbError  err = {0};
    LbSource source;
    char     bytes[4];
    size_t   got = 0;
    lb_input_source_open_memory(&source, "abcdef", 6);
    assert_true(lb_input_source_can_seek(&source));
    LB_ASSERT_OK(lb_input_source_read(&source, bytes, 4, &got, &err));
    assert_int_equal(got, 4);
    assert_memory_equal(bytes, "abcd", 4);
    LB_ASSERT_OK(lb_input_source_read(&source, bytes, 4, &got, &err));
    assert_int_equal(got, 2);
    LB_ASSERT_OK(lb_input_source_read(&source, bytes, 4, &got, &err));
    assert_int_equal(got, 0);
    source.offset = 1;
    LB_ASSERT_OK(lb_input_source_read(&source, bytes, 2, &got, &err));
    assert_memory_equal(bytes, "bc", 2);
    lb_input_source_close(&source);
}

static void input_source__files_seek_and_pipes_do_not(void **state)
{
    (void)state;
    LbError  err    = {0};
    Folder   folder = folder_new();
    LbSource source;
    char     path[256], bytes[8];
    size_t   got = 0;
    folder_file(&folder, path, "f", "abcdef", 6);
    LB_ASSERT_OK(lb_input_source_open(&source, path, &err));
    assert_true(lb_input_source_can_seek(&source) && source.size == 6 && source.head_len == 6);
    source.offset = 4;
    LB_ASSERT_OK(lb_input_source_read(&source, bytes, 8, &got, &err));
    assert_int_equal(got, 2);
    lb_input_source_close(&source);
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(write(pipes[1], "xyz", 3), 3);
    (void)close(pipes[1]);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", pipes[0]);
    LB_ASSERT_OK(lb_input_source_open(&source, path, &err));
    assert_true(!lb_input_source_can_seek(&source) && source.size == -1);
    /* What was peeked at is given too. */
    LB_ASSERT_OK(lb_input_source_read(&source, bytes, 8, &got, &err));
    assert_int_equal(got, 3);
    assert_memory_equal(bytes, "xyz", 3);
    lb_input_source_close(&source);
    (void)close(pipes[0]);
    folder_remove(&folder);
}

static void input_source__says_why_it_cannot_open(void **state)
{
    (void)state;
    LbError  err = {0};
    LbSource source;
    LB_ASSERT_FAILS(lb_input_source_open(&source, "/nonexistent/x", &err), LB_ENOINPUT,
                    "cannot open '/nonexistent/x': No such file");
    assert_int_equal(err.detail, ENOENT);
    LB_ASSERT_FAILS(lb_input_source_open(&source, "/tmp", &err), LB_ENOINPUT, "Is a directory");
    assert_string_equal(lb_input_source_name("-"), "standard input");
    assert_string_equal(lb_input_source_name("./-"), "./-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(input_source__knows_packings_by_their_first_bytes),
        cmocka_unit_test(input_source__knows_what_nobody_here_reads),
        cmocka_unit_test(input_source__memory_is_read_and_sought),
        cmocka_unit_test(input_source__files_seek_and_pipes_do_not),
        cmocka_unit_test(input_source__says_why_it_cannot_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
