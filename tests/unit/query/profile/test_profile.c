/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/profile/profile.h"

#include <stdio.h>

static LbProfile *new_profile(void)
{
    LbError    err     = {0};
    LbProfile *profile = NULL;
    LB_ASSERT_OK(lb_profile_new(&profile, "somebody", LB_SOURCE_PAGES, &err));
    return profile;
}

static void add(LbProfile *profile, LbEntry film)
{
    LbError err = {0};
    LB_ASSERT_OK(lb_profile_add(profile, &film, &err));
}

static void profile__knows_its_user_and_source(void **state)
{
    (void)state;
    LbProfile *profile = new_profile();
    assert_string_equal(lb_profile_user(profile), "somebody");
    assert_string_equal(lb_profile_source_name(lb_profile_source(profile)), "letterboxd");
    lb_profile_set_source(profile, LB_SOURCE_SAVED_PAGE);
    assert_string_equal(lb_profile_source_name(lb_profile_source(profile)), "saved-page");
    assert_int_equal(lb_profile_count(profile), 0);
    lb_profile_free(profile);
    lb_profile_free(NULL);
}

static void profile__completes_an_entry_of_the_same_id(void **state)
{
    (void)state;
    LbProfile *profile = new_profile();
    add(profile, (LbEntry){.id = 7, .title = "Seven", .watchlist = true, .watchlist_rank = 3});
    add(profile, (LbEntry){.id             = 7,
                           .slug           = "seven-1995",
                           .title          = "Se7en",
                           .year           = 1995,
                           .stars          = 4.5F,
                           .date           = 20240102,
                           .liked          = true,
                           .watchlist_rank = 9});
    add(profile, (LbEntry){.slug = "seven-1995", .rewatched = true, .diary_rank = 2});
    assert_int_equal(lb_profile_count(profile), 1);
    const LbEntry *film = lb_profile_at(profile, 0);
    assert_string_equal(film->slug, "seven-1995");
    assert_string_equal(film->title, "Seven");
    assert_int_equal(film->year, 1995);
    LB_ASSERT_NEAR(film->stars, 4.5, 0);
    assert_int_equal(film->date, 20240102);
    assert_int_equal(film->watchlist_rank, 3);
    assert_int_equal(film->diary_rank, 2);
    assert_true(film->watched && film->liked && film->rewatched && film->watchlist);
    lb_profile_free(profile);
}

static void profile__takes_two_ids_for_two_films(void **state)
{
    (void)state;
    LbProfile *profile = new_profile();
    add(profile, (LbEntry){.id = 1, .slug = "dracula", .title = "Dracula", .year = 2025});
    add(profile, (LbEntry){.id = 2, .slug = "dracula", .title = "Dracula", .year = 2025});
    add(profile, (LbEntry){.id = 3, .title = "Dracula", .year = 2025});
    assert_int_equal(lb_profile_count(profile), 3);
    add(profile, (LbEntry){.slug = "dracula", .liked = true});
    assert_int_equal(lb_profile_count(profile), 3);
    assert_true(lb_profile_at(profile, 0)->liked);
    lb_profile_free(profile);
}

static void profile__joins_by_title_and_year_only_without_id_and_slug(void **state)
{
    (void)state;
    LbProfile *profile = new_profile();
    add(profile, (LbEntry){.title = "Solaris", .year = 1972, .watched = true});
    add(profile, (LbEntry){.title = "Solaris", .year = 2002, .watched = true});
    add(profile, (LbEntry){.title = "Solaris", .year = 1972, .stars = 5});
    add(profile, (LbEntry){.title = "Solaris", .watched = true});
    assert_int_equal(lb_profile_count(profile), 3);
    LB_ASSERT_NEAR(lb_profile_at(profile, 0)->stars, 5, 0);
    add(profile, (LbEntry){.title = "Solaris", .year = 1972, .slug = "solaris"});
    assert_int_equal(lb_profile_count(profile), 4);
    lb_profile_free(profile);
}

static void profile__keeps_nameless_films_apart(void **state)
{
    (void)state;
    LbProfile *profile = new_profile();
    add(profile, (LbEntry){.watched = true});
    add(profile, (LbEntry){.slug = "", .title = "", .stars = 2});
    assert_int_equal(lb_profile_count(profile), 2);
    assert_string_equal(lb_profile_at(profile, 0)->slug, "");
    assert_string_equal(lb_profile_at(profile, 0)->title, "");
    lb_profile_free(profile);
}

static void profile__rating_replaces_rating_unless_it_is_dated_earlier(void **state)
{
    (void)state;
    static const struct {
        float   stars[2];
        int32_t date[2];
        float   kept;
        int32_t kept_date;
    } cases[] = {
        {{3, 4}, {0, 0}, 4, 0},
        {{3, 4}, {20240101, 20240102}, 4, 20240102},
        {{3, 4}, {20240102, 20240101}, 3, 20240102},
        {{3, 4}, {20240102, 20240102}, 4, 20240102},
        {{3, 4}, {20240102, 0}, 4, 20240102},
        {{3, 0}, {20240102, 20240103}, 3, 20240102},
        {{0, 4}, {20240102, 20240101}, 4, 20240101},
        {{0, 0}, {0, 20240101}, 0, 20240101},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbProfile *profile = new_profile();
        for (int k = 0; k < 2; k++)
            add(profile, (LbEntry){.id = 5, .stars = cases[i].stars[k], .date = cases[i].date[k]});
        LB_ASSERT_NEAR(lb_profile_at(profile, 0)->stars, cases[i].kept, 0);
        assert_int_equal(lb_profile_at(profile, 0)->date, cases[i].kept_date);
        lb_profile_free(profile);
    }
}

