/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"
#include "tests/unit/trainer/interrupted.h"
#include "tests/unit/trainer/matrices.h"

#include "trainer/methods/completion.h"

enum { ROWS = 24, COLS = 13 };

/* One-sided Jacobi: a [ROWS x COLS] becomes U diag(s), v [COLS x COLS] its right vectors. */
static void jacobi_svd(double *a, double *v)
{
    for (int i = 0; i < COLS * COLS; i++)
        v[i] = i % (COLS + 1) == 0;
    for (int sweep = 0; sweep < 60; sweep++)
        for (int p = 0; p < COLS; p++)
            for (int q = p + 1; q < COLS; q++) {
                double alpha = 0, beta = 0, gamma = 0;
                for (int r = 0; r < ROWS; r++) {
                    alpha += a[r * COLS + p] * a[r * COLS + p];
                    beta += a[r * COLS + q] * a[r * COLS + q];
                    gamma += a[r * COLS + p] * a[r * COLS + q];
                }
                if (fabs(gamma) <= 1e-15 * sqrt(alpha * beta)) continue;
                double zeta = (beta - alpha) / (2 * gamma);
                double t    = copysign(1, zeta) / (fabs(zeta) + sqrt(1 + zeta * zeta));
                double c = 1 / sqrt(1 + t * t), s = c * t;
                for (int r = 0; r < ROWS; r++) {
                    double x = a[r * COLS + p], y = a[r * COLS + q];
                    a[r * COLS + p] = c * x - s * y;
                    a[r * COLS + q] = s * x + c * y;
                }
                for (int r = 0; r < COLS; r++) {
                    double x = v[r * COLS + p], y = v[r * COLS + q];
                    v[r * COLS + p] = c * x - s * y;
                    v[r * COLS + q] = s * x + c * y;
                }
            }
}

/* The textbook iteration on dense arrays: z becomes the thresholded SVD of (entries where there are
 * any, z elsewhere). */
static void dense_softimpute(const double *entries, const bool *there, double threshold, int passes,
                             double *z)
{
    double filled[ROWS * COLS], v[COLS * COLS];
    memset(z, 0, sizeof filled);
    for (int pass = 0; pass < passes; pass++) {
        for (int i = 0; i < ROWS * COLS; i++)
            filled[i] = there[i] ? entries[i] : z[i];
        jacobi_svd(filled, v);
        memset(z, 0, sizeof filled);
        for (int j = 0; j < COLS; j++) {
            double norm = 0;
            for (int r = 0; r < ROWS; r++)
                norm += filled[r * COLS + j] * filled[r * COLS + j];
            norm = sqrt(norm);
            if (norm <= threshold) continue;
            double share = (norm - threshold) / norm;
            for (int r = 0; r < ROWS; r++)
                for (int c = 0; c < COLS; c++)
                    z[r * COLS + c] += share * filled[r * COLS + j] * v[c * COLS + j];
        }
    }
}

static void completion__agrees_with_a_dense_reference(void **state)
{
    (void)state;
    static const struct {
        double threshold;
        int    passes;
    } cases[] = {{1.5, 1}, {1.5, 7}, {2.5, 25}, {100.0, 3}}; /* over the least singular value */
    double dense[ROWS * COLS], reference[ROWS * COLS];
    bool   there[ROWS * COLS];
    float  before[ROWS * COLS];
    LbCsr  csr = random_csr(ROWS, COLS, 0.5, 7, dense);
    for (int i = 0; i < ROWS * COLS; i++)
        there[i] = dense[i] != 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError              err  = {0};
        LbGram              *gram = NULL;
        LbCompletion        *z    = NULL;
        LbCompletionSettings set  = lb_completion_defaults();
        bool                 flipped;
        set.rank          = COLS - 1;
        set.threshold     = cases[i].threshold;
        set.passes        = cases[i].passes;
        set.tolerance     = -1;
        set.svd_tolerance = 0;
        LB_ASSERT_OK(lb_gram_new(&gram, &flipped, &csr, NULL, &err));
        assert_false(flipped);
        memcpy(before, lb_gram_values(gram), (size_t)csr.n * sizeof *before);
        LB_ASSERT_OK(lb_completion_solve(&z, NULL, gram, &set, NULL, &err));
        dense_softimpute(dense, there, cases[i].threshold, cases[i].passes, reference);
        for (int r = 0; r < ROWS; r++)
            for (int c = 0; c < COLS; c++) {
                double value = 0;
                for (int j = 0; j < z->rank; j++)
                    value += (double)z->left[r * z->rank + j] * (double)z->right[c * z->rank + j];
                /* factors are kept in single precision: a few units of 6e-8 times values near 3 */
                LB_ASSERT_NEAR(value, reference[r * COLS + c], 1e-6);
            }
        for (int64_t e = 0; e < csr.n; e++)
            assert_true(lb_gram_values(gram)[e] == before[e]);
        lb_completion_free(z);
        lb_gram_free(gram);
    }
    lb_csr_clear(&csr);
}

