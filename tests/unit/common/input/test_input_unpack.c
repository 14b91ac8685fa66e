/* SPDX-License-Identifier: MIT */
/* Compressed files of every kind, whole and damaged. */
#include "common/base/rng.h"
#include "tests/unit/common/input/packed.h"

enum { ROWS = 1500, FLIPS = 200 };

static const int checked[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2};

static Packed member(int filter, const char *text)
{
    Member one = {"r.csv", text};
    return pack(0, filter, &one, 1);
}

static void unpack__members_are_one_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        int filter = checked[i];
        assert_unpacks_to(join(member(filter, "user,film,"), member(filter, "rating\n")),
                          "user,film,rating\n");
        assert_unpacks_to(join(member(filter, ""), member(filter, "a\n")), "a\n");
        assert_unpacks_to(join(member(filter, "a\n"), member(filter, "")), "a\n");
        Packed many = member(filter, "x");
        for (int k = 0; k < 99; k++)
            many = join(many, member(filter, "x"));
        char expected[101];
        memset(expected, 'x', 100);
        expected[100] = '\0';
        assert_unpacks_to(many, expected);
    }
}

static void unpack__zeros_may_follow_and_nothing_else(void **state)
{
    (void)state;
    static const char padding[300000] = {0};
    for (size_t i = 0; i < 2; i++) {
        int filter = checked[i];
        assert_unpacks_to(join(member(filter, "a\n"), bytes_of(padding, 1)), "a\n");
        assert_unpacks_to(join(member(filter, "a\n"), bytes_of(padding, sizeof padding)), "a\n");
        Packed marred = join(member(filter, "a\n"), bytes_of(padding, sizeof padding));
        marred.bytes[marred.len - 1] = 1;
        assert_damaged(marred, "other bytes follow");
        assert_damaged(join(member(filter, "a\n"), bytes_of("x", 1)), "other bytes follow");
        assert_damaged(join(member(filter, "a\n"), bytes_of("\x1f\x8b", 2)), "damaged");
        assert_damaged(join(member(filter, "a\n"), bytes_of("BZh9", 4)), "damaged");
        assert_damaged(join(member(filter, "a\n"), member(checked[1 - i], "b\n")),
                       "other bytes follow");
        /* zeros, then a member: gzip -t calls that rubbish too */
        assert_damaged(join(join(member(filter, "a\n"), bytes_of(padding, 9)), member(filter, "b")),
                       "other bytes follow");
    }
}

static void unpack__a_file_cut_anywhere_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        Packed two   = join(member(checked[i], "user,film,"), member(checked[i], "rating\n"));
        Packed one   = member(checked[i], "user,film,");
        size_t first = one.len;
        free(one.bytes);
        for (size_t len = 12; len < two.len; len++)
            if (len != first) assert_damaged(bytes_of(two.bytes, len), "it ends too soon");
        free(two.bytes);
    }
}

/* Each byte in turn, of CRC and size as of everything else; gzip's time, system and hints tell
 * nothing about the data. */
static void unpack__no_changed_byte_goes_unseen(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        Packed whole = join(member(checked[i], "user,film,"), member(checked[i], "rating\n"));
        for (size_t at = 0; at < whole.len; at++) {
            LbError  err     = {0};
            LbInput *in      = NULL;
            char    *text    = NULL;
            Packed   changed = bytes_of(whole.bytes, whole.len);
            changed.bytes[at] ^= 0x55;
            LbStatus st = lb_input_open_memory(&in, changed.bytes, changed.len, NULL, &err);
            if (st == LB_OK) st = slurp(in, &text, &err);
            /* Without the head it is no gzip, and text with NULs to any reader. */
            if (st == LB_OK && at >= 10) assert_string_equal(text, "user,film,rating\n");
            if (st != LB_OK) assert_int_equal(st, LB_EDATA);
            lb_input_close(in);
            free(text);
            free(changed.bytes);
        }
        free(whole.bytes);
    }
}

