/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/source/export.h"

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
    LB_ASSERT_OK(lb_export_read(&profile, LB_TEST_DATA "/export", NULL, &err));
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
    LB_ASSERT_OK(lb_export_read(&profile, LB_TEST_DATA "/export-outer.zip", NULL, &err));
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
        LB_ASSERT_FAILS(lb_export_read(&profile, path, NULL, &err), LB_EDATA, cases[i].message);
        assert_non_null(strstr(err.message, "ratings.csv: "));
        assert_non_null(strstr(err.message, path));
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
    LB_ASSERT_FAILS(lb_export_read(&profile, "/nonexistent.zip", NULL, &err), LB_ENOINPUT,
                    "/nonexistent.zip");
    make_folder(path, "", "notes.csv", "a,b\n");
    LB_ASSERT_FAILS(lb_export_read(&profile, path, NULL, &err), LB_EDATA,
                    "not a Letterboxd export");
    remove_folder(path, "", "notes.csv");
    make_folder(path, "deleted", "diary.csv", "Name,Year,Letterboxd URI\n");
    LB_ASSERT_FAILS(lb_export_read(&profile, path, NULL, &err), LB_EDATA,
                    "not a Letterboxd export");
    remove_folder(path, "deleted", "diary.csv");
    assert_null(profile);
}

static void export__refuses_two_at_once(void **state)
{
    (void)state;
    LbError    err     = {0};
    LbProfile *profile = NULL;
    char       path[64], second[160];
    make_folder(path, "one", "ratings.csv", "Date,Name,Year,Letterboxd URI,Rating\n");
    snprintf(second, sizeof second, "%s/watched.csv", path);
    FILE *out = fopen(second, "w");
    assert_non_null(out);
    fputs("Date,Name,Year,Letterboxd URI\n", out);
    assert_int_equal(fclose(out), 0);
    LB_ASSERT_FAILS(lb_export_read(&profile, path, NULL, &err), LB_EDATA, "more than one export");
    unlink(second);
    remove_folder(path, "one", "ratings.csv");
    assert_null(profile);
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
    LB_ASSERT_OK(lb_export_read(&profile, path, NULL, &err));
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
    LB_ASSERT_SURVIVES_NOMEM(lb_export_read(&profile, LB_TEST_DATA "/export-outer.zip", NULL, &err),
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
        cmocka_unit_test(export__refuses_two_at_once),
        cmocka_unit_test(export__reads_a_real_one),
        cmocka_unit_test(export__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
