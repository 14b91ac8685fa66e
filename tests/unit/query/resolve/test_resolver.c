/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/resolve/resolver.h"
#include "tests/unit/query/small_model.h"

static LbFound find_how(LbResolver *resolver, LbEntry entry)
{
    LbError err   = {0};
    LbFound found = {.film = -7};
    if (entry.slug == NULL) entry.slug = "";
    if (entry.title == NULL) entry.title = "";
    LB_ASSERT_OK(lb_resolver_find(resolver, &entry, &found, &err));
    assert_int_equal(found.film >= 0, found.by != LB_FOUND_NOT);
    assert_true(found.film < 0 || found.either[0] < 0);
    return found;
}

static int32_t find(LbResolver *resolver, LbEntry entry)
{
    return find_how(resolver, entry).film;
}

static void resolver__finds_by_id_then_slug_then_title(void **state)
{
    (void)state;
    static const struct {
        LbEntry entry;
        int32_t film;
    } cases[] = {
        {{.id = 140, .slug = "amelie"}, 4},       /* the id beats the slug */
        {{.id = 999, .slug = "amelie"}, 0},       /* an unknown id is no answer */
        {{.slug = "film:900"}, 7},                /* as a slug */
        {{.slug = "film:110"}, 1},                /* as an id */
        {{.slug = "film:12x"}, -1},               /* neither */
        {{.slug = "gone"}, -1},                   /* */
        {{.title = "AMELIE", .year = 2001}, 0},   /* case, accent */
        {{.title = "Face-Off", .year = 1997}, 1}, /* punctuation */
        {{.title = "Alien", .year = 1980}, 4},    /* one year off */
        {{.title = "Alien", .year = 1978}, 4},    /* */
        {{.title = "Alien", .year = 1981}, -1},   /* two years off */
        {{.title = "Alien"}, -1},                 /* a year is needed */
        {{.title = "Dracula", .year = 2025}, -1}, /* two films */
        {{.title = "Dracula", .year = 2024}, -1}, /* */
        {{.title = "!!!", .year = 2007}, -1},     /* nothing to compare */
        {{.slug = "gone", .title = "Amélie", .year = 2001}, 0},
    };
    LbError     err = {0};
    SmallModel  small;
    LbResolver *resolver = NULL;
    LB_ASSERT_OK(lb_resolver_new(&resolver, &small_model(&small)->films, &err));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (find(resolver, cases[i].entry) != cases[i].film)
            fail_msg("case %zu: film %d", i, (int)find(resolver, cases[i].entry));
    lb_resolver_free(resolver);
}

/* Films 0..7 with ids of IMDb 10..17 and TMDB 20..27, and two original titles. */
static LbFilms with_ids(SmallModel *small, int64_t start[SMALL_FILMS + 1])
{
    static const int32_t imdb[SMALL_FILMS] = {10, 11, 12, 13, 14, 0, 16, 17};
    static const int32_t tmdb[SMALL_FILMS] = {20, 21, 22, 23, 24, 25, 26, 0};
    static const char    text[]            = "Le Fabuleux destinOtto e mezzo";
    LbFilms              films             = small_model(small)->films;
    for (int i = 0; i <= SMALL_FILMS; i++)
        start[i] = i == 0 ? 0 : i < 6 ? 18 : 30;
    films.imdb_id         = imdb;
    films.tmdb_id         = tmdb;
    films.original_titles = (LbStrings){SMALL_FILMS, text, start};
    return films;
}

static void resolver__says_what_a_film_was_found_by(void **state)
{
    (void)state;
    static const struct {
        LbEntry   entry;
        int32_t   film;
        LbFoundBy by;
    } cases[] = {
        {{.id = 140, .imdb_id = 10, .tmdb_id = 21, .slug = "8-half"}, 4, LB_FOUND_LETTERBOXD_ID},
        {{.id = 999, .imdb_id = 10, .tmdb_id = 21, .slug = "8-half"}, 0, LB_FOUND_IMDB_ID},
        {{.imdb_id = 99, .tmdb_id = 21, .slug = "8-half"}, 1, LB_FOUND_TMDB_ID},
        {{.imdb_id = 99, .tmdb_id = 99, .slug = "8-half"}, 5, LB_FOUND_SLUG},
        {{.title = "Alien", .year = 1979}, 4, LB_FOUND_TITLE},
        {{.title = "Alien", .year = 1980}, 4, LB_FOUND_TITLE_NEAR},
        {{.title = "Otto e mezzo", .year = 1963}, 5, LB_FOUND_ORIGINAL},
        {{.title = "Otto e Mezzo", .year = 1964}, 5, LB_FOUND_ORIGINAL},
        {{.title = "Eight", .original_title = "Otto e mezzo", .year = 1963}, 5, LB_FOUND_ORIGINAL},
        {{.title = "Der Alien", .original_title = "Alien", .year = 1979}, 4, LB_FOUND_ORIGINAL},
        {{.title = "Otto e mezzo", .year = 1965}, -1, LB_FOUND_NOT},
        {{.tmdb_id = 26}, -1, LB_FOUND_NOT}, /* the number of a series is not that of a film */
        {{.imdb_id = 16}, 6, LB_FOUND_IMDB_ID},
    };
    LbError     err = {0};
    SmallModel  small;
    int64_t     start[SMALL_FILMS + 1];
    LbFilms     films    = with_ids(&small, start);
    LbResolver *resolver = NULL;
    LB_ASSERT_OK(lb_resolver_new(&resolver, &films, &err));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbFound found = find_how(resolver, cases[i].entry);
        if (found.film != cases[i].film || found.by != cases[i].by)
            fail_msg("case %zu: film %d by %s", i, (int)found.film, lb_resolver_way(found.by));
    }
    lb_resolver_free(resolver);
}

