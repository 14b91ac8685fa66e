/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/source/cache.h"
#include "query/source/people.h"
#include "tests/unit/query/scene.h"

static LbPeopleSettings usual(void)
{
    return (LbPeopleSettings){.scale           = {1, 10},
                              .http            = lb_http_defaults(),
                              .member          = lb_member_defaults(),
                              .max_age_seconds = 60};
}

static LbPeople *open(const LbPeopleSettings *settings)
{
    LbError   err    = {0};
    LbPeople *people = NULL;
    LB_ASSERT_OK(lb_people_open(&people, settings, NULL, &err));
    return people;
}

static void check_name(const LbPeople *people, int32_t index, const char *name)
{
    assert_true(lb_slice_is(lb_people_name(people, index), name));
}

static void people__come_in_the_order_of_their_sources(void **state)
{
    (void)state;
    LbError           err = {0};
    char              path[SCENE_PATH];
    const char *const exports[] = {LB_TEST_DATA "/export"};
    const char *const pages[]   = {LB_TEST_DATA "/saved/films.html"};
    const char *const users[]   = {"member"};
    LbPeopleSettings  settings  = usual();
    LbProfile        *profile   = NULL;
    scene_file(path, "user,film,rating\nzoe,alien,8\nann,alien,6\n");
    settings.exports       = exports;
    settings.n_exports     = 1;
    settings.saved_pages   = pages;
    settings.n_saved_pages = 1;
    settings.ratings       = path;
    settings.users         = users;
    settings.n_users       = 1;
    LbPeople *people       = open(&settings);
    assert_int_equal(lb_people_count(people), 5);
    assert_false(lb_people_are_at_hand(people));
    check_name(people, 0, "");
    check_name(people, 1, "");
    check_name(people, 2, "zoe");
    check_name(people, 3, "ann");
    check_name(people, 4, "member");
    LB_ASSERT_OK(lb_people_profile(&profile, people, 0, &err));
    assert_int_equal(lb_profile_source(profile), LB_SOURCE_EXPORT);
    lb_profile_free(profile);
    LB_ASSERT_OK(lb_people_profile(&profile, people, 3, &err));
    assert_string_equal(lb_profile_user(profile), "ann");
    assert_int_equal(lb_profile_source(profile), LB_SOURCE_CSV);
    lb_profile_free(profile);
    lb_people_close(people);
    unlink(path);
}

static void people__of_a_ratings_file_are_at_hand(void **state)
{
    (void)state;
    char             path[SCENE_PATH];
    LbPeopleSettings settings = usual();
    scene_file(path, "user,film,rating\nzoe,alien,8\nann,alien,6\n");
    settings.ratings = path;
    LbPeople *people = open(&settings);
    assert_true(lb_people_are_at_hand(people));
    assert_int_equal(lb_people_count(people), 2);
    lb_people_close(people);
    unlink(path);
    lb_people_close(NULL);
}

/* Keep a profile of one film for "ada". */
static void keep(const char *folder, const char *base_url, int32_t diary_rank)
{
    LbError    err     = {0};
    LbProfile *profile = NULL;
    LbEntry    entry   = {.slug = "alien", .title = "", .stars = 4, .diary_rank = diary_rank};
    LB_ASSERT_OK(lb_profile_new(&profile, "ada", LB_SOURCE_PAGES, &err));
    LB_ASSERT_OK(lb_profile_add(profile, &entry, &err));
    LB_ASSERT_OK(lb_cache_store(profile, folder, base_url, LB_CACHE_WHOLE, &err));
    lb_profile_free(profile);
}

/* A server nobody listens at: what reaches the network fails. */
static const char NOWHERE[] = "http://127.0.0.1:9";

