/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/source/profile_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const LbEntry *find(const LbProfile *profile, const char *title, int64_t id)
{
    const LbEntry *found = NULL;
    for (int32_t i = 0; i < lb_profile_count(profile); i++) {
        const LbEntry *entry = lb_profile_at(profile, i);
        if (strcmp(entry->title, title) != 0 || entry->id != id) continue;
        assert_null(found);
        found = entry;
    }
    if (found == NULL) fail_msg("no film '%s' with id %d", title, (int)id);
    return found;
}

static LbProfile *read_folder(void)
{
    LbError    err     = {0};
    LbProfile *profile = NULL;
    LB_ASSERT_OK(lb_profile_build_from(&profile, LB_TEST_DATA "/export", NULL, &err));
    return profile;
}

static void export__reads_a_folder(void **state)
{
    (void)state;
    LbProfile      *profile = read_folder();
    LbProfileCounts counts  = lb_profile_counts(profile);
    assert_int_equal(lb_profile_count(profile), 9); /* nothing deleted, orphaned or of a list */
    assert_int_equal(counts.rated, 4);
    assert_int_equal(counts.watched, 6);
    assert_int_equal(counts.watchlist, 3);
    assert_int_equal(counts.liked, 1);
    assert_string_equal(lb_profile_user(profile), "");
    assert_string_equal(lb_profile_source_name(lb_profile_source(profile)), "export");
    lb_profile_free(profile);
}

static void export__diary_rows_join_the_film_they_mean(void **state)
{
    (void)state;
    LbProfile     *profile = read_folder();
    const LbEntry *harbour = find(profile, "Quiet Harbour", 1001);
    LB_ASSERT_NEAR(harbour->stars, 4.5, 0); /* of ratings.csv, not the diary's older 4 */
    assert_int_equal(harbour->year, 1999);
    assert_int_equal(harbour->diary_rank, 3);
    assert_true(harbour->rewatched);
    assert_true(harbour->liked);
    assert_int_equal(find(profile, "The Long, Long Train", 1002)->diary_rank, 4);
    LB_ASSERT_NEAR(find(profile, "Twins", 1003)->stars, 0.5, 0);
    LB_ASSERT_NEAR(find(profile, "Twins", 1004)->stars, 0, 0); /* which of the two is not known */
    assert_true(find(profile, "Only Watched", 1005)->watched);
    LB_ASSERT_NEAR(find(profile, "Only Watched", 1005)->stars, 0, 0);
    const LbEntry *diary = find(profile, "Only In The Diary", 0);
    LB_ASSERT_NEAR(diary->stars, 5, 0);
    assert_int_equal(diary->date, 20240401);
    assert_int_equal(diary->diary_rank, 1);
    lb_profile_free(profile);
}

static void export__the_watchlist_keeps_its_dates(void **state)
{
    (void)state;
    LbProfile     *profile = read_folder();
    const LbEntry *longest = find(profile, "Waiting Longest", 2001);
    assert_int_equal(longest->watchlist_rank, 3);
    assert_int_equal(longest->watchlist_date, 20230101);
    assert_false(longest->watched);
    assert_int_equal(find(profile, "Not Out Yet", 2002)->year, 0);
    assert_int_equal(find(profile, "Newest Wish", 2003)->watchlist_rank, 1);
    lb_profile_free(profile);
}

static void export__reads_a_zip_with_an_outer_folder(void **state)
{
    (void)state;
    LbError    err     = {0};
    LbProfile *profile = NULL;
    LB_ASSERT_OK(lb_profile_build_from(&profile, LB_TEST_DATA "/export-outer.zip", NULL, &err));
    LbProfileCounts counts = lb_profile_counts(profile);
    assert_string_equal(lb_profile_user(profile), "some_one");
    assert_int_equal(lb_profile_count(profile), 10);
    assert_int_equal(counts.rated, 5); /* three ratings, and two reviews as there is no diary */
    assert_int_equal(counts.watchlist, 3);
    LB_ASSERT_NEAR(find(profile, "Reviewed Only", 0)->stars, 1, 0);
    assert_true(find(profile, "Reviewed Too", 0)->rewatched);
    assert_string_equal(find(profile, "Quiet Harbour", 1001)->title, "Quiet Harbour");
    lb_profile_free(profile);
}

