/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/site/card.h"

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void card__splits_the_year_off_a_title(void **state)
{
    (void)state;
    static const struct {
        const char *text, *title;
        int         year;
    } cases[] = {
        {"Heat (1995)", "Heat", 1995},
        {" Heat (1995) ", "Heat", 1995},
        {"2001 (1968)", "2001", 1968},
        {"1917 (2019)", "1917", 2019},
        {"Heat", "Heat", 0},
        {"Heat (95)", "Heat (95)", 0},
        {"Heat (1700)", "Heat (1700)", 0},
        {"Heat (2200)", "Heat (2200)", 0},
        {"Heat(1995)", "Heat(1995)", 0},
        {"(1995)", "(1995)", 0},
        {"Heat (1995) 2", "Heat (1995) 2", 0},
        {"A (B) (1995)", "A (B)", 1995},
        {"Heat (19a5)", "Heat (19a5)", 0},
        {"", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbSlice title = slice(cases[i].text);
        int     year  = lb_card_split_year(&title);
        if (year != cases[i].year) fail_msg("'%s': year %d", cases[i].text, year);
        if (year != 0) assert_true(lb_slice_is(title, cases[i].title));
        if (year == 0) assert_true(lb_slice_is(title, cases[i].text));
    }
}

static void card__reads_dates_by_their_last_three_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char        separator;
        int32_t     date;
    } cases[] = {
        {"2025-12-08", '-', 20251208},
        {"/ada/films/diary/for/2025/12/08/", '/', 20251208},
        {"/ada/films/diary/for/2025/12/08", '/', 20251208},
        {"2025/12/08", '-', 0},
        {"2025-13-08", '-', 0},
        {"2025-12-32", '-', 0},
        {"2025-00-08", '-', 0},
        {"1025-12-08", '-', 0},
        {"12-08", '-', 0},
        {"2025--08", '-', 0},
        {"2025-1a-08", '-', 0},
        {"", '-', 0},
        {"99999999999-12-08", '-', 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t date = lb_card_date(cases[i].text, cases[i].separator);
        if (date != cases[i].date) fail_msg("'%s': %d", cases[i].text, (int)date);
    }
}

/* The first card of this kind in the markup. */
static LbEntry read(LbBlocks **blocks, LbXmlTree **tree, const char *markup, LbPageKind kind)
{
    LbError err = {0};
    LbEntry entry;
    LB_ASSERT_OK(lb_xmltree_read_html(tree, markup, strlen(markup), &err));
    const LbXmlNode *root = lb_xmltree_root(*tree), *node = root;
    while (node != NULL && !lb_card_is(node, kind))
        node = lb_xmltree_next(node, root);
    assert_non_null(node);
    LB_ASSERT_OK(lb_card_read(&entry, blocks, node, kind, &err));
    return entry;
}

static void card__knows_the_markup_of_every_era(void **state)
{
    (void)state;
    static const struct {
        const char *markup;
        LbPageKind  kind;
        const char *slug, *title;
        int         year;
        int64_t     id;
        float       stars;
        bool        liked;
    } cases[] = {
        {"<li class=griditem><div data-item-slug='heat' data-item-name='Heat (1995)' "
         "data-postered-identifier='{\"uid\":\"film:42\"}'></div><span class='rating rated-9'>"
         "</span><span class='icon-liked'></span></li>",
         LB_PAGE_FILMS, "heat", "Heat", 1995, 42, 4.5F, true},
        {"<li class=poster-container data-owner-rating=7><div data-film-slug='/film/heat/' "
         "data-film-id=42 data-film-name='Heat'></div></li>",
         LB_PAGE_FILMS, "heat", "Heat", 0, 42, 3.5F, false},
        {"<li class=posteritem><div data-item-link='/film/heat/' data-item-uid='film:42'>"
         "<img alt='Poster for Heat (1995)'></div></li>",
         LB_PAGE_LIKES, "heat", "Heat", 1995, 42, 0, true},
        {"<li class=griditem><div data-item-slug='heat' data-item-name='Heat'></div>"
         "<span class='rating rated-9'></span><span class='icon-liked'></span></li>",
         LB_PAGE_WATCHLIST, "heat", "Heat", 0, 0, 0, false}, /* the marks are the viewer's own */
        {"<li class=griditem><div data-item-slug='heat' data-film-id='-3'></div>"
         "<span class='rating rated-11'></span></li>",
         LB_PAGE_FILMS, "heat", "", 0, 0, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbBlocks  *blocks = NULL;
        LbXmlTree *tree   = NULL;
        LbEntry    entry  = read(&blocks, &tree, cases[i].markup, cases[i].kind);
        assert_string_equal(entry.slug, cases[i].slug);
        assert_string_equal(entry.title, cases[i].title);
        assert_int_equal(entry.year, cases[i].year);
        assert_int_equal(entry.id, cases[i].id);
        LB_ASSERT_NEAR(entry.stars, cases[i].stars, 0);
        assert_int_equal(entry.liked, cases[i].liked);
        assert_int_equal(entry.watchlist, cases[i].kind == LB_PAGE_WATCHLIST);
        assert_int_equal(entry.watched, cases[i].kind != LB_PAGE_WATCHLIST);
        lb_blocks_free(blocks);
        lb_xmltree_free(tree);
    }
}

static void card__without_a_slug_is_no_film(void **state)
{
    (void)state;
    static const char *const markup[] = {
        "<li class=griditem></li>", "<li class=griditem><div data-item-slug='A b'></div></li>",
        "<li class=griditem><div data-item-link='/list/heat/'></div></li>"};
    for (size_t i = 0; i < sizeof markup / sizeof *markup; i++) {
        LbBlocks  *blocks = NULL;
        LbXmlTree *tree   = NULL;
        assert_null(read(&blocks, &tree, markup[i], LB_PAGE_FILMS).slug);
        lb_blocks_free(blocks);
        lb_xmltree_free(tree);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(card__splits_the_year_off_a_title),
        cmocka_unit_test(card__reads_dates_by_their_last_three_numbers),
        cmocka_unit_test(card__knows_the_markup_of_every_era),
        cmocka_unit_test(card__without_a_slug_is_no_film),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
