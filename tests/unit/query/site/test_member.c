/* SPDX-License-Identifier: MIT */
/* member.c over a fetcher in memory, with pages as the site makes them since April 2026. */
#include "query/site/member.h"

#include "tests/lb_test.h"

#include <stdio.h>

enum { BODY = 1 << 14, MAX_REPLIES = 8 };

typedef struct Canned {
    const char *path;
    int         http; /* 0: the fetch itself fails with `failure` */
    LbStatus    failure;
    const char *mitigated;
    char        body[BODY];
} Canned;

typedef struct Site {
    Canned replies[MAX_REPLIES];
    int    n_replies;
    char   asked[1024]; /* the paths asked for, a blank behind each; '|' after each call */
} Site;

static Canned *add_reply(Site *site, const char *path, int http)
{
    assert_true(site->n_replies < MAX_REPLIES);
    Canned *reply = &site->replies[site->n_replies++];
    *reply        = (Canned){.path = path, .http = http, .mitigated = ""};
    return reply;
}

static void append(char *text, size_t cap, const char *fmt, ...) LB_PRINTF(3, 4);

static void append(char *text, size_t cap, const char *fmt, ...)
{
    size_t  len = strlen(text);
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text + len, cap - len, fmt, args);
    va_end(args);
    assert_true(n >= 0 && len + (size_t)n < cap);
}

/* A grid of the films number first..first+n-1; each is rated number % 11 half stars, 0 is none. */
static Canned *add_grid(Site *site, const char *path, const char *kind, int first, int n)
{
    Canned *reply = add_reply(site, path, 200);
    append(reply->body, BODY, "<!DOCTYPE html><html><body class=\"%s\" data-owner=\"Ada\">", kind);
    append(reply->body, BODY, "<ul class=\"grid\">");
    for (int i = first; i < first + n; i++) {
        append(reply->body, BODY,
               "<li class=\"griditem\"><div class=\"react-component\" data-item-slug=\"f%d\" "
               "data-item-name=\"F%d (2001)\" data-postered-identifier='{\"uid\":\"film:%d\"}'>"
               "</div>",
               i, i, i);
        if (i % 11 > 0 && kind[0] == 'f')
            append(reply->body, BODY,
                   "<p class=\"poster-viewingdata\"><span class=\"rating rated-%d\"></span></p>",
                   i % 11);
        append(reply->body, BODY, "</li>");
    }
    append(reply->body, BODY, "</ul>");
    return reply;
}

/* End a page: a link to the next page, NULL for none, and the number of the last one. */
static void end_page(Canned *reply, const char *next, int last)
{
    append(reply->body, BODY, "<div class=\"pagination\"><div class=\"paginate-nextprev\">");
    if (next != NULL)
        append(reply->body, BODY, "<a class=\"next\" href=\"%s\">Older</a></div>", next);
    else
        append(reply->body, BODY, "<span class=\"next\">Older</span></div>");
    append(reply->body, BODY,
           "<div class=\"paginate-pages\"><ul><li class=\"paginate-page\"><a href=\"#\">%d</a></li>"
           "</ul></div></div></body></html>\n",
           last);
}

static void add_films(Site *site, const char *path, int first, int n, const char *next, int last)
{
    end_page(add_grid(site, path, "films-watched", first, n), next, last);
}

static void add_watchlist(Site *site, const char *path, int first, int n, int total)
{
    Canned *reply = add_grid(site, path, "watchlist", first, n);
    append(reply->body, BODY, "<div data-num-entries=\"%d\"></div></body></html>\n", total);
}

static void add_blocked(Site *site, const char *path)
{
    add_reply(site, path, 403)->mitigated = "challenge";
}

static void add_private(Site *site, const char *path)
{
    append(add_reply(site, path, 403)->body, BODY,
           "<html><head><title>Letterboxd - Forbidden</title></head><body><section "
           "class=\"message\"><p>This list is private.</p></section></body></html>");
}