/* An export of the given ratings.csv in a new folder. */
static void make_folder(char path[64], const char *sub, const char *file, const char *text)
{
    char inner[160];
    snprintf(path, 64, "/tmp/lbrec-export-XXXXXX");
    assert_non_null(mkdtemp(path));
    snprintf(inner, sizeof inner, "%s/%s", path, sub);
    if (sub[0] != '\0') assert_int_equal(mkdir(inner, 0700), 0);
    snprintf(inner, sizeof inner, "%s/%s/%s", path, sub, file);
    FILE *out = fopen(inner, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static void remove_folder(const char *path, const char *sub, const char *file)
{
    char inner[160];
    snprintf(inner, sizeof inner, "%s/%s/%s", path, sub, file);
    unlink(inner);
    snprintf(inner, sizeof inner, "%s/%s", path, sub);
    rmdir(inner);
    rmdir(path);
}

static void export__says_what_is_wrong(void **state)
{
    (void)state;
    static const char header[] = "Date,Name,Year,Letterboxd URI,Rating\n";
    static const struct {
        const char *row, *message;
    } cases[] = {
        {"2024-01-05,Film,1999,https://boxd.it/1,7\n",
         "line 2: expected a rating of 0.5 to 5, found '7'"},
        {"2024-01-05,Film,1999,https://boxd.it/1,x\n", "found 'x'"},
        {"2024-01-05,Film,soon,https://boxd.it/1,4\n", "line 2: expected a year, found 'soon'"},
        {"2024-01-05,Film,1999,https://boxd.it/1\n", "line 2: expected 5 fields, found 4"},
        {NULL, "a column 'Rating'"},
        {"2024-01-05,\"Film,1999,https://boxd.it/1,4\n", "line 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError    err     = {0};
        LbProfile *profile = NULL;
        char       path[64], text[256];
        snprintf(text, sizeof text, "%s%s",
                 cases[i].row != NULL ? header : "Name,Year,Letterboxd URI\n",
                 cases[i].row != NULL ? cases[i].row : "");
        make_folder(path, "", "ratings.csv", text);
        LB_ASSERT_FAILS(lb_profile_build_from(&profile, path, NULL, &err), LB_EDATA,
                        cases[i].message);
        assert_non_null(strstr(err.message, "ratings.csv: "));
        assert_true(strncmp(err.message, path, strlen(path)) == 0);
        assert_null(strstr(err.message + 1, path));
        assert_null(profile);
        remove_folder(path, "", "ratings.csv");
    }
}

static void export__refuses_what_is_none(void **state)
{
    (void)state;
    LbError    err     = {0};
    LbProfile *profile = NULL;
    char       path[64];
    LB_ASSERT_FAILS(lb_profile_build_from(&profile, "/nonexistent.zip", NULL, &err), LB_ENOINPUT,
                    "/nonexistent.zip");
    make_folder(path, "", "notes.csv", "a,b\n");
    LB_ASSERT_FAILS(lb_profile_build_from(&profile, path, NULL, &err), LB_EDATA,
                    "not a Letterboxd export");
    remove_folder(path, "", "notes.csv");
    make_folder(path, "deleted", "diary.csv", "Name,Year,Letterboxd URI\n");
    LB_ASSERT_FAILS(lb_profile_build_from(&profile, path, NULL, &err), LB_EDATA,
                    "not a Letterboxd export");
    remove_folder(path, "deleted", "diary.csv");
    assert_null(profile);
}

typedef struct Part {
    const char *path, *text;
} Part;

#define RATINGS "Date,Name,Year,Letterboxd URI,Rating\n"
#define OTHERS  "Date,Name,Year,Letterboxd URI\n"

/* An export of these files, in a new folder that stays. */
static LbStatus read_parts(LbProfile **out, const Part *parts, const LbReporter *reporter,
                           LbError *err)
{
    char folder[64] = "/tmp/lbrec-export-XXXXXX", command[400];
    *out            = NULL;
    assert_non_null(mkdtemp(folder));
    for (; parts->path != NULL; parts++) {
        snprintf(command, sizeof command, "mkdir -p \"$(dirname '%s/%s')\"", folder, parts->path);
        assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): of our own making */
        snprintf(command, sizeof command, "%s/%s", folder, parts->path);
        FILE *file = fopen(command, "w");
        assert_non_null(file);
        fputs(parts->text, file);
        assert_int_equal(fclose(file), 0);
    }
    LbStatus st = lb_profile_build_from(out, folder, reporter, err);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): likewise */
    return st;
}

static void remember(void *ctx, LbLevel level, const char *text)
{
    if (level == LB_LEVEL_WARNING) snprintf(ctx, 400, "%s", text);
}

static void export__of_two_takes_the_higher_one(void **state)
{
    (void)state;
    static const Part cases[][3] = {
        {{"ratings.csv", RATINGS ",Mine,1999,https://boxd.it/aa,5\n"},
         {"backup/2020/ratings.csv", RATINGS ",Old,1999,https://boxd.it/bb,5\n"}},
        {{"me/ratings.csv", RATINGS ",Mine,1999,https://boxd.it/aa,5\n"},
         {"a/deep/ratings.csv", RATINGS ",Old,1999,https://boxd.it/bb,5\n"}},
        {{"one/ratings.csv", RATINGS}, {"two/watched.csv", OTHERS}},
    };
    LbError    err     = {0};
    LbProfile *profile = NULL;
    for (int i = 0; i < 2; i++) {
        char       said[400] = "";
        LbReporter reporter  = {.message = remember, .ctx = said};
        LB_ASSERT_OK(read_parts(&profile, cases[i], &reporter, &err));
        assert_int_equal(lb_profile_count(profile), 1);
        assert_string_equal(lb_profile_at(profile, 0)->title, "Mine");
        if (strstr(said, "another export, in ") == NULL) fail_msg("%s", said);
        lb_profile_free(profile);
    }
    LB_ASSERT_FAILS(read_parts(&profile, cases[2], NULL, &err), LB_EDATA,
                    "holds more than one export ('one' and 'two')");
    assert_null(profile);
}

static void export__may_lie_in_folders_by_any_case(void **state)
{
    (void)state;
    static const Part deep[] = {
        {"x/letterboxd-ann_b-2026-03-01-10-00-utc/Ratings.CSV",
         RATINGS ",Mine,1999,https://boxd.it/aa,5\n"},
        {"x/letterboxd-ann_b-2026-03-01-10-00-utc/Likes/Films.csv",
         OTHERS ",Mine,1999,https://boxd.it/aa\n"},
        {"x/letterboxd-ann_b-2026-03-01-10-00-utc/Deleted/diary.csv", OTHERS ",No,1999,\n"},
        {"x/__MACOSX/ratings.csv", RATINGS ",No,1999,,5\n"},
        {NULL, NULL},
    };
    LbError    err     = {0};
    LbProfile *profile = NULL;
    LB_ASSERT_OK(read_parts(&profile, deep, NULL, &err));
    assert_int_equal(lb_profile_count(profile), 1);
    assert_true(lb_profile_at(profile, 0)->liked);
    assert_string_equal(lb_profile_user(profile), "ann_b");
    lb_profile_free(profile);
}

/* Saved again by a spreadsheet, by pandas, or made from a scraped list. */
static void export__reads_what_others_saved(void **state)
{
    (void)state;
    static const Part saved[] = {
        {"ratings.csv", "\xEF\xBB\xBF"
                        "Date;Name;Year;Letterboxd URI;Rating\r\n"
                        "2024-01-05;Am\xE9lie, la;2001.0;https://boxd.it/1aa;4,5\r\n"},
        {"watched.csv", "Date\tName\tYear\tLetterboxd URI\n"
                        "2024-01-05\tHeat\t1995\thttps://letterboxd.com/film/heat-1995/\n"},
        {"diary.csv", "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
                      "2024-01-05,Heat,1995,https://letterboxd.com/ann/film/heat-1995/1/,3.5,,,\n"},
        {NULL, NULL},
    };
    LbError    err     = {0};
    LbProfile *profile = NULL;
    LB_ASSERT_OK(read_parts(&profile, saved, NULL, &err));
    assert_int_equal(lb_profile_count(profile), 2);
    const LbEntry *amelie = lb_profile_at(profile, 0), *heat = lb_profile_at(profile, 1);
    assert_string_equal(amelie->title, "la Am\xC3\xA9lie");
    assert_int_equal(amelie->year, 2001);
    LB_ASSERT_NEAR(amelie->stars, 4.5, 0);
    assert_string_equal(heat->slug, "heat-1995");
    LB_ASSERT_NEAR(heat->stars, 3.5, 0);
    assert_int_equal(heat->diary_rank, 1);
    lb_profile_free(profile);
}

static void export__says_what_is_wrong_with_what_others_saved(void **state)
{
    (void)state;
    static const Part cases[][2] = {
        {{"ratings.csv", RATINGS ",A,1972.5,https://boxd.it/1,5\n"}},
        {{"ratings.csv", "Date;Name;Year;Letterboxd URI;Rating\n;A;1999;;4,5,5\n"}},
    };
    static const char *const messages[] = {"expected a year, found '1972.5'", "found '4,5,5'"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError    err     = {0};
        LbProfile *profile = NULL;
        LB_ASSERT_FAILS(read_parts(&profile, cases[i], NULL, &err), LB_EDATA, messages[i]);
    }
}

/* Each of two files is within the limit, both together are not. */
static void export__has_a_limit_for_all_its_files_together(void **state)
{
    (void)state;
    static const char film[] = ",{\"film\":\"a\"}";
    const size_t      each = LB_EXPORT_ROWS / 2 + 1, len = sizeof film - 1;
    LbError           err     = {0};
    LbProfile        *profile = NULL;
    char             *text    = malloc(each * len + 2);
    assert_non_null(text);
    for (size_t i = 0; i < each; i++)
        memcpy(text + i * len, film, len);
    text[0] = '[';
    memcpy(text + each * len, "]", 2);
    const Part parts[] = {{"1.json", text}, {"2.json", text}, {NULL, NULL}};
    LB_ASSERT_FAILS(read_parts(&profile, parts, NULL, &err), LB_EDATA, "more than 2000000 rows");
    free(text);
}

/* The account export that lies beside the project on its authors' machines. */
static void export__reads_a_real_one(void **state)
{
    (void)state;
    const char *shared = getenv("LBREC_SHARED");
    char        path[512];
    snprintf(path, sizeof path, "%s/letterboxd/export",
             shared != NULL ? shared : LB_TEST_DATA "/../../../shared");
    if (access(path, R_OK) != 0) {
        print_message("skipped: no folder %s (LBREC_SHARED names its parent)\n", path);
        skip();
    }
    LbError    err     = {0};
    LbProfile *profile = NULL;
    double     sum     = 0;
    int        undated = 0, decoded = 0, ranked = 0;
    LB_ASSERT_OK(lb_profile_build_from(&profile, path, NULL, &err));
    LbProfileCounts counts = lb_profile_counts(profile);
    for (int32_t i = 0; i < lb_profile_count(profile); i++) {
        const LbEntry *entry = lb_profile_at(profile, i);
        sum += (double)entry->stars;
        undated += entry->watchlist && entry->year == 0;
        decoded += entry->id > 0;
        ranked += entry->diary_rank > 0;
    }
    assert_int_equal(counts.rated, 420);
    LB_ASSERT_NEAR(sum, 1442.5, 1e-9);
    assert_int_equal(counts.watched, 1692);
    assert_int_equal(counts.watchlist, 913);
    assert_int_equal(counts.liked, 1109);
    assert_int_equal(undated, 4);
    assert_int_equal(decoded, 1692 + 913);
    assert_int_equal(lb_profile_count(profile), 1692 + 913); /* the diary adds no film */
    assert_true(ranked > 300);
    lb_profile_free(profile);
}

static void export__survives_failing_allocations(void **state)
{
    (void)state;
    LbError    err     = {0};
    LbProfile *profile = NULL;
    LB_ASSERT_SURVIVES_NOMEM(
        lb_profile_build_from(&profile, LB_TEST_DATA "/export-outer.zip", NULL, &err),
        lb_profile_free(profile));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(export__reads_a_folder),
        cmocka_unit_test(export__diary_rows_join_the_film_they_mean),
        cmocka_unit_test(export__the_watchlist_keeps_its_dates),
        cmocka_unit_test(export__reads_a_zip_with_an_outer_folder),
        cmocka_unit_test(export__says_what_is_wrong),
        cmocka_unit_test(export__refuses_what_is_none),
        cmocka_unit_test(export__of_two_takes_the_higher_one),
        cmocka_unit_test(export__may_lie_in_folders_by_any_case),
        cmocka_unit_test(export__reads_what_others_saved),
        cmocka_unit_test(export__says_what_is_wrong_with_what_others_saved),
        cmocka_unit_test(export__has_a_limit_for_all_its_files_together),
        cmocka_unit_test(export__reads_a_real_one),
        cmocka_unit_test(export__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
