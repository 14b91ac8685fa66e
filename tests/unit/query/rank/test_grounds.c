/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/grounds.h"
#include "tests/unit/query/small_model.h"

enum { SEEN = 5, EACH = 2 };

/* Films 0 to 2 and the picks 3 are of one taste, 4 and 5 of another. */
static const int32_t seen_film[SEEN] = {0, 1, 2, 4, 5};

typedef struct Scene {
    SmallModel       small;
    float            stars[SEEN];
    LbVector         vector;
    LbUser           user;
    double           part[SEEN], kin[SEEN];
    LbExplained      found;
    LbReason         items[SEEN];
    LbBecause        because;
    int32_t          liked[EACH];
    LbGrounds        grounds;
    LbGroundsChooser chooser;
} Scene;

/* A pick whose parts of the score are those of the affinity. */
static void set_scene(Scene *scene, const float *stars, const double *part)
{
    LbError err;
    *scene        = (Scene){.grounds = {.liked = scene->liked}};
    scene->vector = (LbVector){seen_film, scene->stars, SEEN, 0};
    scene->user   = (LbUser){.model = small_model(&scene->small), .vector = &scene->vector};
    scene->found =
        (LbExplained){.part = scene->part, .kin = scene->kin, .by_affinity = 1, .by_stars = 0.5};
    scene->because = (LbBecause){.items = scene->items};
    for (int32_t j = 0; j < SEEN; j++) {
        scene->stars[j] = stars[j];
        scene->part[j] = scene->kin[j] = part[j];
        if (!isnan(stars[j])) scene->vector.n_rated++;
    }
    LB_ASSERT_OK(lb_grounds_init(&scene->chooser, &scene->user, &err));
}

static void check_liked(Scene *scene, int32_t n, int32_t first, int32_t second)
{
    lb_grounds_choose(&scene->grounds, &scene->chooser, &scene->because, &scene->found, 3, EACH);
    assert_int_equal(scene->grounds.n_liked, n);
    if (n > 0) assert_int_equal(scene->grounds.liked[0], first);
    if (n > 1) assert_int_equal(scene->grounds.liked[1], second);
}

static void grounds__are_films_liked_alike_and_for_the_pick(void **state)
{
    (void)state;
    Scene scene;
    /* The second is told of first, for its part; the fourth, though large, is not alike. */
    set_scene(&scene, (float[]){5, 4.5F, 1, 5, NAN}, (double[]){0.3, 0.5, 0.4, 0.9, 0.1});
    check_liked(&scene, 2, 1, 0);
    LB_ASSERT_NEAR(scene.grounds.mean_stars, 15.5 / 4, 1e-12);
    assert_int_equal(scene.grounds.disliked, -1);
    scene.kin[0] = 0.12; /* below a quarter of the largest */
    check_liked(&scene, 1, 1, -1);
    scene.kin[0]  = 0.5;
    scene.part[0] = -0.1; /* the stars speak against it */
    check_liked(&scene, 1, 1, -1);
    scene.kin[1] = -0.1;
    check_liked(&scene, 0, -1, -1);
    lb_grounds_clear(&scene.chooser);
}

/* Neither a rating at the person's mean, nor below it, nor a film merely watched, whatever it
 * adds. */
static void grounds__need_a_rating_above_the_mean(void **state)
{
    (void)state;
    Scene        scene;
    const double part[] = {0.5, 0.5, 0.5, 0.5, 0.5};
    set_scene(&scene, (float[]){4, 4, 4, 4, 4}, part);
    check_liked(&scene, 0, -1, -1);
    lb_grounds_clear(&scene.chooser);
    set_scene(&scene, (float[]){4.5F, 4, NAN, 5, 5}, part);
    check_liked(&scene, 0, -1, -1); /* 4.625 */
    lb_grounds_clear(&scene.chooser);
    set_scene(&scene, (float[]){3, 2.5F, NAN, 1, 1}, part);
    check_liked(&scene, 2, 0, 1); /* 1.875 */
    lb_grounds_clear(&scene.chooser);
    set_scene(&scene, (float[]){5, 4.5F, 1, 1, 1}, part);
    scene.found.by_affinity = -0.6; /* the score is below 0 */
    check_liked(&scene, 0, -1, -1);
    lb_grounds_clear(&scene.chooser);
    set_scene(&scene, (float[]){5, 5, 5, 5, 4.6F}, part); /* 4.92 */
    check_liked(&scene, 0, -1, -1);
    lb_grounds_clear(&scene.chooser);
    set_scene(&scene, (float[]){NAN, NAN, NAN, NAN, NAN}, part);
    assert_true(isnan(scene.chooser.mean_stars));
    check_liked(&scene, 0, -1, -1);
    lb_grounds_clear(&scene.chooser);
}

