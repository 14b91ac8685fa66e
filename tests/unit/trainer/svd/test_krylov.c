/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "tests/unit/trainer/spectrum.h"
#include "trainer/svd/krylov.h"
#include "trainer/svd/lanczos.h"
#include "trainer/svd/svd.h"

enum { N = 300, CAPACITY = 56 };

static void slow_decay(Spectrum *spectrum)
{
    spectrum_init(spectrum, N);
    for (int32_t i = 0; i < N; i++)
        spectrum->value[i] = 100.0 / (1 + i);
}

/* What the recurrence may be off by: exact products, and those of a rough space, to floats. */
static double error_of(bool is_rough)
{
    return is_rough ? 2e-5 : 1e-10;
}

static LbKrylov *grown(const LbOperator *op, int32_t dimension, bool is_rough)
{
    LbError   err   = {0};
    LbKrylov *space = NULL;
    LbSvdInfo info  = {0};
    LB_ASSERT_OK(lb_krylov_new(&space, op, is_rough, CAPACITY, NULL, 5, &err));
    while (lb_krylov_dimension(space) < dimension)
        LB_ASSERT_OK(lb_krylov_grow(space, &info, &err));
    assert_int_equal(info.products, dimension);
    return space;
}

static LbSvd *projected_svd(LbKrylov *space, int32_t rank)
{
    LbError       err  = {0};
    LbSvd        *svd  = NULL;
    LbSvdInfo     info = {0};
    LbSvdSettings set  = lb_svd_defaults();
    LbOperator    op   = lb_krylov_operator(space);
    set.rank           = rank;
    set.tolerance      = 0;
    LB_ASSERT_OK(lb_lanczos_solve(&svd, &info, &op, &set, NULL, &err));
    return svd;
}

