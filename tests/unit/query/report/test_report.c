/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/json.h"
#include "common/base/text.h"
#include "common/input/csv.h"
#include "query/report/answer_notes.h"
#include "query/report/report.h"
#include "tests/unit/query/small_model.h"

#include <stdlib.h>

typedef struct Scene {
    SmallModel   small;
    LbProfile   *profile;
    LbResolved   resolved;
    LbPick       items[4];
    LbPicks      picks;
    int32_t      candidate_film[1];
    LbSlice      candidate_text[1];
    LbCandidates candidates;
    LbAnswer     answer;
} Scene;

/* An answer with a title to be quoted, one of the watchlist, and one that the model does not know.
 */
static void set_scene(Scene *scene, const char *user)
{
    LbError err   = {0};
    LbEntry entry = {.slug = "the-office", .title = "", .stars = 2, .watched = true};
    LB_ASSERT_OK(lb_profile_new(&scene->profile, user, LB_SOURCE_EXPORT, &err));
    LB_ASSERT_OK(lb_profile_add(scene->profile, &entry, &err));
    scene->resolved = (LbResolved){.n = 1, .n_rated = 1};
    scene->items[0] = (LbPick){.film = 0, .score = 1.25F, .stars = 4.5F, .is_on_watchlist = true};
    scene->items[1] = (LbPick){.film = 1, .score = -0.5F, .stars = 3.25F};
    scene->items[2] = (LbPick){.film = 5, .score = -1, .stars = 0.5F};
    scene->items[3] = (LbPick){.film = -1, .candidate = 0, .score = NAN, .stars = NAN};
    scene->picks    = (LbPicks){.items = scene->items, .n = 4};
    scene->candidate_film[0] = -1;
    scene->candidate_text[0] = (LbSlice){"a,\"b\"\033[31m", 10};
    scene->candidates        = (LbCandidates){scene->candidate_film, scene->candidate_text, 1};
    scene->answer            = (LbAnswer){.model      = small_model(&scene->small),
                                          .profile    = scene->profile,
                                          .resolved   = &scene->resolved,
                                          .candidates = &scene->candidates,
                                          .picks      = &scene->picks};
}

/* What a format writes about the scene. */
static void print(char *text, size_t cap, const LbReportFormat *format, const Scene *scene,
                  LbReportSettings settings)
{
    LbError err = {0};
    FILE   *out = tmpfile();
    assert_non_null(out);
    settings.out = out;
    if (format->begin != NULL) format->begin(&settings);
    LB_ASSERT_OK(format->answer(&settings, &scene->answer, &err));
    if (format->end != NULL) format->end(&settings);
    rewind(out);
    size_t got = fread(text, 1, cap - 1, out);
    text[got]  = '\0';
    fclose(out);
}

static void report__table_fits_the_width(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 80});
    assert_string_equal(text, "#  Film          Year  Min  Stars\n"
                              "1  Amélie        2001  122    4.5  on your watchlist\n"
                              "2  Face/Off      1997  138    3.2\n"
                              "3  8½            1963  138    0.5\n"
                              "4  a,\"b\" [31m                   -\n");
    print(text, sizeof text, &lb_report_table, &scene,
          (LbReportSettings){.width = 44, .has_many = true});
    assert_string_equal(text, "ann\n"
                              "#  Film          Year  Min  Stars  Watchlist\n"
                              "1  Amélie        2001  122    4.5  yes\n"
                              "2  Face/Off      1997  138    3.2\n"
                              "3  8½            1963  138    0.5\n"
                              "4  a,\"b\" [31m                   -\n\n");
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 43});
    assert_string_equal(text, "#  Film          Year  Stars  Watchlist\n"
                              "1  Amélie        2001    4.5  yes\n"
                              "2  Face/Off      1997    3.2\n"
                              "3  8½            1963    0.5\n"
                              "4  a,\"b\" [31m              -\n");
    lb_profile_free(scene.profile);
}

static void report__table_cuts_long_titles_at_a_character(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    static const char long_name[] = "Längst-möglicher-Tïtel";
    scene.candidate_text[0]       = (LbSlice){long_name, sizeof long_name - 1};
    scene.items[0]                = scene.items[3];
    scene.picks.n                 = 1;
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 20});
    assert_string_equal(text, "#  Film          Stars\n"
                              "1  Längst-mögl…      -\n");
    scene.picks.n = 0;
    print(text, sizeof text, &lb_report_table, &scene,
          (LbReportSettings){.width = 80, .has_many = true});
    assert_string_equal(text, "");
    lb_profile_free(scene.profile);
}