/* A list does not repeat itself as long as there is something else to tell. */
static void grounds__turn_to_films_not_told_of(void **state)
{
    (void)state;
    Scene scene;
    set_scene(&scene, (float[]){5, 4.5F, 4, 1, 1}, (double[]){0.5, 0.4, 0.3, 0, 0});
    check_liked(&scene, 2, 0, 1);
    assert_false(scene.grounds.are_told);
    check_liked(&scene, 2, 0, 2);
    assert_false(scene.grounds.are_told);
    check_liked(&scene, 2, 0, 1);
    assert_true(scene.grounds.are_told);
    lb_grounds_clear(&scene.chooser);
}

static void grounds__a_film_is_none_for_itself(void **state)
{
    (void)state;
    Scene scene;
    set_scene(&scene, (float[]){5, 4.5F, 1, 1, 1}, (double[]){0.9, 0.4, 0, 0, 0});
    lb_grounds_choose(&scene.grounds, &scene.chooser, &scene.because, &scene.found, 0, EACH);
    assert_int_equal(scene.grounds.n_liked, 1);
    assert_int_equal(scene.grounds.liked[0], 1);
    lb_grounds_clear(&scene.chooser);
}

/* One at most, of those told in JSON: alike, rated below the mean, and against the pick. */
static void grounds__name_one_film_against(void **state)
{
    (void)state;
    Scene scene;
    set_scene(&scene, (float[]){5, 1.5F, 1, 1, NAN}, (double[]){0.9, -0.4, -0.3, -0.8, -0.1});
    scene.items[0]  = (LbReason){3, -0.8, -0.5}; /* not alike */
    scene.items[1]  = (LbReason){1, -0.4, -0.2};
    scene.items[2]  = (LbReason){2, -0.3, -0.1};
    scene.because.n = 3;
    check_liked(&scene, 1, 0, -1);
    assert_int_equal(scene.grounds.disliked, 1);
    scene.items[1].points = 0.4;
    check_liked(&scene, 1, 0, -1);
    assert_int_equal(scene.grounds.disliked, 2);
    scene.stars[2] = 2; /* the mean is still that of the ratings before: 2.125 */
    check_liked(&scene, 1, 0, -1);
    assert_int_equal(scene.grounds.disliked, -1);
    lb_grounds_clear(&scene.chooser);
}

static void grounds__say_which_term_carries_the_pick(void **state)
{
    (void)state;
    Scene       scene;
    const float bias[SMALL_FILMS] = {0};
    set_scene(&scene, (float[]){4, 4, 4, 4, 4}, (double[]){0, 0, 0, 0, 0});
    check_liked(&scene, 0, -1, -1);
    assert_int_equal(scene.grounds.carrier, LB_CARRIER_STARS); /* its affinity predicts them */
    scene.small.model.stars.film_bias = bias;
    check_liked(&scene, 0, -1, -1);
    assert_int_equal(scene.grounds.carrier, LB_CARRIER_AUDIENCE);
    scene.found.by_stars = 1.5;
    check_liked(&scene, 0, -1, -1);
    assert_int_equal(scene.grounds.carrier, LB_CARRIER_STARS);
    scene.found.by_novelty = 2;
    check_liked(&scene, 0, -1, -1);
    assert_int_equal(scene.grounds.carrier, LB_CARRIER_NOVELTY);
    lb_grounds_clear(&scene.chooser);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grounds__are_films_liked_alike_and_for_the_pick),
        cmocka_unit_test(grounds__need_a_rating_above_the_mean),
        cmocka_unit_test(grounds__turn_to_films_not_told_of),
        cmocka_unit_test(grounds__a_film_is_none_for_itself),
        cmocka_unit_test(grounds__name_one_film_against),
        cmocka_unit_test(grounds__say_which_term_carries_the_pick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