static double overlap(const double *a, const double *b)
{
    double sum = 0;
    for (int i = 0; i < N; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Vectors are orthonormal, the residual is what the space says, by a product, and so is how many
 * values there are from each on. */
static void check_vectors(const LbKrylov *space, const LbSvd *small, const LbOperator *op,
                          double error)
{
    LbError err = {0};
    LbSvd  *svd = NULL;
    double  y[N];
    LB_ASSERT_OK(lb_krylov_expand(&svd, space, small, small->rank, &err));
    assert_int_equal(svd->rank, small->rank);
    for (int32_t i = 0; i < svd->rank; i++) {
        const double *v = svd->vectors + (size_t)i * N;
        for (int32_t j = 0; j <= i; j++)
            LB_ASSERT_NEAR(overlap(v, svd->vectors + (size_t)j * N), i == j, 1e-12);
        LB_ASSERT_OK(op->apply(op->ctx, v, y, &err));
        for (int k = 0; k < N; k++)
            y[k] -= svd->values[i] * svd->values[i] * v[k];
        LB_ASSERT_NEAR(sqrt(overlap(y, y)), lb_krylov_residual(space, small, i), error);
        if (i == 0 || small->values[i] < small->values[i - 1] - 1e-6)
            assert_int_equal(lb_krylov_count(space, pow(small->values[i] + 1e-7, 2)), i);
    }
    lb_svd_result_free(svd);
}

static void krylov__knows_its_residual(void **state)
{
    (void)state;
    for (int is_rough = 0; is_rough < 2; is_rough++) {
        Spectrum spectrum;
        slow_decay(&spectrum);
        LbOperator op    = spectrum_operator(&spectrum);
        LbKrylov  *space = grown(&op, 40, is_rough);
        LbSvd     *small = projected_svd(space, 10);
        check_vectors(space, small, &op, error_of(is_rough));
        double residual = lb_krylov_residual(space, small, 9);
        assert_true(residual > 10 * error_of(is_rough)); /* there is something to know */
        assert_true(lb_krylov_outside(space) >= residual);
        assert_int_equal(spectrum.rough_products, is_rough ? 5 : 0);
        lb_svd_result_free(small);
        lb_krylov_free(space);
        spectrum_clear(&spectrum);
    }
}

static void krylov__goes_on_after_a_restart(void **state)
{
    (void)state;
    Spectrum spectrum;
    LbError  err = {0};
    slow_decay(&spectrum);
    LbOperator op    = spectrum_operator(&spectrum);
    LbKrylov  *space = grown(&op, 40, false);
    LbSvd     *small = projected_svd(space, 18);
    double     worse = lb_krylov_residual(space, small, 9);
    LB_ASSERT_OK(lb_krylov_restart(space, small, &err));
    assert_int_equal(lb_krylov_dimension(space), 16);
    LbSvdInfo info = {0};
    for (int i = 0; i < 5; i++) {
        LB_ASSERT_OK(lb_krylov_grow(space, &info, &err));
        lb_svd_result_free(small);
        small = projected_svd(space, 10);
        check_vectors(space, small, &op, error_of(false));
    }
    assert_true(lb_krylov_residual(space, small, 9) < 0.1 * worse);
    lb_svd_result_free(small);
    lb_krylov_free(space);
    spectrum_clear(&spectrum);
}

static void krylov__replaces_directions_that_are_exhausted(void **state)
{
    (void)state;
    Spectrum spectrum;
    spectrum_init(&spectrum, N); /* rank 6: after two panels there is nowhere to go */
    for (int i = 0; i < 6; i++)
        spectrum.value[i * 7] = 3 + i % 2; /* and two eigenvalues three times each */
    LbOperator op = spectrum_operator(&spectrum);
    for (int is_rough = 0; is_rough < 2; is_rough++) {
        LbKrylov *space = grown(&op, 40, is_rough);
        LbSvd    *small = projected_svd(space, 6);
        assert_int_equal(small->rank, 6);
        for (int i = 0; i < 6; i++)
            LB_ASSERT_NEAR(small->values[i], sqrt(i < 3 ? 4 : 3), is_rough ? 1e-6 : 1e-12);
        check_vectors(space, small, &op, error_of(is_rough));
        LB_ASSERT_NEAR(lb_krylov_outside(space), 0, is_rough ? 1e-5 : 1e-11);
        lb_svd_result_free(small);
        lb_krylov_free(space);
    }
    spectrum_clear(&spectrum);
}

static void krylov__begins_with_the_given_vectors(void **state)
{
    (void)state;
    Spectrum   spectrum;
    LbError    err    = {0};
    double     own[N] = {0}, start[N * LB_STARTS] = {0}; /* the others are of no use */
    LbKrylov  *space = NULL;
    LbSvdInfo  info  = {0};
    LbOperator op;
    slow_decay(&spectrum);
    own[0] = 1; /* an eigenvector, of the largest value, once reflected */
    spectrum_reflect(&spectrum, own, 1);
    for (int i = 0; i < N; i++)
        start[i * LB_STARTS] = own[i];
    op = spectrum_operator(&spectrum);
    LB_ASSERT_OK(lb_krylov_new(&space, &op, false, CAPACITY, start, 5, &err));
    LB_ASSERT_OK(lb_krylov_grow(space, &info, &err));
    LbSvd *small = projected_svd(space, 1);
    LB_ASSERT_NEAR(small->values[0], 10, 1e-12);
    LB_ASSERT_NEAR(lb_krylov_residual(space, small, 0), 0, 1e-11);
    lb_svd_result_free(small);
    lb_krylov_free(space);
    spectrum_clear(&spectrum);
}

static void krylov__passes_on_what_the_operator_says(void **state)
{
    (void)state;
    for (int is_rough = 0; is_rough < 2; is_rough++) {
        Spectrum spectrum;
        LbError  err = {0};
        slow_decay(&spectrum);
        LbOperator op        = spectrum_operator(&spectrum);
        int32_t    dimension = is_rough ? LB_ROUGH_PANELS * LB_PANEL : LB_PANEL;
        LbKrylov  *space     = grown(&op, dimension, is_rough);
        LbSvdInfo  info      = {0};
        spectrum.fails_at    = spectrum.products + 1;
        LB_ASSERT_FAILS(lb_krylov_grow(space, &info, &err), LB_EIO, "went away");
        assert_int_equal(lb_krylov_dimension(space), dimension); /* as it was */
        lb_krylov_free(space);
        spectrum_clear(&spectrum);
    }
    lb_krylov_free(NULL);
}

static void krylov__survives_a_lack_of_memory(void **state)
{
    (void)state;
    Spectrum  spectrum;
    LbError   err = {0};
    LbKrylov *space;
    LbSvd    *svd;
    slow_decay(&spectrum);
    LbOperator op = spectrum_operator(&spectrum);
    LB_ASSERT_SURVIVES_NOMEM(lb_krylov_new(&space, &op, false, CAPACITY, NULL, 5, &err),
                             lb_krylov_free(space));
    space        = grown(&op, 40, false);
    LbSvd *small = projected_svd(space, 10);
    LB_ASSERT_SURVIVES_NOMEM(lb_krylov_expand(&svd, space, small, 10, &err),
                             lb_svd_result_free(svd));
    LB_ASSERT_SURVIVES_NOMEM(lb_krylov_restart(space, small, &err), (void)0);
    assert_int_equal(lb_krylov_dimension(space), 8);
    lb_svd_result_free(small);
    lb_krylov_free(space);
    spectrum_clear(&spectrum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(krylov__knows_its_residual),
        cmocka_unit_test(krylov__goes_on_after_a_restart),
        cmocka_unit_test(krylov__replaces_directions_that_are_exhausted),
        cmocka_unit_test(krylov__begins_with_the_given_vectors),
        cmocka_unit_test(krylov__passes_on_what_the_operator_says),
        cmocka_unit_test(krylov__survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