/* A pick that is explained: the sentence stands under its title, wrapped at the width. */
static void report__table_says_why(void **state)
{
    (void)state;
    Scene          scene;
    char           text[65536];
    static int32_t film[]  = {4, 5};
    static float   stars[] = {4.5F, 1};
    LbReason       items[] = {{0, 1, 0.8}, {1, -0.25, -0.2}};
    LbBecause      because = {.items = items, .n = 2, .base = 0.5};
    set_scene(&scene, "ann");
    scene.resolved         = (LbResolved){.film = film, .stars = stars, .n = 2, .n_rated = 2};
    scene.items[0].because = &because;
    scene.picks.n          = 2;
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 80});
    assert_non_null(strstr(text, "\n   because you rated Alien 4.5 stars, although you rated 8½ 1 "
                                 "star\n2  "));
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 30});
    assert_non_null(strstr(text, "\n   because you rated Alien 4.5\n   stars, although you rated\n "
                                 "  8½ 1 star\n2  "));
    print(text, sizeof text, &lb_report_html, &scene, (LbReportSettings){.width = 80});
    assert_non_null(strstr(text, "<p class=\"because\">because you rated Alien 4.5 stars, although "
                                 "you rated 8½ 1 star</p>"));
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 1});
    assert_non_null(strstr(text, "\n   because you\n   rated Alien\n"));
    lb_profile_free(scene.profile);
}

static void report__json_says_why_and_how_sure(void **state)
{
    (void)state;
    LbError        err = {0};
    Scene          scene;
    char           text[8192];
    LbJson        *doc     = NULL;
    static int32_t film[]  = {4, 5};
    static float   stars[] = {4.5F, NAN};
    LbReason       items[] = {{0, 1, 0.8}, {1, -0.25, -0.2}};
    LbBecause      because = {.items = items, .n = 2, .base = 0.375, .others = 0.125};
    set_scene(&scene, "ann");
    scene.resolved         = (LbResolved){.film = film, .stars = stars, .n = 2, .n_rated = 1};
    scene.items[0].because = &because;
    print(text, sizeof text, &lb_report_json, &scene, (LbReportSettings){.width = 80});
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    const LbJsonValue *sure = lb_json_get(lb_json_root(doc), "confidence");
    assert_int_equal(lb_json_get_int(sure, "ratings", 0), 1);
    assert_string_equal(lb_json_get_text(sure, "level", ""), "low");
    const LbJsonValue *picks = lb_json_get(lb_json_root(doc), "recommendations");
    const LbJsonValue *pick  = lb_json_at(picks, 0);
    const LbJsonValue *array = lb_json_get(pick, "because");
    assert_int_equal(lb_json_count(array), 2);
    LB_ASSERT_NEAR(lb_json_get_real(pick, "base", 0), 0.375, 0);
    LB_ASSERT_NEAR(lb_json_get_real(pick, "others", 0), 0.125, 0);
    assert_string_equal(lb_json_get_text(lb_json_at(array, 0), "film", ""), "alien");
    LB_ASSERT_NEAR(lb_json_get_real(lb_json_at(array, 0), "stars", 0), 4.5, 0);
    LB_ASSERT_NEAR(lb_json_get_real(lb_json_at(array, 1), "stars", -1), -1, 0); /* null */
    LB_ASSERT_NEAR(lb_json_get_real(lb_json_at(array, 1), "points", 0), -0.25, 0);
    LB_ASSERT_NEAR(lb_json_get_real(lb_json_at(array, 1), "weight", 0), -0.2, 0);
    assert_null(lb_json_get(lb_json_at(picks, 1), "because"));
    lb_json_free(doc);
    lb_profile_free(scene.profile);
}

static void report__colour_only_when_asked(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 80});
    assert_null(strchr(text, '\033'));
    print(text, sizeof text, &lb_report_table, &scene,
          (LbReportSettings){.width = 80, .color = true});
    assert_non_null(strstr(text, "\033[32mon your watchlist\033[0m"));
    assert_null(strstr(text, "\033[31m"));
    lb_profile_free(scene.profile);
}

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

