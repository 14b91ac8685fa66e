/* SPDX-License-Identifier: MIT */
#include "tests/unit/query/page_file.h"

#include "common/base/mem.h"
#include "query/site/feed.h"

static const char folder[] = LB_TEST_DATA "/pages";

static void read_file(LbPage *feed, const char *name, const char *user, const LbReplyInfo *reply)
{
    LbError err = {0};
    LbBuf   body;
    lb_buf_init(&body, 1 << 20);
    load_file(&body, folder, name);
    LB_ASSERT_OK(lb_feed_read(feed, body.data, body.len, user, reply, &err));
    lb_buf_clear(&body);
}

static void read_text(LbPage *feed, const char *xml)
{
    LbError err = {0};
    LB_ASSERT_OK(lb_feed_read(feed, xml, strlen(xml), "ada", NULL, &err));
}

static void check_films(const LbPage *feed, const char *expected)
{
    LbBuf films;
    lb_buf_init(&films, 1 << 16);
    describe(&films, feed);
    assert_string_equal(lb_buf_text(&films), expected);
    lb_buf_clear(&films);
}

static void feed__reads_that_of_2020_without_its_lists(void **state)
{
    (void)state;
    LbPage feed;
    read_file(&feed, "feed-2020.xml", "ada", NULL);
    assert_int_equal(feed.verdict, LB_VERDICT_LIST);
    assert_int_equal(feed.kind, LB_PAGE_DIARY);
    assert_true(feed.is_whole);
    check_films(&feed, "the-grey-hour, The Grey Hour, 2019, 579002, 3.5, wr, 20200814\n");
    lb_page_clear(&feed);
}

static void feed__reads_that_of_2026_with_likes_and_series(void **state)
{
    (void)state;
    LbPage feed;
    read_file(&feed, "feed-2026.xml", "ADA", NULL);
    assert_int_equal(feed.verdict, LB_VERDICT_LIST);
    assert_true(feed.is_whole);
    assert_string_equal(feed.owner, "Ada");
    assert_string_equal(feed.next, "");
    assert_int_equal(feed.n_total, -1);
    check_films(&feed, "salt-and-ash, Salt & Ash, 2022, 0, 5.0, wl, 20260926\n"
                       "a-series, A Series, 2021, 81, 0.0, w, 0\n"
                       "salt-and-ash, Salt & Ash, 2022, 0, 1.0, w, 20260901\n");
    lb_page_clear(&feed);
}

