/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "tests/unit/trainer/spectrum.h"
#include "trainer/svd/lanczos.h"

#include "trainer/svd/ritz.h"
#include "trainer/svd/svd.h"

enum { N = 900 };

static LbSvdSettings settings_of(int32_t rank, double tolerance)
{
    LbSvdSettings set = lb_svd_defaults();
    set.rank          = rank;
    set.tolerance     = tolerance;
    return set;
}

static void ritz__finds_known_values(void **state)
{
    (void)state;
    static const struct {
        int32_t rank;
        double  tolerance, exponent;
    } cases[] = {{1, 0, 1},       {5, 1e-4, 1},    {20, 0, 1},
                 {20, 1e-6, 0.5}, {60, 1e-4, 0.5}, {10, 0, 0.2}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        Spectrum      spectrum;
        LbError       err  = {0};
        LbSvd        *svd  = NULL;
        LbSvdInfo     info = {0};
        LbSvdSettings set  = settings_of(cases[c].rank, cases[c].tolerance);
        spectrum_init(&spectrum, N);
        for (int32_t i = 0; i < N; i++)
            spectrum.value[i] = 100 * pow(1 + i, -cases[c].exponent);
        LbOperator op = spectrum_operator(&spectrum);
        assert_true(lb_ritz_has_room(N, set.rank));
        LB_ASSERT_OK(lb_ritz_solve(&svd, &info, &op, &set, NULL, &err));
        assert_int_equal(svd->rank, cases[c].rank);
        assert_int_equal(info.converged, cases[c].rank);
        assert_true(info.residual <= cases[c].tolerance + 1e-13);
        assert_int_equal(info.products, spectrum.products * LB_PANEL);
        for (int32_t i = 0; i < svd->rank; i++) {
            double known = sqrt(spectrum.value[i]);
            LB_ASSERT_NEAR(svd->values[i], known, known * (cases[c].tolerance + 1e-12));
        }
        lb_svd_result_free(svd);
        spectrum_clear(&spectrum);
    }
}

/* Neighbouring values differ by less than a thousandth: the space fills up several times. */
static void ritz__restarts_when_the_space_is_full(void **state)
{
    (void)state;
    Spectrum      spectrum;
    LbError       err  = {0};
    LbSvd        *svd  = NULL;
    LbSvdInfo     info = {0};
    LbSvdSettings set  = settings_of(4, 1e-9);
    spectrum_init(&spectrum, N);
    for (int32_t i = 0; i < N; i++)
        spectrum.value[i] = 2 - (double)i / (double)N;
    LbOperator op = spectrum_operator(&spectrum);
    LB_ASSERT_OK(lb_ritz_solve(&svd, &info, &op, &set, NULL, &err));
    assert_true(info.restarts > 1);
    for (int32_t i = 0; i < 4; i++)
        LB_ASSERT_NEAR(svd->values[i], sqrt(spectrum.value[i]), 1e-12);
    lb_svd_result_free(svd);
    svd = NULL;

    int32_t needed = info.restarts;
    info           = (LbSvdInfo){0};
    set.restarts   = 1;
    LB_ASSERT_FAILS(lb_ritz_solve(&svd, &info, &op, &set, NULL, &err), LB_ENOCONV,
                    "of 4 singular values converged in 1 restarts");
    assert_true(info.restarts < needed && info.converged < 4);
    assert_null(svd);
    spectrum_clear(&spectrum);
}

static void ritz__finds_every_copy_of_a_value(void **state)
{
    (void)state;
    Spectrum      spectrum;
    LbError       err  = {0};
    LbSvd        *svd  = NULL;
    LbSvdInfo     info = {0};
    LbSvdSettings set  = settings_of(20, 1e-8);
    spectrum_init(&spectrum, N);
    for (int32_t i = 0; i < 9; i++) /* more often than a panel has columns */
        spectrum.value[i * 50] = 4;
    spectrum.value[3] = 1;
    LbOperator op     = spectrum_operator(&spectrum);
    LB_ASSERT_OK(lb_ritz_solve(&svd, &info, &op, &set, NULL, &err));
    assert_int_equal(svd->rank, 10); /* the null space is dropped */
    for (int32_t i = 0; i < 10; i++)
        LB_ASSERT_NEAR(svd->values[i], i < 9 ? 2 : 1, 1e-10);
    lb_svd_result_free(svd);
    spectrum_clear(&spectrum);
}

static void ritz__explains_what_went_wrong(void **state)
{
    (void)state;
    Spectrum      spectrum;
    LbError       err  = {0};
    LbSvd        *svd  = NULL;
    LbSvdInfo     info = {0};
    LbSvdSettings set  = settings_of(5, 1e-4);
    spectrum_init(&spectrum, N);
    LbOperator op = spectrum_operator(&spectrum);
    LB_ASSERT_OK(lb_ritz_solve(&svd, &info, &op, &set, NULL, &err));
    assert_int_equal(svd->rank, 0); /* of zeros */
    lb_svd_result_free(svd);
    svd               = NULL;
    spectrum.value[0] = 1;
    spectrum.fails_at = 3;
    spectrum.products = 0;
    LB_ASSERT_FAILS(lb_ritz_solve(&svd, &info, &op, &set, NULL, &err), LB_EIO, "went away");
    spectrum.fails_at = 0;
    spectrum.value[1] = INFINITY;
    LB_ASSERT_FAILS(lb_ritz_solve(&svd, &info, &op, &set, NULL, &err), LB_EDATA, "infinite");
    assert_null(svd);
    spectrum_clear(&spectrum);
}

