/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "tests/unit/trainer/matrices.h"
#include "trainer/svd/factors.h"

enum { LONG = 900, SHORT = 600, RANK = 40, TASTES = 50 };

/* Ratings of people of some tastes: leading values stand out. A film in six came after the earlier
 * model when `is_old`. */
static LbCsr ratings(int32_t n_users, int32_t n_films, bool is_old)
{
    LbRng rng;
    LbCsr csr = {.n_rows = n_users, .n_cols = n_films};
    csr.start = malloc(((size_t)n_users + 1) * sizeof *csr.start);
    csr.col   = malloc((size_t)n_users * (size_t)n_films * sizeof *csr.col);
    csr.value = malloc((size_t)n_users * (size_t)n_films * sizeof *csr.value);
    lb_rng_init(&rng, 3, 0);
    for (int32_t u = 0; u < n_users; u++) {
        csr.start[u] = csr.n;
        for (int32_t f = 0; f < n_films; f++) {
            bool  is_theirs = u % TASTES == f % TASTES;
            bool  is_there  = lb_rng_uniform(&rng) < (is_theirs ? 0.8 : 0.01);
            float value = (float)(is_theirs ? 3 + 30.0 / (1 + u % TASTES) : lb_rng_uniform(&rng));
            if (!is_there || (is_old && f % 60 == 7)) continue;
            csr.col[csr.n]     = f;
            csr.value[csr.n++] = value;
        }
    }
    csr.start[n_users] = csr.n;
    return csr;
}

static LbStatus read_factors(void *ctx, double *panel, int32_t p, LbError *err)
{
    const LbFactors *old = ctx;
    (void)err;
    for (size_t i = 0; i < (size_t)old->n_films * LB_PANEL; i++)
        panel[i] =
            (double)old
                ->factors[i / LB_PANEL * (size_t)old->rank + (size_t)p * LB_PANEL + i % LB_PANEL];
    return LB_OK;
}

static LbFactorSettings settings_of(double tolerance)
{
    LbFactorSettings set = {.svd = lb_svd_defaults()};
    set.svd.rank         = RANK;
    set.svd.tolerance    = tolerance;
    return set;
}

static LbFactors solve(int32_t n_users, int32_t n_films, bool is_old, const LbFactorSettings *set)
{
    LbError   err = {0};
    LbFactors out;
    LbCsr     csr = ratings(n_users, n_films, is_old);
    LB_ASSERT_OK(lb_factors_solve(&out, &csr, set, NULL, NULL, &err));
    return out;
}

static double worst_error(const LbFactors *factors, const LbFactors *exact)
{
    double worst = 0;
    for (int32_t i = 0; i < RANK; i++)
        worst = fmax(worst, fabs(factors->values[i] / exact->values[i] - 1));
    return worst;
}

/* On either side: from the films' vectors as they are, which are near if nothing is new, and by way
 * of the users, which is half of a product. */
static void factors__start_from_an_earlier_models(void **state)
{
    (void)state;
    for (int is_wide = 0; is_wide < 2; is_wide++) {
        int32_t          n_users = is_wide ? SHORT : LONG, n_films = is_wide ? LONG : SHORT;
        LbFactorSettings set = settings_of(0.1), fine = settings_of(1e-10);
        LbFactors        old   = solve(n_users, n_films, is_wide, &set);
        LbFactors        cold  = solve(n_users, n_films, false, &set);
        LbFactors        exact = solve(n_users, n_films, false, &fine);
        LbEarlier        warm  = {.n_panels = RANK / LB_PANEL, .read = read_factors, .ctx = &old};
        set.warm = fine.warm = &warm;
        LbFactors renewed    = solve(n_users, n_films, false, &set);
        LbFactors same       = solve(n_users, n_films, false, &fine);
        assert_int_equal(renewed.info.products, (is_wide ? 1.5 * RANK + 24 : RANK + 40) + 12);
        assert_true(renewed.info.products < cold.info.products);
        assert_true(worst_error(&renewed, &exact) <= 0.01);
        assert_int_equal(same.info.products, exact.info.products);
        assert_memory_equal(same.values, exact.values, RANK * sizeof(double));
        lb_factors_clear(&old);
        lb_factors_clear(&cold);
        lb_factors_clear(&exact);
        lb_factors_clear(&renewed);
        lb_factors_clear(&same);
    }
}

static void factors__survive_a_lack_of_memory(void **state)
{
    (void)state;
    LbError          err  = {0};
    LbFactorSettings set  = settings_of(0.1);
    LbFactors        old  = solve(SHORT, LONG, true, &set), out;
    LbEarlier        warm = {.n_panels = RANK / LB_PANEL, .read = read_factors, .ctx = &old};
    set.warm              = &warm;
    for (long n = 0;; n++) {
        LbCsr csr = ratings(SHORT, LONG, false); /* the solver frees it */
        lb_alloc_allow(n);
        LbStatus st = lb_factors_solve(&out, &csr, &set, NULL, NULL, &err);
        lb_alloc_allow(-1);
        lb_csr_clear(&csr);
        if (st == LB_OK) break;
        assert_int_equal(st, LB_ENOMEM);
        assert_null(out.factors);
    }
    assert_int_equal(out.rank, RANK);
    lb_factors_clear(&out);
    lb_factors_clear(&old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors__start_from_an_earlier_models),
        cmocka_unit_test(factors__survive_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
