/* SPDX-License-Identifier: MIT */
/* Parts of a score against the score itself: they add up, and each is what its film brings. */
#include "common/predict/explain.h"

#include "tests/lb_fixture.h"
#include "tests/lb_test.h"

enum { FILMS = 600, RATED = 40 };

typedef enum Form { FULL, NO_NEIGHBOURS, ZSCORE, STARS_ONLY, BIASES, N_FORMS } Form;

static const LbRanking by_affinity = {.affinity = 1};
static const LbRanking by_stars    = {.stars = 1};
static const LbRanking by_all      = {.affinity = 1, .stars = 0.5, .novelty = 0.25};

typedef struct Scene {
    LbFixture *fixture;
    int32_t    film[RATED];
    float      stars[RATED];
    LbVector   vector;
    LbUser    *user;
} Scene;

/* Every fifth film is watched without a rating. */
static void set_scene(Scene *scene, Form form, int32_t n_films)
{
    LbError  err;
    int32_t  n       = n_films < RATED ? n_films : RATED;
    LbModel *model   = NULL;
    scene->fixture   = lb_fixture_new(n_films, form == STARS_ONLY || form == BIASES ? 0 : 12,
                                    form == ZSCORE || form == BIASES ? 0 : 9);
    model            = &scene->fixture->model;
    scene->vector    = (LbVector){scene->film, scene->stars, n, 0};
    const bool plain = form != FULL;
    if (plain) {
        model->near  = (LbNeighbours){0};
        model->items = (LbItemHead){0};
    }
    if (form == ZSCORE) model->stars = (LbStarsHead){0};
    if (form == BIASES) model->stars.prior = (LbStarsPrior){0};
    for (int32_t j = 0; j < n; j++) {
        scene->film[j]  = (int32_t)(31 + (int64_t)j * 29) % n_films;
        scene->stars[j] = j % 5 == 4 ? NAN : 0.5F * (float)(1 + (j * 3) % 10);
        if (j % 5 != 4) scene->vector.n_rated++;
    }
    LB_ASSERT_OK(lb_foldin_new(&scene->user, model, &err));
    LB_ASSERT_OK(lb_foldin_vector(scene->user, &scene->vector, &err));
}

static void clear_scene(Scene *scene)
{
    lb_foldin_free(scene->user);
    lb_fixture_free(scene->fixture);
}

/* The parts of film `film`, of a person folded in anew. */
static double explain(const Scene *scene, const LbRanking *ranking, int32_t film, double *part)
{
    LbError      err;
    LbExplainer *explainer = NULL;
    LB_ASSERT_OK(lb_foldin_vector(scene->user, &scene->vector, &err));
    LB_ASSERT_OK(lb_explain_new(&explainer, scene->user, ranking, &err));
    const LbExplained *found = lb_explain(explainer, film);
    double             base  = found->base;
    memcpy(part, found->part, (size_t)scene->vector.n * sizeof *part);
    lb_explain_free(explainer);
    return base;
}

static void check_sums(Form form, const LbRanking *ranking)
{
    LbError      err;
    Scene        scene;
    LbExplainer *explainer = NULL;
    static float score[FILMS];
    set_scene(&scene, form, FILMS);
    lb_score_all(scene.user, ranking, score, NULL);
    LB_ASSERT_OK(lb_explain_new(&explainer, scene.user, ranking, &err));
    for (int32_t f = 0; f < FILMS; f++) {
        const LbExplained *found = lb_explain(explainer, f);
        double             sum = found->base, size = fabs(sum);
        for (int32_t j = 0; j < RATED; j++) {
            sum += found->part[j];
            size += fabs(found->part[j]);
        }
        /* Scores are sums of floats; the regression is solved in floats. */
        LB_ASSERT_NEAR(score[f], sum, 1e-5 * (1 + size));
        LB_ASSERT_NEAR(found->by_affinity + found->by_stars + found->by_novelty, sum,
                       1e-12 * (1 + size));
        assert_true(size > 0);
    }
    lb_explain_free(explainer);
    clear_scene(&scene);
}

static void explain__parts_and_base_add_up_to_the_score(void **state)
{
    (void)state;
    for (int form = 0; form < N_FORMS; form++) {
        check_sums((Form)form, &by_affinity);
        check_sums((Form)form, &by_stars);
        check_sums((Form)form, &by_all);
    }
}

