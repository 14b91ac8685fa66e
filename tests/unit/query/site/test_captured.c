/* SPDX-License-Identifier: MIT */
/* Pages that members of the public have saved, which are not part of this project: the readers must
 * find what is in them. Looked for in $LBREC_SHARED, else in ../shared; skipped when not there. */
#include "tests/unit/query/page_file.h"

#include "query/site/feed.h"

#include <dirent.h>
#include <stdlib.h>

static char folder[512];

typedef struct Expected {
    const char   *file, *user;
    LbReplyInfo   reply;
    LbPageKind    kind;
    LbPageVerdict verdict;
    int           n, rated, liked, rewatched, distinct, last_page, n_total;
    bool          is_whole;
    double        sum;
    const char   *next, *first, *last;
} Expected;

static const Expected pages[] = {
    {.file      = "films.html",
     .user      = "spazznolo",
     .kind      = LB_PAGE_FILMS,
     .reply     = {.http_status = 200},
     .verdict   = LB_VERDICT_LIST,
     .n         = 72,
     .rated     = 64,
     .sum       = 208.0,
     .liked     = 21,
     .distinct  = 72,
     .last_page = 6,
     .n_total   = -1,
     .next      = "/spazznolo/films/page/2/",
     .first     = "the-woman-in-cabin-10",
     .last      = "perfect-days-2023",
     .is_whole  = true},
    {.file      = "watchlist.html",
     .user      = "Spazznolo",
     .kind      = LB_PAGE_WATCHLIST,
     .verdict   = LB_VERDICT_LIST,
     .n         = 28,
     .distinct  = 28,
     .last_page = 15,
     .n_total   = 415,
     .next      = "/spazznolo/watchlist/page/2/",
     .first     = "the-chronology-of-water",
     .last      = "barry-lyndon",
     .is_whole  = true},
    {.file      = "diary.html",
     .kind      = LB_PAGE_UNKNOWN,
     .verdict   = LB_VERDICT_LIST,
     .n         = 50,
     .rated     = 48,
     .sum       = 165.5,
     .liked     = 21,
     .rewatched = 8,
     .distinct  = 47,
     .last_page = 2,
     .n_total   = -1,
     .next      = "/spazznolo/diary/films/page/2/",
     .is_whole  = true},
    {.file     = "likes.html",
     .kind     = LB_PAGE_LIKES,
     .verdict  = LB_VERDICT_LIST,
     .n        = 72,
     .rated    = 72,
     .sum      = 294.0,
     .liked    = 72,
     .distinct = 72,
     .n_total  = -1,
     .next     = "/spazznolo/likes/films/page/2/",
     .is_whole = true},
    {.file    = "profile.html",
     .user    = "spazznolo",
     .kind    = LB_PAGE_FILMS,
     .verdict = LB_VERDICT_CHANGED},
    {.file = "profile.html", .kind = LB_PAGE_UNKNOWN, .verdict = LB_VERDICT_CHANGED},
    {.file    = "films.html",
     .user    = "somebody",
     .kind    = LB_PAGE_FILMS,
     .verdict = LB_VERDICT_CHANGED},
    {.file    = "films.html",
     .user    = "spazznolo",
     .kind    = LB_PAGE_WATCHLIST,
     .verdict = LB_VERDICT_CHANGED},
    {.file    = "empty-watchlist-2026-09.html",
     .user    = "usernamesignin",
     .kind    = LB_PAGE_WATCHLIST,
     .verdict = LB_VERDICT_EMPTY},
    {.file = "empty-watchlist-2026-09.html", .kind = LB_PAGE_UNKNOWN, .verdict = LB_VERDICT_EMPTY},
    {.file    = "private-watchlist.html",
     .user    = "somebody",
     .kind    = LB_PAGE_WATCHLIST,
     .reply   = {.http_status = 403},
     .verdict = LB_VERDICT_PRIVATE},
    {.file = "private-watchlist.html", .kind = LB_PAGE_UNKNOWN, .verdict = LB_VERDICT_PRIVATE},
    {.file    = "cloudflare-challenge-head-2026-03-05.html",
     .user    = "somebody",
     .kind    = LB_PAGE_FILMS,
     .reply   = {.http_status = 403, .cf_mitigated = "challenge"},
     .verdict = LB_VERDICT_BLOCKED},
    {.file    = "cloudflare-challenge-head-2026-03-05.html",
     .kind    = LB_PAGE_UNKNOWN,
     .verdict = LB_VERDICT_BLOCKED},
    {.file    = "cloudflare-ratelimit-2025-04-29.html",
     .kind    = LB_PAGE_UNKNOWN,
     .verdict = LB_VERDICT_RATE_LIMITED},
    {.file    = "not-found-2025.html",
     .user    = "somebody",
     .kind    = LB_PAGE_FILMS,
     .reply   = {.http_status = 404},
     .verdict = LB_VERDICT_NO_USER},
    {.file = "not-found-2025.html", .kind = LB_PAGE_UNKNOWN, .verdict = LB_VERDICT_NO_USER},
    {.file     = "films-grid-2023.html",
     .kind     = LB_PAGE_FILMS,
     .verdict  = LB_VERDICT_LIST,
     .n        = 2,
     .rated    = 1,
     .sum      = 3.0,
     .liked    = 1,
     .distinct = 2,
     .n_total  = -1,
     .first    = "louis-ck-at-the-dolby",
     .last     = "renfield"},
    {.file     = "films-grid-2023.html",
     .kind     = LB_PAGE_UNKNOWN,
     .verdict  = LB_VERDICT_LIST,
     .n        = 2,
     .rated    = 1,
     .sum      = 3.0,
     .liked    = 1,
     .distinct = 2,
     .n_total  = -1,
     .first    = "louis-ck-at-the-dolby",
     .last     = "renfield"},
    {.file    = "films-grid-2023.html",
     .user    = "somebody",
     .kind    = LB_PAGE_FILMS,
     .verdict = LB_VERDICT_CHANGED},
    {.file      = "rss-2020.xml",
     .user      = "dekadans",
     .kind      = LB_PAGE_DIARY,
     .reply     = {.http_status = 200, .content_type = "application/rss+xml"},
     .verdict   = LB_VERDICT_LIST,
     .n         = 50,
     .rated     = 50,
     .sum       = 197.0,
     .rewatched = 7,
     .distinct  = 50,
     .n_total   = -1,
     .first     = "miss-americana",
     .is_whole  = true},
};

