/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/group.h"
#include "tests/unit/query/small_model.h"

typedef struct Scene {
    SmallModel  small;
    LbResolver *resolver;
    LbGroup    *group;
} Scene;

typedef struct Line {
    const char *slug;
    float       stars; /* 0: on the watchlist */
} Line;

static LbStatus add(Scene *scene, const char *user, const Line *lines, int n, LbError *err)
{
    LbProfile *profile = NULL;
    LbStatus   st      = lb_profile_new(&profile, user, LB_SOURCE_EXPORT, err);
    for (int i = 0; i < n && st == LB_OK; i++) {
        LbEntry entry = {.slug      = lines[i].slug,
                         .title     = "",
                         .stars     = lines[i].stars,
                         .watchlist = lines[i].stars <= 0};
        st            = lb_profile_add(profile, &entry, err);
    }
    if (st != LB_OK) {
        lb_profile_free(profile);
        return st;
    }
    return lb_group_add(scene->group, profile, scene->resolver, 0, err);
}
#define ADD(scene, user, ...)                                                                      \
    add(scene, user, (const Line[]){__VA_ARGS__},                                                  \
        (int)(sizeof((const Line[]){__VA_ARGS__}) / sizeof(Line)), &err)

static void clear(Scene *scene)
{
    lb_group_free(scene->group);
    lb_resolver_free(scene->resolver);
    scene->group    = NULL;
    scene->resolver = NULL;
}

/* Ann liked film 0, bob film 4: each would see the other's films last. Cleo rated nothing. */
static LbStatus gather(Scene *scene, LbError *err_out)
{
    LbError  err = {0};
    LbStatus st  = lb_group_new(&scene->group, small_model(&scene->small), 3, &err);
    if (st == LB_OK) st = lb_resolver_new(&scene->resolver, &scene->small.model.films, &err);
    if (st == LB_OK) st = ADD(scene, "ann", {"amelie", 5}, {"8-half", 0}, {"film:900", 0});
    if (st == LB_OK) st = ADD(scene, "Bob", {"alien", 5}, {"film:900", 0}, {"gone", 0});
    if (st == LB_OK) st = ADD(scene, "", {"dracula-2025", 0}, {"amelie", 0});
    if (st == LB_OK)
        st = lb_group_predict(scene->group, scene->resolver, &scene->small.model.info.discovery,
                              &(LbMatchChoice){0}, &err);
    if (st != LB_OK) clear(scene);
    *err_out = err;
    return st;
}

static void check_films(const LbPicks *picks, const int32_t *films, int32_t n)
{
    assert_int_equal(picks->n, n);
    for (int32_t i = 0; i < n; i++)
        assert_int_equal(picks->items[i].film, films[i]);
}

static LbPicks recommend(const Scene *scene, const LbRecommendSettings *settings)
{
    LbError err = {0};
    LbPicks picks;
    LB_ASSERT_OK(lb_group_recommend(&picks, scene->group, settings, &err));
    return picks;
}

static void group__knows_its_members(void **state)
{
    (void)state;
    LbError err = {0};
    Scene   scene;
    LB_ASSERT_OK(gather(&scene, &err));
    const LbGroup *group = scene.group;
    assert_string_equal(group->members[0].name, "ann");
    assert_string_equal(group->members[2].name, "person 3");
    assert_string_equal(lb_profile_user(group->profile), "ann + Bob + person 3");
    assert_int_equal(lb_profile_counts(group->profile).rated, 2);
    assert_int_equal(group->resolved.n_unknown, 1);
    assert_null(group->members[2].stars);
    LB_ASSERT_NEAR(group->members[0].stars[1], 4.5, 1e-6); /* 3 + 2 * 0.75 */
    LB_ASSERT_NEAR(group->members[1].stars[1], 3, 1e-6);
    assert_true(isnan(lb_group_match(group, 0, 2)->percent));
    assert_true(isnan(lb_group_match(group, 1, 2)->percent));
    assert_true(lb_group_match(group, 0, 1)->percent < 50);
    clear(&scene);
}

static void group__leaves_out_what_anybody_watched(void **state)
{
    (void)state;
    LbError             err = {0};
    Scene               scene;
    LbRecommendSettings settings = lb_recommend_defaults();
    settings.watchlist_boost     = 1;
    LB_ASSERT_OK(gather(&scene, &err));
    LbPicks picks = recommend(&scene, &settings);
    check_films(&picks, (int32_t[]){1, 5, 2, 6, 3, 7}, 6); /* the two tastes in turn */
    LB_ASSERT_NEAR(picks.items[0].stars, (4.5 + 3) / 2, 1e-6);
    assert_true(picks.items[1].is_on_watchlist);
    lb_picks_clear(&picks);
    settings.include_watched = true;
    settings.count           = 2;
    picks                    = recommend(&scene, &settings);
    check_films(&picks, (int32_t[]){0, 4}, 2);
    lb_picks_clear(&picks);
    settings                = lb_recommend_defaults();
    settings.watchlist_only = true;
    picks                   = recommend(&scene, &settings);
    assert_int_equal(picks.n, 3); /* 2, 5 and 7; 0 is watched */
    for (int32_t i = 0; i < 3; i++)
        assert_true(picks.items[i].is_on_watchlist);
    lb_picks_clear(&picks);
    clear(&scene);
}

