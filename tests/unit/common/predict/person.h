/* SPDX-License-Identifier: MIT */
/* People and models for the tests of fold-in and score. */
#ifndef LB_TESTS_PERSON_H
#define LB_TESTS_PERSON_H

#include "common/predict/foldin.h"
#include "tests/lb_fixture.h"
#include "tests/lb_test.h"

enum { RATED = 40, RANK_MOST = 70 };

typedef struct Person {
    int32_t  film[RATED];
    float    stars[RATED];
    LbVector vector;
} Person;

/* Every fifth film is watched without a rating. */
static inline void make_person(Person *person, int32_t seed, int32_t n_films, int32_t n)
{
    person->vector = (LbVector){person->film, person->stars, n, 0};
    for (int32_t j = 0; j < n; j++) {
        person->film[j]  = (int32_t)(((int64_t)seed * 31 + (int64_t)j * 29) % n_films);
        person->stars[j] = j % 5 == 4 ? NAN : 0.5F * (float)(1 + (seed + j * 3) % 10);
        if (j % 5 != 4) person->vector.n_rated++;
    }
}

static inline LbUser *fold(const LbModel *model, const Person *person)
{
    LbError err;
    LbUser *user = NULL;
    LB_ASSERT_OK(lb_foldin_new(&user, model, &err));
    LB_ASSERT_OK(lb_foldin_vector(user, &person->vector, &err));
    return user;
}

/* How much of stage s there is at n films. */
static inline double reference_stage(const LbStarsPrior *prior, int32_t s, int32_t n)
{
    const int32_t *films = prior->stage_films;
    int32_t        last  = prior->n_stages - 1;
    if (n <= films[0] || n >= films[last]) return s == (n <= films[0] ? 0 : last);
    if (s > 0 && n <= films[s] && n >= films[s - 1])
        return log((double)n / films[s - 1]) / log((double)films[s] / films[s - 1]);
    if (s < last && n >= films[s] && n <= films[s + 1])
        return log((double)films[s + 1] / n) / log((double)films[s + 1] / films[s]);
    return 0;
}

static inline double reference_map(const LbModel *model, int32_t entry, int32_t n)
{
    const LbStarsPrior *prior = &model->stars.prior;
    double              sum   = 0;
    if (prior->n_stages == 0) return (double)prior->map[entry];
    for (int32_t s = 0; s < prior->n_stages; s++)
        sum += reference_stage(prior, s, n) *
               (double)prior->stage_map[s * (prior->rank + 1) * (model->stars.rank + 1) + entry];
    return sum;
}

static inline double reference_offset(const LbModel *model, const LbVector *vector)
{
    const LbStarsPrior *prior = &model->stars.prior;
    double              sum   = 0;
    for (int32_t s = 0; s < prior->n_stages; s++)
        sum += reference_stage(prior, s, vector->n_rated) * (double)prior->stage_offset[s];
    return sum;
}

static inline void reference_expectation(const LbModel *model, const LbVector *vector,
                                         double *expected)
{
    const LbStarsPrior *prior        = &model->stars.prior;
    double              e[RANK_MOST] = {0}, norm = 0;
    int32_t             order = model->stars.rank + 1;
    for (int32_t i = 0; i < order; i++)
        expected[i] = prior->rank > 0 ? reference_map(model, i, vector->n) : 0;
    for (int32_t j = 0; j < vector->n; j++)
        for (int32_t i = 0; i < prior->rank; i++)
            e[i] += (double)prior->factors[vector->film[j] * prior->rank + i];
    for (int32_t i = 0; i < prior->rank; i++)
        norm += e[i] * e[i];
    for (int32_t i = 0; i < prior->rank; i++) {
        double centre = (double)prior->centre[i];
        double own    = vector->n / (vector->n + prior->shrink);
        double place  = centre + own * (e[i] * sqrt(prior->rank / norm) - centre);
        for (int32_t c = 0; c < order; c++)
            expected[c] += place * reference_map(model, (i + 1) * order + c, vector->n);
    }
}

typedef enum Form { FULL, NO_NEIGHBOURS, ZSCORE, BIASES, STARS_ONLY, N_FORMS } Form;

static inline LbFixture *fixture_of(Form form, int32_t n_films, int32_t taste_rank)
{
    LbFixture *fixture = lb_fixture_new(n_films, form == STARS_ONLY ? 0 : taste_rank,
                                        form == ZSCORE || form == BIASES ? 0 : 11);
    LbModel   *model   = &fixture->model;
    if (form != FULL) {
        model->near  = (LbNeighbours){0};
        model->items = (LbItemHead){0};
    }
    if (form == ZSCORE) {
        model->stars             = (LbStarsHead){0};
        model->taste.shift       = model->info.mean_stars;
        model->taste.gain        = 1 / model->info.std_stars;
        model->taste.floor       = -INFINITY;
        model->taste.input_scale = model->taste.output_scale = NULL;
        model->taste.watched_weight                          = 0;
        model->taste.soft_value                              = 0;
        model->newcomers                                     = (LbNewcomers){0};
    }
    if (form == BIASES) model->stars.prior = (LbStarsPrior){0};
    return fixture;
}

#endif
