/* SPDX-License-Identifier: MIT */
#include "tests/unit/query/report/answer_scene.h"

/* The scene with hostile posters, titles and name, as a page. */
static void report_html__lets_nothing_become_markup(void **state)
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
    assert_null(strstr(text, "a.test"));
    print(text, sizeof text, &lb_report_html, &scene, (LbReportSettings){.any_poster = true});
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

static void report_html__says_what_is_known(void **state)
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
    assert_non_null(strstr(text, " data-rank=\"4\">")); /* the unknown one */
    assert_non_null(strstr(text, "not known to the model"));
    assert_non_null(strstr(text, "<span class=\"name\">a,&quot;b&quot; [31m</span>"));
    scene.picks.n    = 0;
    scene.answer.why = "<ann> has rated no film";
    print(text, sizeof text, &lb_report_html, &scene,
          (LbReportSettings){.has_many = true, .names = names, .n_names = 2});
    assert_non_null(strstr(text, "There is nothing to recommend: &lt;ann&gt; has rated no film."));
    assert_non_null(strstr(text, "\">&lt;b&gt;</a></li>"));
    const char *link = strstr(text, "<li><a href=\"#"), *section = strstr(text, "section class");
    assert_non_null(link);
    assert_non_null(section);
    const char *id = strstr(section, "id=\"");
    assert_non_null(id); /* of "ann", whom "Ann" meant */
    assert_memory_equal(link + strlen("<li><a href=\"#"), id + strlen("id=\""), 23);
    lb_profile_free(scene.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_html__lets_nothing_become_markup),
        cmocka_unit_test(report_html__says_what_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