static int distinct_slugs(const LbPage *page)
{
    int n = 0;
    for (int i = 0; i < page->n_entries; i++) {
        int j = 0;
        while (strcmp(page->entries[j].slug, page->entries[i].slug) != 0)
            j++;
        n += j == i;
    }
    return n;
}

static void check_list(const Expected *e, const LbPage *page)
{
    int    rated = 0, liked = 0, rewatched = 0, named = 0, with_id = 0;
    double sum = 0;
    for (int i = 0; i < page->n_entries; i++) {
        const LbEntry *film = &page->entries[i];
        rated += film->stars > 0;
        sum += film->stars;
        liked += film->liked;
        rewatched += film->rewatched;
        named += film->title[0] != '\0';
        with_id += film->id > 0;
    }
    assert_int_equal(page->n_entries, e->n);
    assert_int_equal(rated, e->rated);
    LB_ASSERT_NEAR(sum, e->sum, 0);
    assert_int_equal(liked, e->liked);
    assert_int_equal(rewatched, e->rewatched);
    assert_int_equal(distinct_slugs(page), e->distinct);
    assert_int_equal(named, e->n);
    if (page->kind != LB_PAGE_DIARY) assert_int_equal(with_id, e->n);
    assert_int_equal(page->last_page, e->last_page);
    assert_int_equal(page->n_total, e->n_total);
    assert_string_equal(page->next, e->next != NULL ? e->next : "");
    assert_int_equal(page->is_whole, e->is_whole);
    if (e->first != NULL) assert_string_equal(page->entries[0].slug, e->first);
    if (e->last != NULL) assert_string_equal(page->entries[e->n - 1].slug, e->last);
}

static void captured__pages_give_the_known_counts(void **state)
{
    (void)state;
    LbError err = {0};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        const Expected *e    = &pages[i];
        const char     *user = e->user != NULL ? e->user : "";
        LbPage          page;
        LbBuf           body;
        lb_buf_init(&body, 1 << 24);
        load_file(&body, folder, e->file);
        bool is_feed = strstr(e->file, ".xml") != NULL;
        LB_ASSERT_OK(
            is_feed ? lb_feed_read(&page, body.data, body.len, user, &e->reply, &err)
                    : lb_page_read(&page, body.data, body.len, e->kind, user, &e->reply, &err));
        print_message("%s (%s): verdict %d, %d films %s\n", e->file, user, (int)page.verdict,
                      page.n_entries, page.reason);
        assert_int_equal(page.verdict, e->verdict);
        if (e->verdict == LB_VERDICT_LIST) check_list(e, &page);
        if (e->verdict == LB_VERDICT_CHANGED) assert_string_not_equal(page.reason, "");
        lb_page_clear(&page);
        lb_buf_clear(&body);
    }
}

/* How many films of each rating there are, in half stars. */
static void captured__ratings_of_the_films_page_are_spread_as_counted(void **state)
{
    (void)state;
    static const int known[11] = {8, 0, 4, 1, 6, 10, 6, 13, 15, 6, 3};

    LbError err = {0};
    LbPage  page;
    LbBuf   body;
    int     found[11] = {0};
    lb_buf_init(&body, 1 << 24);
    load_file(&body, folder, "films.html");
    LB_ASSERT_OK(lb_page_read(&page, body.data, body.len, LB_PAGE_FILMS, "spazznolo", NULL, &err));
    for (int i = 0; i < page.n_entries; i++)
        found[(int)(2 * page.entries[i].stars)]++;
    assert_memory_equal(found, known, sizeof known);
    LB_ASSERT_NEAR(page.entries[0].stars, 1.5, 0);
    LB_ASSERT_NEAR(page.entries[71].stars, 5.0, 0);
    lb_page_clear(&page);
    lb_buf_clear(&body);
}

static bool find_folder(void)
{
    const char *shared = getenv("LBREC_SHARED");
    int  len   = shared != NULL ? snprintf(folder, sizeof folder, "%s/letterboxd/pages", shared)
                                : snprintf(folder, sizeof folder,
                                           "%s/../../../shared/letterboxd/pages", LB_TEST_DATA);
    DIR *there = len > 0 && len < (int)sizeof folder ? opendir(folder) : NULL;
    return there != NULL && closedir(there) == 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(captured__pages_give_the_known_counts),
        cmocka_unit_test(captured__ratings_of_the_films_page_are_spread_as_counted),
    };
    if (!find_folder()) {
        printf("skipped: no captured pages in %s\n", folder);
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