static void report__wide_titles_keep_the_columns(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    static const char wide[] = "千と千尋の神隠しと千尋の神隠し";
    scene.candidate_text[0]  = (LbSlice){wide, sizeof wide - 1};
    print(text, sizeof text, &lb_report_table, &scene, (LbReportSettings){.width = 43});
    assert_non_null(strstr(text, "1  Amélie            2001    4.5  yes\n"));
    assert_non_null(strstr(text, "4  千と千尋の神隠…             -\n"));
    lb_profile_free(scene.profile);
}

static void report__json_keeps_to_the_schema(void **state)
{
    (void)state;
    LbError err = {0};
    Scene   scene;
    char    text[4096];
    LbJson *doc = NULL;
    set_scene(&scene, "ann");
    print(text, sizeof text, &lb_report_json, &scene, (LbReportSettings){.width = 80});
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    assert_non_null(strstr(text,
                           "{\"schema\":1,\"user\":\"ann\",\"source\":\"export\",\"profile\":{"
                           "\"ratings\":1,\"watched\":1,\"watchlist\":0,\"unknown\":0},"
                           "\"confidence\":{\"ratings\":1,\"level\":\"low\",\"error_stars\":null},"
                           "\"model\":{\"trained\":\"2026-11-24T13:00:00Z\",\"method\":"
                           "\"zscore\",\"films\":8},\"recommendations\":[{\"rank\":1,"
                           "\"film\":\"amelie\",\"title\":\"Amélie\",\"year\":2001,"));
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    const LbJsonValue *picks = lb_json_get(lb_json_root(doc), "recommendations");
    assert_int_equal(lb_json_count(picks), 4);
    const LbJsonValue *first = lb_json_at(picks, 0), *last = lb_json_at(picks, 3);
    LB_ASSERT_NEAR(lb_json_get_real(first, "score", 0), 1.25, 0);
    LB_ASSERT_NEAR(lb_json_get_real(first, "stars", 0), 4.5, 0);
    assert_true(lb_json_get_bool(first, "watchlist", false));
    assert_string_equal(lb_json_get_text(last, "film", ""), "a,\"b\" [31m");
    assert_non_null(strstr(text, "\"title\":null,\"year\":null,\"score\":null,\"stars\":null,"));
    assert_int_equal(lb_json_get_int(last, "rank", 0), 4);
    lb_json_free(doc);
    lb_profile_free(scene.profile);
    set_scene(&scene, "");
    scene.picks.n = 0;
    print(text, sizeof text, &lb_report_json, &scene, (LbReportSettings){.width = 80});
    assert_non_null(strstr(text, "\"user\":null"));
    assert_non_null(strstr(text, "\"recommendations\":[]}\n"));
    lb_profile_free(scene.profile);
}

static void report__csv_quotes_what_must_be(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    print(text, sizeof text, &lb_report_csv, &scene, (LbReportSettings){.width = 80});
    assert_string_equal(text, "user,rank,film,title,year,score,stars,watchlist\n"
                              "ann,1,amelie,Amélie,2001,1.25,4.5,yes\n"
                              "ann,2,face-off,Face/Off,1997,-0.5,3.25,no\n"
                              "ann,3,8-half,8½,1963,-1,0.5,no\n"
                              "ann,4,\"a,\"\"b\"\" [31m\",,,,,no\n");
    lb_profile_free(scene.profile);
}

/* What a spreadsheet or an importer might trip over. */
static void report__csv_reads_back_as_it_was(void **state)
{
    (void)state;
    static const char *const texts[] = {"plain",
                                        "",
                                        "a,b",
                                        "say \"x\"",
                                        "=1+1",
                                        "@cmd",
                                        "-1",
                                        " padded ",
                                        "\"",
                                        "',;\t|",
                                        "\xC3\xA9",
                                        "+a,b",
                                        "\xEF\xBC\x9D"
                                        "1",
                                        "\x01=1"};
    static char              longest[5000];
    LbError                  err = {0};
    LbInput                 *in  = NULL;
    LbCsv                   *csv = NULL;
    LbCsvSettings            set = lb_csv_defaults();
    LbCsvRow                 row;
    enum { N = sizeof texts / sizeof texts[0] };
    memset(longest, 'x', sizeof longest);
    static char text[8000];
    FILE       *out = tmpfile();
    assert_non_null(out);
    for (int i = 0; i < N; i++) {
        lb_report_csv_field(out, (LbSlice){texts[i], strlen(texts[i])});
        fputc(',', out);
    }
    lb_report_csv_field(out, (LbSlice){longest, sizeof longest});
    rewind(out);
    size_t got = fread(text, 1, sizeof text, out);
    fclose(out);
    LB_ASSERT_OK(lb_input_open_memory(&in, text, got, NULL, &err));
    LB_ASSERT_OK(lb_csv_open(&csv, in, &set, &err));
    LB_ASSERT_OK(lb_csv_next(csv, &row, &err));
    assert_int_equal(row.n_fields, N + 1);
    for (int i = 0; i < N; i++) {
        char expected[32];
        lb_text_clean(expected, sizeof expected, (LbSlice){texts[i], strlen(texts[i])});
        LbSlice field = row.fields[i], whole = {expected, strlen(expected)};
        assert_true(field.len == 0 || strchr("=+-@\xEF", field.text[0]) == NULL);
        if (strchr(texts[i], ' ') == NULL) {
            field = lb_slice_trim(field);
            whole = lb_slice_trim(whole);
        }
        assert_int_equal(field.len, whole.len);
        assert_memory_equal(field.text, whole.text, field.len);
    }
    assert_int_equal(row.fields[N].len, sizeof longest);
    lb_csv_close(csv);
    lb_input_close(in);
}