static void people__kept_are_used_before_the_network(void **state)
{
    (void)state;
    LbError           err       = {0};
    char              folder[]  = "/tmp/lbrec-people-XXXXXX", entry[64];
    const char *const users[]   = {"ada", "bob", "no/name"};
    LbPeopleSettings  settings  = usual();
    LbProfile        *profile   = NULL;
    settings.users              = users;
    settings.n_users            = 3;
    settings.http.base_url      = NOWHERE;
    settings.http.retries       = 0;
    settings.http.delay_seconds = 0;
    assert_non_null(mkdtemp(folder));
    settings.cache_folder = folder;
    keep(folder, NOWHERE, 0);
    LbPeople *people = open(&settings);
    LB_ASSERT_OK(lb_people_profile(&profile, people, 0, &err));
    assert_int_equal(lb_profile_source(profile), LB_SOURCE_CACHE);
    lb_profile_free(profile);
    assert_int_not_equal(lb_people_profile(&profile, people, 1, &err), LB_OK);
    assert_null(profile);
    LB_ASSERT_FAILS(lb_people_profile(&profile, people, 2, &err), LB_EUSAGE,
                    "'no/name' is no user name");
    lb_people_close(people);
    settings.member.recent = 5; /* needs a diary, which is not kept */
    people                 = open(&settings);
    assert_int_not_equal(lb_people_profile(&profile, people, 0, &err), LB_OK);
    lb_people_close(people);
    keep(folder, NOWHERE, 1);
    people = open(&settings);
    LB_ASSERT_OK(lb_people_profile(&profile, people, 0, &err));
    lb_profile_free(profile);
    lb_people_close(people);
    settings.refresh = true;
    people           = open(&settings);
    assert_int_not_equal(lb_people_profile(&profile, people, 0, &err), LB_OK);
    lb_people_close(people);
    snprintf(entry, sizeof entry, "%s/ada.json", folder);
    unlink(entry);
    rmdir(folder);
}

static void people__offline_touch_no_network(void **state)
{
    (void)state;
    LbError           err      = {0};
    const char *const users[]  = {"ada"};
    LbPeopleSettings  settings = usual();
    LbProfile        *profile  = NULL;
    settings.users             = users;
    settings.n_users           = 1;
    settings.offline           = true;
    LbPeople *people           = open(&settings);
    LB_ASSERT_FAILS(lb_people_profile(&profile, people, 0, &err), LB_ENOINPUT,
                    "ada: nothing is kept of this member: run once without --offline");
    lb_people_close(people);
}

static void people__one_of_them_by_name(void **state)
{
    (void)state;
    LbError           err = {0};
    char              path[SCENE_PATH];
    const char *const exports[] = {LB_TEST_DATA "/export", LB_TEST_DATA "/export-outer.zip"};
    LbPeopleSettings  settings  = usual();
    LbProfile        *profile   = NULL;
    LbPeople         *people    = NULL;
    scene_file(path, "user,film,rating\nzoe,alien,8\nann,alien,6\n");
    settings.ratings = path;
    settings.only    = "ann";
    people           = open(&settings);
    assert_int_equal(lb_people_count(people), 1);
    check_name(people, 0, "ann");
    LB_ASSERT_OK(lb_people_profile(&profile, people, 0, &err));
    assert_string_equal(lb_profile_user(profile), "ann");
    lb_profile_free(profile);
    lb_people_close(people);
    settings.only = "bob";
    LB_ASSERT_FAILS(lb_people_open(&people, &settings, NULL, &err), LB_ENOINPUT, "'bob'");
    settings.ratings   = NULL;
    settings.exports   = exports;
    settings.n_exports = 2;
    settings.only      = NULL;
    people             = open(&settings);
    LB_ASSERT_OK(lb_people_profile(&profile, people, 1, &err));
    char second[64];
    (void)snprintf(second, sizeof second, "%s", lb_profile_user(profile));
    assert_true(second[0] != '\0');
    lb_profile_free(profile);
    lb_people_close(people);
    settings.only = second;
    people        = open(&settings);
    assert_int_equal(lb_people_count(people), 1);
    LB_ASSERT_OK(lb_people_profile(&profile, people, 0, &err));
    assert_string_equal(lb_profile_user(profile), second);
    lb_profile_free(profile);
    lb_people_close(people);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people__come_in_the_order_of_their_sources),
        cmocka_unit_test(people__one_of_them_by_name),
        cmocka_unit_test(people__of_a_ratings_file_are_at_hand),
        cmocka_unit_test(people__kept_are_used_before_the_network),
        cmocka_unit_test(people__offline_touch_no_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
