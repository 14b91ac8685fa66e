/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "tests/unit/trainer/spectrum.h"
#include "trainer/svd/remainder.h"
#include "trainer/svd/ritz.h"
#include "trainer/svd/svd.h"
#include "trainer/svd/thick_start.h"

enum { N = 900, RANK = 42, OLD = 40, COST = 2 };

/* Vectors that were found before, in a panel each four of them. */
typedef struct Old {
    Spectrum  spectrum;
    double   *vector; /* [OLD x N] */
    int       fails_at;
    LbEarlier earlier;
} Old;

static LbStatus read_old(void *ctx, double *panel, int32_t p, LbError *err)
{
    const Old *old = ctx;
    if (p == old->fails_at) return lb_error_set(err, LB_EIO, 0, "the model went away");
    for (size_t i = 0; i < N; i++)
        for (size_t c = 0; c < LB_PANEL; c++)
            panel[i * LB_PANEL + c] = old->vector[((size_t)p * LB_PANEL + c) * N + i];
    return LB_OK;
}

/* Eigenvalues 100 / 1, 100 / 2, ...; of each vector only its direction, off by `noise`. */
static void setup(Old *old, double noise)
{
    LbRng rng;
    *old = (Old){.fails_at = -1};
    spectrum_init(&old->spectrum, N);
    old->vector  = calloc((size_t)OLD * N, sizeof *old->vector);
    old->earlier = (LbEarlier){OLD / LB_PANEL, COST, read_old, old};
    lb_rng_init(&rng, 5, 0);
    for (size_t i = 0; i < N; i++)
        old->spectrum.value[i] = 100.0 / (double)(1 + i);
    for (size_t j = 0; j < OLD; j++)
        for (size_t i = 0; i < N; i++)
            old->vector[j * N + i] =
                3 * ((i == j) - 2 * old->spectrum.reflection[j] * old->spectrum.reflection[i] +
                     noise * lb_rng_normal(&rng) / sqrt(N));
}

static void teardown(Old *old)
{
    spectrum_clear(&old->spectrum);
    free(old->vector);
}

static LbSvdSettings settings_of(const Old *old)
{
    LbSvdSettings set = lb_svd_defaults();
    set.rank          = RANK;
    set.tolerance     = 0.1;
    set.earlier       = &old->earlier;
    return set;
}

static double worst_error(const LbSvd *svd, const Spectrum *spectrum)
{
    double worst = 0;
    for (int32_t i = 0; i < svd->rank; i++)
        worst = fmax(worst, fabs(svd->values[i] / sqrt(spectrum->value[i]) - 1));
    return worst;
}

/* The vectors are orthonormal, and their residuals what the tolerance allows. */
static void check_vectors(const LbSvd *svd, Spectrum *spectrum, double tolerance)
{
    for (size_t j = 0; j < (size_t)svd->rank; j++) {
        const double *v = svd->vectors + j * N;
        double        y[N], left = 0, square = svd->values[j] * svd->values[j];
        LbError       err = {0};
        LB_ASSERT_OK(spectrum_apply(spectrum, v, y, &err));
        for (size_t k = 0; k <= j; k++) {
            double dot = 0;
            for (size_t i = 0; i < N; i++)
                dot += v[i] * svd->vectors[k * N + i];
            LB_ASSERT_NEAR(dot, j == k, 1e-12);
        }
        for (size_t i = 0; i < N; i++)
            left += (y[i] - square * v[i]) * (y[i] - square * v[i]);
        assert_true(sqrt(left) <= tolerance * square * 1.001);
    }
}

/* They are worth a third of the products, and values are no less exact. */
static void thick_start__needs_fewer_products(void **state)
{
    (void)state;
    static const double noises[] = {0, 0.005, 0.01};
    for (size_t t = 0; t < sizeof noises / sizeof *noises; t++) {
        Old       old;
        LbError   err  = {0};
        LbSvd    *warm = NULL, *cold = NULL, *again = NULL;
        LbSvdInfo warm_info = {0}, cold_info = {0}, info = {0};
        setup(&old, noises[t]);
        LbSvdSettings set = settings_of(&old);
        LbOperator    op  = spectrum_operator(&old.spectrum);
        assert_true(lb_thick_start_is_worth(&set, N));
        LB_ASSERT_OK(lb_thick_start_solve(&warm, &warm_info, &op, &set, NULL, &err));
        assert_int_equal(warm_info.products,
                         old.spectrum.products * LB_PANEL + OLD / LB_PANEL * COST);
        LB_ASSERT_OK(lb_ritz_solve(&cold, &cold_info, &op, &set, NULL, &err));
        assert_non_null(warm);
        assert_int_equal(warm->rank, RANK);
        assert_true(warm_info.products < 0.75 * cold_info.products);
        assert_true(worst_error(warm, &old.spectrum) <= 0.02);
        assert_false(warm_info.is_crowded);
        check_vectors(warm, &old.spectrum, set.tolerance);
        LB_ASSERT_OK(lb_thick_start_solve(&again, &info, &op, &set, NULL, &err));
        assert_memory_equal(again->vectors, warm->vectors, (size_t)RANK * N * sizeof(double));
        lb_svd_result_free(warm);
        lb_svd_result_free(cold);
        lb_svd_result_free(again);
        teardown(&old);
    }
}