static void report__letterboxd_imports_by_address_or_title(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    print(text, sizeof text, &lb_report_letterboxd, &scene, (LbReportSettings){.width = 80});
    assert_string_equal(text, "LetterboxdURI,Title,Year\n"
                              "https://letterboxd.com/film/amelie/,Amélie,2001\n"
                              "https://letterboxd.com/film/face-off/,Face/Off,1997\n"
                              "https://letterboxd.com/film/8-half/,8½,1963\n"
                              ",\"a,\"\"b\"\" [31m\",\n");
    scene.candidate_text[0] = (LbSlice){"new-film", 8};
    scene.items[0]          = scene.items[3];
    scene.picks.n           = 1;
    print(text, sizeof text, &lb_report_letterboxd, &scene, (LbReportSettings){.width = 80});
    assert_string_equal(text, "LetterboxdURI,Title,Year\n"
                              "https://letterboxd.com/film/new-film/,,\n");
    lb_profile_free(scene.profile);
}

/* The scene with hostile posters, titles and name, as a page. */
static void report__html_lets_nothing_become_markup(void **state)
{
    (void)state;
    static const char *const posters[SMALL_FILMS] = {"https://a.test/1.jpg\" onerror=\"x",
                                                     "javascript:alert(1)",
                                                     "",
                                                     "",
                                                     "",
                                                     "http://a.test/3.jpg",
                                                     "data:text/html,<script>",
                                                     ""};
    static char              poster_text[256];
    static int64_t           poster_start[SMALL_FILMS + 1];
    static char              text[65536];
    Scene                    scene;
    set_scene(&scene, "<ann>");
    scene.small.model.films.posters = small_strings(posters, poster_text, poster_start);
    memcpy(scene.small.title_text, "<i>Am'", 7); /* over "Amélie" */
    print(text, sizeof text, &lb_report_html, &scene, (LbReportSettings){.width = 80});
    assert_non_null(strstr(text, ">&lt;ann&gt;</h2>"));
    assert_non_null(strstr(text, "\">&lt;i&gt;Am&#39;"));
    assert_non_null(strstr(text, "src=\"https://a.test/1.jpg&quot; onerror=&quot;x\""));
    assert_null(strstr(text, "javascript:"));
    assert_null(strstr(text, "http://a.test"));
    assert_null(strstr(text, "data:text"));
    assert_null(strstr(text, "<i>"));
    assert_null(strstr(text, "<ann>"));
    assert_null(strchr(text, '\033'));
    lb_profile_free(scene.profile);
}

