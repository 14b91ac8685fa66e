/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/filter.h"
#include "tests/unit/query/small_model.h"

/* The films that pass, as a bit set. */
static unsigned passing(const LbFilms *films, const LbFilterSettings *settings)
{
    LbError   err    = {0};
    LbFilter *filter = NULL;
    unsigned  bits   = 0;
    LB_ASSERT_OK(lb_filter_new(&filter, films, settings, &err));
    for (int32_t f = 0; f < films->n_films; f++)
        if (lb_filter_check(filter, f) == LB_FILTER_PASSES) bits |= 1U << f;
    lb_filter_free(filter);
    return bits;
}

static void filter__each_fact_decides(void **state)
{
    (void)state;
    const char *const comedy[] = {"comedy"}, *const science[] = {"science-fiction"};
    const char *const both[] = {"Comedy", "ACTION"}, *const languages[] = {"FR", "it"};
    SmallModel       small;
    const LbFilms   *films = &small_model(&small)->films;
    LbFilterSettings set   = lb_filter_defaults();
    assert_int_equal(passing(films, &set), 0xFF);
    set.year_lo = 1979;
    set.year_hi = 2001;
    assert_int_equal(passing(films, &set), 0x13);
    set            = lb_filter_defaults();
    set.runtime_hi = 120; /* film 3 has no known runtime */
    assert_int_equal(passing(films, &set), 0xD4);
    set            = lb_filter_defaults();
    set.ratings_lo = 5;
    set.ratings_hi = 400;
    assert_int_equal(passing(films, &set), 0x6C);
    set          = lb_filter_defaults();
    set.genres   = comedy;
    set.n_genres = 1;
    assert_int_equal(passing(films, &set), 0x61);
    set.genres   = both;
    set.n_genres = 2;
    assert_int_equal(passing(films, &set), 0x73);
    set.not_genres   = science;
    set.n_not_genres = 1;
    assert_int_equal(passing(films, &set), 0x63);
    set             = lb_filter_defaults();
    set.languages   = languages;
    set.n_languages = 2;
    assert_int_equal(passing(films, &set), 0x21);
    set            = lb_filter_defaults();
    set.films_only = true;
    assert_int_equal(passing(films, &set), 0xBF);
}

static void filter__asks_for_people_places_and_days(void **state)
{
    (void)state;
    const char *const usa[] = {"us"}, *const countries[] = {"", "FRA"}, *const woo[] = {"john woo"},
                      *const french[] = {"French"};
    SmallModel               small;
    const LbFilms           *films = &small_model_with_ids(&small)->films;
    LbFilterSettings         set   = lb_filter_defaults();
    set.countries                  = usa;
    set.n_countries                = 1;
    assert_int_equal(passing(films, &set), 0x52); /* no country is known of 3 and 7 */
    set.countries   = countries + 1;
    set.n_countries = 1;
    assert_int_equal(passing(films, &set), 0x25);
    set             = lb_filter_defaults();
    set.directors   = woo;
    set.n_directors = 1;
    assert_int_equal(passing(films, &set), 0x12);
    set                 = lb_filter_defaults();
    set.not_directors   = woo;
    set.n_not_directors = 1;
    assert_int_equal(passing(films, &set), 0xED); /* unknown directors pass */
    set             = lb_filter_defaults();
    set.languages   = french;
    set.n_languages = 1;
    assert_int_equal(passing(films, &set), 0x01);
    set          = lb_filter_defaults();
    set.released = 20250729;
    assert_int_equal(passing(films, &set), 0xF3);
    set.released = 20250730;
    assert_int_equal(passing(films, &set), 0xF7);
    set.released = 19310101; /* of 7 the year alone is known: it is over */
    assert_int_equal(passing(films, &set), 0x80);
    set.released = 19301231;
    assert_int_equal(passing(films, &set), 0);
}

