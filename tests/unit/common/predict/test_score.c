/* SPDX-License-Identifier: MIT */
/* Fold-in and scoring against a dense reference written the plain way, in double. */
#include "common/predict/score_batch.h"

#include "common/dense/half.h"
#include "tests/unit/common/predict/person.h"

#include <stdlib.h>

enum { FILMS = 1300, PEOPLE = 19 };

static double weight_of(const LbModel *model, const LbVector *vector, int32_t j)
{
    const LbTaste     *taste     = &model->taste;
    const LbNewcomers *newcomers = &model->newcomers;
    double             stars     = (double)vector->stars[j];
    double             fresh     = 1 / (1 + pow(vector->n / newcomers->half_films, 2));
    double             seen = newcomers->seen * fresh, rarity = newcomers->rarity * fresh;
    double             weight = isnan(stars) ? taste->watched_weight + seen
                                             : fmax((stars - taste->shift) * taste->gain + seen, taste->floor);
    if (model->films.fame == NULL) return weight;
    return weight * exp(-rarity * (double)model->films.fame[vector->film[j]]);
}

static double spectral_weight(const LbTaste *taste, int32_t i, double n)
{
    double s    = taste->singular_values[i];
    double soft = taste->soft_value * taste->soft_value * (1 + pow(taste->few_films / n, 2));
    return taste->soft_value > 0 ? s * s / (s * s + soft) : 1;
}

/* out_f sum_j w_j in_j <V_j, g V_f>, as the header says, without projecting. */
static double reference_taste(const LbModel *model, const LbVector *vector, int32_t f)
{
    const LbTaste *taste = &model->taste;
    double         sum   = 0;
    for (int32_t j = 0; j < vector->n; j++) {
        int32_t film = vector->film[j];
        double  dot  = 0;
        for (int32_t i = 0; i < taste->rank; i++)
            dot += spectral_weight(taste, i, vector->n) *
                   (double)taste->factors[film * taste->rank + i] *
                   (double)taste->factors[f * taste->rank + i];
        sum += weight_of(model, vector, j) * dot *
               (taste->input_scale != NULL ? (double)taste->input_scale[film] : 1);
    }
    return sum * (taste->output_scale != NULL ? (double)taste->output_scale[f] : 1);
}

static double reference_gain(const LbModel *model, const LbVector *vector, int32_t f)
{
    double gain = 0;
    for (int32_t j = 0; j < vector->n; j++) {
        int32_t film = vector->film[j];
        for (int64_t e = model->near.start[film]; e < model->near.start[film + 1]; e++)
            if (model->near.neighbour[e] == f)
                gain += weight_of(model, vector, j) * (double)model->near.weight[e];
    }
    return gain;
}

/* The gains of the item-item regression as common/model.h defines them. */
static double reference_items(const LbModel *model, const LbVector *vector, int32_t f)
{
    const LbItemHead *items = &model->items;
    double            gain  = 0;
    for (int32_t j = 0; j < vector->n; j++) {
        int32_t row = items->place[vector->film[j]], col = items->place[f];
        if (row < 0 || col < 0) continue;
        double code = items->code[row * items->n + col] / 127.0;
        gain += weight_of(model, vector, j) * (double)items->row_scale[row] * code * code * code *
                (double)items->root[row] / (double)items->root[col];
    }
    return gain;
}