static void report__html_says_what_is_known(void **state)
{
    (void)state;
    static const LbSlice names[] = {{"Ann", 3}, {"<b>", 3}};
    static char          text[65536];
    Scene                scene;
    set_scene(&scene, "ann");
    print(text, sizeof text, &lb_report_html, &scene, (LbReportSettings){.width = 80});
    assert_null(strstr(text, "<nav"));
    assert_non_null(strstr(text, "From 1 rating, 1 watched, 0 on the watchlist. "
                                 "Model of 2026-11-24: zscore, 8 films."));
    assert_non_null(strstr(text, "data-rank=\"1\" data-stars=\"4.5000\" data-year=\"2001\" "
                                 "data-runtime=\"122\" data-ratings=\"800\""));
    assert_non_null(strstr(text, "★★★★½</span> <b>4.5</b>"));
    assert_non_null(strstr(text, "<p>2 h 02 min · 800 ratings</p>"));
    assert_non_null(strstr(text, "<li>Comedy</li></ul>"));
    assert_non_null(strstr(text, "on the watchlist</p>"));
    assert_non_null(strstr(text, "<li class=\"film\" data-rank=\"4\">")); /* the unknown one */
    assert_non_null(strstr(text, "not known to the model"));
    assert_non_null(strstr(text, "<span class=\"name\">a,&quot;b&quot; [31m</span>"));
    scene.picks.n = 0;
    print(text, sizeof text, &lb_report_html, &scene,
          (LbReportSettings){.has_many = true, .names = names, .n_names = 2});
    assert_non_null(strstr(text, "There is nothing to recommend."));
    assert_non_null(strstr(text, "\">&lt;b&gt;</a></li>"));
    const char *link = strstr(text, "<li><a href=\"#"), *section = strstr(text, "section class");
    assert_non_null(link);
    assert_non_null(section);
    const char *id = strstr(section, "id=\"");
    assert_non_null(id); /* of "ann", whom "Ann" meant */
    assert_memory_equal(link + strlen("<li><a href=\"#"), id + strlen("id=\""), 23);
    lb_profile_free(scene.profile);
}

static void check_verdict(const Scene *scene, const LbRecommendSettings *settings,
                          const char *expected)
{
    char text[LB_MESSAGE_MAX];
    lb_answer_notes_empty(text, sizeof text, &scene->answer, settings);
    if (strstr(text, expected) == NULL) fail_msg("\"%s\" lacks \"%s\"", text, expected);
}

static void verdict__tells_why_there_is_nothing(void **state)
{
    (void)state;
    LbError             err = {0};
    Scene               scene;
    LbRecommendSettings settings = lb_recommend_defaults();
    set_scene(&scene, "ann");
    scene.answer.candidates = NULL;
    scene.resolved.n_rated  = 0;
    check_verdict(&scene, &settings, "knows none of the 1 films that ann rated");
    scene.small.model.films.titles = (LbStrings){0};
    check_verdict(&scene, &settings, "--films FILMS.csv");
    scene.resolved.n_rated  = 1;
    scene.resolved.n        = 0;
    settings.watchlist_only = true;
    check_verdict(&scene, &settings, "the watchlist of ann is empty");
    LbEntry wish = {.slug = "gone", .title = "", .watchlist = true};
    LB_ASSERT_OK(lb_profile_add(scene.profile, &wish, &err));
    check_verdict(&scene, &settings, "none of the 1 films on the watchlist");
    settings.watchlist_only = false;
    scene.answer.candidates = &scene.candidates;
    scene.candidates.n      = 0;
    check_verdict(&scene, &settings, "names no film for ann");
    scene.answer.candidates = NULL;
    LbFilterSettings year   = lb_filter_defaults();
    LbFilter        *filter = NULL;
    year.year_lo            = 2030;
    LB_ASSERT_OK(lb_filter_new(&filter, &scene.small.model.films, &year, &err));
    settings.filter = filter;
    check_verdict(&scene, &settings, "of 8 films --year leaves out 8, none remains");
    lb_filter_free(filter);
    lb_profile_free(scene.profile);
    LB_ASSERT_OK(lb_profile_new(&scene.profile, "", LB_SOURCE_EXPORT, &err));
    scene.answer.profile = scene.profile;
    check_verdict(&scene, &settings, "this member has rated no film (0 watched)");
    lb_profile_free(scene.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report__table_fits_the_width),
        cmocka_unit_test(report__table_cuts_long_titles_at_a_character),
        cmocka_unit_test(report__table_says_why),
        cmocka_unit_test(report__json_says_why_and_how_sure),
        cmocka_unit_test(report__colour_only_when_asked),
        cmocka_unit_test(report__tells_how_long_a_film_waits),
        cmocka_unit_test(report__wide_titles_keep_the_columns),
        cmocka_unit_test(report__json_keeps_to_the_schema),
        cmocka_unit_test(report__csv_quotes_what_must_be),
        cmocka_unit_test(report__csv_reads_back_as_it_was),
        cmocka_unit_test(report__letterboxd_imports_by_address_or_title),
        cmocka_unit_test(report__html_lets_nothing_become_markup),
        cmocka_unit_test(report__html_says_what_is_known),
        cmocka_unit_test(verdict__tells_why_there_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
