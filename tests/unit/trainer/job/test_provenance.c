/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "trainer/job/provenance.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static LbProvenance recipe_of(const LbTrainSettings *settings)
{
    LbError      err = {0};
    LbProvenance provenance;
    LB_ASSERT_OK(lb_provenance_make(&provenance, settings, NULL, &err));
    return provenance;
}

/* What training with the provenance would leave behind. */
static LbCurrentModel current_of(const LbProvenance *provenance)
{
    LbError        err     = {0};
    char          *text    = NULL;
    LbCurrentModel current = {.is_there = true};
    LbRatingHeader header  = {.n = 2, .name = {"who", "what"}, .user = "who"};
    LbFitSettings  chosen  = lb_fit_defaults();
    LB_ASSERT_OK(lb_provenance_json(&text, provenance, &chosen, &header, &err));
    LB_ASSERT_OK(lb_json_parse(&current.settings, text, strlen(text), &err));
    lb_provenance_sign(provenance, &current.info);
    (void)snprintf(current.info.input_hash, sizeof current.info.input_hash, "hash");
    free(text);
    return current;
}

static void recipe__knows_its_own_model(void **state)
{
    (void)state;
    LbTrainSettings settings  = lb_settings_defaults();
    settings.inputs           = LB_ONE_PATH("folder/r.csv");
    LbProvenance   provenance = recipe_of(&settings);
    LbCurrentModel current    = current_of(&provenance);
    assert_string_equal(current.info.source, "r.csv");
    assert_string_equal(lb_current_setting(&current, "user"), "who");
    assert_true(lb_provenance_matches(&provenance, &current, "hash"));
    assert_false(lb_provenance_matches(&provenance, &current, "another"));
    (void)snprintf(current.info.program, sizeof current.info.program, "lbrec 0.0.1");
    assert_false(lb_provenance_matches(&provenance, &current, "hash"));
    lb_current_clear(&current);
    assert_false(lb_provenance_matches(&provenance, &current, "hash"));
}

static void recipe__bears_the_day_or_the_second_that_is_given(void **state)
{
    (void)state;
    LbModelInfo     info     = {0};
    LbTrainSettings settings = lb_settings_defaults();
    settings.inputs          = LB_ONE_PATH("r.csv");
    LbProvenance provenance  = recipe_of(&settings);
    lb_provenance_sign(&provenance, &info);
    assert_string_equal(info.trained + 10, "T00:00:00Z");
    settings.date = 1700000000;
    lb_provenance_sign(&provenance, &info);
    assert_string_equal(info.trained, "2023-11-14T22:13:20Z");
}

static void recipe__sees_what_changes_the_model(void **state)
{
    (void)state;
    LbTrainSettings base = lb_settings_defaults(), changed[8];
    base.inputs          = LB_ONE_PATH("r.csv");
    for (size_t i = 0; i < 8; i++)
        changed[i] = base;
    changed[0].rank                    = 9;
    changed[1].method                  = LB_METHOD_EIGENREC;
    changed[2].svd.seed                = 1;
    changed[3].evaluate                = true;
    changed[4].ratings.reader.scale    = (LbScale){0, 100};
    changed[5].ratings.reader.columns  = (LbRatingColumns){.user = "who"};
    changed[6].ratings.reader.skip_bad = true;
    changed[7].warm_auto               = true;
    LbProvenance   provenance          = recipe_of(&base);
    LbCurrentModel current             = current_of(&provenance);
    for (size_t i = 0; i < 8; i++) {
        LbProvenance other = recipe_of(&changed[i]);
        if (lb_provenance_matches(&other, &current, "hash"))
            fail_msg("change %d is not seen", (int)i);
    }
    base.threads      = 7; /* these do not */
    base.keep         = 3;
    LbProvenance same = recipe_of(&base);
    assert_true(lb_provenance_matches(&same, &current, "hash"));
    lb_current_clear(&current);
}

static void recipe__names_as_many_sources_as_it_can(void **state)
{
    (void)state;
    static char     names[100][16];
    const char     *paths[100];
    LbTrainSettings settings   = lb_settings_defaults();
    LbProvenance    provenance = {.settings = &settings};
    LbModelInfo     info       = {0};
    for (int i = 0; i < 100; i++) {
        snprintf(names[i], sizeof names[i], "f/part-%d.csv", i);
        paths[i] = names[i];
    }
    settings.inputs = (LbPaths){paths, 2};
    lb_provenance_sign(&provenance, &info);
    assert_string_equal(info.source, "part-0.csv, part-1.csv");
    settings.inputs.n = 100;
    lb_provenance_sign(&provenance, &info);
    assert_non_null(strstr(info.source, "part-1.csv, part-2.csv"));
    assert_non_null(strstr(info.source, "csv and 8"));
    assert_string_equal(info.source + strlen(info.source) - 5, " more");
}

static void recipe__watches_the_films_file(void **state)
{
    (void)state;
    LbError         err      = {0};
    char            path[]   = "/tmp/lb_provenance_XXXXXX";
    LbTrainSettings settings = lb_settings_defaults();
    int             fd       = mkstemp(path);
    LbProvenance    provenance, gone;
    assert_true(fd >= 0 && write(fd, "slug\na\n", 7) == 7);
    settings.inputs        = LB_ONE_PATH("-");
    const char *paths[]    = {path};
    settings.films_paths   = paths;
    settings.n_films_paths = 1;
    provenance             = recipe_of(&settings);
    LB_ASSERT_OK(lb_provenance_check(&provenance, NULL, &err));
    assert_int_equal(write(fd, "b\n", 2), 2);
    close(fd);
    LB_ASSERT_FAILS(lb_provenance_check(&provenance, NULL, &err), LB_ETEMPFAIL,
                    "changed or replaced");
    unlink(path);
    LB_ASSERT_FAILS(lb_provenance_make(&gone, &settings, NULL, &err), LB_ENOINPUT, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recipe__knows_its_own_model),
        cmocka_unit_test(recipe__bears_the_day_or_the_second_that_is_given),
        cmocka_unit_test(recipe__sees_what_changes_the_model),
        cmocka_unit_test(recipe__names_as_many_sources_as_it_can),
        cmocka_unit_test(recipe__watches_the_films_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
