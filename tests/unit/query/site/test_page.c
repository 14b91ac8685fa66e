/* SPDX-License-Identifier: MIT */
#include "tests/unit/query/page_file.h"

#include "common/base/mem.h"

static const char folder[] = LB_TEST_DATA "/pages";

static void load(LbBuf *body, const char *name)
{
    lb_buf_init(body, 1 << 25);
    load_file(body, folder, name);
}

static void read_text(LbPage *page, const char *html, LbPageKind kind, const char *user)
{
    LbError err = {0};
    LB_ASSERT_OK(lb_page_read(page, html, strlen(html), kind, user, NULL, &err));
}

typedef struct ListCase {
    const char *file;
    LbPageKind  kind;
    const char *next;
    int32_t     last_page, n_total;
    const char *films;
} ListCase;

static const ListCase lists[] = {
    {"films-2022.html", LB_PAGE_FILMS, "", 0, -1,
     "the-grey-hour, The Grey Hour, 0, 11, 4.0, w, 0\n"
     "salt-and-ash, Salt & Ash, 0, 12, 0.0, w, 0\n"
     "9574, Nine, 1999, 13, 0.5, w, 0\n"},
    {"films-2023.html", LB_PAGE_FILMS, "/ADA/films/page/2/", 0, -1,
     "the-grey-hour, The Grey Hour, 0, 11, 3.5, wl, 0\n"
     "salt-and-ash, Salt & Ash, 0, 12, 0.0, w, 0\n"},
    {"films-2024.html", LB_PAGE_FILMS, "", 0, -1,
     "the-grey-hour, The Grey Hour, 0, 11, 5.0, wl, 0\n"
     "salt-and-ash, Salt & Ash, 0, 12, 0.0, w, 0\n"},
    {"films-2025.html", LB_PAGE_FILMS, "/ada/films/page/3/", 81, -1,
     "film:151796, Face/Off (again), 2024, 151796, 0.5, wl, 0\n"
     "amelie_2, Amélie & “Cœur”, 2001, 14, 0.0, w, 0\n"
     "without-a-year, Without a Year, 0, 15, 4.5, w, 0\n"},
    {"films-2026.html", LB_PAGE_FILMS, "", 3, -1,
     "the-grey-hour, The Grey Hour, 2019, 11, 5.0, w, 0\n"
     "salt-and-ash, Salt & Ash, 2022, 12, 0.0, w, 0\n"},
    {"watchlist-2024.html", LB_PAGE_WATCHLIST, "", 0, -1, "low-tide, Low Tide, 0, 21, 0.0, t, 0\n"},
    {"watchlist-2026.html", LB_PAGE_WATCHLIST, "/ada/watchlist/page/2/", 0, 30,
     "low-tide, Low Tide, 2020, 21, 0.0, t, 0\n"
     "unmade, Unmade, 0, 22, 0.0, t, 0\n"},
    {"diary-2025-07.html", LB_PAGE_DIARY, "", 0, -1,
     "the-grey-hour, The Grey Hour, 2019, 11, 4.0, wlr, 20250707\n"
     "salt-and-ash, Salt & Ash, 0, 12, 0.0, w, 20241231\n"},
    {"diary-2026.html", LB_PAGE_DIARY, "/ada/diary/films/page/2/", 0, -1,
     "the-grey-hour, The Grey Hour, 2019, 11, 3.0, wr, 20260105\n"
     "unfilmed, Unfilmed, 0, 31, 0.0, wl, 20260104\n"
     "the-grey-hour, The Grey Hour, 2019, 11, 4.5, w, 20250201\n"},
    {"likes-2026.html", LB_PAGE_LIKES, "/ada/likes/films/page/2/", 0, -1,
     "the-grey-hour, The Grey Hour, 2019, 11, 5.0, wl, 0\n"
     "salt-and-ash, Salt & Ash, 2022, 12, 0.0, wl, 0\n"},
};