/* Diary rows, newest first: film number and half stars of each. */
static void add_diary(Site *site, const char *path, const int (*rows)[2], int n, const char *next)
{
    Canned *reply = add_reply(site, path, 200);
    append(reply->body, BODY,
           "<html><body class=\"diary films-diary\" data-owner=\"ada\"><table id=\"diary-table\">");
    for (int i = 0; i < n; i++) {
        append(reply->body, BODY,
               "<tr class=\"diary-entry-row\"><td class=\"col-daydate\"><a class=\"daydate\" "
               "href=\"/ada/diary/films/for/2026/01/%02d/\">1</a></td><td class=\"col-production\">"
               "<div class=\"react-component\" data-item-slug=\"f%d\" data-item-name=\"F%d (2001)\""
               " data-postered-identifier='{\"uid\":\"film:%d\"}'></div></td><td "
               "class=\"col-rating\">",
               28 - i, rows[i][0], rows[i][0], rows[i][0]);
        if (rows[i][1] > 0)
            append(reply->body, BODY, "<span class=\"rating rated-%d\"></span>", rows[i][1]);
        append(reply->body, BODY, "</td></tr>");
    }
    append(reply->body, BODY, "</table>");
    end_page(reply, next, 2);
}

/* A feed of films number first.., all rated 4. */
static void add_feed(Site *site, int first, int n)
{
    Canned *reply = add_reply(site, "/ada/rss/", 200);
    append(reply->body, BODY,
           "<?xml version=\"1.0\"?><rss xmlns:letterboxd=\"https://letterboxd.com\"><channel>"
           "<link>https://letterboxd.com/ada/</link>");
    for (int i = first; i < first + n; i++)
        append(reply->body, BODY,
               "<item><guid>letterboxd-watch-%d</guid><link>https://letterboxd.com/ada/film/f%d/"
               "</link><letterboxd:filmTitle>F%d</letterboxd:filmTitle><letterboxd:memberRating>4.0"
               "</letterboxd:memberRating></item>",
               i, i, i);
    append(reply->body, BODY, "</channel></rss>\n");
}

