/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/source/ratings_source.h"
#include "tests/unit/query/scene.h"

static LbStatus read_text(LbRatingsSource **source, const char *text, LbScale scale, Heard *heard,
                          LbError *err)
{
    char                    path[SCENE_PATH];
    LbReporter              reporter = {.message = scene_hear, .ctx = heard};
    LbRatingsSourceSettings settings = {.scale = scale, .needs_rating = true};
    scene_file(path, text);
    LbStatus st =
        lb_ratings_source_read(source, path, &settings, heard != NULL ? &reporter : NULL, err);
    unlink(path);
    return st;
}

static void check_profile(const LbRatingsSource *source, int32_t user, const char *name,
                          const char *expected)
{
    LbError    err       = {0};
    LbProfile *profile   = NULL;
    char       text[512] = "";
    LB_ASSERT_OK(lb_ratings_source_profile(&profile, source, user, &err));
    assert_string_equal(lb_profile_user(profile), name);
    assert_string_equal(lb_profile_source_name(lb_profile_source(profile)), "csv");
    for (int32_t i = 0; i < lb_profile_count(profile); i++) {
        const LbEntry *entry = lb_profile_at(profile, i);
        size_t         used  = strlen(text);
        snprintf(text + used, sizeof text - used, "%s=%g#%d ", entry->slug, (double)entry->stars,
                 (int)entry->diary_rank);
    }
    assert_string_equal(text, expected);
    lb_profile_free(profile);
}

static void ratings_source__groups_by_user_in_order(void **state)
{
    (void)state;
    LbError          err    = {0};
    Heard            heard  = {""};
    LbRatingsSource *source = NULL;
    LB_ASSERT_OK(read_text(&source,
                           "rating_val,user_id,movie_id\n8,zoe,alien\n2,ann,amelie\n10,zoe,8-half\n"
                           "1,ann,alien\n4,zoe,alien\n",
                           (LbScale){1, 10}, &heard, &err));
    assert_true(lb_ratings_source_has_users(source));
    assert_int_equal(lb_idmap_count(lb_ratings_source_users(source)), 2);
    check_profile(source, 0, "zoe",
                  "alien=2#2 8-half=5#1 "); /* the last alien replaces the first */
    check_profile(source, 1, "ann", "amelie=1#2 alien=0.5#1 ");
    assert_non_null(strstr(heard.text, "1 rows repeat a user and film"));
    lb_ratings_source_free(source);
}

static void ratings_source__the_latest_are_so_by_their_time(void **state)
{
    (void)state;
    static const struct {
        const char *text, *profile;
    } cases[] = {
        {"user,film,rating,timestamp\na,x,8,1700000000\na,y,8,1600000000\na,z,8,1650000000000\n",
         "x=4#1 y=4#3 z=4#2 "},
        {"user,film,rating,date\na,x,8,2024-02-29\na,y,8,2023-02-29\na,z,8,2024-03-01\n",
         "x=4#2 y=4#3 z=4#1 "}, /* one that is no day is none */
        {"user,film,rating,rated_at\na,x,8,2024-05-01T09:00:01Z\na,y,8,2024-05-01T09:00:00Z\n"
         "a,z,8,\n",
         "x=4#1 y=4#2 z=4#3 "},
        {"a::x::8::5\na::y::8::5\na::z::8::4\n", "x=4#2 y=4#1 z=4#3 "},
        {"a::x::8::7\na::y::8::5\na::x::6::6\n", "x=3#1 y=4#2 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError          err    = {0};
        LbRatingsSource *source = NULL;
        LB_ASSERT_OK(read_text(&source, cases[i].text, (LbScale){1, 10}, NULL, &err));
        check_profile(source, 0, "a", cases[i].profile);
        lb_ratings_source_free(source);
    }
}

static void ratings_source__one_person_needs_no_user_column(void **state)
{
    (void)state;
    LbError          err    = {0};
    LbRatingsSource *source = NULL;
    LB_ASSERT_OK(
        read_text(&source, "film,stars\nalien,4.5\namelie,0.5\n", (LbScale){0.5, 5}, NULL, &err));
    assert_false(lb_ratings_source_has_users(source));
    assert_int_equal(lb_idmap_count(lb_ratings_source_users(source)), 1);
    check_profile(source, 0, "", "alien=4.5#2 amelie=0.5#1 ");
    lb_ratings_source_free(source);
}

static void ratings_source__an_empty_file_has_nobody(void **state)
{
    (void)state;
    LbError          err    = {0};
    LbRatingsSource *source = NULL;
    LB_ASSERT_OK(read_text(&source, "user,film,rating\n", (LbScale){1, 10}, NULL, &err));
    assert_int_equal(lb_idmap_count(lb_ratings_source_users(source)), 0);
    lb_ratings_source_free(source);
}

static void ratings_source__checks_the_scale(void **state)
{
    (void)state;
    LbError          err    = {0};
    Heard            heard  = {""};
    LbRatingsSource *source = NULL;
    LB_ASSERT_FAILS(read_text(&source, "user,film,rating\na,alien,8\na,amelie,0.5\n",
                              (LbScale){1, 10}, NULL, &err),
                    LB_EDATA, ":3: rating 0.5 is outside the scale 1..10");
    assert_null(source);
    LB_ASSERT_OK(
        read_text(&source, "user,film,rating\na,alien,3.5\n", (LbScale){1, 10}, &heard, &err));
    assert_non_null(strstr(heard.text, "--scale 0.5:5"));
    lb_ratings_source_free(source);
    LB_ASSERT_FAILS(read_text(&source, "user,film,seen\na,alien,1\n", (LbScale){1, 10}, NULL, &err),
                    LB_EDATA, "rating");
    heard.text[0] = '\0'; /* users and films alone: liked */
    LB_ASSERT_OK(read_text(&source, "user,film\na,alien\n", (LbScale){1, 10}, &heard, &err));
    assert_non_null(strstr(heard.text, "counts as a film that was liked"));
    lb_ratings_source_free(source);
    LB_ASSERT_FAILS(
        read_text(&source, "user,film,rating\na,alien,x\n", (LbScale){1, 10}, NULL, &err), LB_EDATA,
        ":2:");
}

static void ratings_source__survives_failing_allocations(void **state)
{
    (void)state;
    LbError                 err    = {0};
    LbRatingsSource        *source = NULL;
    char                    path[SCENE_PATH];
    LbRatingsSourceSettings settings = {.scale = {1, 10}, .needs_rating = true};
    scene_file(path, "user,film,rating\na,alien,8\nb,alien,7\na,alien,6\n");
    LB_ASSERT_SURVIVES_NOMEM(lb_ratings_source_read(&source, path, &settings, NULL, &err),
                             lb_ratings_source_free(source));
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratings_source__groups_by_user_in_order),
        cmocka_unit_test(ratings_source__the_latest_are_so_by_their_time),
        cmocka_unit_test(ratings_source__one_person_needs_no_user_column),
        cmocka_unit_test(ratings_source__an_empty_file_has_nobody),
        cmocka_unit_test(ratings_source__checks_the_scale),
        cmocka_unit_test(ratings_source__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
