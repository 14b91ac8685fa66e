/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"
#include "tests/unit/trainer/matrices.h"

#include "trainer/methods/als.h"

enum { USERS = 40, FILMS = 25, K = 3 };

static const LbAlsSettings settings = {
    .mean = 3.2, .bias_ridge = 2, .ridge = 1, .ridge_per_rating = 0.05};

typedef struct Fixture {
    LbCsr  by_user, by_film;
    float  user_x[USERS * (K + 1)], film_x[FILMS * (K + 1)];
    LbSide users, films;
} Fixture;

static void make(Fixture *f)
{
    static double dense[USERS * FILMS];
    LbRng         rng;
    f->by_user = random_csr(USERS, FILMS, 0.4, 3, dense);
    for (int64_t i = 0; i < f->by_user.n; i++)
        f->by_user.value[i] += 3.2f;
    f->by_film = transposed_csr(&f->by_user);
    lb_rng_init(&rng, 9, 0);
    for (int i = 0; i < FILMS * (K + 1); i++)
        f->film_x[i] = (float)(0.3 * lb_rng_normal(&rng));
    memset(f->user_x, 0, sizeof f->user_x);
    f->users = (LbSide){USERS, K, f->user_x};
    f->films = (LbSide){FILMS, K, f->film_x};
}

static void drop(Fixture *f)
{
    lb_csr_clear(&f->by_user);
    lb_csr_clear(&f->by_film);
}

/* What both half sweeps minimise, prior zero. */
static double objective(const Fixture *f)
{
    double sum = 0;
    float  penalty[K + 1];
    for (int u = 0; u < USERS; u++) {
        const float *x = f->user_x + u * (K + 1);
        for (int64_t i = f->by_user.start[u]; i < f->by_user.start[u + 1]; i++) {
            const float *y = f->film_x + f->by_user.col[i] * (K + 1);
            double       residual =
                (double)f->by_user.value[i] - settings.mean - (double)x[0] - (double)y[0];
            for (int q = 1; q <= K; q++)
                residual -= (double)x[q] * (double)y[q];
            sum += residual * residual;
        }
        lb_als_penalty(&settings, K, f->by_user.start[u + 1] - f->by_user.start[u], penalty);
        for (int q = 0; q <= K; q++)
            sum += (double)penalty[q] * (double)x[q] * (double)x[q];
    }
    for (int g = 0; g < FILMS; g++) {
        lb_als_penalty(&settings, K, f->by_film.start[g + 1] - f->by_film.start[g], penalty);
        for (int q = 0; q <= K; q++)
            sum += (double)penalty[q] * pow((double)f->film_x[g * (K + 1) + q], 2);
    }
    return sum;
}

static void sweep_users(Fixture *f, const float *prior, LbPool *pool)
{
    LbError err = {0};
    LB_ASSERT_OK(
        lb_als_half_sweep(&f->users, &f->films, &f->by_user, prior, &settings, pool, &err));
}

static void sweep_films(Fixture *f, LbPool *pool)
{
    LbError err = {0};
    LB_ASSERT_OK(lb_als_half_sweep(&f->films, &f->users, &f->by_film, NULL, &settings, pool, &err));
}

static void als__every_half_sweep_lowers_the_objective(void **state)
{
    (void)state;
    static Fixture f;
    make(&f);
    sweep_users(&f, NULL, NULL);
    double before = objective(&f);
    for (int i = 0; i < 10; i++) {
        sweep_films(&f, NULL);
        double middle = objective(&f);
        sweep_users(&f, NULL, NULL);
        double after = objective(&f);
        assert_true(middle <= before * (1 + 1e-6) && after <= middle * (1 + 1e-6));
        before = after;
    }
    drop(&f);
}