static void filter__tells_whether_unknown_films_pass(void **state)
{
    (void)state;
    LbError          err    = {0};
    LbFilter        *filter = NULL;
    SmallModel       small;
    const LbFilms   *films = &small_model(&small)->films;
    LbFilterSettings set   = lb_filter_defaults();
    assert_true(lb_filter_passes_unknown(NULL));
    set.films_only = true;
    LB_ASSERT_OK(lb_filter_new(&filter, films, &set, &err));
    assert_true(lb_filter_passes_unknown(filter));
    lb_filter_free(filter);
    set.year_hi = 1990;
    LB_ASSERT_OK(lb_filter_new(&filter, films, &set, &err));
    assert_false(lb_filter_passes_unknown(filter));
    lb_filter_free(filter);
    set          = lb_filter_defaults();
    set.released = 20250101;
    LbFilms bare = *films;
    bare.year    = NULL;
    LB_ASSERT_FAILS(lb_filter_new(&filter, &bare, &set, &err), LB_EUSAGE,
                    "--released: the model does not have this fact");
}

static void filter__names_the_first_filter_that_fails(void **state)
{
    (void)state;
    LbError          err = {0};
    SmallModel       small;
    const LbFilms   *films  = &small_model(&small)->films;
    LbFilter        *filter = NULL;
    LbFilterSettings set    = lb_filter_defaults();
    set.year_lo             = 2000;
    set.films_only          = true;
    LB_ASSERT_OK(lb_filter_new(&filter, films, &set, &err));
    assert_string_equal(lb_filter_reason_name(lb_filter_check(filter, 4)), "--year");
    assert_string_equal(lb_filter_reason_name(lb_filter_check(filter, 6)), "--films-only");
    assert_int_equal(lb_filter_check(filter, 0), LB_FILTER_PASSES);
    assert_int_equal(lb_filter_check(NULL, 4), LB_FILTER_PASSES);
    lb_filter_free(filter);
}

static void filter__refuses_what_the_model_lacks(void **state)
{
    (void)state;
    const char *const western[] = {"Western"};
    LbError           err       = {0};
    SmallModel        small;
    LbFilms           films  = small_model(&small)->films;
    LbFilter         *filter = NULL;
    LbFilterSettings  set    = lb_filter_defaults();
    set.genres               = western;
    set.n_genres             = 1;
    LB_ASSERT_FAILS(lb_filter_new(&filter, &films, &set, &err), LB_EUSAGE,
                    "--genre: the model has no 'Western'; it has Comedy, Action, Science Fiction");
    films.genres = NULL;
    LB_ASSERT_FAILS(lb_filter_new(&filter, &films, &set, &err), LB_EUSAGE, "--films FILMS.csv");
    set             = lb_filter_defaults();
    set.languages   = western;
    set.n_languages = 1;
    LB_ASSERT_FAILS(lb_filter_new(&filter, &films, &set, &err), LB_EUSAGE, "it has en, fr, it");
    films.language = NULL;
    LB_ASSERT_FAILS(lb_filter_new(&filter, &films, &set, &err), LB_EUSAGE, "--language");
    assert_null(filter);
}

static void filter__refuses_limits_of_absent_facts(void **state)
{
    (void)state;
    LbError          err = {0};
    SmallModel       small;
    LbFilms          films  = small_model(&small)->films;
    LbFilter        *filter = NULL;
    LbFilterSettings set    = lb_filter_defaults();
    films.year              = NULL;
    set.year_lo             = 2000;
    LB_ASSERT_FAILS(lb_filter_new(&filter, &films, &set, &err), LB_EUSAGE, "--year");
    set                   = lb_filter_defaults();
    films.runtime_minutes = NULL;
    set.runtime_hi        = 90;
    LB_ASSERT_FAILS(lb_filter_new(&filter, &films, &set, &err), LB_EUSAGE, "--runtime");
    assert_null(filter);
}

static void filter__survives_failing_allocations(void **state)
{
    (void)state;
    const char *const french[] = {"fr"};
    LbError           err      = {0};
    SmallModel        small;
    const LbFilms    *films  = &small_model(&small)->films;
    LbFilter         *filter = NULL;
    LbFilterSettings  set    = lb_filter_defaults();
    set.languages            = french;
    set.n_languages          = 1;
    LB_ASSERT_SURVIVES_NOMEM(lb_filter_new(&filter, films, &set, &err), lb_filter_free(filter));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filter__each_fact_decides),
        cmocka_unit_test(filter__asks_for_people_places_and_days),
        cmocka_unit_test(filter__tells_whether_unknown_films_pass),
        cmocka_unit_test(filter__names_the_first_filter_that_fails),
        cmocka_unit_test(filter__refuses_what_the_model_lacks),
        cmocka_unit_test(filter__refuses_limits_of_absent_facts),
        cmocka_unit_test(filter__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