static void unpack__a_tar_is_checked_to_the_end_of_the_file(void **state)
{
    (void)state;
    Member one = {"r.csv", "user,film,rating\n"};
    for (size_t i = 0; i < 2; i++) {
        Packed tar = pack(ARCHIVE_FORMAT_TAR_USTAR, checked[i], &one, 1);
        assert_unpacks_to(bytes_of(tar.bytes, tar.len), one.text);
        for (size_t cut = 1; cut < 12; cut++)
            assert_damaged(bytes_of(tar.bytes, tar.len - cut), "it ends too soon");
        tar.bytes[tar.len - 6] ^= 1;
        assert_damaged(tar, "damaged or incomplete");
    }
}

static void unpack__a_file_compressed_twice_is_named(void **state)
{
    (void)state;
    static const char *const heads[] = {"BZh91AY&SY", "PK\3\4", "\x1f\x8b\x08\x08"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        assert_damaged(member(ARCHIVE_FILTER_GZIP, heads[i]), "compressed twice");
        assert_damaged(member(ARCHIVE_FILTER_BZIP2, heads[i]), "compressed twice");
    }
}

static char *some_ratings(void)
{
    LbRng  rng;
    char  *text = malloc(ROWS * 32);
    size_t len  = 0;
    assert_non_null(text);
    lb_rng_init(&rng, 5, 0);
    for (int i = 0; i < ROWS; i++)
        len +=
            (size_t)snprintf(text + len, 32, "user-%d,film-%d,%d\n", (int)lb_rng_below(&rng, 300),
                             (int)lb_rng_below(&rng, 100), (int)lb_rng_below(&rng, 10) + 1);
    return text;
}

/* Whatever bit is wrong, what is read to its end is what was packed. zstd is missing: its checksum
 * is optional, and libarchive writes none. */
static void unpack__damage_is_refused_or_does_no_harm(void **state)
{
    (void)state;
    static const int kinds[][2] = {
        {0, ARCHIVE_FILTER_GZIP},
        {0, ARCHIVE_FILTER_BZIP2},
        {0, ARCHIVE_FILTER_XZ},
        {ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE},
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP},
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_BZIP2},
    };
    char  *text = some_ratings();
    Member one  = {"ratings.csv", text};
    LbRng  rng;
    lb_rng_init(&rng, 6, 0);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        Packed whole   = pack(kinds[k][0], kinds[k][1], &one, 1);
        int    refused = 0;
        for (int flip = 0; flip < FLIPS; flip++) {
            LbError  err       = {0};
            LbInput *in        = NULL;
            char    *found     = NULL;
            Packed   marred    = bytes_of(whole.bytes, whole.len);
            char    *byte      = marred.bytes + lb_rng_below(&rng, marred.len);
            *byte              = (char)((unsigned char)*byte ^ 1U << lb_rng_below(&rng, 8));
            LbStatus st        = lb_input_open_memory(&in, marred.bytes, marred.len, NULL, &err);
            bool     is_packed = st != LB_OK || !lb_input_info(in).is_plain;
            if (st == LB_OK) st = slurp(in, &found, &err);
            if (st == LB_OK && is_packed && found[0] == 'u') assert_string_equal(found, text);
            refused += st == LB_EDATA;
            assert_true(st == LB_OK || st == LB_EDATA);
            lb_input_close(in);
            free(found);
            free(marred.bytes);
        }
        assert_true(refused > FLIPS * 3 / 4);
        free(whole.bytes);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unpack__members_are_one_file),
        cmocka_unit_test(unpack__zeros_may_follow_and_nothing_else),
        cmocka_unit_test(unpack__a_file_cut_anywhere_is_refused),
        cmocka_unit_test(unpack__no_changed_byte_goes_unseen),
        cmocka_unit_test(unpack__a_tar_is_checked_to_the_end_of_the_file),
        cmocka_unit_test(unpack__a_file_compressed_twice_is_named),
        cmocka_unit_test(unpack__damage_is_refused_or_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
