/* SPDX-License-Identifier: MIT */
#include "common/input/input_walk.h"

#include "tests/unit/common/input/folder.h"
#include "tests/unit/common/input/packed.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char csv[] = "user,film,rating\nanna,heat,4.5\n";

/* What a walk saw: "name=text;" for each member. */
typedef struct Seen {
    char text[1024];
    bool reads;
} Seen;

static LbStatus see(void *ctx, const char *member, LbInput *in, LbError *err)
{
    Seen    *seen = ctx;
    char    *text = NULL;
    LbStatus st   = seen->reads ? slurp(in, &text, err) : LB_OK;
    size_t   len  = strlen(seen->text);
    (void)snprintf(seen->text + len, sizeof seen->text - len, "%s=%s;", member,
                   text != NULL ? text : "");
    free(text);
    return st;
}

static void input_walk__visits_members_of_archives(void **state)
{
    (void)state;
    LbError err       = {0};
    Folder  folder    = folder_new();
    Member  members[] = {{"ratings.csv", "1"}, {"./likes//films.csv", "2"}, {"/deleted/a.csv", ""}};
    char    path[256];
    for (int tar = 0; tar < 2; tar++) {
        Packed packed = pack(tar ? ARCHIVE_FORMAT_TAR_USTAR : ARCHIVE_FORMAT_ZIP,
                             tar ? ARCHIVE_FILTER_GZIP : ARCHIVE_FILTER_NONE, members, 3);
        Seen seen = {"", true}, names = {"", false};
        folder_file(&folder, path, "export", packed.bytes, packed.len);
        LB_ASSERT_OK(lb_input_walk(path, 100, see, &seen, &err));
        assert_string_equal(seen.text, "ratings.csv=1;likes/films.csv=2;deleted/a.csv=;");
        LB_ASSERT_OK(lb_input_walk(path, 100, see, &names, &err));
        assert_string_equal(names.text, "ratings.csv=;likes/films.csv=;deleted/a.csv=;");
        free(packed.bytes);
    }
    folder_remove(&folder);
}

static void input_walk__refuses_what_is_dangerous(void **state)
{
    (void)state;
    static const struct {
        Member      member;
        const char *message;
    } cases[] = {
        {{"a/../../etc/passwd", "x"}, "points outside"},
        {{"1/2/3/4/5/6/7/8/9/file", "x"}, "more than 8 folders deep"},
        {{"ratings.csv", "12345678901"}, "ratings.csv: more than 10 bytes"},
    };
    LbError err    = {0};
    Folder  folder = folder_new();
    char    path[256];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Packed packed = zip_of(&cases[i].member, 1);
        Seen   seen   = {"", true};
        folder_file(&folder, path, "x.zip", packed.bytes, packed.len);
        LbStatus st = lb_input_walk(path, 10, see, &seen, &err);
        if (i == 2) lb_error_context(&err, st, "ratings.csv"); /* the visitor's part */
        assert_int_equal(st, LB_EDATA);
        if (strstr(err.message, cases[i].message) == NULL)
            fail_msg("'%s' lacks '%s'", err.message, cases[i].message);
        free(packed.bytes);
    }
    folder_remove(&folder);
}

static void input_walk__wants_an_archive_or_a_folder(void **state)
{
    (void)state;
    LbError err    = {0};
    Folder  folder = folder_new();
    char    path[256];
    folder_file(&folder, path, "plain.csv", csv, strlen(csv));
    LB_ASSERT_FAILS(lb_input_walk(path, 10, see, NULL, &err), LB_EDATA, "neither a folder nor");
    Member one    = {"r.csv", csv};
    Packed packed = pack(0, ARCHIVE_FILTER_GZIP, &one, 1);
    folder_file(&folder, path, "r.csv.gz", packed.bytes, packed.len);
    LB_ASSERT_FAILS(lb_input_walk(path, 10, see, NULL, &err), LB_EDATA, "neither a folder nor");
    free(packed.bytes);
    (void)snprintf(path, sizeof path, "%s/missing", folder.path);
    LB_ASSERT_FAILS(lb_input_walk(path, 10, see, NULL, &err), LB_ENOINPUT, "No such file");
    folder_remove(&folder);
}