static void group__boosts_what_more_people_want(void **state)
{
    (void)state;
    LbError             err = {0};
    Scene               scene;
    LbRecommendSettings settings = lb_recommend_defaults();
    LB_ASSERT_OK(gather(&scene, &err));
    /* z of films 0..3 for ann: symmetrical for bob, so that the group's scores are known. */
    settings.watchlist_boost = 1;
    LbPicks plain            = recommend(&scene, &settings);
    settings.watchlist_boost = 4;
    LbPicks boosted          = recommend(&scene, &settings);
    for (int32_t i = 0; i < plain.n; i++)
        for (int32_t k = 0; k < boosted.n; k++) {
            if (plain.items[i].film != boosted.items[k].film) continue;
            int32_t film   = plain.items[i].film;
            double  factor = film == 7 ? 4 : film == 5 ? 2 : 1; /* both, one of two, nobody */
            double  score  = (double)plain.items[i].score;
            LB_ASSERT_NEAR(boosted.items[k].score, score >= 0 ? score * factor : score / factor,
                           1e-5);
        }
    lb_picks_clear(&plain);
    lb_picks_clear(&boosted);
    clear(&scene);
}

static void group__follows_the_weights(void **state)
{
    (void)state;
    LbError             err = {0};
    Scene               scene;
    LbRecommendSettings settings = lb_recommend_defaults();
    settings.watchlist_boost     = 1;
    settings.count               = 3;
    LB_ASSERT_OK(gather(&scene, &err));
    LB_ASSERT_OK(
        lb_group_weigh(scene.group, (const char *const[]){"BOB=9", "person 3=2"}, 2, &err));
    LB_ASSERT_NEAR(scene.group->members[1].weight, 9, 0);
    LbPicks picks = recommend(&scene, &settings);
    check_films(&picks, (int32_t[]){5, 6, 7}, 3);
    LB_ASSERT_NEAR(picks.items[0].stars, (3 + 9 * 4.5) / 10, 1e-6);
    lb_picks_clear(&picks);
    static const struct {
        const char *text, *message;
    } bad[] = {{"zoe=2", "nobody here is called 'zoe': there are ann, Bob, person 3"},
               {"ann", "NAME=W"},
               {"ann=", "NAME=W"},
               {"=2", "NAME=W"},
               {"ann=0", "0.01..100"},
               {"ann=1e9", "0.01..100"},
               {"ann=x", "NAME=W"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        LB_ASSERT_FAILS(lb_group_weigh(scene.group, &bad[i].text, 1, &err), LB_EUSAGE,
                        bad[i].message);
    clear(&scene);
}

static void group__has_nothing_when_no_taste_is_known(void **state)
{
    (void)state;
    LbError             err      = {0};
    Scene               scene    = {.group = NULL};
    LbRecommendSettings settings = lb_recommend_defaults();
    LB_ASSERT_OK(lb_group_new(&scene.group, small_model(&scene.small), 2, &err));
    LB_ASSERT_OK(lb_resolver_new(&scene.resolver, &scene.small.model.films, &err));
    LB_ASSERT_OK(ADD(&scene, "ann", {"amelie", 0}));
    LB_ASSERT_OK(ADD(&scene, "bob", {"alien", 0}));
    LB_ASSERT_OK(lb_group_predict(scene.group, scene.resolver, &scene.small.model.info.discovery,
                                  &(LbMatchChoice){0}, &err));
    LbPicks picks = recommend(&scene, &settings);
    assert_int_equal(picks.n, 0);
    lb_picks_clear(&picks);
    clear(&scene);
}

static void group__survives_a_lack_of_memory(void **state)
{
    (void)state;
    LbError             err = {0};
    Scene               scene;
    LbPicks             picks;
    LbRecommendSettings settings = lb_recommend_defaults();
    scene                        = (Scene){.group = NULL};
    LB_ASSERT_SURVIVES_NOMEM(gather(&scene, &err), (void)0);
    LB_ASSERT_SURVIVES_NOMEM(lb_group_recommend(&picks, scene.group, &settings, &err),
                             lb_picks_clear(&picks));
    clear(&scene);
}

/* What files are called, and what the people of a group are called by that. */
static void group__calls_the_nameless_as_their_files(void **state)
{
    static const struct {
        const char *file, *name;
    } cases[] = {{"/home/x/ann.zip", "ann"}, {"ann.csv", "person 2"},  {"ratings.csv", "person 3"},
                 {"folder", "person 4"},     {"bob.tar.gz", "bob"},    {"a=b.zip", "person 6"},
                 {".csv", "person 7"},       {"Cleo K.zip", "Cleo K"}, {NULL, "person 9"}};
    enum { N = sizeof cases / sizeof cases[0] };
    LbError err   = {0};
    Scene   scene = {0};
    (void)state;
    LB_ASSERT_OK(lb_group_new(&scene.group, small_model(&scene.small), N, &err));
    LB_ASSERT_OK(lb_resolver_new(&scene.resolver, &scene.small.model.films, &err));
    for (size_t i = 0; i < N; i++) {
        LbProfile *profile = NULL;
        LB_ASSERT_OK(lb_profile_new(&profile, "", LB_SOURCE_EXPORT, &err));
        if (cases[i].file != NULL)
            LB_ASSERT_OK(lb_profile_add_origin(profile, cases[i].file, &err));
        LB_ASSERT_OK(lb_group_add(scene.group, profile, scene.resolver, 0, &err));
        assert_string_equal(scene.group->members[i].name, cases[i].name);
    }
    clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(group__knows_its_members),
        cmocka_unit_test(group__calls_the_nameless_as_their_files),
        cmocka_unit_test(group__leaves_out_what_anybody_watched),
        cmocka_unit_test(group__boosts_what_more_people_want),
        cmocka_unit_test(group__follows_the_weights),
        cmocka_unit_test(group__has_nothing_when_no_taste_is_known),
        cmocka_unit_test(group__survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
