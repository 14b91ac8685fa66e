/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/resolve/resolve.h"
#include "tests/unit/query/small_model.h"

static LbProfile *profile_of(const LbEntry *entries, int n)
{
    LbError    err     = {0};
    LbProfile *profile = NULL;
    LB_ASSERT_OK(lb_profile_new(&profile, "ann", LB_SOURCE_EXPORT, &err));
    for (int i = 0; i < n; i++) {
        LbEntry entry = entries[i];
        if (entry.slug == NULL) entry.slug = "";
        if (entry.title == NULL) entry.title = "";
        LB_ASSERT_OK(lb_profile_add(profile, &entry, &err));
    }
    return profile;
}

static void resolve__translates_a_profile(void **state)
{
    (void)state;
    const LbEntry entries[] = {
        {.slug = "the-office", .stars = 2, .watched = true},
        {.slug = "alien", .watched = true},
        {.slug = "gone", .stars = 5, .watched = true},
        {.slug = "face-off", .watchlist = true},
        {.slug = "amelie", .watchlist = true},
        {.slug = "lost", .watchlist = true},
        /* the same films again under another name */
        {.title = "Alien", .year = 1979, .stars = 4.5F, .watched = true},
        {.title = "Amélie", .year = 2001, .watchlist = true},
    };
    LbError     err = {0};
    SmallModel  small;
    LbResolver *resolver = NULL;
    LbResolved  resolved;
    LbProfile  *profile = profile_of(entries, 8);
    LB_ASSERT_OK(lb_resolver_new(&resolver, &small_model(&small)->films, &err));
    LB_ASSERT_OK(lb_resolve(&resolved, resolver, profile, 0, &err));
    assert_int_equal(resolved.n, 2);
    assert_int_equal(resolved.n_rated, 2);
    assert_int_equal(resolved.film[0], 4);
    LB_ASSERT_NEAR(resolved.stars[0], 4.5, 0);
    assert_int_equal(resolved.entry[0], 6);
    assert_int_equal(resolved.film[1], 6);
    assert_int_equal(resolved.n_watchlist, 2);
    assert_int_equal(resolved.watchlist[0], 0);
    assert_int_equal(resolved.watchlist[1], 1);
    assert_int_equal(resolved.watchlist_entry[1], 3);
    assert_int_equal(resolved.n_unknown, 2);
    assert_int_equal(resolved.unknown[0], 2);
    assert_int_equal(resolved.unknown[1], 5);
    lb_resolve_clear(&resolved);
    lb_resolver_free(resolver);
    lb_profile_free(profile);
}

static void resolve__recent_keeps_the_latest_ratings(void **state)
{
    (void)state;
    const LbEntry entries[] = {
        {.slug = "amelie", .stars = 1, .date = 20200101},
        {.slug = "face-off", .stars = 2, .date = 20240101},
        {.slug = "alien", .stars = 3, .date = 20230101, .diary_rank = 2},
        {.slug = "8-half", .stars = 4, .date = 20220101, .diary_rank = 1},
        {.slug = "gone", .stars = 4, .date = 20260101, .diary_rank = 3},
        {.slug = "the-office", .watched = true, .date = 20260101},
    };
    static const struct {
        int32_t recent;
        bool    is_rated[5]; /* amelie, face-off, alien, 8-half, the-office */
    } cases[] = {
        {0, {true, true, true, true, false}},   {1, {false, false, false, true, false}},
        {2, {false, false, true, true, false}}, {3, {false, true, true, true, false}},
        {9, {true, true, true, true, false}},
    };
    LbError     err = {0};
    SmallModel  small;
    LbResolver *resolver = NULL;
    LbProfile  *profile  = profile_of(entries, 6);
    LB_ASSERT_OK(lb_resolver_new(&resolver, &small_model(&small)->films, &err));
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        LbResolved resolved;
        int        rated = 0;
        LB_ASSERT_OK(lb_resolve(&resolved, resolver, profile, cases[c].recent, &err));
        assert_int_equal(resolved.n, 5);
        for (int i = 0; i < 5; i++) {
            assert_int_equal(!isnan(resolved.stars[i]), cases[c].is_rated[i]);
            rated += cases[c].is_rated[i];
        }
        assert_int_equal(resolved.n_rated, rated);
        lb_resolve_clear(&resolved);
    }
    lb_resolver_free(resolver);
    lb_profile_free(profile);
}

