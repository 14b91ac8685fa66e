/* SPDX-License-Identifier: MIT */
/* The singular values of matrices made to mislead a Krylov space, against LAPACK's of the dense
 * matrix and against known ones. usage: test_svd_values [MATRICES OF EACH FAMILY] */
#include "tests/lb_test.h"

#include "tests/unit/trainer/spectrum.h"
#include "tests/unit/trainer/svd/structured.h"
#include "trainer/svd/gram.h"
#include "trainer/svd/svd.h"

#include <stdio.h>

enum { LONGEST = 100, MATRICES = 12, SPECTRUM = 2100 };

static int n_matrices = MATRICES;

/* What was compared, for who asks how much was. */
static long compared_matrices, compared_solutions, compared_values;

/* Not by way of a Gram matrix, which halves the digits. */
extern void dgesdd_(const char *job, const int *m, const int *n, double *a, const int *lda,
                    double *s, double *u, const int *ldu, double *vt, const int *ldvt, double *work,
                    const int *lwork, int *iwork, int *info, size_t job_length);

/* Descending. A row-major matrix is LAPACK's transpose, which has the same values. */
static double *dense_values(const Structured *m)
{
    int     rows = m->cols, cols = m->rows, info = 0, n_work = 40 * LONGEST * LONGEST, one = 1;
    double *a     = malloc((size_t)rows * (size_t)cols * sizeof *a);
    double *s     = calloc(LONGEST, sizeof *s);
    double *work  = malloc((size_t)n_work * sizeof *work);
    int    *iwork = malloc(8 * LONGEST * sizeof *iwork);
    memcpy(a, m->a, (size_t)rows * (size_t)cols * sizeof *a);
    dgesdd_("N", &rows, &cols, a, &rows, s, NULL, &one, NULL, &one, work, &n_work, iwork, &info, 1);
    assert_int_equal(info, 0);
    free(a);
    free(work);
    free(iwork);
    return s;
}

static double worst_overlap(const LbSvd *svd)
{
    double worst = 0;
    for (int32_t i = 0; i < svd->rank; i++)
        for (int32_t j = 0; j <= i; j++) {
            double sum = -(i == j);
            for (int32_t c = 0; c < svd->n; c++)
                sum += svd->vectors[(size_t)i * (size_t)svd->n + (size_t)c] *
                       svd->vectors[(size_t)j * (size_t)svd->n + (size_t)c];
            worst = fmax(worst, fabs(sum));
        }
    return worst;
}

/* Each value to 1e-6, but for what a Gram matrix loses of the small ones, as eps s_1^2 / s_i. Values
 * that are left out are rounding. */
static void check_values(const LbSvd *svd, const double *s, int32_t rank, const char *what)
{
    double rounding = 3e-7 * s[0]; /* (n eps)^1/2 */
    compared_solutions++;
    for (int32_t i = 0; i < rank; i++) {
        compared_values++;
        double found = i < svd->rank ? svd->values[i] : 0;
        double lost  = i < svd->rank ? 1e-14 * s[0] * s[0] / fmax(s[i], rounding) : rounding;
        if (fabs(found - s[i]) > 1e-6 * s[i] + lost)
            fail_msg("%s: value %d of %d is %.12g, expected %.12g (s_1 %.3g)", what, i, rank, found,
                     s[i], s[0]);
    }
}

static void check_matrix(int32_t family, int32_t nth)
{
    static const char *const WAYS[] = {"any", "dense", "ritz", "lanczos"};
    Structured               m      = structured_new(family, nth, LONGEST);
    LbCsr                    csr    = structured_csr(&m);
    double                  *s      = dense_values(&m);
    LbError                  err    = {0};
    LbGram                  *gram   = NULL;
    bool                     flip   = false;
    LB_ASSERT_OK(lb_gram_new(&gram, &flip, &csr, NULL, &err));
    LbOperator op   = lb_gram_operator(gram);
    int32_t    rank = nth % 4 == 0 ? op.n : 1 + draw(&m, op.n); /* any, up to full */
    for (LbSvdWay way = LB_SVD_ANY; way <= LB_SVD_LANCZOS; way++) {
        char          what[128];
        LbSvd        *svd = NULL;
        LbSvdSettings set = lb_svd_defaults();
        set.rank          = way == LB_SVD_RITZ && rank > op.n / 2 - 32 ? op.n / 2 - 32 : rank;
        set.way           = way;
        set.seed          = (uint64_t)nth;
        if (set.rank < 1) continue; /* no room for a Krylov space */
        (void)snprintf(what, sizeof what, "%s %d, %d x %d, rank %d, %s", FAMILIES[family].name, nth,
                       m.rows, m.cols, set.rank, WAYS[way]);
        if (lb_svd_solve(&svd, NULL, &op, &set, NULL, &err) != LB_OK)
            fail_msg("%s: %s", what, err.message);
        check_values(svd, s, set.rank, what);
        if (worst_overlap(svd) > 1e-9) fail_msg("%s: vectors are not orthonormal", what);
        lb_svd_result_free(svd);
    }
    compared_matrices++;
    lb_gram_free(gram);
    lb_csr_clear(&csr);
    free(s);
    free(m.a);
}

