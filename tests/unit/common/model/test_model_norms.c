/* SPDX-License-Identifier: MIT */
#include "common/model/model_norms.h"

#include "common/dense/half.h"
#include "tests/lb_fixture.h"
#include "tests/lb_test.h"

#include <math.h>
#include <stdlib.h>

enum { FILMS = 203 }; /* no multiple of what is added up together */

static double entry(const LbModel *model, bool is_stars, int32_t film, int32_t i)
{
    int32_t first = is_stars ? 2 : 1;
    if (i == 0) return 1;
    if (is_stars && i == 1) return (double)model->stars.film_bias[film];
    if (is_stars) return (double)model->stars.factors[film * model->stars.rank + i - first];
    return (double)model->taste.factors[film * model->taste.rank + i - first] *
           (model->taste.output_scale != NULL ? (double)model->taste.output_scale[film] : 1);
}

static void check(const LbModel *model, bool is_stars, const float *norm, const double *gram)
{
    int32_t rank = is_stars ? model->stars.rank : model->taste.rank, first = is_stars ? 2 : 1;
    for (int32_t f = 0; f < FILMS; f++) {
        double sum = 0;
        for (int32_t i = first; i < first + rank; i++)
            sum += entry(model, is_stars, f, i) * entry(model, is_stars, f, i);
        LB_ASSERT_NEAR(norm[f], sqrt(sum), 1e-6 * (1 + sqrt(sum)));
    }
    for (int32_t i = 0; i < first + rank; i++)
        for (int32_t j = 0; j < first + rank; j++) {
            double sum = 0;
            for (int32_t f = 0; f < FILMS; f++)
                sum += entry(model, is_stars, f, i) * entry(model, is_stars, f, j);
            LB_ASSERT_NEAR(gram[i * (first + rank) + j], sum, 1e-4);
        }
}

static void model_norms__are_those_of_the_films(void **state)
{
    (void)state;
    LbError      err;
    LbModelNorms norms;
    LbFixture   *fixture = lb_fixture_new(FILMS, 19, 6);
    for (int bare = 0; bare < 2; bare++) {
        if (bare) fixture->model.taste.output_scale = NULL;
        LB_ASSERT_OK(lb_model_norms_new(&norms, &fixture->model, &err));
        check(&fixture->model, false, norms.taste_norm, norms.taste_gram);
        check(&fixture->model, true, norms.stars_norm, norms.stars_gram);
        lb_model_norms_clear(&norms);
    }
    fixture->model.stars = (LbStarsHead){0};
    LB_ASSERT_OK(lb_model_norms_new(&norms, &fixture->model, &err));
    assert_non_null(norms.taste_norm);
    assert_null(norms.taste_gram);
    assert_null(norms.stars_norm);
    assert_null(norms.stars_gram);
    lb_model_norms_clear(&norms);
    lb_fixture_free(fixture);
}

static void model_norms__are_those_of_halves(void **state)
{
    (void)state;
    LbError      err;
    LbModelNorms whole, norms;
    LbFixture   *fixture = lb_fixture_new(FILMS, 19, 6);
    LbModel      model   = fixture->model;
    uint16_t    *half    = malloc(sizeof *half * FILMS * 19);
    float       *same    = malloc(sizeof *same * FILMS * 19);
    assert_non_null(half);
    assert_non_null(same);
    lb_half_shrink(half, model.taste.factors, FILMS * 19);
    lb_half_expand(same, half, FILMS * 19);
    model.taste.factors = same;
    LB_ASSERT_OK(lb_model_norms_new(&whole, &model, &err));
    model.taste.factors = NULL;
    model.taste.half    = half;
    LB_ASSERT_OK(lb_model_norms_new(&norms, &model, &err));
    assert_memory_equal(norms.taste_norm, whole.taste_norm, FILMS * sizeof(float));
    assert_memory_equal(norms.taste_gram, whole.taste_gram, 20 * 20 * sizeof(double));
    lb_model_norms_clear(&whole);
    lb_model_norms_clear(&norms);
    free(half);
    free(same);
    lb_fixture_free(fixture);
}

static void model_norms__survive_failing_allocations(void **state)
{
    (void)state;
    LbError      err;
    LbModelNorms norms;
    LbFixture   *fixture = lb_fixture_new(20, 3, 2);
    LB_ASSERT_SURVIVES_NOMEM(lb_model_norms_new(&norms, &fixture->model, &err),
                             lb_model_norms_clear(&norms));
    lb_fixture_add_norms(fixture);
    LB_ASSERT_SURVIVES_NOMEM(lb_model_norms_check(&fixture->model, &err), (void)0);
    lb_fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(model_norms__are_those_of_the_films),
        cmocka_unit_test(model_norms__are_those_of_halves),
        cmocka_unit_test(model_norms__survive_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