/* Kin are the parts of the affinity whatever is ranked by; without affinity, all there is. */
static void explain__kin_are_the_parts_of_the_affinity(void **state)
{
    (void)state;
    LbError      err;
    Scene        scene;
    LbExplainer *explainer[2] = {NULL, NULL};
    for (int form = 0; form < N_FORMS; form++) {
        bool has_affinity = form != STARS_ONLY && form != BIASES;
        set_scene(&scene, (Form)form, FILMS);
        LB_ASSERT_OK(lb_explain_new(&explainer[0], scene.user, &by_affinity, &err));
        LB_ASSERT_OK(lb_explain_new(&explainer[1], scene.user, &by_stars, &err));
        for (int32_t f = 0; f < FILMS; f += 7) {
            const LbExplained *affinity = lb_explain(explainer[0], f);
            const LbExplained *stars    = lb_explain(explainer[1], f);
            double             moved    = 0;
            for (int32_t j = 0; j < RATED; j++) {
                LB_ASSERT_NEAR(affinity->kin[j], affinity->part[j], 0);
                LB_ASSERT_NEAR(stars->kin[j], has_affinity ? affinity->kin[j] : stars->part[j], 0);
                moved += fabs(stars->part[j] - stars->kin[j]);
            }
            assert_int_equal(moved > 0, form == FULL || form == NO_NEIGHBOURS);
            LB_ASSERT_NEAR(affinity->by_novelty, 0, 0);
        }
        lb_explain_free(explainer[0]);
        lb_explain_free(explainer[1]);
        clear_scene(&scene);
    }
}

/* With the films given, stars are linear in the ratings: another rating moves one part alone. The
 * score standardises them, which is undone here. */
static void explain__a_rating_moves_its_own_part_alone(void **state)
{
    (void)state;
    static float before[FILMS], after[FILMS];
    Scene        scene;
    double       part[RATED], moved[RATED];
    set_scene(&scene, STARS_ONLY, FILMS);
    (void)explain(&scene, &by_stars, 77, part);
    double unit = (double)lb_score_mix(scene.user, &by_stars).stars;
    lb_score_all(scene.user, &by_stars, NULL, before);
    for (int32_t j = 0; j < RATED; j++) {
        float kept = scene.stars[j];
        if (isnan(kept)) {
            LB_ASSERT_NEAR(part[j], 0, 0); /* no rating, no part */
            continue;
        }
        scene.stars[j] = kept + 0.5F;
        (void)explain(&scene, &by_stars, 77, moved);
        double moved_unit = (double)lb_score_mix(scene.user, &by_stars).stars;
        lb_score_all(scene.user, &by_stars, NULL, after);
        assert_true(before[77] > 0.5F && after[77] > 0.5F && before[77] < 5 && after[77] < 5);
        LB_ASSERT_NEAR(moved[j] / moved_unit - part[j] / unit,
                       (double)after[77] - (double)before[77], 3e-5);
        for (int32_t other = 0; other < RATED; other++)
            if (other != j) LB_ASSERT_NEAR(moved[other] / moved_unit, part[other] / unit, 1e-10);
        scene.stars[j] = kept;
    }
    clear_scene(&scene);
}

/* A part of the taste score is what is missing when its film is left out. */
static void explain__a_part_of_the_taste_is_what_its_film_brings(void **state)
{
    (void)state;
    static float before[FILMS], after[FILMS];
    LbError      err;
    Scene        scene;
    double       part[RATED];
    set_scene(&scene, ZSCORE, FILMS);
    scene.fixture->model.taste.few_films = 0; /* or the weights depend on n */
    scene.fixture->model.newcomers       = (LbNewcomers){0};
    (void)explain(&scene, &by_affinity, 123, part);
    lb_score_all(scene.user, &by_affinity, before, NULL);
    for (int32_t j = 0; j < RATED; j++) {
        int32_t n = 0, film[RATED];
        float   stars[RATED];
        for (int32_t other = 0; other < RATED; other++) {
            if (other == j) continue;
            film[n]    = scene.film[other];
            stars[n++] = scene.stars[other];
        }
        LbVector rest = {film, stars, n, scene.vector.n_rated - !isnan(scene.stars[j])};
        LB_ASSERT_OK(lb_foldin_vector(scene.user, &rest, &err));
        lb_score_all(scene.user, &by_affinity, after, NULL);
        LB_ASSERT_NEAR(part[j], (double)before[123] - (double)after[123], 1e-5);
    }
    assert_true(fabs(part[4]) > 0); /* merely watched */
    clear_scene(&scene);
}