static void check_list(const ListCase *list, LbPageKind asked, const char *user)
{
    LbError err = {0};
    LbPage  page;
    LbBuf   body, films;
    load(&body, list->file);
    lb_buf_init(&films, 1 << 16);
    LB_ASSERT_OK(lb_page_read(&page, body.data, body.len, asked, user, NULL, &err));
    if (page.verdict != LB_VERDICT_LIST) fail_msg("%s: %s", list->file, page.reason);
    describe(&films, &page);
    assert_string_equal(lb_buf_text(&films), list->films);
    assert_int_equal(page.kind, list->kind);
    assert_string_equal(page.next, list->next);
    assert_int_equal(page.last_page, list->last_page);
    assert_int_equal(page.n_total, list->n_total);
    assert_int_equal(page.n_cards, page.n_entries);
    assert_true(page.is_whole);
    assert_string_equal(page.reason, "");
    lb_page_clear(&page);
    lb_buf_clear(&films);
    lb_buf_clear(&body);
}

static void page__reads_the_markup_of_every_era(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        check_list(&lists[i], lists[i].kind, "ada");
        check_list(&lists[i], lists[i].kind, "ADA");
        check_list(&lists[i], LB_PAGE_UNKNOWN, "");
    }
}

static void page__of_another_list_or_member_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (int kind = 0; kind < LB_PAGE_UNKNOWN; kind++) {
            LbError     err  = {0};
            const char *user = kind == (int)lists[i].kind ? "bob" : "ada";
            LbPage      page;
            LbBuf       body;
            load(&body, lists[i].file);
            LB_ASSERT_OK(
                lb_page_read(&page, body.data, body.len, (LbPageKind)kind, user, NULL, &err));
            assert_int_equal(page.verdict, LB_VERDICT_CHANGED);
            assert_non_null(strstr(page.reason, "was asked for"));
            assert_int_equal(page.n_entries, 0);
            lb_page_clear(&page);
            lb_buf_clear(&body);
        }
    }
}

typedef struct VerdictCase {
    const char   *file;
    LbPageKind    kind;
    LbPageVerdict verdict;
    LbReplyInfo   reply;
    const char   *reason; /* part of it */
} VerdictCase;

