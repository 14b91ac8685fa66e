/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "trainer/svd/panel.h"

enum { N = 613, PANELS = 3, ROW = LB_PANEL };

static double *random_panels(int32_t n, int32_t panels, uint64_t seed)
{
    size_t  count = (size_t)n * (size_t)panels * ROW;
    double *out   = lb_mem_aligned(count, sizeof *out);
    LbRng   rng;
    lb_rng_init(&rng, seed, 1);
    for (size_t i = 0; i < count; i++)
        out[i] = lb_rng_normal(&rng);
    return out;
}

/* Number (i, c) of a basis, c counting columns through all panels. */
static double at(const double *basis, int32_t n, int32_t i, int32_t c)
{
    return basis[((size_t)(c / ROW) * (size_t)n + (size_t)i) * ROW + (size_t)(c % ROW)];
}

static void panel__projects_on_every_column(void **state)
{
    (void)state;
    static const int32_t lengths[] = {1, 2, 7, N};
    LbError              err       = {0};
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++) {
        int32_t n     = lengths[l];
        double *basis = random_panels(n, PANELS, 1), *w = random_panels(n, 1, 2);
        double  coef[LB_BLOCKS * PANELS * LB_PANEL_CELL];
        LbSlab  rows = lb_slab_of(n, NULL);
        LB_ASSERT_OK(lb_panel_project(coef, (LbBasis){basis, PANELS, &rows}, w, &err));
        for (int32_t c = 0; c < PANELS * ROW; c++)
            for (int32_t j = 0; j < ROW; j++) {
                double sum = 0;
                for (int32_t i = 0; i < n; i++)
                    sum += at(basis, n, i, c) * at(w, n, i, j);
                LB_ASSERT_NEAR(coef[c * ROW + j], sum, 1e-11);
            }
        free(basis);
        free(w);
    }
}

static void panel__subtracts_what_the_factors_say(void **state)
{
    (void)state;
    double *basis = random_panels(N, PANELS, 1), *w = random_panels(N, 1, 2);
    double *before = random_panels(N, 1, 2), *coef = random_panels(PANELS * ROW, 1, 3);
    LbSlab  rows = lb_slab_of(N, NULL);
    lb_panel_subtract(w, (LbBasis){basis, PANELS, &rows}, coef);
    for (int32_t i = 0; i < N; i++)
        for (int32_t j = 0; j < ROW; j++) {
            double expected = at(before, N, i, j);
            for (int32_t c = 0; c < PANELS * ROW; c++)
                expected -= at(basis, N, i, c) * coef[c * ROW + j];
            LB_ASSERT_NEAR(at(w, N, i, j), expected, 1e-12);
        }
    free(basis);
    free(w);
    free(before);
    free(coef);
}

static void panel__combines_in_place(void **state)
{
    (void)state;
    enum { K = 2 };
    LbError err   = {0};
    double *basis = random_panels(N, PANELS, 1), *s = random_panels(PANELS * ROW, K, 4);
    double *out  = random_panels(N, K, 5);
    LbSlab  rows = lb_slab_of(N, NULL);
    LB_ASSERT_OK(lb_panel_combine(out, K, (LbBasis){basis, PANELS, &rows}, s, &err));
    for (int32_t i = 0; i < N; i++)
        for (int32_t j = 0; j < K * ROW; j++) {
            double sum = 0;
            for (int32_t c = 0; c < PANELS * ROW; c++)
                sum += at(basis, N, i, c) * s[c * K * ROW + j];
            LB_ASSERT_NEAR(at(out, N, i, j), sum, 1e-12);
        }
    LB_ASSERT_OK(lb_panel_combine(basis, K, (LbBasis){basis, PANELS, &rows}, s, &err));
    assert_memory_equal(basis, out, (size_t)N * K * ROW * sizeof *out);
    free(basis);
    free(s);
    free(out);
}

static void panel__gives_the_same_bits_for_any_threads(void **state)
{
    (void)state;
    LbError err = {0};
    double  coef[2][LB_BLOCKS * PANELS * LB_PANEL_CELL];
    double *basis = random_panels(N, PANELS, 1), *w[2];
    for (int run = 0; run < 2; run++) {
        LbPool *pool = NULL;
        LB_ASSERT_OK(lb_pool_new(&pool, run == 0 ? 1 : 3, &err));
        w[run]      = random_panels(N, 1, 2);
        LbSlab rows = lb_slab_of(N, pool);
        LB_ASSERT_OK(lb_panel_project(coef[run], (LbBasis){basis, PANELS, &rows}, w[run], &err));
        lb_panel_subtract(w[run], (LbBasis){basis, PANELS, &rows}, coef[run]);
        lb_pool_free(pool);
    }
    assert_memory_equal(coef[0], coef[1], sizeof coef[0]);
    assert_memory_equal(w[0], w[1], (size_t)N * ROW * sizeof *w[0]);
    free(basis);
    free(w[0]);
    free(w[1]);
}

static void panel__survives_a_lack_of_memory(void **state)
{
    (void)state;
    LbError err   = {0};
    double *basis = random_panels(N, 1, 1), *s = random_panels(ROW, 1, 4);
    LbSlab  rows = lb_slab_of(N, NULL);
    LB_ASSERT_SURVIVES_NOMEM(lb_panel_combine(basis, 1, (LbBasis){basis, 1, &rows}, s, &err),
                             (void)0);
    free(basis);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panel__projects_on_every_column),
        cmocka_unit_test(panel__subtracts_what_the_factors_say),
        cmocka_unit_test(panel__combines_in_place),
        cmocka_unit_test(panel__gives_the_same_bits_for_any_threads),
        cmocka_unit_test(panel__survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