static void completion__stops_where_the_objective_does(void **state)
{
    (void)state;
    double               dense[ROWS * COLS];
    LbError              err  = {0};
    LbGram              *gram = NULL;
    LbCompletion        *z    = NULL;
    LbCompletionInfo     info;
    LbCompletionSettings set = lb_completion_defaults();
    bool                 flipped;
    LbCsr                csr = random_csr(ROWS, COLS, 0.6, 11, dense);
    set.rank                 = COLS - 1;
    set.threshold            = 1.0;
    set.passes               = 2000;
    set.tolerance            = 1e-10;
    set.svd_tolerance        = 0;
    LB_ASSERT_OK(lb_gram_new(&gram, &flipped, &csr, NULL, &err));
    LB_ASSERT_OK(lb_completion_solve(&z, &info, gram, &set, NULL, &err));
    assert_true(info.passes > 2 && info.passes < 2000);
    /* At the minimum the residual G has G v = threshold u: the condition of optimality. */
    for (int j = 0; j < z->rank; j++)
        for (int r = 0; r < ROWS; r++) {
            double sum = 0;
            for (int64_t e = csr.start[r]; e < csr.start[r + 1]; e++) {
                size_t c     = (size_t)csr.col[e];
                double value = (double)csr.value[e];
                for (int i = 0; i < z->rank; i++)
                    value -= (double)z->left[r * z->rank + i] *
                             (double)z->right[c * (size_t)z->rank + (size_t)i];
                sum += value * (double)z->right[c * (size_t)z->rank + (size_t)j];
            }
            double u = (double)z->left[r * z->rank + j] / z->values[j];
            LB_ASSERT_NEAR(sum, set.threshold * u, 1e-3);
        }
    lb_completion_free(z);
    lb_gram_free(gram);
    lb_csr_clear(&csr);
}

/* The gram keeps room for the low-rank part, so it is made anew each time. */
static LbStatus complete(LbCompletion **out, const LbCsr *csr, LbError *err)
{
    LbGram              *gram = NULL;
    LbCompletionSettings set  = lb_completion_defaults();
    bool                 flipped;
    LbStatus             st = lb_gram_new(&gram, &flipped, csr, NULL, err);
    set.rank                = 4;
    set.threshold           = 1;
    set.passes              = 2;
    if (st == LB_OK) st = lb_completion_solve(out, NULL, gram, &set, NULL, err);
    lb_gram_free(gram);
    return st;
}

static void completion__survives_lack_of_memory(void **state)
{
    (void)state;
    double        dense[ROWS * COLS];
    LbError       err = {0};
    LbCompletion *z   = NULL;
    LbCsr         csr = random_csr(ROWS, COLS, 0.6, 11, dense);
    LB_ASSERT_SURVIVES_NOMEM(complete(&z, &csr, &err), lb_completion_free(z));
    lb_csr_clear(&csr);
}

/* The entries are as before, whatever happens. */
static void completion__leaves_the_entries_after_an_interrupt(void **state)
{
    (void)state;
    double               dense[ROWS * COLS];
    float                before[ROWS * COLS];
    LbError              err  = {0};
    LbGram              *gram = NULL;
    LbCompletion        *z    = NULL;
    LbCompletionSettings set  = lb_completion_defaults();
    bool                 flipped;
    LbCsr                csr = random_csr(ROWS, COLS, 0.6, 11, dense);
    set.rank                 = 4;
    LB_ASSERT_OK(lb_gram_new(&gram, &flipped, &csr, NULL, &err));
    memcpy(before, lb_gram_values(gram), (size_t)csr.n * sizeof *before);
    LB_ASSERT_FAILS(lb_completion_solve(&z, NULL, gram, &set, &interrupted, &err), LB_EINTR,
                    "interrupted");
    assert_null(z);
    assert_memory_equal(before, lb_gram_values(gram), (size_t)csr.n * sizeof *before);
    lb_gram_free(gram);
    lb_csr_clear(&csr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(completion__agrees_with_a_dense_reference),
        cmocka_unit_test(completion__stops_where_the_objective_does),
        cmocka_unit_test(completion__survives_lack_of_memory),
        cmocka_unit_test(completion__leaves_the_entries_after_an_interrupt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