/* Neighbours: nothing but the lists of the profile's own films counts. */
static void explain__gains_come_from_the_neighbour_lists(void **state)
{
    (void)state;
    Scene  scene;
    double part[RATED];
    set_scene(&scene, FULL, FILMS);
    LbModel *model         = &scene.fixture->model;
    model->near.share      = 1;
    model->near.half_films = 0;
    model->items           = (LbItemHead){0};
    model->taste.rank      = 0;
    model->stars           = (LbStarsHead){0};
    lb_foldin_free(scene.user);
    LbError err;
    LB_ASSERT_OK(lb_foldin_new(&scene.user, model, &err));
    for (int32_t film = 0; film < FILMS; film++) {
        (void)explain(&scene, &by_affinity, film, part);
        for (int32_t j = 0; j < RATED; j++) {
            int32_t distance = (film - scene.film[j] + FILMS) % FILMS;
            assert_int_equal(part[j] != 0, distance >= 1 && distance <= 3);
        }
    }
    clear_scene(&scene);
}

/* The item-item regression: a film has a part in another when both take part, but none in itself. */
static void explain__gains_come_from_the_item_rows(void **state)
{
    (void)state;
    LbError err;
    Scene   scene;
    double  part[RATED];
    set_scene(&scene, FULL, FILMS);
    LbModel       *model = &scene.fixture->model;
    const int32_t *place = model->items.place;
    model->near          = (LbNeighbours){0};
    model->taste.rank    = 0;
    model->stars         = (LbStarsHead){0};
    lb_foldin_free(scene.user);
    LB_ASSERT_OK(lb_foldin_new(&scene.user, model, &err));
    for (int32_t film = 0; film < FILMS; film++) {
        (void)explain(&scene, &by_affinity, film, part);
        for (int32_t j = 0; j < RATED; j++) {
            int32_t row = place[scene.film[j]];
            int32_t col = place[film];
            if (row < 0 || col < 0 || row == col) {
                LB_ASSERT_NEAR(part[j], 0, 0);
                continue;
            }
            const int8_t *code = &model->items.code[row * model->items.n + col];
            assert_int_equal((part[j] > 0) - (part[j] < 0), (*code > 0) - (*code < 0));
        }
    }
    clear_scene(&scene);
}

/* Where the regression is singular the fold-in leaves it at the expectation. */
static void explain__a_singular_regression_leaves_the_expectation(void **state)
{
    (void)state;
    static float score[FILMS];
    Scene        scene;
    double       part[RATED];
    set_scene(&scene, BIASES, FILMS);
    scene.vector.n = scene.vector.n_rated = 1;
    scene.fixture->model.stars.bias_ridge = -1; /* A = 0 */
    double base                           = explain(&scene, &by_stars, 5, part);
    lb_score_all(scene.user, &by_stars, score, NULL);
    LB_ASSERT_NEAR(part[0], 0, 0);
    LB_ASSERT_NEAR(score[5], base, 1e-5);
    clear_scene(&scene);
}

static void explain__memory_running_out_leaves_nothing_behind(void **state)
{
    (void)state;
    LbError      err;
    Scene        scene;
    LbExplainer *explainer = NULL;
    set_scene(&scene, FULL, FILMS);
    LB_ASSERT_SURVIVES_NOMEM(lb_explain_new(&explainer, scene.user, &by_all, &err),
                             lb_explain_free(explainer));
    clear_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(explain__parts_and_base_add_up_to_the_score),
        cmocka_unit_test(explain__kin_are_the_parts_of_the_affinity),
        cmocka_unit_test(explain__a_rating_moves_its_own_part_alone),
        cmocka_unit_test(explain__a_part_of_the_taste_is_what_its_film_brings),
        cmocka_unit_test(explain__gains_come_from_the_neighbour_lists),
        cmocka_unit_test(explain__gains_come_from_the_item_rows),
        cmocka_unit_test(explain__a_singular_regression_leaves_the_expectation),
        cmocka_unit_test(explain__memory_running_out_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
