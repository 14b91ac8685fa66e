/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "tests/unit/trainer/matrices.h"
#include "tests/unit/trainer/spectrum.h"
#include "trainer/svd/gram.h"
#include "trainer/svd/lanczos.h"
#include "trainer/svd/ritz.h"
#include "trainer/svd/svd.h"

/* The Gram operator of a random matrix; rows on the long side. */
typedef struct Problem {
    LbCsr      csr;
    LbGram    *gram;
    LbOperator op;
    double    *dense;
} Problem;

static void setup(Problem *problem, int32_t rows, int32_t cols, double density, uint64_t seed)
{
    LbError err    = {0};
    bool    flip   = false;
    problem->dense = malloc((size_t)rows * (size_t)cols * sizeof *problem->dense);
    problem->csr   = random_csr(rows, cols, density, seed, problem->dense);
    LB_ASSERT_OK(lb_gram_new(&problem->gram, &flip, &problem->csr, NULL, &err));
    problem->op = lb_gram_operator(problem->gram);
}

static void teardown(Problem *problem)
{
    lb_gram_free(problem->gram);
    lb_csr_clear(&problem->csr);
    free(problem->dense);
}

static double dot(const double *a, const double *b, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* max_i ||A'A v_i - s_i^2 v_i|| / s_1^2 */
static double true_residual(const LbSvd *svd, const LbOperator *op)
{
    double *y = malloc((size_t)svd->n * sizeof *y), worst = 0;
    for (int32_t i = 0; i < svd->rank; i++) {
        const double *v   = svd->vectors + (size_t)i * (size_t)svd->n;
        LbError       err = {0};
        LB_ASSERT_OK(op->apply(op->ctx, v, y, &err));
        for (int32_t j = 0; j < svd->n; j++)
            y[j] -= svd->values[i] * svd->values[i] * v[j];
        worst = fmax(worst, sqrt(dot(y, y, svd->n)));
    }
    free(y);
    return worst / (svd->values[0] * svd->values[0]);
}

static double worst_overlap(const LbSvd *svd)
{
    double worst = 0;
    for (int32_t i = 0; i < svd->rank; i++)
        for (int32_t j = 0; j <= i; j++) {
            double d = dot(svd->vectors + (size_t)i * (size_t)svd->n,
                           svd->vectors + (size_t)j * (size_t)svd->n, svd->n);
            worst    = fmax(worst, fabs(d - (i == j)));
        }
    return worst;
}

static void check_equation(const LbSvd *svd, const LbSvdInfo *info, const LbOperator *op,
                           const LbSvdSettings *set)
{
    double residual = true_residual(svd, op);
    assert_int_equal(svd->rank, set->rank);
    assert_int_equal(info->converged, set->rank);
    assert_true(info->products >= set->rank && info->seconds >= info->operator_seconds);
    assert_true(residual <= 1.1 * set->tolerance + 1e-12);
    assert_true(residual <= 1.01 * info->residual + 1e-13);
    assert_true(worst_overlap(svd) <= 1e-12); /* reorthogonalised to rounding */
    for (int32_t i = 0; i < svd->rank; i++) {
        const double *v  = svd->vectors + (size_t)i * (size_t)svd->n;
        double        lo = 0, hi = 0;
        for (int32_t j = 0; j < svd->n; j++) {
            lo = fmin(lo, v[j]);
            hi = fmax(hi, v[j]);
        }
        assert_true(hi >= -lo);
        if (i > 0) assert_true(svd->values[i] <= svd->values[i - 1]);
    }
}

static void svd__satisfies_its_equation(void **state)
{
    (void)state;
    static const struct {
        int32_t rows, cols, rank;
        double  density, tolerance;
    } cases[] = {{2, 2, 1, 1, 0},        {3, 2, 1, 1, 1e-4},      {9, 5, 4, 1, 0},
                 {300, 120, 1, 0.2, 0},  {300, 120, 20, 0.2, 0},  {120, 300, 20, 0.2, 1e-4},
                 {500, 200, 60, 0.1, 0}, {400, 160, 120, 0.3, 0}, {150, 40, 39, 0.5, 1e-8},
                 {150, 40, 40, 0.5, 0}};
    for (size_t c = 0; c < 4 * sizeof cases / sizeof *cases; c++) {
        LbError       err     = {0};
        Problem       problem = {0};
        LbSvd        *svd     = NULL;
        LbSvdInfo     info;
        LbSvdSettings set = lb_svd_defaults();
        setup(&problem, cases[c / 4].rows, cases[c / 4].cols, cases[c / 4].density, c);
        set.rank      = cases[c / 4].rank;
        set.tolerance = cases[c / 4].tolerance;
        set.way       = (LbSvdWay)(c % 4);
        if (set.way != LB_SVD_RITZ || lb_ritz_has_room(problem.op.n, set.rank)) {
            LB_ASSERT_OK(lb_svd_solve(&svd, &info, &problem.op, &set, NULL, &err));
            check_equation(svd, &info, &problem.op, &set);
        }
        lb_svd_result_free(svd);
        teardown(&problem);
    }
}

static LbStatus apply_diagonal(void *ctx, const double *x, double *y, LbError *err)
{
    const LbOperator *op = ctx;
    (void)err;
    for (int32_t i = 0; i < op->n; i++) /* s = n, n - 1, ... 1 for the odd, 0 for the even */
        y[i] = i % 2 == 1 ? x[i] * (op->n - i) * (op->n - i) : 0;
    return LB_OK;
}

static void svd__finds_known_values_and_drops_null_space(void **state)
{
    (void)state;
    LbError       err = {0};
    LbOperator    op  = {.n = 12, .apply = apply_diagonal, .ctx = &op};
    LbSvdSettings set = lb_svd_defaults();
    LbSvd        *svd = NULL;
    set.rank          = 10;
    set.tolerance     = 0;
    LB_ASSERT_OK(lb_svd_solve(&svd, NULL, &op, &set, NULL, &err));
    assert_int_equal(svd->rank, 6);
    for (int i = 0; i < 6; i++) {
        LB_ASSERT_NEAR(svd->values[i], 11 - 2 * i, 1e-12);
        LB_ASSERT_NEAR(svd->vectors[i * 12 + 2 * i + 1], 1, 1e-12);
    }
    lb_svd_result_free(svd);
}

static void svd__solves_a_single_column(void **state)
{
    (void)state;
    LbError       err     = {0};
    Problem       problem = {0};
    LbSvd        *svd     = NULL;
    LbSvdSettings set     = lb_svd_defaults();
    setup(&problem, 1, 30, 0.5, 8);
    set.rank = 1;
    LB_ASSERT_OK(lb_svd_solve(&svd, NULL, &problem.op, &set, NULL, &err));
    assert_int_equal(svd->rank, 1);
    LB_ASSERT_NEAR(svd->values[0], sqrt(dot(problem.dense, problem.dense, 30)), 1e-12);
    assert_true(svd->vectors[0] == 1);
    lb_svd_result_free(svd);
    teardown(&problem);
}

static void svd__gives_the_same_bits_each_time(void **state)
{
    (void)state;
    LbError       err     = {0};
    Problem       problem = {0};
    LbSvd        *svd[2]  = {NULL, NULL};
    LbSvdSettings set     = lb_svd_defaults();
    setup(&problem, 300, 100, 0.2, 7);
    set.rank = 12;
    for (int i = 0; i < 2; i++)
        LB_ASSERT_OK(lb_svd_solve(&svd[i], NULL, &problem.op, &set, NULL, &err));
    assert_memory_equal(svd[0]->values, svd[1]->values, 12 * sizeof(double));
    assert_memory_equal(svd[0]->vectors, svd[1]->vectors, 12 * 100 * sizeof(double));
    lb_svd_result_free(svd[0]);
    lb_svd_result_free(svd[1]);
    teardown(&problem);
}

static void svd__needs_fewer_products_from_the_step_before(void **state)
{
    (void)state;
    enum { N = 900, RANK = 10 };
    LbError err     = {0};
    Problem problem = {0};
    setup(&problem, 1300, N, 0.02, 11);
    LbSvd        *cold = NULL, *warm = NULL;
    LbSvdInfo     cold_info, warm_info;
    LbSvdSettings set   = lb_svd_defaults();
    double       *start = calloc((size_t)N * LB_STARTS, sizeof *start);
    set.rank            = RANK;
    LB_ASSERT_OK(lb_svd_solve(&cold, &cold_info, &problem.op, &set, NULL, &err));
    for (int j = 0; j < RANK; j++)
        for (int i = 0; i < N; i++)
            start[i * LB_STARTS + j % LB_STARTS] += cold->vectors[j * N + i];
    set.start   = start;
    set.is_step = true; /* nobody looks at what is left */
    LB_ASSERT_OK(lb_svd_solve(&warm, &warm_info, &problem.op, &set, NULL, &err));
    assert_true(warm_info.products < cold_info.products);
    for (int i = 0; i < RANK; i++)
        LB_ASSERT_NEAR(warm->values[i], cold->values[i], 1e-6 * cold->values[i]);
    lb_svd_result_free(cold);
    lb_svd_result_free(warm);
    free(start);
    teardown(&problem);
}

static LbStatus apply_zero(void *ctx, const double *x, double *y, LbError *err)
{
    (void)x;
    (void)err;
    memset(y, 0, (size_t)((const LbOperator *)ctx)->n * sizeof *y);
    return LB_OK;
}

static LbStatus apply_unit(void *ctx, const double *x, double *y, LbError *err)
{
    (void)err;
    memcpy(y, x, (size_t)((const LbOperator *)ctx)->n * sizeof *y);
    return LB_OK;
}

static LbStatus apply_infinite(void *ctx, const double *x, double *y, LbError *err)
{
    (void)apply_unit(ctx, x, y, err);
    y[7] *= INFINITY;
    return LB_OK;
}

static LbStatus apply_failing(void *ctx, const double *x, double *y, LbError *err)
{
    (void)ctx;
    (void)x;
    (void)y;
    return lb_error_set(err, LB_EIO, 0, "a rank went away");
}

static bool always_interrupted(void *ctx)
{
    (void)ctx;
    return true;
}

static void svd__explains_what_is_impossible(void **state)
{
    (void)state;
    LbError       err = {0};
    LbOperator    op  = {.n = 12, .apply = apply_diagonal, .ctx = &op};
    LbSvdSettings set = lb_svd_defaults();
    LbSvd        *svd = NULL;
    LbSvdInfo     info;
    LB_ASSERT_FAILS(lb_svd_solve(&svd, &info, &op, &set, NULL, &err), LB_EDATA, "allows 1..12");
    set.rank = 0;
    LB_ASSERT_FAILS(lb_svd_solve(&svd, &info, &op, &set, NULL, &err), LB_EDATA, "allows 1..12");
    set.rank      = 3;
    set.tolerance = NAN;
    LB_ASSERT_FAILS(lb_svd_solve(&svd, &info, &op, &set, NULL, &err), LB_EDATA, "tolerance");
    set.tolerance       = 0;
    LbReporter reporter = {.interrupted = always_interrupted};
    for (set.way = LB_SVD_DENSE; set.way <= LB_SVD_LANCZOS; set.way++) {
        op.n     = 100;
        op.apply = apply_failing;
        LB_ASSERT_FAILS(lb_svd_solve(&svd, &info, &op, &set, NULL, &err), LB_EIO, "went away");
        op.apply = apply_diagonal;
        LB_ASSERT_FAILS(lb_svd_solve(&svd, &info, &op, &set, &reporter, &err), LB_EINTR,
                        "interrupted");
        op.apply = apply_infinite;
        LB_ASSERT_FAILS(lb_svd_solve(&svd, &info, &op, &set, NULL, &err), LB_EDATA, "infinite");
    }
    assert_null(svd);
}

static void svd__finds_nothing_in_zeros(void **state)
{
    (void)state;
    LbError       err = {0};
    LbOperator    op  = {.apply = apply_zero, .ctx = &op};
    LbSvdSettings set = lb_svd_defaults();
    for (set.way = LB_SVD_ANY; set.way <= LB_SVD_LANCZOS; set.way++)
        for (op.n = 1; op.n <= 100; op.n += 99) {
            LbSvd *svd = NULL;
            if (op.n == 1 && set.way == LB_SVD_RITZ) continue;
            set.rank = op.n == 1 ? 1 : 3;
            LB_ASSERT_OK(lb_svd_solve(&svd, NULL, &op, &set, NULL, &err));
            assert_int_equal(svd->rank, 0);
            lb_svd_result_free(svd);
        }
}

static void svd__goes_another_way_where_one_ends(void **state)
{
    (void)state;
    LbError       err  = {0};
    LbSvd        *svd  = NULL;
    LbSvdInfo     info = {0};
    LbOperator    op   = {.n = 100, .apply = apply_zero, .ctx = &op};
    LbSvdSettings set  = lb_svd_defaults();
    set.way            = LB_SVD_LANCZOS;
    LB_ASSERT_FAILS(lb_lanczos_solve(&svd, &info, &op, &set, NULL, &err), LB_ENOCONV, "ARPACK");
    LB_ASSERT_OK(lb_svd_solve(&svd, NULL, &op, &set, NULL, &err));
    assert_int_equal(svd->rank, 0);
    lb_svd_result_free(svd);
}

static void svd__says_how_many_converged(void **state)
{
    (void)state;
    LbError       err     = {0};
    Problem       problem = {0};
    LbSvd        *svd     = NULL;
    LbSvdInfo     info    = {0};
    LbSvdSettings set     = lb_svd_defaults();
    setup(&problem, 900, 300, 0.05, 11);
    set.rank      = 40;
    set.tolerance = 0;
    set.restarts  = 2;
    LB_ASSERT_FAILS(lb_lanczos_solve(&svd, &info, &problem.op, &set, NULL, &err), LB_ENOCONV,
                    "of 40 singular values converged in 2 restarts");
    assert_null(svd);
    assert_true(info.converged < 40 && info.products > 40);
    teardown(&problem);
}

static void svd__survives_a_lack_of_memory(void **state)
{
    (void)state;
    LbError       err     = {0};
    Problem       problem = {0};
    LbSvd        *svd     = NULL;
    LbSvdSettings set     = lb_svd_defaults();
    setup(&problem, 20, 10, 0.5, 2);
    set.rank = 2;
    LB_ASSERT_SURVIVES_NOMEM(lb_svd_solve(&svd, NULL, &problem.op, &set, NULL, &err),
                             lb_svd_result_free(svd));
    lb_svd_result_free(NULL);
    teardown(&problem);
}

static void svd__names_its_library(void **state)
{
    (void)state;
    assert_memory_equal(lb_lanczos_library(), "ARPACK-ng ", 10);
    assert_true(strlen(lb_lanczos_library()) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(svd__satisfies_its_equation),
        cmocka_unit_test(svd__finds_known_values_and_drops_null_space),
        cmocka_unit_test(svd__solves_a_single_column),
        cmocka_unit_test(svd__gives_the_same_bits_each_time),
        cmocka_unit_test(svd__needs_fewer_products_from_the_step_before),
        cmocka_unit_test(svd__explains_what_is_impossible),
        cmocka_unit_test(svd__finds_nothing_in_zeros),
        cmocka_unit_test(svd__goes_another_way_where_one_ends),
        cmocka_unit_test(svd__says_how_many_converged),
        cmocka_unit_test(svd__survives_a_lack_of_memory),
        cmocka_unit_test(svd__names_its_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