static const VerdictCase verdicts[] = {
    {"empty-films.html", LB_PAGE_FILMS, LB_VERDICT_EMPTY, {200, NULL, NULL}, ""},
    {"empty-films.html", LB_PAGE_UNKNOWN, LB_VERDICT_EMPTY, {0}, ""},
    {"empty-films.html", LB_PAGE_WATCHLIST, LB_VERDICT_CHANGED, {200, NULL, NULL}, "asked for"},
    {"empty-watchlist.html", LB_PAGE_WATCHLIST, LB_VERDICT_EMPTY, {200, NULL, NULL}, ""},
    {"private-watchlist.html", LB_PAGE_WATCHLIST, LB_VERDICT_PRIVATE, {403, NULL, NULL}, ""},
    {"private-watchlist.html", LB_PAGE_UNKNOWN, LB_VERDICT_PRIVATE, {0}, ""},
    {"sign-in.html", LB_PAGE_WATCHLIST, LB_VERDICT_PRIVATE, {401, NULL, NULL}, ""},
    {"not-found.html", LB_PAGE_FILMS, LB_VERDICT_NO_USER, {404, NULL, NULL}, ""},
    {"not-found.html", LB_PAGE_FILMS, LB_VERDICT_NO_USER, {0}, ""},
    {"sign-in.html", LB_PAGE_FILMS, LB_VERDICT_NO_USER, {404, NULL, NULL}, ""},
    {"challenge.html", LB_PAGE_FILMS, LB_VERDICT_BLOCKED, {403, "challenge", NULL}, ""},
    {"challenge.html", LB_PAGE_FILMS, LB_VERDICT_BLOCKED, {503, NULL, NULL}, ""},
    {"challenge.html", LB_PAGE_FILMS, LB_VERDICT_BLOCKED, {200, NULL, NULL}, ""},
    {"challenge.html", LB_PAGE_UNKNOWN, LB_VERDICT_BLOCKED, {0}, ""},
    {"films-2026.html", LB_PAGE_FILMS, LB_VERDICT_BLOCKED, {200, "challenge", NULL}, ""},
    {"access-denied.html", LB_PAGE_FILMS, LB_VERDICT_BLOCKED, {0}, ""},
    {"sign-in.html", LB_PAGE_FILMS, LB_VERDICT_BLOCKED, {403, NULL, NULL}, ""},
    {"rate-limited.html", LB_PAGE_FILMS, LB_VERDICT_RATE_LIMITED, {200, NULL, NULL}, ""},
    {"rate-limited.html", LB_PAGE_FILMS, LB_VERDICT_RATE_LIMITED, {403, NULL, NULL}, ""},
    {"sign-in.html", LB_PAGE_FILMS, LB_VERDICT_RATE_LIMITED, {429, NULL, NULL}, ""},
    {"sign-in.html", LB_PAGE_FILMS, LB_VERDICT_RATE_LIMITED, {426, NULL, NULL}, ""},
    {"sign-in.html", LB_PAGE_FILMS, LB_VERDICT_CHANGED, {200, NULL, NULL}, "does not say whose"},
    {"sign-in.html", LB_PAGE_UNKNOWN, LB_VERDICT_CHANGED, {0}, "class 'sign-in-page'"},
    {"profile.html", LB_PAGE_FILMS, LB_VERDICT_CHANGED, {200, NULL, NULL}, "no list of films"},
    {"profile.html", LB_PAGE_UNKNOWN, LB_VERDICT_CHANGED, {0}, "no list of films"},
    {"films-2026.html", LB_PAGE_FILMS, LB_VERDICT_CHANGED, {500, NULL, NULL}, "HTTP status 500"},
    {"films-2026.html", LB_PAGE_FILMS, LB_VERDICT_CHANGED, {302, NULL, NULL}, "HTTP status 302"},
    {"feed-2026.xml", LB_PAGE_FILMS, LB_VERDICT_CHANGED, {200, NULL, NULL}, "does not say whose"},
};

static void page__tells_six_answers_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        const VerdictCase *c    = &verdicts[i];
        const char        *user = c->kind == LB_PAGE_UNKNOWN ? "" : "ada";
        LbError            err  = {0};
        LbPage             page;
        LbBuf              body;
        load(&body, c->file);
        LB_ASSERT_OK(lb_page_read(&page, body.data, body.len, c->kind, user, &c->reply, &err));
        if (page.verdict != c->verdict)
            fail_msg("case %zu, %s: verdict %d (%s)", i, c->file, (int)page.verdict, page.reason);
        if (strstr(page.reason, c->reason) == NULL) fail_msg("%s: %s", c->file, page.reason);
        assert_true(page.verdict == LB_VERDICT_CHANGED || page.reason[0] == '\0');
        assert_int_equal(page.n_entries, 0);
        lb_page_clear(&page);
        lb_buf_clear(&body);
    }
}

#define BODY  "<html><body class='films-watched' data-owner='ada'>"
#define CARD  "<li class='griditem'><div data-item-slug='a' data-item-name='A (2000)'></div></li>"
#define BLANK "<li class='griditem'><div data-new-slug='a'></div></li>"
#define NEXT(href)                                                                                 \
    "<div class='pagination'><div class='paginate-nextprev'><a class='next' href='" href           \
    "'>Older</a></div></div>"
#define END "</body></html>"