static void input_walk__visits_folders(void **state)
{
    (void)state;
    LbError err    = {0};
    Folder  folder = folder_new();
    Seen    seen   = {"", true};
    char    path[256], target[256];
    (void)snprintf(path, sizeof path, "%s/gone.csv", folder.path);
    assert_int_equal(symlink("/nowhere/at/all", path), 0);
    LB_ASSERT_FAILS(lb_input_walk(folder.path, 1, see, &seen, &err), LB_ENOINPUT, "gone.csv");
    seen.reads = false; /* what is not read need not be there */
    LB_ASSERT_OK(lb_input_walk(folder.path, 1, see, &seen, &err));
    assert_int_equal(unlink(path), 0);
    (void)snprintf(path, sizeof path, "%s/loop", folder.path);
    assert_int_equal(symlink(".", path), 0);
    (void)snprintf(path, sizeof path, "%s/fifo.csv", folder.path);
    assert_int_equal(mkfifo(path, 0600), 0);
    seen = (Seen){"", true};
    folder_file(&folder, target, "ratings.csv", "1", 1);
    (void)snprintf(path, sizeof path, "%s/likes", folder.path);
    assert_int_equal(mkdir(path, 0700), 0);
    folder_file(&folder, path, "likes/films.csv", "2", 1);
    (void)snprintf(path, sizeof path, "%s/link.csv", folder.path);
    assert_int_equal(symlink(target, path), 0);
    (void)snprintf(path, sizeof path, "%s/likes/up", folder.path); /* leads round */
    assert_int_equal(symlink("..", path), 0);
    (void)snprintf(path, sizeof path, "%s/loved", folder.path);
    assert_int_equal(symlink("likes", path), 0);
    LB_ASSERT_OK(lb_input_walk(folder.path, 1, see, &seen, &err));
    assert_string_equal(seen.text, "likes/films.csv=2;link.csv=1;loved/films.csv=2;ratings.csv=1;");
    folder_file(&folder, path, "ratings.csv", "12", 2);
    LB_ASSERT_FAILS(lb_input_walk(folder.path, 1, see, &seen, &err), LB_EDATA, "more than 1 bytes");
    int len = snprintf(path, sizeof path, "%s", folder.path);
    for (int depth = 1; depth <= 9; depth++) {
        len += snprintf(path + len, sizeof path - (size_t)len, "/1");
        assert_int_equal(mkdir(path, 0700), 0);
    }
    LB_ASSERT_FAILS(lb_input_walk(folder.path, 9, see, &seen, &err), LB_EDATA, "8 folders deep");
    folder_remove(&folder);
}

static void input_walk__takes_any_file_when_asked(void **state)
{
    (void)state;
    LbError err    = {0};
    Folder  folder = folder_new();
    Seen    plain = {"", true}, packed_one = {"", true}, archive = {"", true};
    char    path[256];
    folder_file(&folder, path, "plain.csv", "12", 2);
    LB_ASSERT_OK(lb_input_walk_any(path, 10, see, &plain, &err));
    assert_string_equal(plain.text, "=12;");
    LB_ASSERT_FAILS(lb_input_walk_any(path, 1, see, &plain, &err), LB_EDATA, "more than 1 bytes");
    Member one    = {"r.csv", "34"};
    Packed packed = pack(0, ARCHIVE_FILTER_GZIP, &one, 1);
    folder_file(&folder, path, "r.csv.gz", packed.bytes, packed.len);
    LB_ASSERT_OK(lb_input_walk_any(path, 10, see, &packed_one, &err));
    assert_string_equal(packed_one.text, "=34;");
    free(packed.bytes);
    packed = zip_of(&one, 1);
    folder_file(&folder, path, "x.zip", packed.bytes, packed.len);
    LB_ASSERT_OK(lb_input_walk_any(path, 10, see, &archive, &err));
    assert_string_equal(archive.text, "r.csv=34;");
    free(packed.bytes);
    folder_file(&folder, path, "x.7z", "7z\xBC\xAF\x27\x1C rest", 11);
    LB_ASSERT_FAILS(lb_input_walk_any(path, 10, see, &plain, &err), LB_EDATA, "a 7z archive");
    folder_remove(&folder);
}

static void input_walk__survives_failed_allocations(void **state)
{
    (void)state;
    LbError err    = {0};
    Folder  folder = folder_new();
    Member  one    = {"r.csv", "user,film,rating\n"};
    Packed  packed = zip_of(&one, 1);
    Seen    seen   = {"", false};
    char    path[256];
    folder_file(&folder, path, "x.zip", packed.bytes, packed.len);
    LB_ASSERT_SURVIVES_NOMEM(lb_input_walk(path, 100, see, &seen, &err), (void)0);
    folder_remove(&folder);
    free(packed.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(input_walk__visits_members_of_archives),
        cmocka_unit_test(input_walk__refuses_what_is_dangerous),
        cmocka_unit_test(input_walk__wants_an_archive_or_a_folder),
        cmocka_unit_test(input_walk__visits_folders),
        cmocka_unit_test(input_walk__takes_any_file_when_asked),
        cmocka_unit_test(input_walk__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