static void als__half_sweep_ends_in_a_minimum_of_each_row(void **state)
{
    (void)state;
    static Fixture f;
    make(&f);
    sweep_users(&f, NULL, NULL);
    double least = objective(&f);
    for (int i = 0; i < USERS * (K + 1); i += 7)
        for (int sign = -1; sign <= 1; sign += 2) {
            float kept = f.user_x[i];
            f.user_x[i] += 0.01f * (float)sign;
            assert_true(objective(&f) > least);
            f.user_x[i] = kept;
        }
    drop(&f);
}

static void als__is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    static Fixture one, three;
    LbError        err  = {0};
    LbPool        *pool = NULL;
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    make(&one);
    make(&three);
    sweep_users(&one, NULL, NULL);
    sweep_films(&one, NULL);
    sweep_users(&three, NULL, pool);
    sweep_films(&three, pool);
    assert_memory_equal(one.user_x, three.user_x, sizeof one.user_x);
    assert_memory_equal(one.film_x, three.film_x, sizeof one.film_x);
    lb_pool_free(pool);
    drop(&one);
    drop(&three);
}

static void als__row_without_ratings_is_its_prior(void **state)
{
    (void)state;
    static Fixture f;
    static float   prior[USERS * (K + 1)];
    make(&f);
    for (int u = 0; u < USERS; u++)
        f.by_user.start[u + 1] = f.by_user.start[u]; /* nobody has rated anything */
    for (int i = 0; i < USERS * (K + 1); i++)
        prior[i] = (float)i / 10;
    sweep_users(&f, prior, NULL);
    assert_memory_equal(f.user_x, prior, sizeof prior);
    drop(&f);
}

/* Rows in which every rating is there three times: a third of them says as much. */
static void als__learns_from_some_ratings_of_a_row_as_from_all(void **state)
{
    (void)state;
    enum { EACH = 8, N = USERS * EACH * 3 };
    static Fixture f;
    static float   all[USERS * (K + 1)];
    LbError        err  = {0};
    LbAlsSettings  some = settings;
    make(&f);
    free(f.by_user.col);
    free(f.by_user.value);
    f.by_user.n     = N;
    f.by_user.col   = calloc(N, sizeof *f.by_user.col);
    f.by_user.value = calloc(N, sizeof *f.by_user.value);
    for (int32_t i = 0; i < N; i++) {
        f.by_user.col[i]   = i / 3 % EACH * 3 + i / (3 * EACH) % 3;
        f.by_user.value[i] = (float)(1 + i / 3 * 7 % 9) / 2;
    }
    for (int32_t u = 0; u <= USERS; u++)
        f.by_user.start[u] = (int64_t)u * EACH * 3;
    sweep_users(&f, NULL, NULL);
    memcpy(all, f.user_x, sizeof all);
    some.most = EACH;
    LB_ASSERT_OK(lb_als_half_sweep(&f.users, &f.films, &f.by_user, NULL, &some, NULL, &err));
    assert_memory_not_equal(f.user_x, all, sizeof all);
    for (int i = 0; i < USERS * (K + 1); i++)
        LB_ASSERT_NEAR(f.user_x[i], all[i], 1e-4);
    some.most = 3 * EACH;
    LB_ASSERT_OK(lb_als_half_sweep(&f.users, &f.films, &f.by_user, NULL, &some, NULL, &err));
    assert_memory_equal(f.user_x, all, sizeof all);
    drop(&f);
}

static void als__survives_lack_of_memory(void **state)
{
    (void)state;
    static Fixture f;
    LbError        err = {0};
    make(&f);
    LB_ASSERT_SURVIVES_NOMEM(
        lb_als_half_sweep(&f.users, &f.films, &f.by_user, NULL, &settings, NULL, &err), (void)0);
    drop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(als__every_half_sweep_lowers_the_objective),
        cmocka_unit_test(als__half_sweep_ends_in_a_minimum_of_each_row),
        cmocka_unit_test(als__is_the_same_for_any_number_of_threads),
        cmocka_unit_test(als__row_without_ratings_is_its_prior),
        cmocka_unit_test(als__learns_from_some_ratings_of_a_row_as_from_all),
        cmocka_unit_test(als__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
