/* SPDX-License-Identifier: MIT */
#include "tests/lb_fixture.h"
#include "tests/lb_test.h"

#include "common/predict/item_gains.h"
#include "common/predict/likeness.h"
#include "query/rank/similarity.h"

enum { FILMS = 60, IN_ITEMS = 29, NOT_IN_ITEMS = 57 };

static int bits(uint64_t set)
{
    int n = 0;
    for (int b = 0; b < 64; b++)
        n += (int)(set >> b & 1);
    return n;
}

/* The header's formula, word by word. */
static double expected(const LbModel *model, int32_t film, int32_t f, double tie)
{
    const LbFilms *films = &model->films;
    double x = 0.01 * (double)lb_likeness(model, film, f), language = 0, known = 0, same = 0;
    for (int32_t i = 0; i < FILMS; i++) {
        known += films->language[i] >= 0;
        same += films->language[i] == films->language[film];
    }
    if (films->language[film] >= 0 && films->language[f] == films->language[film])
        language = fmin(-log(same / known), 4) / 4;
    double shared = bits(films->genres[f] & films->genres[film]) /
                    (double)bits(films->genres[f] | films->genres[film]);
    double years = exp(-abs(films->year[f] - films->year[film]) / 10.0);
    double least = fmin(100, (double)model->info.n_ratings / (double)FILMS);
    if (tie > 0 && films->count[f] >= least)
        x += tie * (1 + 2.5 * language) * (1 + shared / 2 + years / 2);
    return x / (fabs(x) + 0.2);
}

static double weight_in_list(const LbModel *model, int32_t from, int32_t to)
{
    for (int64_t e = model->near.start[from]; e < model->near.start[from + 1]; e++)
        if (model->near.neighbour[e] == to) return (double)model->near.weight[e];
    return 0;
}

static void check_films(const LbModel *model, int32_t film, bool by_items)
{
    LbError err;
    float   likeness[FILMS];
    int     tied = 0;
    LB_ASSERT_OK(lb_similarity_fill(likeness, model, film, LB_SIMILAR_BY_KIND, &err));
    for (int32_t f = 0; f < FILMS; f++) {
        double tie = by_items ? lb_item_gains_correlation(&model->items, film, f)
                              : sqrt(fmax(weight_in_list(model, film, f), 0) *
                                     fmax(weight_in_list(model, f, film), 0));
        LB_ASSERT_NEAR(likeness[f], expected(model, film, f, tie), 1e-6);
        tied += likeness[f] > 0.05F;
    }
    assert_true(tied >= 2);
}

/* Lists of the three films before and behind, so that they answer each other. */
static void make_mutual(LbModel *model, int64_t *start, int32_t *near, float *weight)
{
    start[0] = 0;
    for (int32_t f = 0; f < FILMS; f++) {
        int64_t at = start[f];
        for (int32_t other = f - 3; other <= f + 3; other++) {
            if (other < 0 || other >= FILMS || other == f) continue;
            near[at]     = other;
            weight[at++] = other == f + 2 ? -0.1F : 0.1F + 0.001F * (float)other;
        }
        start[f + 1] = at;
    }
    model->near = (LbNeighbours){start, near, weight, 0.6, 8};
}

static void similarity__of_a_film_in_the_regression_is_by_correlation(void **state)
{
    (void)state;
    LbFixture *fixture            = lb_fixture_new(FILMS, 12, 5);
    fixture->model.info.n_ratings = FILMS;
    check_films(&fixture->model, IN_ITEMS, true);
    fixture->model.info.n_ratings = 10 * FILMS; /* films with less than 10 ratings do not count */
    check_films(&fixture->model, IN_ITEMS, true);
    lb_fixture_free(fixture);
}

static void similarity__of_another_film_is_by_neighbour_lists(void **state)
{
    (void)state;
    int64_t    start[FILMS + 1];
    int32_t    near[6 * FILMS];
    float      weight[6 * FILMS];
    LbFixture *fixture = lb_fixture_new(FILMS, 12, 5);
    make_mutual(&fixture->model, start, near, weight);
    fixture->model.info.n_ratings = FILMS;
    check_films(&fixture->model, NOT_IN_ITEMS, false);
    fixture->model.items = (LbItemHead){0};
    check_films(&fixture->model, IN_ITEMS, false);
    lb_fixture_free(fixture);
}

static void similarity__by_audience_is_the_cosine(void **state)
{
    (void)state;
    LbError    err;
    float      likeness[FILMS];
    LbFixture *fixture = lb_fixture_new(FILMS, 12, 5);
    for (int plain = 0; plain < 2; plain++) {
        LbSimilarBy by = plain ? LB_SIMILAR_BY_KIND : LB_SIMILAR_BY_AUDIENCE;
        LB_ASSERT_OK(lb_similarity_fill(likeness, &fixture->model, 7, by, &err));
        for (int32_t f = 0; f < FILMS; f++)
            LB_ASSERT_NEAR(likeness[f], lb_likeness(&fixture->model, 7, f), 0);
        fixture->model.items = (LbItemHead){0}; /* by kind too when there is nothing else */
        fixture->model.near  = (LbNeighbours){0};
    }
    lb_fixture_free(fixture);
}

static void similarity__does_without_facts(void **state)
{
    (void)state;
    LbError    err;
    float      likeness[FILMS];
    LbFixture *fixture    = lb_fixture_new(FILMS, 12, 5);
    LbFilms   *films      = &fixture->model.films;
    films->language       = NULL;
    films->genres         = NULL;
    films->year           = NULL;
    films->language_names = films->genre_names = (LbStrings){0};
    LB_ASSERT_OK(lb_similarity_fill(likeness, &fixture->model, IN_ITEMS, LB_SIMILAR_BY_KIND, &err));
    for (int32_t f = 0; f < FILMS; f++) {
        double tie = lb_item_gains_correlation(&fixture->model.items, IN_ITEMS, f);
        double x   = 0.01 * (double)lb_likeness(&fixture->model, IN_ITEMS, f);
        if (tie > 0 && films->count[f] >= 100) x += tie;
        LB_ASSERT_NEAR(likeness[f], x / (fabs(x) + 0.2), 1e-6);
    }
    lb_fixture_free(fixture);
}

static void similarity__needs_components(void **state)
{
    (void)state;
    LbError    err;
    float      likeness[FILMS];
    LbFixture *fixture        = lb_fixture_new(FILMS, 0, 0);
    fixture->model.stars.rank = 0;
    LB_ASSERT_FAILS(lb_similarity_fill(likeness, &fixture->model, 1, LB_SIMILAR_BY_KIND, &err),
                    LB_EDATA, "no components");
    lb_fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(similarity__of_a_film_in_the_regression_is_by_correlation),
        cmocka_unit_test(similarity__of_another_film_is_by_neighbour_lists),
        cmocka_unit_test(similarity__by_audience_is_the_cosine),
        cmocka_unit_test(similarity__does_without_facts),
        cmocka_unit_test(similarity__needs_components),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