static void resolver__a_title_never_overrules_an_id(void **state)
{
    (void)state;
    LbError     err = {0};
    SmallModel  small;
    int64_t     start[SMALL_FILMS + 1];
    LbFilms     films    = with_ids(&small, start);
    LbResolver *resolver = NULL;
    LbEntry     alien    = {.title = "Alien", .year = 1979, .id = 7777};
    LB_ASSERT_OK(lb_resolver_new(&resolver, &films, &err));
    assert_int_equal(find(resolver, alien), -1); /* another film of that title and year */
    alien = (LbEntry){.title = "Alien", .year = 1979, .imdb_id = 7777};
    assert_int_equal(find(resolver, alien), -1);
    alien = (LbEntry){.title = "Alien", .year = 1980, .tmdb_id = 7777};
    assert_int_equal(find(resolver, alien), -1);
    LbEntry dracula = {.title = "Dracula", .year = 2025, .imdb_id = 13};
    assert_int_equal(find(resolver, dracula), 3);
    dracula.imdb_id = 0; /* of two films of the title the id leaves the one without */
    dracula.id      = 555;
    assert_int_equal(find(resolver, dracula), 3);
    lb_resolver_free(resolver);
}

static void resolver__tells_two_films_of_one_title(void **state)
{
    (void)state;
    LbError     err = {0};
    SmallModel  small;
    char        text[400], brief[20];
    LbEntry     entry    = {.slug = "", .title = "Dracula", .year = 2025};
    LbFilms     films    = small_model(&small)->films;
    LbResolver *resolver = NULL;
    LB_ASSERT_OK(lb_resolver_new(&resolver, &films, &err));
    LbFound found = find_how(resolver, entry);
    assert_int_equal(found.film, -1);
    assert_int_equal(found.either[0], 2);
    assert_int_equal(found.either[1], 3);
    lb_resolver_doubt(text, sizeof text, &films, &entry, found.either);
    assert_string_equal(text, "Dracula (2025) is the title of two films, dracula-2025 and "
                              "dracula-2025-1: left out; an address or an id tells them apart");
    lb_resolver_doubt(brief, sizeof brief, &films, &entry, found.either);
    assert_int_equal(strlen(brief), sizeof brief - 1);
    lb_resolver_free(resolver);
}

static void resolver__one_film_under_two_slugs_is_no_doubt(void **state)
{
    (void)state;
    static const int32_t same[SMALL_FILMS] = {0, 0, 12, 12}, other[SMALL_FILMS] = {0, 0, 12, 13};
    static const int32_t none[SMALL_FILMS] = {0};
    static const int64_t two[SMALL_FILMS]  = {0, 0, 5, 6};
    static const struct {
        const int32_t *imdb, *tmdb;
        const int64_t *letterboxd;
        int32_t        film;
    } cases[]      = {{same, NULL, NULL, 2},
                      {none, same, NULL, 2},
                      {other, none, NULL, -1},
                      {none, none, NULL, -1},
                      {same, same, two, -1}};
    LbError    err = {0};
    SmallModel small;
    LbFilms    films = small_model(&small)->films;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbResolver *resolver = NULL;
        films.imdb_id        = cases[i].imdb;
        films.tmdb_id        = cases[i].tmdb;
        films.letterboxd_id  = cases[i].letterboxd;
        LB_ASSERT_OK(lb_resolver_new(&resolver, &films, &err));
        assert_int_equal(find(resolver, (LbEntry){.title = "Dracula", .year = 2025}),
                         cases[i].film);
        lb_resolver_free(resolver);
    }
}

static void resolver__a_title_between_two_years_is_ambiguous(void **state)
{
    (void)state;
    int16_t    years[SMALL_FILMS] = {2001, 1997, 2024, 2026, 1979, 1963, 2005, 1930};
    LbError    err                = {0};
    SmallModel small;
    LbFilms    films     = small_model(&small)->films;
    films.year           = years;
    LbResolver *resolver = NULL;
    LB_ASSERT_OK(lb_resolver_new(&resolver, &films, &err));
    assert_int_equal(find(resolver, (LbEntry){.title = "Dracula", .year = 2025}), -1);
    assert_int_equal(find(resolver, (LbEntry){.title = "Dracula", .year = 2023}), 2);
    assert_int_equal(find(resolver, (LbEntry){.title = "Dracula", .year = 2026}), 3);
    lb_resolver_free(resolver);
}

static void resolver__a_model_without_facts_knows_slugs(void **state)
{
    (void)state;
    LbError    err = {0};
    SmallModel small;
    LbFilms    films     = small_model(&small)->films;
    films.titles         = (LbStrings){0};
    films.year           = NULL;
    films.by_id          = NULL;
    films.n_by_id        = 0;
    LbResolver *resolver = NULL;
    LB_ASSERT_OK(lb_resolver_new(&resolver, &films, &err));
    assert_int_equal(find(resolver, (LbEntry){.id = 140, .slug = "alien"}), 4);
    assert_int_equal(find(resolver, (LbEntry){.id = 140}), -1);
    assert_int_equal(find(resolver, (LbEntry){.title = "Alien", .year = 1979}), -1);
    lb_resolver_free(resolver);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolver__finds_by_id_then_slug_then_title),
        cmocka_unit_test(resolver__says_what_a_film_was_found_by),
        cmocka_unit_test(resolver__a_title_never_overrules_an_id),
        cmocka_unit_test(resolver__tells_two_films_of_one_title),
        cmocka_unit_test(resolver__one_film_under_two_slugs_is_no_doubt),
        cmocka_unit_test(resolver__a_title_between_two_years_is_ambiguous),
        cmocka_unit_test(resolver__a_model_without_facts_knows_slugs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
