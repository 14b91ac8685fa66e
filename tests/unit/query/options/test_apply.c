/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/options/apply.h"

enum { TODAY = 20261124, PAIRS_MAX = 8 };

typedef struct Pair {
    const char *name, *value;
} Pair;

/* The settings of options set one by one, as a request of one person sets them. */
static LbStatus apply(LbRunSettings *out, LbQueryOptions *options, const Pair *pairs, LbError *err)
{
    LbStatus st = LB_OK;
    lb_query_options_init(options);
    for (; pairs->name != NULL && st == LB_OK; pairs++)
        st = lb_query_options_set(options, pairs->name, pairs->value, err);
    if (st == LB_OK) st = lb_query_options_finish(options, 1, err);
    if (st == LB_OK) *out = lb_apply_options(options, TODAY);
    return st;
}
#define PAIRS(...) ((const Pair[]){__VA_ARGS__, {NULL, NULL}})
#define NO_PAIRS   ((const Pair[]){{NULL, NULL}})

static void apply__without_options_makes_the_defaults(void **state)
{
    (void)state;
    LbError           err = {0};
    LbQueryOptions    options;
    LbRunSettings     run    = {0};
    LbRequestSettings usual  = lb_request_defaults();
    LbHttpSettings    http   = lb_http_defaults();
    LbMemberSettings  member = lb_member_defaults();
    LB_ASSERT_OK(apply(&run, &options, NO_PAIRS, &err));
    assert_int_equal(run.request.recommend.count, usual.recommend.count);
    LB_ASSERT_NEAR(run.request.recommend.watchlist_boost, usual.recommend.watchlist_boost, 0);
    assert_true(isnan(run.request.recommend.novelty));
    LB_ASSERT_NEAR(run.request.recommend.diversity, 0, 0);
    assert_int_equal(run.request.recommend.explain, 0);
    assert_true(run.request.filter.films_only && usual.filter.films_only);
    assert_true(isinf(run.request.filter.year_lo) && isinf(run.request.filter.ratings_hi));
    assert_int_equal(run.request.pick, 0);
    assert_int_equal(run.request.seed, TODAY);
    assert_string_equal(run.people.http.base_url, http.base_url);
    LB_ASSERT_NEAR(run.people.http.total_seconds, http.total_seconds, 0);
    assert_int_equal(run.people.http.retries, http.retries);
    assert_int_equal(run.people.http.body_max, http.body_max);
    assert_int_equal(run.people.member.max_pages, member.max_pages);
    assert_true(run.people.member.needs_watchlist);
    assert_false(run.people.member.is_parallel);
    LB_ASSERT_NEAR(run.people.max_age_seconds, 86400, 0);
    assert_false(run.people.scale_is_given);
    assert_int_equal(run.group.task, LB_GROUP_NONE);
    assert_null(run.similar);
    assert_ptr_equal(run.format, &lb_report_table);
    assert_int_equal(run.report.today, TODAY);
    lb_query_options_clear(&options);
}

static void apply__values_arrive_where_they_belong(void **state)
{
    (void)state;
    LbError        err = {0};
    LbQueryOptions options;
    LbRunSettings  run = {0};
    LB_ASSERT_OK(apply(&run, &options,
                       PAIRS({"year", "1990..1999"}, {"runtime", "..120"}, {"min-ratings", "7"},
                             {"max-ratings", "900"}, {"genre", "Drama"}, {"genre", "Horror"},
                             {"not-genre", "War"}, {"language", "fr"}),
                       &err));
    const LbFilterSettings *filter = &run.request.filter;
    LB_ASSERT_NEAR(filter->year_lo, 1990, 0);
    LB_ASSERT_NEAR(filter->year_hi, 1999, 0);
    assert_true(isinf(filter->runtime_lo));
    LB_ASSERT_NEAR(filter->runtime_hi, 120, 0);
    LB_ASSERT_NEAR(filter->ratings_lo, 7, 0);
    LB_ASSERT_NEAR(filter->ratings_hi, 900, 0);
    assert_int_equal(filter->n_genres, 2);
    assert_string_equal(filter->genres[1], "Horror");
    assert_string_equal(filter->not_genres[0], "War");
    assert_string_equal(filter->languages[0], "fr");
    lb_query_options_clear(&options);
    LB_ASSERT_OK(apply(&run, &options,
                       PAIRS({"watchlist-boost", "2"}, {"no-watchlist", NULL},
                             {"include-watched", NULL}, {"diversity", "0.5"}, {"novelty", "1"},
                             {"explain", NULL}, {"recent", "30"}, {"today", "2026-01-02"}),
                       &err));
    const LbRecommendSettings *recommend = &run.request.recommend;
    LB_ASSERT_NEAR(recommend->watchlist_boost, 2, 0);
    assert_true(recommend->without_watchlist && recommend->include_watched);
    assert_false(recommend->watchlist_only);
    LB_ASSERT_NEAR(recommend->diversity, 0.5, 0);
    LB_ASSERT_NEAR(recommend->novelty, 1, 0);
    assert_int_equal(recommend->explain, 3);
    assert_int_equal(run.request.recent, 30);
    assert_int_equal(run.people.member.recent, 30);
    assert_int_equal(run.report.today, 20260102);
    assert_int_equal(run.request.seed, 20260102);
    lb_query_options_clear(&options);
}