/* The gradient of the ridge objective at (b_u, p_u) must vanish. */
static void check_stars_optimum(const LbUser *user, const double *expected)
{
    const LbModel     *model                   = user->model;
    const LbStarsHead *head                    = &model->stars;
    const LbVector    *vector                  = user->vector;
    double             gradient[RANK_MOST + 1] = {0};
    double             ridge = head->ridge + head->ridge_per_rating * vector->n_rated;
    double             bias  = (double)user->stars[0] - reference_offset(model, vector);
    gradient[0]              = head->bias_ridge * (bias - expected[0]);
    for (int32_t i = 0; i < head->rank; i++)
        gradient[i + 1] = ridge * ((double)user->stars[i + 1] - expected[i + 1]);
    for (int32_t j = 0; j < vector->n; j++) {
        if (isnan(vector->stars[j])) continue;
        const float *row = head->factors + (int64_t)vector->film[j] * head->rank;
        double rest = model->info.mean_stars + bias + (double)head->film_bias[vector->film[j]] -
                      (double)vector->stars[j];
        for (int32_t i = 0; i < head->rank; i++)
            rest += (double)row[i] * (double)user->stars[i + 1];
        gradient[0] += rest;
        for (int32_t i = 0; i < head->rank; i++)
            gradient[i + 1] += rest * (double)row[i];
    }
    /* Rounding of (b_u, p_u) to float, times the curvature. */
    for (int32_t i = 0; i <= head->rank; i++)
        LB_ASSERT_NEAR(gradient[i], 0, 2e-5);
}

static double reference_stars(const LbUser *user, int32_t f)
{
    const LbStarsHead *head = &user->model->stars;
    double             stars =
        user->model->info.mean_stars + (double)user->stars[0] + (double)head->film_bias[f];
    for (int32_t i = 0; i < head->rank; i++)
        stars += (double)user->stars[i + 1] * (double)head->factors[(int64_t)f * head->rank + i];
    return stars;
}

static void standardise(double *values, int32_t n)
{
    double mean = 0, variance = 0;
    for (int32_t i = 0; i < n; i++)
        mean += values[i] / n;
    for (int32_t i = 0; i < n; i++)
        variance += (values[i] - mean) * (values[i] - mean) / n;
    for (int32_t i = 0; i < n; i++)
        values[i] = (values[i] - mean) / sqrt(variance);
}

static void check_against_reference(int32_t n_films, int32_t taste_rank, int32_t stars_rank)
{
    static double affinity[FILMS], gain[FILMS], items[FILMS], predicted[FILMS];
    static float  score[FILMS], stars[FILMS];
    double        expected[RANK_MOST + 1] = {0};
    Person        person;
    LbFixture    *fixture = lb_fixture_new(n_films, taste_rank, stars_rank);
    make_person(&person, 3, n_films, n_films < RATED ? n_films : RATED);
    LbUser *user = fold(&fixture->model, &person);
    reference_expectation(&fixture->model, &person.vector, expected);
    check_stars_optimum(user, expected);
    for (int32_t f = 0; f < n_films; f++) {
        affinity[f]  = reference_taste(&fixture->model, &person.vector, f);
        gain[f]      = reference_gain(&fixture->model, &person.vector, f);
        items[f]     = reference_items(&fixture->model, &person.vector, f);
        predicted[f] = reference_stars(user, f);
    }
    standardise(affinity, n_films);
    standardise(gain, n_films);
    standardise(items, n_films);
    double n = person.vector.n, share = 0.6 * n * n / (n * n + 64);
    double own = 2 * pow(n, 4) / (pow(n, 4) + pow(20, 4));
    for (int32_t f = 0; f < n_films; f++)
        affinity[f] = (1 - share) * affinity[f] + share * gain[f] + own * items[f];
    lb_score_all(user, &(LbRanking){.affinity = 1}, score, stars);
    for (int32_t f = 0; f < n_films; f++) {
        LB_ASSERT_NEAR(score[f], affinity[f], 1e-4);
        LB_ASSERT_NEAR(stars[f], fmin(5, fmax(0.5, predicted[f])), 1e-5);
    }
    standardise(predicted, n_films);
    lb_score_all(user, &(LbRanking){2, 0.7, 0.3}, score, NULL);
    for (int32_t f = 0; f < n_films; f++)
        LB_ASSERT_NEAR(score[f],
                       2 * affinity[f] + 0.7 * predicted[f] -
                           0.3 * (double)fixture->model.films.fame[f],
                       2e-4);
    lb_score_all(user, &(LbRanking){.stars = 1}, score, NULL);
    for (int32_t f = 0; f < n_films; f++)
        LB_ASSERT_NEAR(score[f], predicted[f], 1e-4);
    lb_foldin_free(user);
    lb_fixture_free(fixture);
}

