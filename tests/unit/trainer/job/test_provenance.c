/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "trainer/job/provenance.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static LbRecipe recipe_of(const LbTrainSettings *settings)
{
    LbError  err = {0};
    LbRecipe recipe;
    LB_ASSERT_OK(lb_recipe_make(&recipe, settings, NULL, &err));
    return recipe;
}

/* What training with the recipe would leave behind. */
static LbPresent present_of(const LbRecipe *recipe)
{
    LbError        err     = {0};
    char          *text    = NULL;
    LbPresent      present = {.is_there = true};
    LbRatingHeader header  = {.n = 2, .name = {"who", "what"}, .user = "who"};
    LbFitSettings  chosen  = lb_fit_defaults();
    LB_ASSERT_OK(lb_recipe_json(&text, recipe, &chosen, &header, &err));
    LB_ASSERT_OK(lb_json_parse(&present.settings, text, strlen(text), &err));
    lb_recipe_sign(recipe, &present.info);
    (void)snprintf(present.info.input_hash, sizeof present.info.input_hash, "hash");
    free(text);
    return present;
}

static void recipe__knows_its_own_model(void **state)
{
    (void)state;
    LbTrainSettings settings = lb_train_defaults();
    settings.ratings_path    = "folder/r.csv";
    LbRecipe  recipe         = recipe_of(&settings);
    LbPresent present        = present_of(&recipe);
    assert_string_equal(present.info.source, "r.csv");
    assert_string_equal(lb_present_setting(&present, "user"), "who");
    assert_true(lb_recipe_made(&recipe, &present, "hash"));
    assert_false(lb_recipe_made(&recipe, &present, "another"));
    (void)snprintf(present.info.program, sizeof present.info.program, "lbrec 0.0.1");
    assert_false(lb_recipe_made(&recipe, &present, "hash"));
    lb_present_clear(&present);
    assert_false(lb_recipe_made(&recipe, &present, "hash"));
}

static void recipe__sees_what_changes_the_model(void **state)
{
    (void)state;
    LbTrainSettings base = lb_train_defaults(), changed[8];
    base.ratings_path    = "r.csv";
    for (size_t i = 0; i < 8; i++)
        changed[i] = base;
    changed[0].rank                    = 9;
    changed[1].method                  = LB_METHOD_EIGENREC;
    changed[2].svd.seed                = 1;
    changed[3].evaluate                = true;
    changed[4].ratings.scale           = (LbScale){0, 100};
    changed[5].ratings.reader.columns  = (LbRatingColumns){.user = "who"};
    changed[6].ratings.reader.skip_bad = true;
    changed[7].warm_auto               = true;
    LbRecipe  recipe                   = recipe_of(&base);
    LbPresent present                  = present_of(&recipe);
    for (size_t i = 0; i < 8; i++) {
        LbRecipe other = recipe_of(&changed[i]);
        if (lb_recipe_made(&other, &present, "hash")) fail_msg("change %d is not seen", (int)i);
    }
    base.threads  = 7; /* these do not */
    base.keep     = 3;
    LbRecipe same = recipe_of(&base);
    assert_true(lb_recipe_made(&same, &present, "hash"));
    lb_present_clear(&present);
}

static void recipe__watches_the_films_file(void **state)
{
    (void)state;
    LbError         err      = {0};
    char            path[]   = "/tmp/lb_recipe_XXXXXX";
    LbTrainSettings settings = lb_train_defaults();
    int             fd       = mkstemp(path);
    LbRecipe        recipe, gone;
    assert_true(fd >= 0 && write(fd, "slug\na\n", 7) == 7);
    settings.ratings_path = "-";
    settings.films_path   = path;
    recipe                = recipe_of(&settings);
    LB_ASSERT_OK(lb_recipe_check(&recipe, NULL, &err));
    assert_int_equal(write(fd, "b\n", 2), 2);
    close(fd);
    LB_ASSERT_FAILS(lb_recipe_check(&recipe, NULL, &err), LB_ETEMPFAIL, "changed or replaced");
    unlink(path);
    LB_ASSERT_FAILS(lb_recipe_make(&gone, &settings, NULL, &err), LB_ENOINPUT, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recipe__knows_its_own_model),
        cmocka_unit_test(recipe__sees_what_changes_the_model),
        cmocka_unit_test(recipe__watches_the_films_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