static LbStatus fetch(void *ctx, const char *const *paths, int n, LbTakeReply done, void *done_ctx,
                      LbError *err)
{
    Site *site = ctx;
    for (int i = 0; i < n; i++)
        append(site->asked, sizeof site->asked, "%s ", paths[i]);
    append(site->asked, sizeof site->asked, "|");
    for (int i = 0; i < n; i++) {
        const Canned *canned = NULL;
        for (int k = 0; k < site->n_replies && canned == NULL; k++)
            if (strcmp(site->replies[k].path, paths[i]) == 0) canned = &site->replies[k];
        if (canned != NULL && canned->http == 0)
            return lb_error_set(err, canned->failure, 0, "%s: failed", paths[i]);
        LbReply reply = {.status = canned != NULL ? canned->http : 404, .body = {.max = BODY}};
        if (canned != NULL) {
            snprintf(reply.cf_mitigated, sizeof reply.cf_mitigated, "%s", canned->mitigated);
            LbStatus st = lb_buf_puts(&reply.body, canned->body, err);
            if (st != LB_OK) return st;
        }
        LbStatus st = done(done_ctx, i, &reply, err);
        lb_http_reply_clear(&reply);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

static LbStatus read_ada(LbProfile **profile, Site *site, const LbMemberSettings *settings,
                         LbError *err)
{
    LbFetcher fetcher = {.fetch = fetch, .ctx = site};
    return lb_member_read(profile, "Ada", &fetcher, settings, NULL, err);
}

static void assert_gap(const LbProfile *profile, int32_t index, const char *part)
{
    if (index >= lb_profile_gaps(profile)) fail_msg("no gap \"%s\"", part);
    if (strstr(lb_profile_gap(profile, index), part) == NULL)
        fail_msg("gap \"%s\" lacks \"%s\"", lb_profile_gap(profile, index), part);
}

static void member__reads_all_pages_by_their_links(void **state)
{
    Site             site = {0};
    LbProfile       *profile;
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    add_films(&site, "/ada/films/", 1, 3, "/ada/films/page/2/", 2);
    add_films(&site, "/ada/films/page/2/", 4, 8, NULL, 2);
    add_watchlist(&site, "/ada/watchlist/", 50, 4, 4);
    LB_ASSERT_OK(read_ada(&profile, &site, &set, &err));
    assert_string_equal(site.asked, "/ada/films/ |/ada/films/page/2/ |/ada/watchlist/ |");
    LbProfileCounts counts = lb_profile_counts(profile);
    assert_int_equal(counts.rated, 10);
    assert_int_equal(counts.watched, 11);
    assert_int_equal(counts.watchlist, 4);
    assert_int_equal(lb_profile_gaps(profile), 0);
    assert_int_equal(lb_profile_source(profile), LB_SOURCE_PAGES);
    assert_string_equal(lb_profile_user(profile), "Ada");
    const LbEntry *second = lb_profile_at(profile, 1), *wanted = lb_profile_at(profile, 12);
    LB_ASSERT_NEAR(second->stars, 1, 0);
    assert_int_equal(second->id, 2);
    assert_string_equal(wanted->slug, "f51");
    assert_int_equal(wanted->watchlist_rank, 2);
    lb_profile_free(profile);
}

static void member__asks_for_lists_side_by_side_when_told(void **state)
{
    Site             site = {0};
    LbProfile       *profile;
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    set.is_parallel = true;
    add_films(&site, "/ada/films/", 1, 3, "/ada/films/page/2/", 2);
    add_films(&site, "/ada/films/page/2/", 4, 8, NULL, 2);
    add_watchlist(&site, "/ada/watchlist/", 50, 4, 4);
    LB_ASSERT_OK(read_ada(&profile, &site, &set, &err));
    assert_string_equal(site.asked, "/ada/films/ /ada/watchlist/ |/ada/films/page/2/ |");
    assert_int_equal(lb_profile_count(profile), 15);
    lb_profile_free(profile);
}

static void member__takes_an_empty_account_for_one(void **state)
{
    Site             site = {0};
    LbProfile       *profile;
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    set.needs_watchlist = false;
    append(add_reply(&site, "/ada/films/", 200)->body, BODY,
           "<html><body class=\"films-watched\" data-owner=\"ada\"><section class=\"empty-text\">"
           "<h2>No films yet</h2></section></body></html>\n");
    LB_ASSERT_OK(read_ada(&profile, &site, &set, &err));
    assert_int_equal(lb_profile_count(profile), 0);
    assert_int_equal(lb_profile_gaps(profile), 0);
    lb_profile_free(profile);
}

/* How each refusal of the first films page ends, and that nothing more is asked for. */
static void member__tells_refusals_apart(void **state)
{
    static const struct {
        const char *mitigated, *body, *part;
        int         http;
        LbStatus    status;
    } cases[] = {
        {"", "", "no such member", 404, LB_ENOINPUT},
        {"", "<html><head><title>Letterboxd - Forbidden</title></head><body></body></html>",
         "private: if it is your account", 403, LB_ENET},
        {"challenge", "", "letterboxd.com/settings/data", 403, LB_ENET},
        {"", "<html><head><title>Just a moment...</title></head><body></body></html>",
         "--export FILE.zip", 200, LB_ENET},
        {"", "", "try again in an hour", 429, LB_ETEMPFAIL},
        {"", "", "newer lbrec", 200, LB_EPROTOCOL},
        {"", "<html><body class=\"films-watched\" data-owner=\"ada\"></body></html>", "newer lbrec",
         200, LB_EPROTOCOL},
        {"", "<html><body class=\"films-watched\" data-owner=\"bob\"></body></html>", "bob", 200,
         LB_EPROTOCOL},
    };
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    set.source = LB_MEMBER_PAGES;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Site       site    = {0};
        LbProfile *profile = NULL;
        Canned    *reply   = add_reply(&site, "/ada/films/", cases[i].http);
        reply->mitigated   = cases[i].mitigated;
        append(reply->body, BODY, "%s", cases[i].body);
        LB_ASSERT_FAILS(read_ada(&profile, &site, &set, &err), cases[i].status, cases[i].part);
        assert_null(profile);
        assert_string_equal(site.asked, "/ada/films/ |");
    }
}

static void member__reads_the_feed_where_films_are_blocked(void **state)
{
    Site             site = {0};
    LbProfile       *profile;
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    set.recent = 10;
    add_blocked(&site, "/ada/films/");
    add_feed(&site, 1, 5);
    add_watchlist(&site, "/ada/watchlist/", 50, 2, 2);
    LB_ASSERT_OK(read_ada(&profile, &site, &set, &err));
    assert_string_equal(site.asked, "/ada/films/ |/ada/rss/ |/ada/watchlist/ |");
    assert_int_equal(lb_profile_counts(profile).rated, 5);
    assert_int_equal(lb_profile_counts(profile).watchlist, 2);
    assert_int_equal(lb_profile_source(profile), LB_SOURCE_RSS);
    assert_int_equal(lb_profile_at(profile, 1)->diary_rank, 2);
    assert_int_equal(lb_profile_gaps(profile), 1);
    assert_gap(profile, 0, "films: not read; blocked, the feed gave the latest diary entries (5)");
    assert_gap(profile, 0, "--export FILE.zip");
    lb_profile_free(profile);
}

static void member__is_blocked_when_the_feed_is_no_help(void **state)
{
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    for (int i = 0; i < 3; i++) {
        Site       site    = {0};
        LbProfile *profile = NULL;
        add_blocked(&site, "/ada/films/");
        if (i == 0) add_blocked(&site, "/ada/rss/");
        if (i == 1) add_feed(&site, 1, 0); /* no word about the films: not an empty account */
        LB_ASSERT_FAILS(read_ada(&profile, &site, &set, &err), i == 2 ? LB_ENOINPUT : LB_ENET,
                        i == 2 ? "no such member" : "films of \"ada\": blocked");
        assert_null(profile);
        assert_string_equal(site.asked, "/ada/films/ |/ada/rss/ |");
    }
}

static void member__keeps_the_films_before_a_block(void **state)
{
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    set.needs_watchlist = false;
    for (int i = 0; i < 3; i++) {
        Site       site = {0};
        LbProfile *profile;
        set.source = i == 0 ? LB_MEMBER_PAGES : LB_MEMBER_AUTO;
        add_films(&site, "/ada/films/", 1, 3, "/ada/films/page/2/", 6);
        add_blocked(&site, "/ada/films/page/2/");
        if (i == 1) add_feed(&site, 3, 2);
        if (i == 2) add_blocked(&site, "/ada/rss/");
        LB_ASSERT_OK(read_ada(&profile, &site, &set, &err));
        assert_int_equal(lb_profile_count(profile), i == 1 ? 4 : 3);
        LB_ASSERT_NEAR(lb_profile_at(profile, 2)->stars, 1.5, 0); /* the page's, not the feed's */
        assert_int_equal(lb_profile_gaps(profile), 1);
        assert_gap(profile, 0, "films: page 1 of 6 read");
        if (i == 1)
            assert_gap(profile, 0,
                       "the rest is blocked, the feed gave the latest diary entries (2)");
        assert_int_equal(lb_profile_source(profile), LB_SOURCE_PAGES);
        lb_profile_free(profile);
    }
}

static void member__keeps_the_films_before_a_page_that_is_none(void **state)
{
    static const char *const parts[] = {
        "films: page 1 of 2 read; the page is not there (HTTP 404 or 410)",
        "films: page 1 of 2 read; private", "films: page 1 of 2 read; page not understood"};
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    set.needs_watchlist = false;
    for (int i = 0; i < 3; i++) {
        Site       site = {0};
        LbProfile *profile;
        add_films(&site, "/ada/films/", 1, 3, "/ada/films/page/2/", 2);
        if (i == 1) add_private(&site, "/ada/films/page/2/");
        if (i == 2) add_films(&site, "/ada/films/page/2/", 4, 0, NULL, 2);
        LB_ASSERT_OK(read_ada(&profile, &site, &set, &err));
        assert_int_equal(lb_profile_counts(profile).watched, 3);
        assert_int_equal(lb_profile_gaps(profile), 1);
        assert_gap(profile, 0, parts[i]);
        lb_profile_free(profile);
    }
}

static void member__goes_on_without_a_watchlist(void **state)
{
    static const char *const parts[] = {
        "watchlist: not read; private", "watchlist: not read; blocked",
        "watchlist: not read; the page is not there", "watchlist: page 1 read; 3 of the 28 films"};
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    for (int i = 0; i < 4; i++) {
        Site       site = {0};
        LbProfile *profile;
        add_films(&site, "/ada/films/", 1, 3, NULL, 1);
        if (i == 0) add_private(&site, "/ada/watchlist/");
        if (i == 1) add_blocked(&site, "/ada/watchlist/");
        if (i == 3) add_watchlist(&site, "/ada/watchlist/", 50, 3, 28);
        LB_ASSERT_OK(read_ada(&profile, &site, &set, &err));
        assert_int_equal(lb_profile_counts(profile).watched, 3);
        assert_gap(profile, 0, parts[i]);
        lb_profile_free(profile);
    }
}

static void member__keeps_what_was_read_before_a_failure(void **state)
{
    static const LbStatus failures[] = {LB_EINTR, LB_ETEMPFAIL, LB_ENET};
    LbError               err;
    LbMemberSettings      set = lb_member_defaults();
    (void)state;
    for (int i = 0; i < 3; i++) {
        Site       site                                    = {0};
        LbProfile *profile                                 = NULL;
        add_reply(&site, "/ada/films/page/2/", 0)->failure = failures[i];
        add_films(&site, "/ada/films/", 1, 3, "/ada/films/page/2/", 6);
        LB_ASSERT_FAILS(read_ada(&profile, &site, &set, &err), failures[i], "page/2/: failed");
        assert_int_equal(lb_profile_count(profile), 3);
        assert_gap(profile, 0,
                   i == 0 ? "films: page 1 of 6 read; then interrupted"
                          : "films: page 1 of 6 read; then the site failed");
        assert_gap(profile, 1, "watchlist: not read");
        lb_profile_free(profile);
    }
    Site       site                             = {0};
    LbProfile *profile                          = NULL;
    add_reply(&site, "/ada/films/", 0)->failure = LB_EINTR;
    LB_ASSERT_FAILS(read_ada(&profile, &site, &set, &err), LB_EINTR, "failed");
    assert_null(profile);
}

static void member__ends_where_the_links_go_wrong(void **state)
{
    static const struct {
        const char *next, *gap;
        int         max_pages;
    } cases[] = {
        {"/ada/films/page/2/", "leads back to one read before", 9},
        {"/ada/films/page/3/", "the limit: raise it with --max-pages", 2},
        {NULL, "the link to the next page is missing", 9},
        {"/bob/films/page/3/", "leads out of the list", 9},
        {"https://evil.example/ada/films/page/3/", "leads out of the list", 9},
    };
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    set.needs_watchlist = false;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Site       site = {0};
        LbProfile *profile;
        set.max_pages = cases[i].max_pages;
        add_films(&site, "/ada/films/", 1, 2, "/ada/films/page/2/", 3);
        add_films(&site, "/ada/films/page/2/", 3, 2, cases[i].next, 3);
        LB_ASSERT_OK(read_ada(&profile, &site, &set, &err));
        assert_string_equal(site.asked, "/ada/films/ |/ada/films/page/2/ |");
        assert_int_equal(lb_profile_count(profile), 4);
        assert_gap(profile, 0, "films: page 2 of 3 read");
        assert_gap(profile, 0, cases[i].gap);
        lb_profile_free(profile);
    }
}