static void score__agrees_with_the_dense_reference(void **state)
{
    (void)state;
    for (int32_t rank = 1; rank <= 18; rank++)
        check_against_reference(64, rank, 19 - rank);
    check_against_reference(FILMS, 50, 30);
    check_against_reference(513, 64, 1);
    check_against_reference(20, 7, 7);
}

/* All forms of a model that --method makes. */
typedef struct Received {
    int32_t n_films, next[PEOPLE];
    float  *score, *stars; /* [PEOPLE x n_films] */
} Received;

static void receive(void *ctx, int32_t user, int32_t first, int32_t n, const float *score,
                    const float *stars)
{
    Received *got = ctx;
    assert_int_equal(first, got->next[user]);
    got->next[user] += n;
    memcpy(got->score + (int64_t)user * got->n_films + first, score, (size_t)n * sizeof *score);
    if (stars != NULL)
        memcpy(got->stars + (int64_t)user * got->n_films + first, stars, (size_t)n * sizeof *stars);
}

static void check_same_bits(const LbUser *user, const LbRanking *ranking, const float *score,
                            const float *stars)
{
    static float   one_score[FILMS], one_stars[FILMS], some_score[FILMS], some_stars[FILMS];
    static int32_t film[FILMS];
    int32_t        n = user->model->films.n_films;
    for (int32_t i = 0; i < n; i++)
        film[i] = n - 1 - i;
    lb_score_all(user, ranking, one_score, one_stars);
    assert_memory_equal(score, one_score, (size_t)n * sizeof *score);
    if (stars != NULL) assert_memory_equal(stars, one_stars, (size_t)n * sizeof *stars);
    lb_score_some(user, ranking, film, n, some_score, some_stars);
    for (int32_t i = 0; i < n; i++) {
        assert_memory_equal(&some_score[i], &one_score[n - 1 - i], sizeof(float));
        assert_memory_equal(&some_stars[i], &one_stars[n - 1 - i], sizeof(float));
    }
    lb_score_all(user, ranking, some_score, NULL);
    assert_memory_equal(some_score, one_score, (size_t)n * sizeof *score);
    lb_score_all(user, ranking, NULL, some_stars);
    assert_memory_equal(some_stars, one_stars, (size_t)n * sizeof *score);
}

static void check_batch(Form form, int32_t n_people, int32_t rank, LbRanking ranking,
                        bool want_stars)
{
    LbError       err;
    static Person people[PEOPLE];
    LbFixture    *fixture = fixture_of(form, FILMS, rank);
    if (n_people % 2 == 1) lb_fixture_add_norms(fixture);
    LbUser  *users[PEOPLE];
    Received got = {.n_films = FILMS};
    got.score    = calloc((size_t)PEOPLE * FILMS, sizeof(float));
    got.stars    = calloc((size_t)PEOPLE * FILMS, sizeof(float));
    for (int32_t u = 0; u < n_people; u++) {
        make_person(&people[u], u, FILMS, 1 + 2 * u);
        users[u] = fold(&fixture->model, &people[u]);
    }
    LB_ASSERT_OK(lb_score_batch((const LbUser *const *)users, n_people, &ranking, want_stars,
                                receive, &got, &err));
    for (int32_t u = 0; u < n_people; u++) {
        assert_int_equal(got.next[u], FILMS);
        check_same_bits(users[u], &ranking, got.score + (int64_t)u * FILMS,
                        want_stars ? got.stars + (int64_t)u * FILMS : NULL);
        lb_foldin_free(users[u]);
    }
    free(got.score);
    free(got.stars);
    lb_fixture_free(fixture);
}