static void profile__counts_what_it_holds(void **state)
{
    (void)state;
    LbProfile *profile = new_profile();
    add(profile, (LbEntry){.id = 1, .stars = 0.5F});
    add(profile, (LbEntry){.id = 2, .liked = true});
    add(profile, (LbEntry){.id = 3, .watched = true});
    add(profile, (LbEntry){.id = 4, .watchlist = true});
    LbProfileCounts counts = lb_profile_counts(profile);
    assert_int_equal(counts.rated, 1);
    assert_int_equal(counts.watched, 3);
    assert_int_equal(counts.watchlist, 1);
    assert_int_equal(counts.liked, 1);
    lb_profile_free(profile);
}

static void profile__copies_its_texts(void **state)
{
    (void)state;
    LbProfile *profile  = new_profile();
    char       title[9] = "Persona";
    add(profile, (LbEntry){.slug = "persona", .title = title});
    memset(title, 'x', sizeof title - 1);
    assert_string_equal(lb_profile_at(profile, 0)->title, "Persona");
    lb_profile_free(profile);
}

static void profile__remembers_gaps(void **state)
{
    (void)state;
    LbError    err     = {0};
    LbProfile *profile = new_profile();
    LB_ASSERT_OK(lb_profile_add_gap(profile, "page 1 of 6 read", &err));
    LB_ASSERT_OK(lb_profile_add_gap(profile, "no watchlist", &err));
    assert_int_equal(lb_profile_gaps(profile), 2);
    assert_string_equal(lb_profile_gap(profile, 0), "page 1 of 6 read");
    assert_string_equal(lb_profile_gap(profile, 1), "no watchlist");
    lb_profile_free(profile);
}

/* At the limit merging goes on; only another film is refused. */
static void profile__refuses_more_than_200000_films(void **state)
{
    (void)state;
    LbError    err     = {0};
    LbProfile *profile = new_profile();
    for (int i = 0; i < 200000; i++) {
        char slug[32];
        (void)snprintf(slug, sizeof slug, "film-%d", i);
        add(profile, (LbEntry){.id = i + 1, .slug = slug, .title = "A title of some length"});
    }
    LB_ASSERT_FAILS(lb_profile_add(profile, &(LbEntry){.id = 200001}, &err), LB_EDATA, "200000");
    add(profile, (LbEntry){.slug = "film-199999", .liked = true});
    assert_true(lb_profile_at(profile, 199999)->liked);
    assert_int_equal(lb_profile_count(profile), 200000);
    lb_profile_free(profile);
}

static LbStatus build(LbProfile **out, LbError *err)
{
    static const LbEntry films[] = {
        {.id = 1, .slug = "one", .title = "One"},
        {.title = "Two", .year = 2002},
        {.slug = "one", .stars = 3},
    };

    LbStatus   st      = LB_OK;
    LbProfile *profile = NULL;
    *out               = NULL;
    LB_TRY(lb_profile_new(&profile, "u", LB_SOURCE_CSV, err));
    for (size_t i = 0; i < sizeof films / sizeof *films; i++)
        LB_TRY(lb_profile_add(profile, &films[i], err));
    LB_TRY(lb_profile_add_gap(profile, "gap", err));
    *out    = profile;
    profile = NULL;
cleanup:
    lb_profile_free(profile);
    return st;
}

static void profile__survives_the_failure_of_each_allocation(void **state)
{
    (void)state;
    LbError    err     = {0};
    LbProfile *profile = NULL;
    LB_ASSERT_SURVIVES_NOMEM(build(&profile, &err), assert_int_equal(lb_profile_count(profile), 2));
    lb_profile_free(profile);
}

/* What failed has changed nothing: the same film can be added again, and once. */
static void profile__is_as_before_after_a_failed_addition(void **state)
{
    (void)state;
    for (long allowed = 0; allowed < 6; allowed++) {
        LbError    err     = {0};
        LbProfile *profile = new_profile();
        LbEntry    film    = {.id = 1, .slug = "one", .title = "One"};
        lb_alloc_allow(allowed);
        LbStatus st = lb_profile_add(profile, &film, &err);
        lb_alloc_allow(-1);
        assert_int_equal(lb_profile_count(profile), st == LB_OK);
        add(profile, film);
        assert_int_equal(lb_profile_count(profile), 1);
        add(profile, (LbEntry){.slug = "one"});
        assert_int_equal(lb_profile_count(profile), 1);
        lb_profile_free(profile);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profile__knows_its_user_and_source),
        cmocka_unit_test(profile__completes_an_entry_of_the_same_id),
        cmocka_unit_test(profile__takes_two_ids_for_two_films),
        cmocka_unit_test(profile__joins_by_title_and_year_only_without_id_and_slug),
        cmocka_unit_test(profile__keeps_nameless_films_apart),
        cmocka_unit_test(profile__rating_replaces_rating_unless_it_is_dated_earlier),
        cmocka_unit_test(profile__counts_what_it_holds),
        cmocka_unit_test(profile__copies_its_texts),
        cmocka_unit_test(profile__remembers_gaps),
        cmocka_unit_test(profile__refuses_more_than_200000_films),
        cmocka_unit_test(profile__survives_the_failure_of_each_allocation),
        cmocka_unit_test(profile__is_as_before_after_a_failed_addition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