static void apply__picks_among_twice_as_many(void **state)
{
    (void)state;
    static const struct {
        Pair    pairs[3];
        int32_t count, pick;
    } cases[] = {
        {{{"pick", "3"}}, 10, 3},
        {{{"pick", "8"}}, 16, 8},
        {{{"pick", "3"}, {"count", "5"}}, 5, 3},
        {{{"count", "0"}}, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError        err = {0};
        LbQueryOptions options;
        LbRunSettings  run = {0};
        LB_ASSERT_OK(apply(&run, &options, cases[i].pairs, &err));
        assert_int_equal(run.request.recommend.count, cases[i].count);
        assert_int_equal(run.request.pick, cases[i].pick);
        lb_query_options_clear(&options);
    }
}

static void apply__series_are_left_out_unless_candidates_are_named(void **state)
{
    (void)state;
    LbError        err = {0};
    LbQueryOptions options;
    LbRunSettings  run = {0};
    LB_ASSERT_OK(apply(&run, &options, PAIRS({"with-tv", NULL}), &err));
    assert_false(run.request.filter.films_only);
    options.with_tv    = false;
    options.candidates = "c.csv";
    run                = lb_apply_options(&options, 0);
    assert_false(run.request.filter.films_only);
    assert_int_equal(run.request.recommend.count, 0);
    assert_string_equal(run.request.candidates, "c.csv");
    options.films_only = true;
    assert_true(lb_apply_options(&options, 0).request.filter.films_only);
    lb_query_options_clear(&options);
}

static void apply__groups_and_formats(void **state)
{
    (void)state;
    LbError        err = {0};
    LbQueryOptions options;
    LbRunSettings  run = {0};
    LB_ASSERT_OK(apply(&run, &options,
                       PAIRS({"blend", NULL}, {"blend-by", "least-misery"}, {"weight", "ann=2"},
                             {"format", "csv"}),
                       &err));
    assert_int_equal(run.group.task, LB_GROUP_BLEND);
    assert_int_equal(run.group.by, LB_BLEND_LEAST_MISERY);
    assert_int_equal(run.group.n_weights, 1);
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a failed assertion has ended the test
    assert_string_equal(run.group.weights[0], "ann=2");
    assert_ptr_equal(run.format, &lb_report_csv);
    lb_query_options_clear(&options);
    LB_ASSERT_OK(apply(&run, &options, PAIRS({"match", NULL}, {"format", "json"}), &err));
    assert_int_equal(run.group.task, LB_GROUP_MATCH);
    assert_ptr_equal(run.format, &lb_report_json);
    lb_query_options_clear(&options);
}

/* A request from outside may neither name a file nor reach the network. */
static void apply__a_request_sets_what_concerns_the_list_alone(void **state)
{
    (void)state;
    static const struct {
        Pair        pair;
        const char *message;
    } cases[] = {
        {{"model", "/etc/passwd"}, "'model' is no option of a request"},
        {{"export", "/home"}, "'export' is no option of a request"},
        {{"candidates", "/etc/passwd"}, "'candidates' is no option of a request"},
        {{"exclude", "/etc/passwd"}, "'exclude' is no option of a request"},
        {{"watched", "/etc/passwd"}, "'watched' is no option of a request"},
        {{"base-url", "http://x"}, "'base-url' is no option of a request"},
        {{"threads", "9"}, "'threads' is no option of a request"},
        {{"help", NULL}, "'help' is no option of a request"},
        {{"cou", "9"}, "'cou' is no option of a request"},
        {{"", "9"}, "'' is no option of a request"},
        {{"count", "ten"}, "--count: expected"},
        {{"count", NULL}, "--count needs an argument"},
        {{"with-tv", "yes"}, "--with-tv takes no argument"},
        {{"year", "x..y"}, "--year: expected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError        err = {0};
        LbQueryOptions options;
        LbRunSettings  run     = {0};
        const Pair     pairs[] = {cases[i].pair, {NULL, NULL}};
        LB_ASSERT_FAILS(apply(&run, &options, pairs, &err), LB_EUSAGE, cases[i].message);
        lb_query_options_clear(&options);
    }
    LbError        err = {0};
    LbQueryOptions options;
    LbRunSettings  run = {0};
    LB_ASSERT_FAILS(
        apply(&run, &options, PAIRS({"watchlist-only", NULL}, {"no-watchlist", NULL}), &err),
        LB_EUSAGE, "--watchlist-only and --no-watchlist exclude each other");
    lb_query_options_clear(&options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(apply__without_options_makes_the_defaults),
        cmocka_unit_test(apply__values_arrive_where_they_belong),
        cmocka_unit_test(apply__picks_among_twice_as_many),
        cmocka_unit_test(apply__series_are_left_out_unless_candidates_are_named),
        cmocka_unit_test(apply__groups_and_formats),
        cmocka_unit_test(apply__a_request_sets_what_concerns_the_list_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