static void score__batch_and_single_give_the_same_bits(void **state)
{
    (void)state;
    static const LbRanking rankings[] = {{1, 0, 0}, {1, 0.5, 0}, {1, 2, 0.25}, {0, 1, 0}};
    for (int32_t people = 1; people <= PEOPLE; people += 3)
        check_batch(FULL, people, 50, rankings[people % 4], people % 3 != 0);
    for (int32_t rank = 1; rank <= 17; rank++)
        check_batch(NO_NEIGHBOURS, 9, rank, rankings[1], true);
    for (int form = 0; form < N_FORMS; form++)
        for (int r = 0; r < 4; r++)
            check_batch((Form)form, 9 + r / 2, 12, rankings[r], r % 2 == 0);
}

static void score__group_gives_the_bits_of_each_alone(void **state)
{
    (void)state;
    static Person          people[LB_SCORE_GROUP];
    static const LbRanking rankings[] = {{1, 0.5, 0.25}, {1, 0, 0}, {0, 1, 0}};
    LbUser                *users[LB_SCORE_GROUP];
    float                 *score[LB_SCORE_GROUP], *stars[LB_SCORE_GROUP];
    for (int form = 0; form < N_FORMS; form++) {
        LbFixture *fixture = fixture_of((Form)form, FILMS, 12);
        float     *room    = calloc(lb_score_room(&fixture->model), sizeof *room);
        for (int32_t g = 0; g < LB_SCORE_GROUP; g++) {
            make_person(&people[g], g, FILMS, 1 + 3 * g);
            users[g] = fold(&fixture->model, &people[g]);
            score[g] = calloc(FILMS, sizeof *score[g]);
            stars[g] = calloc(FILMS, sizeof *stars[g]);
        }
        for (int32_t n = 1; n <= LB_SCORE_GROUP; n += n == 1 ? 2 : 5) {
            const LbRanking *ranking = &rankings[(n + form) % 3];
            lb_score_group((const LbUser *const *)users, n, ranking, score, stars, room);
            for (int32_t g = 0; g < n; g++)
                check_same_bits(users[g], ranking, score[g], stars[g]);
        }
        for (int32_t g = 0; g < LB_SCORE_GROUP; g++) {
            lb_foldin_free(users[g]);
            free(score[g]);
            free(stars[g]);
        }
        free(room);
        lb_fixture_free(fixture);
    }
}

/* Halves of an array, which becomes what they say. */
static uint16_t *halve(const float **factors, int64_t n)
{
    uint16_t *half = calloc((size_t)n, sizeof *half);
    float    *same = calloc((size_t)n, sizeof *same);
    lb_half_shrink(half, *factors, n);
    lb_half_expand(same, half, n);
    *factors = same;
    return half;
}

/* A model in half precision and one of the same numbers in single precision. */
static void score__half_precision_gives_the_bits_of_its_numbers(void **state)
{
    (void)state;
    enum { ALONE = 3, RANK = 21 };
    static float  score[FILMS], stars[FILMS], half_score[FILMS], half_stars[FILMS];
    static Person person;
    LbRanking     ranking = {1, 0.5, 0.25};
    LbFixture    *fixture = fixture_of(FULL, FILMS, RANK);
    LbModel       half, *model = &fixture->model;
    const float **of[ALONE]   = {&model->taste.factors, &model->stars.factors,
                                 &model->stars.prior.factors};
    int32_t       rank[ALONE] = {model->taste.rank, model->stars.rank, model->stars.prior.rank};
    uint16_t     *halves[ALONE];
    for (int i = 0; i < ALONE; i++)
        halves[i] = halve(of[i], (int64_t)FILMS * rank[i]);
    half               = *model;
    half.taste.factors = half.stars.factors = half.stars.prior.factors = NULL;
    half.taste.half                                                    = halves[0];
    half.stars.half                                                    = halves[1];
    half.stars.prior.half                                              = halves[2];
    make_person(&person, 5, FILMS, 30);
    LbUser *whole_user = fold(model, &person), *half_user = fold(&half, &person);
    lb_score_all(whole_user, &ranking, score, stars);
    lb_score_all(half_user, &ranking, half_score, half_stars);
    assert_memory_equal(half_score, score, sizeof score);
    assert_memory_equal(half_stars, stars, sizeof stars);
    check_same_bits(half_user, &ranking, score, stars);
    lb_foldin_free(whole_user);
    lb_foldin_free(half_user);
    for (int i = 0; i < ALONE; i++) {
        free(halves[i]);
        free((void *)(uintptr_t)*of[i]);
    }
    lb_fixture_free(fixture);
}

