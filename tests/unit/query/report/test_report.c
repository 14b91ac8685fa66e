/* SPDX-License-Identifier: MIT */
/* What every format says, each in its way. */
#include "tests/unit/query/report/answer_scene.h"

#include "common/text/json.h"

/* The scene with its first film on the watchlist since the end of November 2023. */
static void set_waiting_scene(Scene *scene, int32_t *film, int32_t *entry)
{
    LbError err  = {0};
    LbEntry wish = {.slug           = "amelie",
                    .title          = "",
                    .watchlist      = true,
                    .watchlist_date = 20231130,
                    .watchlist_rank = 12};
    set_scene(scene, "ann");
    LB_ASSERT_OK(lb_profile_add(scene->profile, &wish, &err));
    *film                           = 0;
    *entry                          = 1;
    scene->resolved.watchlist       = film;
    scene->resolved.watchlist_entry = entry;
    scene->resolved.n_watchlist     = 1;
    scene->picks.n                  = 1;
}

static void report__tells_how_long_a_film_waits(void **state)
{
    (void)state;
    static const struct {
        int32_t     today;
        int         width;
        const char *part;
    } cases[] = {{20261124, 80, "4.5  waiting 2 years\n"},
                 {20261124, 40, "4.5  2 years\n"},
                 {20231230, 80, "4.5  waiting 30 days\n"},
                 {20231130, 80, "4.5  added today\n"},
                 {20231129, 80, "4.5  added today\n"},
                 {0, 80, "4.5  on your watchlist\n"},
                 {0, 40, "4.5  yes\n"}};
    Scene   scene;
    char    text[4096];
    int32_t film, entry;
    set_waiting_scene(&scene, &film, &entry);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print(text, sizeof text, &lb_report_table, &scene,
              (LbReportSettings){.width = cases[i].width, .today = cases[i].today});
        if (strstr(text, cases[i].part) == NULL)
            fail_msg("\"%s\" lacks \"%s\"", text, cases[i].part);
    }
    print(text, sizeof text, &lb_report_json, &scene, (LbReportSettings){.today = 20261124});
    assert_non_null(strstr(text, "\"watchlist\":true,\"runtime\":122,\"watchlist_since\":"
                                 "\"2023-11-30\",\"waiting_days\":1090,\"watchlist_rank\":12}"));
    static char page[65536];
    print(page, sizeof page, &lb_report_html, &scene, (LbReportSettings){.today = 20261124});
    assert_non_null(strstr(page, " data-waiting=\"1090\">"));
    assert_non_null(strstr(page, ">on the watchlist for 2 years</p>"));
    lb_profile_free(scene.profile);
}

/* The first film is known to IMDb and TMDB, the second is a series of TMDB. */
static void give_ids(Scene *scene)
{
    static const int32_t imdb[SMALL_FILMS]         = {211915};
    static const int32_t tmdb[SMALL_FILMS]         = {194, 754};
    static const int8_t  kind[SMALL_FILMS]         = {LB_KIND_FILM, LB_KIND_TV};
    static const int32_t released[SMALL_FILMS]     = {20010425};
    static const int32_t starts[SMALL_FILMS + 1]   = {0, 2, 2, 2, 2, 2, 2, 2, 2};
    static const int32_t items[2]                  = {0, 1};
    static const int64_t original[SMALL_FILMS + 1] = {0, 13, 13, 13, 13, 13, 13, 13, 13};
    static const int64_t names[3]                  = {0, 6, 13};
    LbFilms             *films                     = &scene->small.model.films;
    films->imdb_id                                 = imdb;
    films->tmdb_id                                 = tmdb;
    films->kind                                    = kind;
    films->release_date                            = released;
    films->original_titles = (LbStrings){SMALL_FILMS, "Le Fabuleux d", original};
    films->countries       = (LbLists){starts, items};
    films->country_names   = (LbStrings){2, "FranceGermany", names};
}

static void report__names_the_ids_of_other_sites(void **state)
{
    (void)state;
    Scene scene;
    char  text[16384];
    set_scene(&scene, "ann");
    give_ids(&scene);
    print(text, sizeof text, &lb_report_csv, &scene, (LbReportSettings){.width = 80});
    assert_non_null(strstr(text, "stars,watchlist,imdb_id,tmdb_id\n"));
    assert_non_null(strstr(text, "4.5,yes,tt0211915,194\n"));
    assert_non_null(strstr(text, "3.25,no,,754\n"));
    print(text, sizeof text, &lb_report_json, &scene, (LbReportSettings){.width = 80});
    assert_non_null(strstr(text, "\"original_title\":\"Le Fabuleux d\","
                                 "\"imdb_id\":\"tt0211915\",\"tmdb_id\":194,"
                                 "\"release_date\":\"2001-04-25\","
                                 "\"countries\":[\"France\",\"Germany\"]}"));
    assert_null(strstr(text, "directors"));
    print(text, sizeof text, &lb_report_letterboxd, &scene, (LbReportSettings){.width = 80});
    assert_string_equal(text, "LetterboxdURI,tmdbID,imdbID,Title,Year\n"
                              "https://letterboxd.com/film/amelie/,194,tt0211915,Amélie,2001\n"
                              "https://letterboxd.com/film/face-off/,,,Face/Off,1997\n"
                              "https://letterboxd.com/film/8-half/,,,8½,1963\n"
                              ",,,\"a,\"\"b\"\" [31m\",\n");
    print(text, sizeof text, &lb_report_html, &scene, (LbReportSettings){.width = 80});
    assert_non_null(strstr(text, "<a href=\"https://www.imdb.com/title/tt0211915/\">IMDb</a>"));
    assert_non_null(strstr(text, "<a href=\"https://www.themoviedb.org/movie/194\">TMDB</a>"));
    assert_non_null(strstr(text, "<a href=\"https://www.themoviedb.org/tv/754\">TMDB</a>"));
    lb_profile_free(scene.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report__tells_how_long_a_film_waits),
        cmocka_unit_test(report__names_the_ids_of_other_sites),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
