/* SPDX-License-Identifier: MIT */
/* Which member of an archive is read. */
#include "common/input/input_member.h"

#include "tests/unit/common/input/packed.h"

#include <unistd.h>

static LbStatus begins_with_yes(bool *fits, const void *ctx, LbSlice head, LbError *err)
{
    (void)err;
    *fits = head.len >= strlen(ctx) && memcmp(head.text, ctx, strlen(ctx)) == 0;
    return LB_OK;
}

/* "no" cannot be looked at. */
static LbStatus lacks_memory(bool *fits, const void *ctx, LbSlice head, LbError *err)
{
    LbStatus st = begins_with_yes(fits, ctx, head, err);
    return st == LB_OK && !*fits ? lb_error_nomem(err, 0) : st;
}

static const char *const names[] = {"ratings_export.csv", "ratings.csv", NULL};

static const LbMemberWish by_name = {"ratings", names, NULL, NULL};
static const LbMemberWish by_head = {"ratings", names, begins_with_yes, "yes"};

enum { MOST = 4 };

typedef struct Case {
    Member              members[MOST];
    const LbMemberWish *wish;
    const char         *expected, *message; /* one of them */
    const char         *piped; /* what a pipe says, where that differs; NULL: the same */
} Case;

static const Case cases[] = {
    {{{"readme.txt", "no"}, {"data/Films.CSV", "yes"}}, &by_name, "yes", NULL, NULL},
    {{{"__MACOSX/ratings.csv", "no"}, {".ratings.csv", "no"}, {"x.csv", "yes"}},
     &by_name,
     "yes",
     NULL,
     NULL},
    {{{"d/__MACOSX/ratings.csv", "no"}, {"d/ratings.csv", "yes"}}, &by_name, "yes", NULL, NULL},
    {{{"ml/Ratings.csv", "yes"}, {"links.csv", "no"}}, &by_name, "yes", NULL, NULL},
    {{{"ratings_export.csv", "yes"}, {"users_export.csv", "no"}}, &by_name, "yes", NULL, NULL},
    {{{"tags.csv", "no"}, {"ratings.csv", "yes"}, {"links.csv", "no"}},
     &by_head,
     "yes",
     NULL,
     NULL},
    {{{"a.csv", "no"}, {"b.csv", "yes"}, {"c.csv", "no"}}, &by_head, "yes", NULL, NULL},
    {{{"README", "no"}, {"LICENSE.md", "no"}, {"u1.base", "yes"}}, &by_head, "yes", NULL, NULL},
    {{{"u.data", "yes"}}, &by_name, "yes", NULL, NULL},
    {{{"a.csv", "odd"}},
     &by_head,
     "odd",
     NULL,
     "none begins as ratings do; it came through a pipe"},
    {{{"a.csv", "no"}, {"b.csv", "no"}},
     &by_name,
     NULL,
     "holds 2 files that may be the ratings ('a.csv', 'b.csv')",
     "holds 2 files"},
    {{{"a.csv", "yes"}, {"b.csv", "yes"}}, &by_head, NULL, "expected one, or one named", NULL},
    {{{"a.csv", "no"}, {"b.csv", "no"}}, &by_head, NULL, "holds 2 files", "none begins as ratings"},
    {{{"ratings.csv", "no"}, {"old/ratings.csv", "no"}}, &by_name, NULL, "holds 2 files", "may be"},
    {{{"readme.txt", "no"}, {".hidden", "no"}}, &by_name, NULL, "holds no file of ratings", NULL},
    {{{"xl/workbook.xml", "no"}, {"[Content_Types].xml", "no"}}, &by_head, NULL, "Excel", "Excel"},
    {{{"mimetype", "no"}, {"content.xml", "no"}},
     &by_head,
     NULL,
     "an OpenDocument spreadsheet",
     "an OpenDocument spreadsheet"},
};

static size_t count(const Case *c)
{
    size_t n = 0;
    while (n < MOST && c->members[n].name != NULL)
        n++;
    return n;
}

static void check(LbStatus st, LbInput *in, const char *expected, const char *message, LbError *err)
{
    char *text = NULL;
    if (st == LB_OK) st = slurp(in, &text, err);
    if (expected != NULL && st != LB_OK) fail_msg("%s", err->message);
    if (expected != NULL) assert_string_equal(text, expected);
    if (expected == NULL) {
        assert_int_equal(st, LB_EDATA);
        if (strstr(err->message, message) == NULL)
            fail_msg("'%s' lacks '%s'", err->message, message);
    }
    lb_input_close(in);
    free(text);
}