/* Films of very different norms, as rarely and often rated ones are. */
static void grade(const float *factors, int64_t n_films, int32_t rank)
{
    for (int64_t i = 0; i < n_films * rank; i++) {
        float value = factors[i] * expf(-0.01F * (float)(i / rank % 600));
        memcpy((char *)(uintptr_t)(factors + i), &value, sizeof value);
    }
}

static void check_bounds(const LbUser *user, LbRanking ranking)
{
    static float   score[FILMS], bound[FILMS], some[FILMS];
    static int32_t film[FILMS];
    const int32_t  n   = user->model->films.n_films;
    LbMix          mix = lb_score_mix(user, &ranking);
    double         far = 0;
    lb_score_all(user, &ranking, score, NULL);
    assert_true(lb_score_has_norms(user->model, &ranking));
    assert_true(lb_score_bounds(user, &ranking, &mix, bound));
    for (int32_t f = 0; f < n; f++) {
        film[f] = f;
        far += (double)bound[f] - (double)score[f];
        if (!(bound[f] >= score[f])) fail_msg("film %d: %g > %g", f, score[f], bound[f]);
    }
    if (ranking.affinity > 0) assert_true(far > 0);
    lb_score_exactly(user, &ranking, &mix, film, n, some);
    assert_memory_equal(some, score, (size_t)n * sizeof *score);
}

static void score__is_never_above_its_bound(void **state)
{
    (void)state;
    static const LbRanking rankings[] = {{1, 0, 0}, {1, 0.5, 0.25}, {0.3, 2, -1}, {0, 1, 0}};
    for (int form = 0; form < N_FORMS; form++)
        for (int32_t rank = 1; rank <= RANK_MOST; rank += 23) {
            Person     person;
            LbFixture *fixture = fixture_of((Form)form, FILMS, rank);
            LbModel   *model   = &fixture->model;
            grade(model->taste.factors, model->taste.rank > 0 ? FILMS : 0, model->taste.rank);
            lb_fixture_add_norms(fixture);
            make_person(&person, rank, FILMS, 1 + rank % RATED);
            LbUser *user = fold(model, &person);
            for (int r = 0; r < 4; r++)
                check_bounds(user, rankings[r]);
            if (model->taste.rank > 0) { /* a film that is the person: the bound is tight */
                memcpy((char *)(uintptr_t)model->taste.factors, user->taste,
                       (size_t)rank * sizeof(float));
                lb_fixture_add_norms(fixture);
                check_bounds(user, rankings[0]);
            }
            lb_foldin_free(user);
            lb_fixture_free(fixture);
        }
}

/* Mean and deviation of a Gram matrix and of a pass over the films differ by rounding. */
static void score__gram_matrices_stand_in_for_a_pass(void **state)
{
    (void)state;
    static const LbRanking rankings[] = {{1, 0, 0}, {1, 0.5, 0.25}, {0, 1, 0}};
    static float           score[FILMS], same[FILMS];
    for (int form = 0; form < N_FORMS; form++)
        for (int r = 0; r < 3; r++) {
            Person     person;
            LbFixture *fixture = fixture_of((Form)form, FILMS, 37);
            make_person(&person, 7 + r, FILMS, 25);
            LbUser *user = fold(&fixture->model, &person);
            lb_score_all(user, &rankings[r], same, NULL);
            lb_fixture_add_norms(fixture);
            lb_score_all(user, &rankings[r], score, NULL);
            for (int32_t f = 0; f < FILMS; f++)
                LB_ASSERT_NEAR(score[f], same[f], 2e-6);
            lb_foldin_free(user);
            lb_fixture_free(fixture);
        }
}