static void svd_values__are_those_of_the_dense_matrix(void **state)
{
    (void)state;
    for (int32_t family = 0; family < N_FAMILIES; family++)
        for (int32_t nth = 0; nth < n_matrices; nth++)
            check_matrix(family, nth);
}

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Eigenvalues that fall off smoothly, with a cluster among them wider than a panel, at any place,
 * as tight as it likes. */
static void draw_spectrum(Spectrum *spectrum, LbRng *rng, int32_t rank)
{
    double  decay  = 0.3 + 1.2 * lb_rng_uniform(rng);
    double  spread = pow(10, -1 - 8 * lb_rng_uniform(rng));
    int32_t copies = 3 + (int32_t)(20 * lb_rng_uniform(rng));
    double  at     = (double)rank * lb_rng_uniform(rng);
    for (int32_t i = 0; i < spectrum->n; i++)
        spectrum->value[i] = 100 * pow(1 + i + 0.8 * lb_rng_uniform(rng), -decay);
    for (int32_t i = 0; i < copies; i++)
        spectrum->value[spectrum->n - 1 - i] =
            100 * pow(1 + at, -decay) * (1 + spread * lb_rng_uniform(rng));
}

static void svd_values__hold_all_of_a_cluster_in_a_large_operator(void **state)
{
    (void)state;
    for (int32_t nth = 0; nth < n_matrices; nth++) {
        Spectrum spectrum;
        LbRng    rng;
        LbError  err = {0};
        LbSvd   *svd = NULL;
        lb_rng_init(&rng, (uint64_t)nth, 99);
        LbSvdSettings set  = lb_svd_defaults();
        double       *sort = malloc(SPECTRUM * sizeof *sort);
        set.rank           = 5 + (int32_t)(60 * lb_rng_uniform(&rng));
        set.tolerance      = pow(10, -2 - 4 * lb_rng_uniform(&rng));
        set.seed           = (uint64_t)nth;
        spectrum_init(&spectrum, SPECTRUM);
        draw_spectrum(&spectrum, &rng, set.rank);
        memcpy(sort, spectrum.value, SPECTRUM * sizeof *sort);
        qsort(sort, SPECTRUM, sizeof *sort, descending);
        LbOperator op      = spectrum_operator(&spectrum);
        double     allowed = set.tolerance <= 1e-4 ? 1e-6 : set.tolerance;
        LB_ASSERT_OK(lb_svd_solve(&svd, NULL, &op, &set, NULL, &err));
        assert_int_equal(svd->rank, set.rank);
        for (int32_t i = 0; i < svd->rank; i++)
            if (fabs(svd->values[i] - sqrt(sort[i])) > allowed * sqrt(sort[i]))
                fail_msg("spectrum %d, tolerance %g: value %d of %d is %.12g, expected %.12g", nth,
                         set.tolerance, i, svd->rank, svd->values[i], sqrt(sort[i]));
        compared_matrices++;
        compared_solutions++;
        compared_values += svd->rank;
        lb_svd_result_free(svd);
        spectrum_clear(&spectrum);
        free(sort);
    }
}

/* Few values, each hundreds of times: what a panel sees of them is nothing. */
static void svd_values__hold_hundreds_of_copies(void **state)
{
    (void)state;
    for (int32_t kinds = 1; kinds <= 5; kinds += 2) {
        Spectrum      spectrum;
        LbError       err = {0};
        LbSvd        *svd = NULL;
        LbSvdSettings set = lb_svd_defaults();
        spectrum_init(&spectrum, SPECTRUM);
        for (int32_t i = 0; i < SPECTRUM; i++)
            spectrum.value[i] = 1 + i % kinds;
        set.rank      = 20 * kinds;
        LbOperator op = spectrum_operator(&spectrum);
        LB_ASSERT_OK(lb_svd_solve(&svd, NULL, &op, &set, NULL, &err));
        assert_int_equal(svd->rank, set.rank);
        for (int32_t i = 0; i < svd->rank; i++)
            LB_ASSERT_NEAR(svd->values[i], sqrt(kinds), 1e-9);
        assert_true(worst_overlap(svd) < 1e-9);
        lb_svd_result_free(svd);
        spectrum_clear(&spectrum);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(svd_values__are_those_of_the_dense_matrix),
        cmocka_unit_test(svd_values__hold_all_of_a_cluster_in_a_large_operator),
        cmocka_unit_test(svd_values__hold_hundreds_of_copies),
    };
    if (argc > 1) n_matrices = (int)strtol(argv[1], NULL, 10);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    printf("compared %ld singular values of %ld matrices in %ld solutions\n", compared_values,
           compared_matrices, compared_solutions);
    return failed;
}