static void member__reports_a_page_cut_short(void **state)
{
    Site             site = {0};
    LbProfile       *profile;
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    set.needs_watchlist = false;
    add_grid(&site, "/ada/films/", "films-watched", 1, 3);
    LB_ASSERT_OK(read_ada(&profile, &site, &set, &err));
    assert_int_equal(lb_profile_count(profile), 3);
    assert_int_equal(lb_profile_gaps(profile), 1);
    assert_gap(profile, 0, "films may be missing there");
    lb_profile_free(profile);
}

static void member__ranks_the_diary_newest_first(void **state)
{
    static const int rows[][2] = {{1, 9}, {7, 0}, {20, 8}, {20, 2}, {3, 6}};
    Site             site      = {0};
    LbProfile       *profile;
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    set.needs_watchlist = false;
    set.recent          = 3;
    add_films(&site, "/ada/films/", 1, 5, NULL, 1);
    add_diary(&site, "/ada/diary/", rows, 5, "/ada/diary/films/page/2/");
    LB_ASSERT_OK(read_ada(&profile, &site, &set, &err));
    assert_string_equal(site.asked, "/ada/films/ |/ada/diary/ |"); /* three rated ones are known */
    assert_int_equal(lb_profile_gaps(profile), 0);
    const LbEntry *first = lb_profile_at(profile, 0), *third = lb_profile_at(profile, 2),
                  *twice = lb_profile_at(profile, 6);
    LB_ASSERT_NEAR(first->stars, 0.5, 0); /* what the films page says now, not the diary's 4.5 */
    assert_int_equal(first->diary_rank, 1);
    assert_int_equal(first->date, 20260128);
    assert_int_equal(third->diary_rank, 3);
    assert_string_equal(twice->slug, "f20");
    LB_ASSERT_NEAR(twice->stars, 4, 0); /* the newer of the two */
    assert_int_equal(twice->diary_rank, 2);
    lb_profile_free(profile);
}