/* Some vectors of the operator are of values that are new, and nothing leads to them. */
static void hide_new_values(Old *old, int copies)
{
    setup(old, 0);
    memset(old->spectrum.reflection, 0, N * sizeof(double)); /* vectors are the axes */
    memset(old->vector, 0, (size_t)OLD * N * sizeof(double));
    for (size_t j = 0; j < OLD; j++)
        old->vector[j * N + j] = 1;
    for (int i = 0; i < copies; i++)
        old->spectrum.value[500 + 10 * i] = 49;
}

/* As many copies as a panel has come up by themselves; of more it is known that there may be. */
static void thick_start__looks_beyond_the_earlier_vectors(void **state)
{
    (void)state;
    for (int copies = 1; copies <= 7; copies += 2)
        for (LbSvdWay way = LB_SVD_ANY; way <= LB_SVD_RITZ; way += LB_SVD_RITZ) {
            Old       old;
            LbError   err  = {0};
            LbSvd    *svd  = NULL;
            LbSvdInfo info = {0};
            hide_new_values(&old, copies);
            LbSvdSettings set = settings_of(&old);
            LbOperator    op  = spectrum_operator(&old.spectrum);
            LB_ASSERT_OK(lb_thick_start_solve(&svd, &info, &op, &set, NULL, &err));
            assert_non_null(svd);
            assert_int_equal(info.is_crowded, copies >= LB_PANEL);
            lb_svd_result_free(svd);
            set.way = way;
            LB_ASSERT_OK(lb_svd_solve(&svd, &info, &op, &set, NULL, &err));
            LB_ASSERT_NEAR(svd->values[1], sqrt(50), 0.01);
            for (int i = 2; i < 2 + copies; i++)
                LB_ASSERT_NEAR(svd->values[i], 7, 0.01);
            LB_ASSERT_NEAR(svd->values[2 + copies], sqrt(100.0 / 3), 0.01);
            lb_svd_result_free(svd);
            teardown(&old);
        }
}

/* Vectors of another operator: the first panel tells, or all of them, and the start is from
 * nothing. */
static void thick_start__gives_up_where_nothing_is_near(void **state)
{
    (void)state;
    for (int near = 0; near <= LB_PANEL; near += LB_PANEL) {
        Old       old;
        LbError   err = {0};
        LbRng     rng;
        LbSvd    *svd = NULL, *cold = NULL;
        LbSvdInfo info = {0}, cold_info;
        setup(&old, 0);
        lb_rng_init(&rng, 6, 0);
        for (size_t i = (size_t)near * N; i < (size_t)OLD * N; i++)
            old.vector[i] = lb_rng_normal(&rng);
        LbSvdSettings set = settings_of(&old);
        LbOperator    op  = spectrum_operator(&old.spectrum);
        LB_ASSERT_OK(lb_thick_start_solve(&svd, &info, &op, &set, NULL, &err));
        assert_null(svd);
        assert_int_equal(info.products, (near == 0 ? 1 : OLD / LB_PANEL) * (LB_PANEL + COST));
        int32_t lost = info.products;
        LB_ASSERT_OK(lb_svd_solve(&svd, &info, &op, &set, NULL, &err));
        set.earlier = NULL;
        LB_ASSERT_OK(lb_svd_solve(&cold, &cold_info, &op, &set, NULL, &err));
        assert_int_equal(info.products, cold_info.products + lost);
        assert_memory_equal(svd->vectors, cold->vectors, (size_t)RANK * N * sizeof(double));
        lb_svd_result_free(svd);
        lb_svd_result_free(cold);
        teardown(&old);
    }
}