/* A file that does not say when ends with what is newest; pages begin so. */
static void resolve__recent_goes_by_the_place_where_nothing_is_dated(void **state)
{
    (void)state;
    const LbEntry entries[] = {{.slug = "face-off", .stars = 2, .date = 20240101},
                               {.slug = "amelie", .stars = 1, .date = 20240101}};
    static const struct {
        LbSource source;
        bool     is_second; /* of face-off and amelie */
    } cases[]       = {{LB_SOURCE_TABLE, true},
                       {LB_SOURCE_EXPORT, true},
                       {LB_SOURCE_FILES, true},
                       {LB_SOURCE_PAGES, false},
                       {LB_SOURCE_CACHE, false}};
    LbError     err = {0};
    SmallModel  small;
    LbResolver *resolver = NULL;
    LbProfile  *profile  = profile_of(entries, 2);
    LB_ASSERT_OK(lb_resolver_new(&resolver, &small_model(&small)->films, &err));
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        LbResolved resolved;
        lb_profile_set_source(profile, cases[c].source);
        LB_ASSERT_OK(lb_resolve(&resolved, resolver, profile, 1, &err));
        assert_int_equal(resolved.n_rated, 1);
        assert_int_equal(!isnan(resolved.stars[0]), cases[c].is_second); /* amelie */
        lb_resolve_clear(&resolved);
    }
    lb_resolver_free(resolver);
    lb_profile_free(profile);
}

/* Files of several sites tell of one film by different ids. */
static void resolve__counts_each_film_once(void **state)
{
    (void)state;
    const LbEntry entries[] = {
        {.slug = "amelie", .stars = 1, .date = 20200101},
        {.title = "Amélie", .year = 2001, .imdb_id = 211915, .stars = 5, .date = 20240101},
        {.title = "Alien", .year = 1979, .imdb_id = 78748, .stars = 4},
        {.id = 140, .watched = true},
        {.slug = "8-half", .watchlist = true},
        {.title = "8½", .year = 1963, .imdb_id = 56801, .watchlist = true},
        {.slug = "gone", .stars = 4},
    };
    LbError    err = {0};
    SmallModel small;
    LbResolved resolved;
    LbProfile *profile = profile_of(entries, 7);
    assert_int_equal(lb_profile_count(profile), 7);
    for (int32_t recent = 0; recent < 2; recent++) {
        LbResolver *resolver = NULL;
        LB_ASSERT_OK(lb_resolver_new(&resolver, &small_model_with_ids(&small)->films, &err));
        LB_ASSERT_OK(lb_resolve(&resolved, resolver, profile, recent, &err));
        LbProfileCounts counts = lb_resolve_counts(&resolved, profile);
        assert_int_equal(resolved.n, 2);
        assert_int_equal(counts.rated, 3);
        assert_int_equal(counts.watched, 3);
        assert_int_equal(counts.watchlist, 1);
        lb_resolve_clear(&resolved);
        lb_resolver_free(resolver);
    }
    lb_profile_free(profile);
}

static LbStatus resolve_once(LbResolved *resolved, const LbFilms *films, const LbProfile *profile,
                             LbError *err)
{
    LbResolver *resolver = NULL;
    LbStatus    st       = lb_resolver_new(&resolver, films, err);
    if (st == LB_OK) st = lb_resolve(resolved, resolver, profile, 1, err);
    lb_resolver_free(resolver);
    return st;
}

static void resolve__survives_failing_allocations(void **state)
{
    (void)state;
    const LbEntry  entries[] = {{.slug = "alien", .stars = 3},
                                {.title = "Amélie", .year = 2001, .watchlist = true}};
    LbError        err       = {0};
    SmallModel     small;
    LbResolved     resolved;
    const LbModel *model   = small_model(&small);
    LbProfile     *profile = profile_of(entries, 2);
    LB_ASSERT_SURVIVES_NOMEM(resolve_once(&resolved, &model->films, profile, &err),
                             lb_resolve_clear(&resolved));
    lb_profile_free(profile);
}

static void resolve__searches_ascending_films(void **state)
{
    (void)state;
    const int32_t films[] = {2, 5, 9};
    assert_int_equal(lb_resolve_search(films, 3, 2), 0);
    assert_int_equal(lb_resolve_search(films, 3, 9), 2);
    assert_int_equal(lb_resolve_search(films, 3, 4), -1);
    assert_int_equal(lb_resolve_search(films, 3, 10), -1);
    assert_int_equal(lb_resolve_search(films, 0, 2), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolve__translates_a_profile),
        cmocka_unit_test(resolve__counts_each_film_once),
        cmocka_unit_test(resolve__recent_keeps_the_latest_ratings),
        cmocka_unit_test(resolve__recent_goes_by_the_place_where_nothing_is_dated),
        cmocka_unit_test(resolve__survives_failing_allocations),
        cmocka_unit_test(resolve__searches_ascending_films),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
