/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/source/export_people.h"

#define FILMS(name) (LB_TEST_DATA "/films/" name)

enum { MAX_FILES = 4 };

static int32_t count(const char *const *paths, bool is_one)
{
    LbError                err      = {0};
    LbExportPeople        *people   = NULL;
    LbExportPeopleSettings settings = {.paths = paths, .is_one = is_one};
    while (settings.n < MAX_FILES && paths[settings.n] != NULL)
        settings.n++;
    LB_ASSERT_OK(lb_export_people_open(&people, &settings, NULL, &err));
    int32_t n = lb_export_people_count(people);
    lb_export_people_close(people);
    return n;
}

static void export_people__single_files_of_one_site_join(void **state)
{
    (void)state;
    static const struct {
        const char *paths[MAX_FILES];
        int32_t     people;
    } cases[] = {
        {{LB_TEST_DATA "/export/ratings.csv"}, 1},
        {{LB_TEST_DATA "/export/ratings.csv", LB_TEST_DATA "/export/watchlist.csv",
          LB_TEST_DATA "/export/diary.csv"},
         1},
        {{LB_TEST_DATA "/export/ratings.csv", LB_TEST_DATA "/export/ratings.csv"}, 2},
        {{LB_TEST_DATA "/export", LB_TEST_DATA "/export-outer.zip"}, 2},
        {{LB_TEST_DATA "/export", LB_TEST_DATA "/export/watchlist.csv"}, 2},
        {{FILMS("imdb-ratings.csv"), FILMS("table-10.csv")}, 2},
        {{LB_TEST_DATA "/export/ratings.csv", FILMS("imdb-ratings.csv")}, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        print_message("%s\n", cases[i].paths[0]);
        assert_int_equal(count(cases[i].paths, false), cases[i].people);
        assert_int_equal(count(cases[i].paths, true), 1);
    }
}

static void export_people__one_person_has_all_of_the_files(void **state)
{
    (void)state;
    LbError                err      = {0};
    const char *const      paths[]  = {FILMS("imdb-ratings.csv"), FILMS("table-10.csv"),
                                       FILMS("imdb-watchlist.csv")};
    LbExportPeopleSettings settings = {.paths = paths, .n = 3, .is_one = true};
    LbExportPeople        *people   = NULL;
    LbProfile             *profile  = NULL;
    LB_ASSERT_OK(lb_export_people_open(&people, &settings, NULL, &err));
    LB_ASSERT_OK(lb_export_people_profile(&profile, people, 0, NULL, &err));
    LbProfileCounts counts = lb_profile_counts(profile);
    assert_int_equal(lb_profile_source(profile), LB_SOURCE_FILES);
    assert_int_equal(lb_profile_origins(profile), 3);
    assert_string_equal(lb_profile_origin(profile, 2), paths[1]);
    assert_int_equal(counts.watchlist, 1);
    assert_true(counts.rated >= 4);
    for (int32_t i = 0; i < lb_profile_count(profile); i++) {
        const LbEntry *entry = lb_profile_at(profile, i);
        assert_true(entry->origin >= 1 && entry->origin <= 3);
        if (entry->watchlist) assert_int_equal(entry->origin, 3);
    }
    lb_profile_free(profile);
    lb_export_people_close(people);
}

/* The others are answered all the same. */
static void export_people__a_bad_file_is_its_persons_trouble(void **state)
{
    (void)state;
    LbError                err      = {0};
    const char *const      paths[]  = {FILMS("imdb-ratings.csv"), "/nonexistent.zip"};
    LbExportPeopleSettings settings = {.paths = paths, .n = 2};
    LbExportPeople        *people   = NULL;
    LbProfile             *profile  = NULL;
    LB_ASSERT_OK(lb_export_people_open(&people, &settings, NULL, &err));
    assert_int_equal(lb_export_people_count(people), 2);
    LB_ASSERT_FAILS(lb_export_people_profile(&profile, people, 1, NULL, &err), LB_ENOINPUT,
                    "/nonexistent.zip");
    assert_null(profile);
    LB_ASSERT_OK(lb_export_people_profile(&profile, people, 0, NULL, &err));
    lb_profile_free(profile);
    lb_export_people_close(people);
    lb_export_people_close(NULL);
}

static void export_people__take_trakts_archive(void **state)
{
    (void)state;
    LbError                err      = {0};
    const char *const      paths[]  = {FILMS("trakt.zip")};
    LbExportPeopleSettings settings = {.paths = paths, .n = 1};
    LbExportPeople        *people   = NULL;
    LbProfile             *profile  = NULL;
    LB_ASSERT_OK(lb_export_people_open(&people, &settings, NULL, &err));
    LB_ASSERT_OK(lb_export_people_profile(&profile, people, 0, NULL, &err));
    LbProfileCounts counts = lb_profile_counts(profile);
    assert_int_equal(lb_profile_source(profile), LB_SOURCE_TRAKT);
    assert_int_equal(counts.rated, 2);
    assert_int_equal(counts.watched, 3);
    assert_int_equal(counts.watchlist, 1);
    lb_profile_free(profile);
    lb_export_people_close(people);
}

static LbStatus open_and_read(LbProfile **profile)
{
    LbError                err      = {0};
    const char *const      paths[]  = {FILMS("trakt.zip"), FILMS("imdb-watchlist.csv")};
    LbExportPeopleSettings settings = {.paths = paths, .n = 2, .is_one = true};
    LbExportPeople        *people   = NULL;
    LbStatus               st       = lb_export_people_open(&people, &settings, NULL, &err);
    if (st == LB_OK) st = lb_export_people_profile(profile, people, 0, NULL, &err);
    lb_export_people_close(people);
    return st;
}

static void export_people__survive_failing_allocations(void **state)
{
    (void)state;
    LbProfile *profile = NULL;
    LB_ASSERT_SURVIVES_NOMEM(open_and_read(&profile), lb_profile_free(profile));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(export_people__single_files_of_one_site_join),
        cmocka_unit_test(export_people__one_person_has_all_of_the_files),
        cmocka_unit_test(export_people__a_bad_file_is_its_persons_trouble),
        cmocka_unit_test(export_people__take_trakts_archive),
        cmocka_unit_test(export_people__survive_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
