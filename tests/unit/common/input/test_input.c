/* SPDX-License-Identifier: MIT */
#include "common/input/input_walk.h"

#include "common/base/rng.h"
#include "tests/unit/common/input/packed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char csv[] = "user,film,rating\nanna,heat,4.5\n";

static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_XZ,
                              ARCHIVE_FILTER_BZIP2};

static void input__unpacks_every_compression(void **state)
{
    (void)state;
    Member one = {"ratings.csv", csv}, nothing = {"ratings.csv", ""};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        assert_unpacks_to(pack(0, filters[i], &one, 1), csv);
        assert_unpacks_to(pack(0, filters[i], &nothing, 1), "");
        assert_unpacks_to(pack(ARCHIVE_FORMAT_TAR_USTAR, filters[i], &one, 1), csv);
    }
    assert_unpacks_to(pack(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, &one, 1), csv);
    assert_unpacks_to(zip_of(&one, 1), csv);
}

static void input__text_is_never_an_archive(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "#mtree\nuser,film,rating\n", /* libarchive knows formats of plain text */
        "070707user,film\n",
        "BZh9,film,rating\n",
        "PK,film,rating\n",
        "!<arch>\nuser\n",
        "begin 644 ratings\n",
        "Rar!,film\n",
        "P*\n",
        "",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Packed text = {strdup(texts[i]), strlen(texts[i])};
        assert_unpacks_to(text, texts[i]);
    }
}

static void input__reports_damage(void **state)
{
    (void)state;
    char   text[60000]; /* noise: does not shrink, so that the middle is data */
    Member one = {"ratings.csv", text};
    LbRng  rng;
    lb_rng_init(&rng, 1, 0);
    for (size_t i = 0; i + 1 < sizeof text; i++)
        text[i] = (char)(33 + lb_rng_below(&rng, 90));
    text[sizeof text - 1] = '\0';
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        Packed cut = pack(0, filters[i], &one, 1);
        cut.len /= 2;
        assert_damaged(cut, "damaged or incomplete ");
    }
    Packed zip = zip_of(&one, 1);
    for (size_t i = 0; i < 64; i++)
        zip.bytes[zip.len / 2 + i] = 'x';
    assert_damaged(zip, "damaged or incomplete archive");
    Packed stub = {strdup("\x1f\x8b\x08"), 3};
    assert_damaged(stub, "damaged or incomplete gzip file: it ends too soon");
}

/* A folder that goes away with everything in it. */
typedef struct Folder {
    char path[64];
} Folder;

static Folder folder_new(void)
{
    Folder folder = {"/tmp/lbrec-input-XXXXXX"};
    assert_non_null(mkdtemp(folder.path));
    return folder;
}

static const char *folder_file(const Folder *folder, char out[256], const char *name,
                               const char *bytes, size_t len)
{
    (void)snprintf(out, 256, "%s/%s", folder->path, name);
    FILE *file = fopen(out, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
    return out;
}

static void folder_remove(const Folder *folder)
{
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder->path);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a path of our own making */
}

static void input__plain_files_may_be_read_by_ranges(void **state)
{
    (void)state;
    LbError  err    = {0};
    LbInput *in     = NULL;
    char    *text   = NULL;
    Folder   folder = folder_new();
    char     path[256];
    folder_file(&folder, path, "r.csv", csv, strlen(csv));
    LB_ASSERT_OK(lb_input_open(&in, path, &err));
    LbInputInfo info = lb_input_info(in);
    assert_true(info.is_plain && info.fd >= 0);
    assert_int_equal(info.size_bytes, strlen(csv));
    assert_int_equal(info.read_bytes, 0);
    assert_string_equal(lb_input_name(in), path);
    LB_ASSERT_OK(slurp(in, &text, &err));
    assert_string_equal(text, csv);
    assert_int_equal(lb_input_info(in).read_bytes, strlen(csv));
    free(text);
    lb_input_close(in);
    folder_remove(&folder);
}

static void input__packed_files_report_their_progress(void **state)
{
    (void)state;
    LbError  err    = {0};
    LbInput *in     = NULL;
    char    *text   = NULL;
    Folder   folder = folder_new();
    char     path[256];
    Member   one    = {"r.csv", csv};
    Packed   packed = pack(0, ARCHIVE_FILTER_GZIP, &one, 1);
    folder_file(&folder, path, "r.csv.gz", packed.bytes, packed.len);
    LB_ASSERT_OK(lb_input_open(&in, path, &err));
    LbInputInfo info = lb_input_info(in);
    assert_false(info.is_plain);
    assert_int_equal(info.fd, -1);
    assert_int_equal(info.size_bytes, packed.len);
    LB_ASSERT_OK(slurp(in, &text, &err));
    assert_string_equal(text, csv);
    assert_int_equal(lb_input_info(in).read_bytes, packed.len);
    free(text);
    lb_input_close(in);
    free(packed.bytes);
    folder_remove(&folder);
}