static void score__zscore_predicts_stars_from_the_taste_score(void **state)
{
    (void)state;
    static float score[FILMS], stars[FILMS];
    Person       person;
    LbFixture   *fixture = fixture_of(ZSCORE, FILMS, 20);
    make_person(&person, 5, FILMS, RATED);
    LbUser *user = fold(&fixture->model, &person);
    /* no stars model: its weight has nothing to add */
    lb_score_all(user, &(LbRanking){1, 0.5, 0}, score, stars);
    for (int32_t f = 0; f < FILMS; f++) {
        LB_ASSERT_NEAR(score[f], reference_taste(&fixture->model, &person.vector, f), 1e-4);
        LB_ASSERT_NEAR(stars[f], fmin(5, fmax(0.5, 3.25 + 0.9 * (double)score[f])), 1e-5);
    }
    lb_foldin_free(user);
    lb_fixture_free(fixture);
}

static void score__without_taste_ranks_by_standardised_stars(void **state)
{
    (void)state;
    static float  score[FILMS], stars[FILMS];
    static double predicted[FILMS];
    Person        person;
    LbFixture    *fixture = fixture_of(STARS_ONLY, FILMS, 0);
    int           beyond  = 0;
    make_person(&person, 5, FILMS, RATED);
    for (int32_t j = 0; j < RATED; j++)
        if (!isnan(person.stars[j])) person.stars[j] = 5;
    LbUser *user = fold(&fixture->model, &person);
    lb_score_all(user, &(LbRanking){.affinity = 1}, score, stars);
    for (int32_t f = 0; f < FILMS; f++) {
        predicted[f] = reference_stars(user, f);
        LB_ASSERT_NEAR(stars[f], fmin(5, fmax(0.5, predicted[f])), 1e-5);
        if (predicted[f] > 5) beyond++;
    }
    assert_true(beyond > 0); /* ranked by what is not clamped */
    standardise(predicted, FILMS);
    for (int32_t f = 0; f < FILMS; f++)
        LB_ASSERT_NEAR(score[f], predicted[f], 1e-4);
    lb_foldin_free(user);
    lb_fixture_free(fixture);
}

static LbStatus everything(const LbModel *model, const LbVector *vector)
{
    LbStatus     st   = LB_OK;
    LbUser      *user = NULL;
    Received     got  = {.n_films = model->films.n_films};
    static float score[100], stars[100];
    got.score = score;
    got.stars = stars;
    LB_TRY(lb_foldin_new(&user, model, NULL));
    LB_TRY(lb_foldin_vector(user, vector, NULL));
    LB_TRY(lb_score_batch((const LbUser *const *)&user, 1, &(LbRanking){1, 0.5, 0}, true, receive,
                          &got, NULL));
cleanup:
    lb_foldin_free(user);
    return st;
}

static void score__survives_want_of_memory(void **state)
{
    (void)state;
    LbFixture *fixture = fixture_of(FULL, 100, 8);
    Person     person;
    make_person(&person, 1, 100, 20);
    LB_ASSERT_SURVIVES_NOMEM(everything(&fixture->model, &person.vector), (void)0);
    lb_fixture_free(fixture);
}

static void score__batch_of_nobody_does_nothing(void **state)
{
    (void)state;
    LbError err;
    LB_ASSERT_OK(lb_score_batch(NULL, 0, 0, true, receive, NULL, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(score__agrees_with_the_dense_reference),
        cmocka_unit_test(score__batch_and_single_give_the_same_bits),
        cmocka_unit_test(score__group_gives_the_bits_of_each_alone),
        cmocka_unit_test(score__half_precision_gives_the_bits_of_its_numbers),
        cmocka_unit_test(score__is_never_above_its_bound),
        cmocka_unit_test(score__gram_matrices_stand_in_for_a_pass),
        cmocka_unit_test(score__zscore_predicts_stars_from_the_taste_score),
        cmocka_unit_test(score__without_taste_ranks_by_standardised_stars),
        cmocka_unit_test(score__survives_want_of_memory),
        cmocka_unit_test(score__batch_of_nobody_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