static void feed__refusals_are_those_of_pages(void **state)
{
    (void)state;
    static const struct {
        const char   *file, *user;
        LbReplyInfo   reply;
        LbPageVerdict verdict;
        const char   *reason;
    } cases[] = {
        {"feed-empty.xml", "ada", {200, NULL, NULL}, LB_VERDICT_EMPTY, ""},
        {"feed-2026.xml", "bob", {200, NULL, NULL}, LB_VERDICT_CHANGED, "'bob' was asked for"},
        {"feed-2026.xml", "ada", {500, NULL, NULL}, LB_VERDICT_CHANGED, "HTTP status 500"},
        {"feed-2026.xml", "ada", {429, NULL, NULL}, LB_VERDICT_RATE_LIMITED, ""},
        {"challenge.html", "ada", {403, "challenge", NULL}, LB_VERDICT_BLOCKED, ""},
        {"challenge.html", "ada", {200, NULL, NULL}, LB_VERDICT_BLOCKED, ""},
        {"rate-limited.html", "ada", {200, NULL, NULL}, LB_VERDICT_RATE_LIMITED, ""},
        {"not-found.html", "ada", {404, NULL, NULL}, LB_VERDICT_NO_USER, ""},
        {"films-2026.html", "ada", {200, NULL, NULL}, LB_VERDICT_CHANGED, "not a feed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbPage feed;
        read_file(&feed, cases[i].file, cases[i].user, &cases[i].reply);
        if (feed.verdict != cases[i].verdict)
            fail_msg("case %zu: verdict %d (%s)", i, (int)feed.verdict, feed.reason);
        if (strstr(feed.reason, cases[i].reason) == NULL) fail_msg("%zu: %s", i, feed.reason);
        assert_int_equal(feed.n_entries, 0);
        lb_page_clear(&feed);
    }
}

#define HEAD     "<rss version='2.0'><channel><link>https://letterboxd.com/ada/</link>"
#define GUID     "<guid>letterboxd-watch-1</guid>"
#define ITEM(in) "<item>" GUID "<link>https://letterboxd.com/ada/film/a/</link>" in "</item>"
#define TAIL     "</channel></rss>"

static void feed__fields_out_of_their_range_are_unknown(void **state)
{
    (void)state;
    static const struct {
        const char *xml, *film;
    } cases[] = {
        {HEAD ITEM("<title>T, 2020 - x</title>") TAIL, "a, T, 2020 - x, 0, 0, 0.0, w, 0\n"},
        {HEAD ITEM("<memberRating>0.5</memberRating>") TAIL, "a, , 0, 0, 0.5, w, 0\n"},
        {HEAD ITEM("<memberRating>0.0</memberRating>") TAIL, "a, , 0, 0, 0.0, w, 0\n"},
        {HEAD ITEM("<memberRating>3.3</memberRating>") TAIL, "a, , 0, 0, 0.0, w, 0\n"},
        {HEAD ITEM("<memberRating>10</memberRating>") TAIL, "a, , 0, 0, 0.0, w, 0\n"},
        {HEAD ITEM("<memberRating>4,5</memberRating>") TAIL, "a, , 0, 0, 0.0, w, 0\n"},
        {HEAD ITEM("<filmYear>20201</filmYear>") TAIL, "a, , 0, 0, 0.0, w, 0\n"},
        {HEAD ITEM("<watchedDate>2020-13-01</watchedDate>") TAIL, "a, , 0, 0, 0.0, w, 0\n"},
        {HEAD ITEM("<watchedDate>2020-02</watchedDate>") TAIL, "a, , 0, 0, 0.0, w, 0\n"},
        {HEAD ITEM("<description>/film-poster/1/2/13-a</description>") TAIL,
         "a, , 0, 0, 0.0, w, 0\n"},
        {HEAD ITEM("<description>/film-poster/1/2/12-a</description>") TAIL,
         "a, , 0, 12, 0.0, w, 0\n"},
        {HEAD ITEM("<description>/film-poster/</description>") TAIL, "a, , 0, 0, 0.0, w, 0\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbPage feed;
        read_text(&feed, cases[i].xml);
        check_films(&feed, cases[i].film);
        assert_true(feed.is_whole);
        lb_page_clear(&feed);
    }
}

static void feed__of_another_shape_is_changed_or_not_whole(void **state)
{
    (void)state;
    static const struct {
        const char   *xml;
        LbPageVerdict verdict;
        int           n;
    } cases[] = {
        {"", LB_VERDICT_CHANGED, 0},
        {"<rss/>", LB_VERDICT_CHANGED, 0},
        {"<rss><channel/></rss>", LB_VERDICT_CHANGED, 0},
        {"<rss><channel><link>https://letterboxd.com/ada/list/x/</link></channel></rss>",
         LB_VERDICT_CHANGED, 0},
        {"<rss><channel><link>https://example.org/ada/</link></channel></rss>", LB_VERDICT_CHANGED,
         0},
        {HEAD, LB_VERDICT_CHANGED, 0},
        {HEAD "<item>" GUID "<link>https://letterboxd.com/ada/</link></item>" TAIL,
         LB_VERDICT_CHANGED, 0},
        {HEAD "<item>" GUID "<link>https://letterboxd.com/bob/film/a/</link></item>" TAIL,
         LB_VERDICT_CHANGED, 0},
        {HEAD ITEM("") "<item>" GUID "</item>" TAIL, LB_VERDICT_LIST, 1},
        {HEAD ITEM("") "<item>" GUID "<link>https://lett", LB_VERDICT_LIST, 1},
        {HEAD ITEM("") "</channel></wrong>", LB_VERDICT_LIST, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbPage feed;
        read_text(&feed, cases[i].xml);
        if (feed.verdict != cases[i].verdict)
            fail_msg("case %zu: verdict %d (%s)", i, (int)feed.verdict, feed.reason);
        assert_int_equal(feed.n_entries, cases[i].n);
        assert_false(feed.is_whole);
        assert_string_not_equal(feed.reason, "");
        lb_page_clear(&feed);
    }
}

static void feed__with_entities_of_its_own_is_refused(void **state)
{
    (void)state;
    static const char *const feeds[] = {
        "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" HEAD ITEM(
            "<filmTitle>&x;</filmTitle>") TAIL,
        "<!DOCTYPE rss [<!ENTITY a '0123456789'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
        "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>"
        "<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'>"
        "<!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;'><!ENTITY h '&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;'>"
        "<!ENTITY i '&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;'>]>" HEAD ITEM("<filmTitle>&i;</filmTitle>")
            TAIL,
    };
    for (size_t i = 0; i < sizeof feeds / sizeof *feeds; i++) {
        LbPage feed;
        read_text(&feed, feeds[i]);
        assert_int_equal(feed.verdict, LB_VERDICT_CHANGED);
        assert_non_null(strstr(feed.reason, "entities"));
        lb_page_clear(&feed);
    }
}

static void feed__over_its_limits_is_an_error(void **state)
{
    (void)state;
    LbError err = {0};
    LbPage  feed;
    LbBuf   body;
    lb_buf_init(&body, 1 << 24);
    LB_ASSERT_OK(lb_buf_puts(&body, HEAD, &err));
    for (int i = 0; i < 10001; i++)
        LB_ASSERT_OK(lb_buf_puts(&body, ITEM(""), &err));
    LB_ASSERT_OK(lb_buf_puts(&body, TAIL, &err));
    LB_ASSERT_FAILS(lb_feed_read(&feed, body.data, body.len, "ada", NULL, &err), LB_EDATA,
                    "more than 10000 films");
    LB_ASSERT_FAILS(lb_feed_read(&feed, body.data, (8 << 20) + 1, "ada", NULL, &err), LB_EDATA,
                    "8388609 bytes");
    lb_buf_clear(&body);
}

static LbStatus read_once(LbPage *feed, const LbBuf *body, LbError *err)
{
    return lb_feed_read(feed, body->data, body->len, "ada", NULL, err);
}

static void feed__survives_the_failure_of_each_allocation(void **state)
{
    (void)state;
    static const char *const names[] = {"feed-2026.xml", "challenge.html"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        LbError err = {0};
        LbPage  feed;
        LbBuf   body;
        lb_buf_init(&body, 1 << 20);
        load_file(&body, folder, names[i]);
        LB_ASSERT_OK(read_once(&feed, &body, &err)); /* libxml2 sets itself up once */
        lb_page_clear(&feed);
        LB_ASSERT_SURVIVES_NOMEM(read_once(&feed, &body, &err),
                                 assert_int_equal(feed.n_entries, i == 0 ? 3 : 0));
        lb_page_clear(&feed);
        lb_buf_clear(&body);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feed__reads_that_of_2020_without_its_lists),
        cmocka_unit_test(feed__reads_that_of_2026_with_likes_and_series),
        cmocka_unit_test(feed__refusals_are_those_of_pages),
        cmocka_unit_test(feed__fields_out_of_their_range_are_unknown),
        cmocka_unit_test(feed__of_another_shape_is_changed_or_not_whole),
        cmocka_unit_test(feed__with_entities_of_its_own_is_refused),
        cmocka_unit_test(feed__over_its_limits_is_an_error),
        cmocka_unit_test(feed__survives_the_failure_of_each_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