/* Where nothing is known of an operator, nor of what was found of it. */
static void thick_start__gives_up_without_vectors(void **state)
{
    (void)state;
    Old       old;
    LbError   err  = {0};
    LbSvd    *svd  = NULL;
    LbSvdInfo info = {0};
    setup(&old, 0);
    memset(old.vector, 0, (size_t)OLD * N * sizeof(double));
    LbSvdSettings set = settings_of(&old);
    LbOperator    op  = spectrum_operator(&old.spectrum);
    LB_ASSERT_OK(lb_thick_start_solve(&svd, &info, &op, &set, NULL, &err));
    assert_null(svd);
    assert_int_equal(info.products, LB_PANEL + COST);
    teardown(&old);
}

/* Half as many vectors as are wanted, or six digits of the values: cold costs less. */
static void thick_start__is_for_rough_tolerances(void **state)
{
    (void)state;
    Old old;
    setup(&old, 0);
    LbSvdSettings set = settings_of(&old);
    assert_true(lb_thick_start_is_worth(&set, N));
    assert_false(lb_thick_start_is_worth(&set, 4 * RANK));
    old.earlier.cost = 6; /* as many as a start from nothing, or more */
    assert_false(lb_thick_start_is_worth(&set, N));
    old.earlier.cost = COST;
    set.tolerance    = 1e-4;
    assert_false(lb_thick_start_is_worth(&set, N));
    set      = settings_of(&old);
    set.rank = 2 * OLD;
    assert_false(lb_thick_start_is_worth(&set, N));
    set       = settings_of(&old);
    set.floor = 1;
    assert_false(lb_thick_start_is_worth(&set, N));
    set                  = settings_of(&old);
    old.earlier.n_panels = 0;
    assert_false(lb_thick_start_is_worth(&set, N));
    set.earlier = NULL;
    assert_false(lb_thick_start_is_worth(&set, N));
    teardown(&old);
}

static bool always_interrupted(void *ctx)
{
    (void)ctx;
    return true;
}

static void thick_start__says_what_went_wrong(void **state)
{
    (void)state;
    Old        old;
    LbError    err      = {0};
    LbSvd     *svd      = NULL;
    LbSvdInfo  info     = {0};
    LbReporter reporter = {.interrupted = always_interrupted};
    setup(&old, 0);
    LbSvdSettings set = settings_of(&old);
    LbOperator    op  = spectrum_operator(&old.spectrum);
    LB_ASSERT_FAILS(lb_thick_start_solve(&svd, &info, &op, &set, &reporter, &err), LB_EINTR,
                    "interrupted");
    old.fails_at = 3;
    LB_ASSERT_FAILS(lb_thick_start_solve(&svd, &info, &op, &set, NULL, &err), LB_EIO,
                    "the model went away");
    old.fails_at = -1;
    for (int product = 1; product <= OLD / LB_PANEL + 3; product++) {
        old.spectrum.products = 0;
        old.spectrum.fails_at = product;
        LB_ASSERT_FAILS(lb_thick_start_solve(&svd, &info, &op, &set, NULL, &err), LB_EIO,
                        "a rank went away");
    }
    old.spectrum.fails_at = 0;
    old.spectrum.value[7] = INFINITY;
    LB_ASSERT_FAILS(lb_thick_start_solve(&svd, &info, &op, &set, NULL, &err), LB_EDATA,
                    "infinite values");
    assert_null(svd);
    teardown(&old);
}

static void thick_start__survives_a_lack_of_memory(void **state)
{
    (void)state;
    Old       old;
    LbError   err  = {0};
    LbSvd    *svd  = NULL;
    LbSvdInfo info = {0};
    setup(&old, 0.01);
    LbSvdSettings set = settings_of(&old);
    LbOperator    op  = spectrum_operator(&old.spectrum);
    LB_ASSERT_SURVIVES_NOMEM(lb_thick_start_solve(&svd, &info, &op, &set, NULL, &err),
                             lb_svd_result_free(svd));
    teardown(&old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thick_start__needs_fewer_products),
        cmocka_unit_test(thick_start__looks_beyond_the_earlier_vectors),
        cmocka_unit_test(thick_start__gives_up_where_nothing_is_near),
        cmocka_unit_test(thick_start__gives_up_without_vectors),
        cmocka_unit_test(thick_start__is_for_rough_tolerances),
        cmocka_unit_test(thick_start__says_what_went_wrong),
        cmocka_unit_test(thick_start__survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