static void member__is_chosen_by_name_and_beginning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int tar = 0; tar < 2; tar++) {
            LbError  err    = {0};
            LbInput *in     = NULL;
            Packed   packed = pack(tar ? ARCHIVE_FORMAT_TAR_USTAR : ARCHIVE_FORMAT_ZIP,
                                 tar ? ARCHIVE_FILTER_GZIP : ARCHIVE_FILTER_NONE, cases[i].members,
                                 count(&cases[i]));
            LbStatus st = lb_input_open_memory(&in, packed.bytes, packed.len, cases[i].wish, &err);
            check(st, in, cases[i].expected, cases[i].message, &err);
            free(packed.bytes);
        }
}

/* Standard input is a pipe with these bytes while it is open. */
static void check_piped(const Case *c, int format, int filter)
{
    LbError  err = {0};
    LbInput *in  = NULL;
    int      ends[2], saved = dup(STDIN_FILENO);
    Packed   packed = pack(format, filter, c->members, count(c));
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], packed.bytes, packed.len), (ssize_t)packed.len);
    close(ends[1]);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    LbStatus st = lb_input_open_member(&in, "-", c->wish, &err);
    if (c->piped == NULL)
        check(st, in, c->expected, c->message, &err);
    else
        check(st, in, NULL, c->piped, &err);
    dup2(saved, STDIN_FILENO);
    close(saved);
    free(packed.bytes);
}

static void member__of_a_pipe_is_the_first_that_fits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_piped(&cases[i], ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE);
        check_piped(&cases[i], ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_BZIP2);
    }
}

static void member__names_may_be_in_any_script(void **state)
{
    (void)state;
    Member member = {"\xC3\xA9valuations/\xE8\xA9\x95\xE4\xBE\xA1.csv", "yes"};
    Packed packed = zip_of(&member, 1);
    /* The flag that says UTF-8, in the local header and in the directory. */
    for (size_t i = 0; i + 10 < packed.len; i++)
        if (memcmp(packed.bytes + i, "PK\3\4", 4) == 0)
            packed.bytes[i + 7] |= 8;
        else if (memcmp(packed.bytes + i, "PK\1\2", 4) == 0)
            packed.bytes[i + 9] |= 8;
    assert_unpacks_to(packed, "yes");
}

static void member__that_cannot_be_unpacked_is_not_called_damaged(void **state)
{
    (void)state;
    static const struct {
        size_t      local, central;
        char        value;
        const char *message;
    } kinds[] = {{6, 8, 1, "protected by a password"}, {8, 10, 9, "packed in a way that is not"}};
    Member member = {"r.csv", "yes"};
    for (size_t k = 0; k < 2; k++) {
        Packed packed = zip_of(&member, 1);
        for (size_t i = 0; i + 12 < packed.len; i++)
            if (memcmp(packed.bytes + i, "PK\3\4", 4) == 0)
                packed.bytes[i + kinds[k].local] = kinds[k].value;
            else if (memcmp(packed.bytes + i, "PK\1\2", 4) == 0)
                packed.bytes[i + kinds[k].central] = kinds[k].value;
        assert_damaged(packed, kinds[k].message);
    }
    /* Zstandard with a window of 2 GiB, as --long=31 has it; with dictionary 5. */
    static const char *const frames[] = {"(\xb5/\xfd\0\xa8\1\0\0", "(\xb5/\xfd\1\x50\5\1\0"};
    for (size_t k = 0; k < 2; k++)
        assert_damaged(bytes_of(frames[k], 10), "packed in a way that is not");
}

/* Else the other one would be taken, which is the wrong one. */
static void member__that_no_memory_is_left_for_is_not_passed_over(void **state)
{
    (void)state;
    static const LbMemberWish wish      = {"ratings", names, lacks_memory, "yes"};
    Member                    members[] = {{"a.csv", "no"}, {"b.csv", "yes"}};
    LbError                   err       = {0};
    LbInput                  *in        = NULL;
    Packed                    packed    = pack(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, members, 2);
    LB_ASSERT_FAILS(lb_input_open_memory(&in, packed.bytes, packed.len, &wish, &err), LB_ENOMEM,
                    "out of memory");
    assert_null(in);
    free(packed.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(member__is_chosen_by_name_and_beginning),
        cmocka_unit_test(member__of_a_pipe_is_the_first_that_fits),
        cmocka_unit_test(member__names_may_be_in_any_script),
        cmocka_unit_test(member__that_no_memory_is_left_for_is_not_passed_over),
        cmocka_unit_test(member__that_cannot_be_unpacked_is_not_called_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