static void member__reads_the_feed_alone_when_told(void **state)
{
    Site             site = {0};
    LbProfile       *profile;
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    set.source = LB_MEMBER_RSS;
    add_feed(&site, 1, 3);
    LB_ASSERT_OK(read_ada(&profile, &site, &set, &err));
    assert_string_equal(site.asked, "/ada/rss/ |");
    assert_int_equal(lb_profile_source(profile), LB_SOURCE_RSS);
    assert_int_equal(lb_profile_counts(profile).rated, 3);
    assert_gap(profile, 0, "only the latest diary entries (3) and no watchlist");
    lb_profile_free(profile);
}

static void member__knows_user_names(void **state)
{
    static const char *const good[] = {"a", "Ada_1", "012345678901234567890123456789"};
    static const char *const bad[]  = {
         "",    "a b", "../x", "a/b", "a.b", "caf\xc3\xa9", "0123456789012345678901234567890",
         "a\n", "-a"};
    LbFetcher        fetcher = {0};
    LbMemberSettings set     = lb_member_defaults();
    LbError          err;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(lb_member_is_name(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        LbProfile *profile = NULL;
        LB_ASSERT_FAILS(lb_member_read(&profile, bad[i], &fetcher, &set, NULL, &err), LB_EUSAGE,
                        "no user name");
        assert_null(profile);
    }
}

static void member__survives_lack_of_memory(void **state)
{
    static const int rows[][2] = {{1, 9}};
    Site             site;
    LbProfile       *profile = NULL;
    LbError          err;
    LbMemberSettings set = lb_member_defaults();
    (void)state;
    memset(&site, 0, sizeof site);
    set.recent = 2;
    add_films(&site, "/ada/films/", 1, 1, "/ada/films/page/2/", 3);
    add_blocked(&site, "/ada/films/page/2/");
    add_feed(&site, 2, 1);
    add_watchlist(&site, "/ada/watchlist/", 50, 1, 3);
    add_diary(&site, "/ada/diary/", rows, 1, NULL);
    LB_ASSERT_SURVIVES_NOMEM((site.asked[0] = '\0', read_ada(&profile, &site, &set, &err)),
                             lb_profile_free(profile));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(member__reads_all_pages_by_their_links),
        cmocka_unit_test(member__asks_for_lists_side_by_side_when_told),
        cmocka_unit_test(member__takes_an_empty_account_for_one),
        cmocka_unit_test(member__tells_refusals_apart),
        cmocka_unit_test(member__reads_the_feed_where_films_are_blocked),
        cmocka_unit_test(member__is_blocked_when_the_feed_is_no_help),
        cmocka_unit_test(member__keeps_the_films_before_a_block),
        cmocka_unit_test(member__keeps_the_films_before_a_page_that_is_none),
        cmocka_unit_test(member__goes_on_without_a_watchlist),
        cmocka_unit_test(member__keeps_what_was_read_before_a_failure),
        cmocka_unit_test(member__ends_where_the_links_go_wrong),
        cmocka_unit_test(member__reports_a_page_cut_short),
        cmocka_unit_test(member__ranks_the_diary_newest_first),
        cmocka_unit_test(member__reads_the_feed_alone_when_told),
        cmocka_unit_test(member__knows_user_names),
        cmocka_unit_test(member__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