static void ritz__needs_room(void **state)
{
    (void)state;
    assert_true(lb_ritz_has_room(N, 400));
    assert_false(lb_ritz_has_room(N, 430));
    assert_false(lb_ritz_has_room(60, 1));
    assert_false(lb_ritz_has_room(INT32_MAX, INT32_MAX - 1));
}

/* Wanted is what lies above the floor, and that there is no more of it. */
static void ritz__stops_at_a_floor(void **state)
{
    (void)state;
    Spectrum      spectrum;
    LbError       err = {0};
    LbSvdSettings set = settings_of(8, 1e-6);
    spectrum_init(&spectrum, N);
    for (int32_t i = 0; i < N; i++)
        spectrum.value[i] = i < 3 ? 9 - i : 1.0 / (1 + i);
    LbOperator op = spectrum_operator(&spectrum);
    for (int floor = 2; floor <= 4; floor += 2) {
        LbSvd    *svd  = NULL;
        LbSvdInfo info = {0};
        set.floor      = floor;
        LB_ASSERT_OK(lb_ritz_solve(&svd, &info, &op, &set, NULL, &err));
        assert_int_equal(svd->rank, floor < 3 ? 3 : 0);
        assert_true(info.products < 60);
        lb_svd_result_free(svd);
    }
    spectrum_clear(&spectrum);
}

/* More copies than a panel has columns, in the midst of what is wanted and at its end. */
static void ritz__tells_where_values_are_crowded(void **state)
{
    (void)state;
    for (int copies = 3; copies <= 6; copies += 3)
        for (int is_last = 0; is_last < 2; is_last++) {
            Spectrum      spectrum;
            LbError       err  = {0};
            LbSvd        *svd  = NULL;
            LbSvdInfo     info = {0};
            LbSvdSettings set  = settings_of(is_last ? 6 : 12, 1e-6);
            spectrum_init(&spectrum, N);
            for (int32_t i = 0; i < N; i++)
                spectrum.value[i] = 100 / pow(1 + i, 1.5);
            for (int32_t i = 0; i < copies; i++)
                spectrum.value[N - 1 - i] = 8 + 1e-5 * i;
            LbOperator op = spectrum_operator(&spectrum);
            LB_ASSERT_OK(lb_ritz_solve(&svd, &info, &op, &set, NULL, &err));
            assert_int_equal(info.is_crowded, copies > 3);
            lb_svd_result_free(svd);
            spectrum_clear(&spectrum);
        }
}

/* Half of the passes where a digit is enough; but not where values are so far below the first that
 * floats do not tell them. */
static void ritz__is_rough_where_that_is_enough(void **state)
{
    (void)state;
    for (int is_faint = 0; is_faint < 2; is_faint++) {
        Spectrum      spectrum;
        LbError       err  = {0};
        LbSvd        *svd  = NULL;
        LbSvdInfo     info = {0};
        LbSvdSettings set  = settings_of(20, 0.1);
        spectrum_init(&spectrum, N);
        for (int32_t i = 0; i < N; i++)
            spectrum.value[i] = 100 * pow(1 + i, is_faint ? -4 : -0.5);
        LbOperator op = spectrum_operator(&spectrum);
        LB_ASSERT_OK(lb_ritz_solve(&svd, &info, &op, &set, NULL, &err));
        assert_int_equal(svd->rank, 20);
        assert_true(spectrum.rough_products > 0);
        assert_int_equal(spectrum.products > 0, is_faint);
        assert_int_equal(info.products, LB_PANEL * (LB_ROUGH_PANELS * spectrum.rough_products +
                                                    spectrum.products));
        for (int32_t i = 0; i < svd->rank; i++)
            LB_ASSERT_NEAR(svd->values[i], sqrt(spectrum.value[i]),
                           (is_faint ? 1e-9 : 0.05) * svd->values[i]);
        lb_svd_result_free(svd);
        spectrum_clear(&spectrum);
    }
}

static void ritz__survives_a_lack_of_memory(void **state)
{
    (void)state;
    Spectrum      spectrum;
    LbError       err  = {0};
    LbSvd        *svd  = NULL;
    LbSvdInfo     info = {0};
    LbSvdSettings set  = settings_of(2, 1e-4);
    spectrum_init(&spectrum, N);
    for (int32_t i = 0; i < N; i++)
        spectrum.value[i] = 1.0 / (1 + i * i);
    LbOperator op = spectrum_operator(&spectrum);
    LB_ASSERT_SURVIVES_NOMEM(lb_ritz_solve(&svd, &info, &op, &set, NULL, &err),
                             lb_svd_result_free(svd));
    spectrum_clear(&spectrum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ritz__finds_known_values),
        cmocka_unit_test(ritz__restarts_when_the_space_is_full),
        cmocka_unit_test(ritz__finds_every_copy_of_a_value),
        cmocka_unit_test(ritz__explains_what_went_wrong),
        cmocka_unit_test(ritz__needs_room),
        cmocka_unit_test(ritz__stops_at_a_floor),
        cmocka_unit_test(ritz__tells_where_values_are_crowded),
        cmocka_unit_test(ritz__is_rough_where_that_is_enough),
        cmocka_unit_test(ritz__survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