static void input__says_why_it_cannot_open(void **state)
{
    (void)state;
    LbError  err    = {0};
    LbInput *in     = NULL;
    Folder   folder = folder_new();
    char     path[256];
    LB_ASSERT_FAILS(lb_input_open(&in, folder.path, &err), LB_ENOINPUT, "Is a directory");
    assert_int_equal(err.detail, EISDIR);
    (void)snprintf(path, sizeof path, "%s/missing.csv", folder.path);
    LB_ASSERT_FAILS(lb_input_open(&in, path, &err), LB_ENOINPUT, "No such file");
    assert_int_equal(err.detail, ENOENT);
    assert_null(in);
    folder_file(&folder, path, "bad.zip", "PK\3\4 and then nothing", 21);
    LB_ASSERT_FAILS(lb_input_open(&in, path, &err), LB_EDATA, "bad.zip: damaged");
    folder_remove(&folder);
}

/* Standard input is a pipe with these bytes while `in` is open. */
static LbStatus read_piped(Packed packed, char **text, LbError *err)
{
    int      ends[2];
    int      saved = dup(STDIN_FILENO);
    LbInput *in    = NULL;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], packed.bytes, packed.len), (ssize_t)packed.len);
    close(ends[1]);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    LbStatus st = lb_input_open(&in, "-", err);
    *text       = NULL;
    if (st == LB_OK) {
        LbInputInfo info = lb_input_info(in);
        assert_false(info.is_plain);
        assert_int_equal(info.size_bytes, -1);
        assert_string_equal(lb_input_name(in), "standard input");
        st = slurp(in, text, err);
    }
    lb_input_close(in);
    dup2(saved, STDIN_FILENO);
    close(saved);
    free(packed.bytes);
    return st;
}

static void input__standard_input_may_be_packed(void **state)
{
    (void)state;
    LbError err     = {0};
    char   *text    = NULL;
    Member  two[]   = {{"readme.txt", "no"}, {"r.csv", csv}, {"readme2.txt", "no"}};
    Member  clash[] = {{"a.csv", csv}, {"b.csv", csv}};
    Packed  plain   = {strdup(csv), strlen(csv)};
    LB_ASSERT_OK(read_piped(plain, &text, &err));
    assert_string_equal(text, csv);
    free(text);
    LB_ASSERT_OK(read_piped(pack(0, ARCHIVE_FILTER_ZSTD, &two[1], 1), &text, &err));
    assert_string_equal(text, csv);
    free(text);
    LB_ASSERT_OK(read_piped(zip_of(two, 3), &text, &err));
    assert_string_equal(text, csv);
    free(text);
    LB_ASSERT_FAILS(read_piped(zip_of(clash, 2), &text, &err), LB_EDATA, "expected one");
    free(text);
}

static LbStatus three_bytes(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    int *calls = ctx;
    if (++*calls > 2) return lb_error_set(err, LB_EIO, 0, "the well is dry");
    memcpy(buffer, "abc", 3);
    *got = cap < 3 ? cap : 3;
    return LB_OK;
}

static void input__stream_gives_what_its_function_gives(void **state)
{
    (void)state;
    LbError  err   = {0};
    LbInput *in    = NULL;
    int      calls = 0;
    char    *text  = NULL;
    LB_ASSERT_OK(lb_input_open_stream(&in, "a well", three_bytes, &calls, &err));
    assert_string_equal(lb_input_name(in), "a well");
    LB_ASSERT_FAILS(slurp(in, &text, &err), LB_EIO, "dry");
    assert_string_equal(text, "abcabc");
    assert_int_equal(lb_input_info(in).read_bytes, 6);
    lb_input_close(in);
    lb_input_close(NULL);
    free(text);
}

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

static void input__walk_visits_members_of_archives(void **state)
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

static void input__walk_refuses_what_is_dangerous(void **state)
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

static void input__walk_wants_an_archive_or_a_folder(void **state)
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

static void input__walk_visits_folders(void **state)
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
    LB_ASSERT_OK(lb_input_walk(folder.path, 1, see, &seen, &err));
    assert_string_equal(seen.text, "likes/films.csv=2;link.csv=1;ratings.csv=1;");
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

static void input__walk_takes_any_file_when_asked(void **state)
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

static void input__survives_failed_allocations(void **state)
{
    (void)state;
    LbError  err    = {0};
    LbInput *in     = NULL;
    Member   one    = {"r.csv", csv};
    Packed   packed = zip_of(&one, 1);
    LB_ASSERT_SURVIVES_NOMEM(lb_input_open_memory(&in, packed.bytes, packed.len, NULL, &err),
                             lb_input_close(in));
    free(packed.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(input__unpacks_every_compression),
        cmocka_unit_test(input__text_is_never_an_archive),
        cmocka_unit_test(input__reports_damage),
        cmocka_unit_test(input__plain_files_may_be_read_by_ranges),
        cmocka_unit_test(input__packed_files_report_their_progress),
        cmocka_unit_test(input__says_why_it_cannot_open),
        cmocka_unit_test(input__standard_input_may_be_packed),
        cmocka_unit_test(input__stream_gives_what_its_function_gives),
        cmocka_unit_test(input__walk_visits_members_of_archives),
        cmocka_unit_test(input__walk_refuses_what_is_dangerous),
        cmocka_unit_test(input__walk_wants_an_archive_or_a_folder),
        cmocka_unit_test(input__walk_visits_folders),
        cmocka_unit_test(input__walk_takes_any_file_when_asked),
        cmocka_unit_test(input__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
