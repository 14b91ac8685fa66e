/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/source/saved_page.h"

#define PAGE(name) (LB_TEST_DATA "/saved/" name)

static void saved_page__pages_of_one_member_make_a_profile(void **state)
{
    (void)state;
    static const char *const paths[] = {PAGE("watchlist.html"), PAGE("films.html")};
    LbError                  err     = {0};
    LbProfile               *profile = NULL;
    LB_ASSERT_OK(lb_saved_page_read(&profile, paths, 2, NULL, &err));
    LbProfileCounts counts = lb_profile_counts(profile);
    assert_string_equal(lb_profile_user(profile), "ann");
    assert_string_equal(lb_profile_source_name(lb_profile_source(profile)), "saved-page");
    assert_int_equal(lb_profile_count(profile), 4);
    assert_int_equal(counts.rated, 1);
    assert_int_equal(counts.watched, 2);
    assert_int_equal(counts.watchlist, 2);
    const LbEntry *wish = lb_profile_at(profile, 1);
    assert_string_equal(wish->slug, "face-off");
    assert_int_equal(wish->id, 110);
    assert_int_equal(wish->watchlist_rank, 2);
    const LbEntry *alien = lb_profile_at(profile, 2);
    assert_string_equal(alien->title, "Alien");
    LB_ASSERT_NEAR(alien->stars, 4.5, 0);
    assert_int_equal(lb_profile_gaps(profile), 1);
    assert_string_equal(lb_profile_gap(profile, 0), "1 of 2 pages of films are given");
    lb_profile_free(profile);
}

/* "films (1).html", of a page that was saved twice, is not the second page. */
static void saved_page__a_page_given_again_is_one_page(void **state)
{
    (void)state;
    static const char *const paths[] = {PAGE("films.html"), PAGE("films.html")};
    LbError                  err     = {0};
    LbProfile               *profile = NULL;
    LB_ASSERT_OK(lb_saved_page_read(&profile, paths, 2, NULL, &err));
    assert_int_equal(lb_profile_count(profile), 2);
    assert_int_equal(lb_profile_gaps(profile), 1);
    assert_string_equal(lb_profile_gap(profile, 0), "1 of 2 pages of films are given");
    lb_profile_free(profile);
}

static void saved_page__of_which_a_part_was_saved_has_a_gap(void **state)
{
    (void)state;
    static const char *const paths[] = {PAGE("part.html")};
    LbError                  err     = {0};
    LbProfile               *profile = NULL;
    LB_ASSERT_OK(lb_saved_page_read(&profile, paths, 1, NULL, &err));
    assert_int_equal(lb_profile_count(profile), 1);
    assert_int_equal(lb_profile_gaps(profile), 1);
    assert_string_equal(lb_profile_gap(profile, 0),
                        "part.html: films may be missing there: the page "
                        "ends before its end");
    lb_profile_free(profile);
}

static void saved_page__anything_else_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *paths[2];
        int         n;
        LbStatus    status;
        const char *message;
    } cases[] = {
        {{PAGE("films.html"), PAGE("other.html")}, 2, LB_EDATA, "other.html: a page of 'bob'"},
        {{PAGE("challenge.html")}, 1, LB_EDATA, "a refusal"},
        {{PAGE("profile.html")}, 1, LB_EPROTOCOL, "letterboxd.com/settings/data"},
        {{PAGE("films.mhtml")}, 1, LB_EPROTOCOL, "packed in MHTML: save it again"},
        {{PAGE("absent.html")}, 1, LB_ENOINPUT, "absent.html"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError    err     = {0};
        LbProfile *profile = NULL;
        LB_ASSERT_FAILS(lb_saved_page_read(&profile, cases[i].paths, cases[i].n, NULL, &err),
                        cases[i].status, cases[i].message);
        assert_null(profile);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saved_page__pages_of_one_member_make_a_profile),
        cmocka_unit_test(saved_page__a_page_given_again_is_one_page),
        cmocka_unit_test(saved_page__of_which_a_part_was_saved_has_a_gap),
        cmocka_unit_test(saved_page__anything_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