static void page__without_films_is_changed_markup_unless_it_says_empty(void **state)
{
    (void)state;
    static const struct {
        const char *html, *reason;
    } cases[] = {
        {BODY END, "no word that the list is empty"},
        {BODY "<p class='empty-text'>No films yet</p>" END, "no word that the list is empty"},
        {BODY BLANK BLANK END, "2 films on the page, none of them understood"},
        {BODY "<li class='griditem'><div data-item-slug='../etc'></div></li>" END, "none of them"},
        {"<html><body class='watchlist' data-owner='ada'><div data-num-entries='4'></div>"
         "<section class='empty-text'></section>" END,
         "it has 4 films"},
        {"", "an empty page"},
        {" \n ", "an empty page"},
        {"<html><meta property='og:url' content='https://letterboxd.com/bob/films/'>" BODY CARD END,
         "two members"},
        {"<html><meta property='og:url' content='https://letterboxd.com/ada/diary/'>" BODY CARD END,
         "calls itself films, its address says diary"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbPage page;
        read_text(&page, cases[i].html, LB_PAGE_UNKNOWN, "");
        assert_int_equal(page.verdict, LB_VERDICT_CHANGED);
        if (strstr(page.reason, cases[i].reason) == NULL) fail_msg("%zu: %s", i, page.reason);
        lb_page_clear(&page);
    }
}

static void page__counts_its_films_to_be_none(void **state)
{
    (void)state;
    LbPage page;
    read_text(&page,
              "<html><body class='watchlist' data-owner='ada'><div data-num-entries='0'></div>" END,
              LB_PAGE_WATCHLIST, "ada");
    assert_int_equal(page.verdict, LB_VERDICT_EMPTY);
    assert_true(page.is_whole);
    lb_page_clear(&page);
}

static void page__cut_short_is_not_whole(void **state)
{
    (void)state;
    static const struct {
        const char *html;
        bool        is_whole;
        const char *next;
    } cases[] = {
        {BODY CARD END, true, ""},
        {BODY CARD "</body></HTML> <!-- served -->\n", true, ""},
        {BODY CARD, false, ""},
        {BODY CARD NEXT("/ada/films/page/2/"), false, "/ada/films/page/2/"},
        {BODY CARD NEXT("/ada/films/page/2/") END, true, "/ada/films/page/2/"},
        {BODY CARD BLANK END, false, ""},
        {BODY "<li class='griditem'><span data-item-slug='outer'>" CARD END, false, ""},
        {BODY CARD "<div class='pagination'></div>" END, false, ""},
        {BODY CARD "<div class='pagination'><span class='next'>Older</span></div>" END, true, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbPage page;
        read_text(&page, cases[i].html, LB_PAGE_FILMS, "ada");
        assert_int_equal(page.verdict, LB_VERDICT_LIST);
        assert_int_equal(page.n_entries, 1);
        if (page.is_whole != cases[i].is_whole) fail_msg("case %zu: %s", i, page.reason);
        assert_int_equal(page.reason[0] == '\0', page.is_whole);
        assert_string_equal(page.next, cases[i].next);
        lb_page_clear(&page);
    }
}

static void page__next_link_stays_in_the_list(void **state)
{
    (void)state;
    static const char *const foreign[] = {
        BODY CARD NEXT("/bob/films/page/2/") END,
        BODY CARD NEXT("/ada/watchlist/page/2/") END,
        BODY CARD NEXT("https://example.org/ada/films/page/2/") END,
        BODY CARD NEXT("//example.org/ada/films/page/2/") END,
        BODY CARD NEXT("/ada/films/page/2/?x=1") END,
        BODY CARD NEXT("/ada/films/../diary/page/2/") END,
        BODY CARD NEXT("/ada/films/page/1/") END,
        BODY CARD NEXT("/ada/films/") END,
        BODY CARD NEXT("javascript:alert(1)") END,
        BODY CARD NEXT("") END,
    };
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        LbPage page;
        read_text(&page, foreign[i], LB_PAGE_FILMS, "ada");
        assert_int_equal(page.verdict, LB_VERDICT_LIST);
        assert_string_equal(page.next, "");
        assert_false(page.is_whole);
        assert_non_null(strstr(page.reason, "out of the list"));
        lb_page_clear(&page);
    }
}

/* A page of n cards, then `tail`. */
static void build_page(LbBuf *out, int n, const char *tail)
{
    LbError err = {0};
    lb_buf_init(out, 1 << 24);
    LB_ASSERT_OK(lb_buf_puts(out, BODY, &err));
    for (int i = 0; i < n; i++)
        LB_ASSERT_OK(lb_buf_puts(out, CARD, &err));
    LB_ASSERT_OK(lb_buf_puts(out, tail, &err));
}

static void page__full_without_next_or_end_is_suspicious(void **state)
{
    (void)state;
    static const struct {
        const char *tail;
        int         n;
        bool        is_whole;
    } cases[] = {
        {END, 71, true},
        {END, 72, false},
        {NEXT("/ada/films/page/2/") END, 72, true},
        {"<div class='pagination'><span class='next'></span></div>" END, 72, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbPage page;
        LbBuf  body;
        build_page(&body, cases[i].n, cases[i].tail);
        read_text(&page, body.data, LB_PAGE_FILMS, "ada");
        assert_int_equal(page.n_entries, cases[i].n);
        assert_int_equal(page.is_whole, cases[i].is_whole);
        lb_page_clear(&page);
        lb_buf_clear(&body);
    }
}

static void page__part_of_a_page_is_read_for_anybody_only(void **state)
{
    (void)state;
    LbError err = {0};
    LbPage  page;
    LbBuf   body;
    load(&body, "part-of-a-page.html");
    LB_ASSERT_OK(lb_page_read(&page, body.data, body.len, LB_PAGE_UNKNOWN, "", NULL, &err));
    assert_int_equal(page.verdict, LB_VERDICT_LIST);
    assert_int_equal(page.kind, LB_PAGE_FILMS);
    assert_false(page.is_whole);
    lb_page_clear(&page);
    LB_ASSERT_OK(lb_page_read(&page, body.data, body.len, LB_PAGE_FILMS, "ada", NULL, &err));
    assert_int_equal(page.verdict, LB_VERDICT_CHANGED);
    lb_page_clear(&page);
    read_text(&page, "<body data-owner='ada'>" CARD END, LB_PAGE_FILMS, "ada");
    assert_int_equal(page.verdict, LB_VERDICT_CHANGED);
    assert_non_null(strstr(page.reason, "which list"));
    lb_page_clear(&page);
    read_text(&page, CARD, LB_PAGE_UNKNOWN, "");
    assert_int_equal(page.verdict, LB_VERDICT_CHANGED);
    lb_page_clear(&page);
    lb_buf_clear(&body);
}

static void page__over_its_limits_is_an_error(void **state)
{
    (void)state;
    LbError err = {0};
    LbPage  page;
    LbBuf   body;
    build_page(&body, 10001, END);
    LB_ASSERT_FAILS(lb_page_read(&page, body.data, body.len, LB_PAGE_FILMS, "ada", NULL, &err),
                    LB_EDATA, "more than 10000 films");
    assert_null(page.entries);
    lb_buf_clear(&body);
    size_t len  = (8 << 20) + 1;
    char  *huge = lb_mem_zeroed(len, 1);
    assert_non_null(huge);
    LB_ASSERT_FAILS(lb_page_read(&page, huge, len, LB_PAGE_FILMS, "ada", NULL, &err), LB_EDATA,
                    "8388609 bytes");
    LB_ASSERT_OK(lb_page_read(&page, huge, len - 1, LB_PAGE_FILMS, "ada", NULL, &err));
    assert_int_equal(page.verdict, LB_VERDICT_CHANGED);
    lb_page_clear(&page);
    free(huge);
}

/* libxml2 stops at a depth of 256 without a word. */
static void page__nested_too_deep_is_not_whole(void **state)
{
    (void)state;
    LbError err = {0};
    LbPage  page;
    LbBuf   body;
    build_page(&body, 1, "");
    for (int i = 0; i < 100000; i++)
        LB_ASSERT_OK(lb_buf_puts(&body, "<div>", &err));
    LB_ASSERT_OK(lb_buf_puts(&body, CARD END, &err));
    read_text(&page, body.data, LB_PAGE_FILMS, "ada");
    assert_int_equal(page.verdict, LB_VERDICT_LIST);
    assert_int_equal(page.n_entries, 1);
    assert_false(page.is_whole);
    lb_page_clear(&page);
    lb_buf_clear(&body);
}

static void page__broken_html_and_charset_keep_the_films(void **state)
{
    (void)state;
    static const char html[] =
        BODY "<ul><li class='griditem'><div data-item-slug='a' data-item-name='Am\xE9lie\x01 "
             "(2001)'></div>"
             "<p class='poster-viewingdata'><span class='rating rated-4'></span>"
             "<li class=griditem><div data-item-slug=b data-item-name=B><b></ul></span></td>" END;
    static const struct {
        const char *content_type, *films;
    } cases[] = {
        {"text/html; charset=ISO-8859-1", "a, Amélie, 2001, 0, 2.0, w, 0\nb, B, 0, 0, 0.0, w, 0\n"},
        {"text/html; charset=utf-8", "a, Am\uFFFDlie, 2001, 0, 2.0, w, 0\nb, B, 0, 0, 0.0, w, 0\n"},
        {NULL, "a, Am\uFFFDlie, 2001, 0, 2.0, w, 0\nb, B, 0, 0, 0.0, w, 0\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError     err   = {0};
        LbReplyInfo reply = {.http_status = 200, .content_type = cases[i].content_type};
        LbPage      page;
        LbBuf       films;
        lb_buf_init(&films, 4096);
        LB_ASSERT_OK(
            lb_page_read(&page, html, sizeof html - 1, LB_PAGE_FILMS, "ada", &reply, &err));
        describe(&films, &page);
        assert_string_equal(lb_buf_text(&films), cases[i].films);
        lb_page_clear(&page);
        lb_buf_clear(&films);
    }
}

static LbStatus read_once(LbPage *page, const LbBuf *body, LbError *err)
{
    return lb_page_read(page, body->data, body->len, LB_PAGE_DIARY, "ada", NULL, err);
}

static void page__survives_the_failure_of_each_allocation(void **state)
{
    (void)state;
    LbError err = {0};
    LbPage  page;
    LbBuf   body;
    load(&body, "diary-2026.html");
    LB_ASSERT_OK(read_once(&page, &body, &err)); /* libxml2 sets itself up once */
    lb_page_clear(&page);
    LB_ASSERT_SURVIVES_NOMEM(read_once(&page, &body, &err), assert_int_equal(page.n_entries, 3));
    lb_page_clear(&page);
    lb_buf_clear(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page__reads_the_markup_of_every_era),
        cmocka_unit_test(page__of_another_list_or_member_is_refused),
        cmocka_unit_test(page__tells_six_answers_apart),
        cmocka_unit_test(page__without_films_is_changed_markup_unless_it_says_empty),
        cmocka_unit_test(page__counts_its_films_to_be_none),
        cmocka_unit_test(page__cut_short_is_not_whole),
        cmocka_unit_test(page__next_link_stays_in_the_list),
        cmocka_unit_test(page__full_without_next_or_end_is_suspicious),
        cmocka_unit_test(page__part_of_a_page_is_read_for_anybody_only),
        cmocka_unit_test(page__over_its_limits_is_an_error),
        cmocka_unit_test(page__nested_too_deep_is_not_whole),
        cmocka_unit_test(page__broken_html_and_charset_keep_the_films),
        cmocka_unit_test(page__survives_the_failure_of_each_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
