/* SPDX-License-Identifier: MIT */
/* What the sieve selects is what all scores in order select. */
#include "query/rank/selection.h"

#include "tests/unit/common/predict/person.h"

#include <stdlib.h>

enum { FILMS = 2600, CASES = 400, MOST = FILMS / 64 - 1 };

static int32_t random_below(uint64_t *state, int32_t n)
{
    (void)lb_fixture_random(state);
    return (int32_t)((*state >> 33) % (uint64_t)n);
}

/* Films in groups of equal ones, so that there are ties; most of them of small norms. */
static void shape(const LbModel *model, uint64_t seed)
{
    const float *all[] = {model->taste.factors, model->stars.factors};
    int32_t rank[] = {model->taste.rank, model->stars.film_bias != NULL ? model->stars.rank : 0};
    for (int part = 0; part < 2; part++)
        for (int32_t f = 0; f < FILMS && rank[part] > 0; f++) {
            const size_t bytes = (size_t)rank[part] * sizeof(float);
            float       *row   = (float *)(uintptr_t)(all[part] + (size_t)f * (size_t)rank[part]);
            if (f % 7 == 3) memcpy(row, row - rank[part], bytes);
            for (int32_t i = 0; i < rank[part] && f % 7 != 3; i++)
                row[i] *= expf(-0.02F * (float)((uint64_t)f * seed % 400));
        }
}

static void add_exceptions(LbSelection *selection, const Person *person, int n_wanted,
                           uint64_t seed)
{
    for (int32_t i = 0; i < person->vector.n; i++)
        lb_selection_add(selection, person->film[i], false);
    for (int i = 0; i < n_wanted; i++)
        lb_selection_add(selection, random_below(&seed, FILMS), true);
    lb_selection_begin(selection);
}

/* @return whether the sieve was asked to do it, and did */
static bool check(const LbUser *user, const Person *person, const LbFilter *filter, uint64_t *state)
{
    static float score[FILMS];
    LbError      err     = {0};
    LbRanking    ranking = {.affinity = 1, .stars = random_below(state, 3) / 2.0};
    int32_t      count   = random_below(state, MOST);
    uint64_t     seed    = *state;
    int          wanted  = random_below(state, 100);
    bool         is_done = false;
    LbSelection  plain, sieved;
    ranking.novelty = random_below(state, 5) / 4.0 - 0.5;
    LB_ASSERT_OK(lb_selection_init(&plain, count, 200, &err));
    LB_ASSERT_OK(lb_selection_init(&sieved, count, 200, &err));
    plain.filter = sieved.filter = filter;
    plain.boost = sieved.boost = 0.5 + random_below(state, 4) / 2.0;
    add_exceptions(&plain, person, wanted, seed);
    add_exceptions(&sieved, person, wanted, seed);
    lb_score_all(user, &ranking, score, NULL);
    for (int32_t first = 0; first < FILMS; first += 700)
        lb_selection_take(&plain, first, FILMS - first < 700 ? FILMS - first : 700, score + first);
    LB_ASSERT_OK(lb_selection_sieve(&is_done, &sieved, user, &ranking, &err));
    int32_t n = lb_topk_finish(&plain.top);
    if (is_done) {
        assert_int_equal(lb_topk_finish(&sieved.top), n);
        assert_memory_equal(sieved.top.heap, plain.top.heap, (size_t)n * sizeof *plain.top.heap);
    }
    lb_selection_clear(&plain);
    lb_selection_clear(&sieved);
    return is_done;
}

static void selection__by_bounds_is_that_of_all_scores(void **state)
{
    (void)state;
    for (int form = 0; form < N_FORMS; form++) {
        LbError          err     = {0};
        LbFixture       *fixture = fixture_of((Form)form, FILMS, 5 + 7 * form);
        LbModel         *model   = &fixture->model;
        LbFilterSettings years   = lb_filter_defaults();
        LbFilter        *filter  = NULL;
        uint64_t         seed    = 17 + (uint64_t)form;
        int              done    = 0;
        years.year_lo            = 2017; /* 3 films of 70 */
        LB_ASSERT_OK(lb_filter_new(&filter, &model->films, &years, &err));
        shape(model, 31);
        lb_fixture_add_norms(fixture);
        for (int i = 0; i < CASES / N_FORMS; i++) {
            Person person;
            make_person(&person, i, FILMS, 1 + i % RATED);
            LbUser *user = fold(model, &person);
            done += check(user, &person, i % 3 == 0 ? filter : NULL, &seed);
            lb_foldin_free(user);
        }
        assert_int_equal(done, CASES / N_FORMS);
        lb_filter_free(filter);
        lb_fixture_free(fixture);
    }
}

static bool sieves(const LbModel *model, int32_t count)
{
    LbError     err       = {0};
    LbRanking   ranking   = {.affinity = 1, .stars = 1};
    bool        is_done   = false;
    LbSelection selection = {0};
    Person      person;
    make_person(&person, 3, FILMS, 20);
    LbUser *user = fold(model, &person);
    LB_ASSERT_OK(lb_selection_init(&selection, count, 0, &err));
    LB_ASSERT_OK(lb_selection_sieve(&is_done, &selection, user, &ranking, &err));
    lb_selection_clear(&selection);
    lb_foldin_free(user);
    return is_done;
}

static void selection__needs_norms_and_few_films(void **state)
{
    (void)state;
    LbFixture *fixture = lb_fixture_new(FILMS, 9, 5);
    LbModel   *model   = &fixture->model;
    assert_false(sieves(model, 10));
    lb_fixture_add_norms(fixture);
    assert_true(sieves(model, 10));
    assert_true(sieves(model, MOST));
    assert_false(sieves(model, FILMS));
    LbModel some    = *model;
    some.stars.norm = NULL;
    assert_false(sieves(&some, 10));
    some            = *model;
    some.taste.norm = NULL;
    assert_false(sieves(&some, 10));
    some        = *model; /* damage: all scores are to be looked at */
    float *norm = malloc(FILMS * sizeof *norm);
    assert_non_null(norm);
    memcpy(norm, model->stars.norm, FILMS * sizeof *norm);
    norm[FILMS - 1] = NAN;
    some.stars.norm = norm;
    assert_false(sieves(&some, 10));
    free(norm);
    lb_fixture_free(fixture);
}

static LbStatus select_ten(LbSelection *selection, const LbUser *user, LbError *err)
{
    LbStatus st      = LB_OK;
    bool     is_done = false;
    LB_TRY(lb_selection_init(selection, 10, 5, err));
    LB_TRY(lb_selection_sieve(&is_done, selection, user, &(LbRanking){.affinity = 1}, err));
    assert_true(is_done);
cleanup:
    if (st != LB_OK) lb_selection_clear(selection);
    return st;
}

static void selection__survives_failing_allocations(void **state)
{
    (void)state;
    LbError     err = {0};
    LbSelection selection;
    LbFixture  *fixture = lb_fixture_new(FILMS, 9, 5);
    Person      person;
    lb_fixture_add_norms(fixture);
    make_person(&person, 3, FILMS, 20);
    LbUser *user = fold(&fixture->model, &person);
    LB_ASSERT_SURVIVES_NOMEM(select_ten(&selection, user, &err), lb_selection_clear(&selection));
    lb_foldin_free(user);
    lb_fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(selection__by_bounds_is_that_of_all_scores),
        cmocka_unit_test(selection__needs_norms_and_few_films),
        cmocka_unit_test(selection__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
