/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"
#include "tests/unit/trainer/graphblas.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/base/rng.h"
#include "common/text/json.h"
#include "trainer/methods/zscore.h"

#include <stdio.h>

/* Count and keep the last message. */
static void keep_message(void *ctx, LbLevel level, const char *text)
{
    char  *all = ctx;
    size_t len = strlen(all);
    (void)level;
    snprintf(all + len, LB_MESSAGE_MAX - len, "%s\n", text);
}

typedef struct Golden {
    LbJson            *doc;
    LbTriplets         set;
    int32_t           *user, *film;
    float             *stars;
    const LbJsonValue *values, *components, *root;
} Golden;

static void open_golden(Golden *golden, const char *name)
{
    LbError err = {0};
    LbBuf   text;
    char    path[512];
    snprintf(path, sizeof path, LB_TEST_GOLDEN "/zscore-%s.json", name);
    lb_buf_init(&text, 1 << 22);
    LB_ASSERT_OK(lb_buf_read_file(&text, path, &err));
    LB_ASSERT_OK(lb_json_parse(&golden->doc, text.data, text.len, &err));
    lb_buf_clear(&text);
    const LbJsonValue *root = golden->root = lb_json_root(golden->doc);
    const LbJsonValue *user = lb_json_get(root, "user"), *film = lb_json_get(root, "film");
    const LbJsonValue *stars = lb_json_get(root, "stars");
    size_t             n     = lb_json_count(stars);
    assert_true(n > 100 && lb_json_count(user) == n && lb_json_count(film) == n);
    golden->user  = malloc(n * sizeof *golden->user);
    golden->film  = malloc(n * sizeof *golden->film);
    golden->stars = malloc(n * sizeof *golden->stars);
    for (size_t i = 0; i < n; i++) {
        golden->user[i]  = (int32_t)lb_json_as_real(lb_json_at(user, i), -1);
        golden->film[i]  = (int32_t)lb_json_as_real(lb_json_at(film, i), -1);
        golden->stars[i] = (float)lb_json_as_real(lb_json_at(stars, i), (double)NAN);
    }
    golden->values     = lb_json_get(root, "singular_values");
    golden->components = lb_json_get(root, "components");
    golden->set        = (LbTriplets){
               .n_users = (int32_t)lb_json_get_int(root, "users", 0),
               .n_films = (int32_t)lb_json_get_int(root, "films", 0),
               .n       = (int64_t)n,
               .user    = golden->user,
               .film    = golden->film,
               .stars   = golden->stars,
    };
}

static void close_golden(Golden *golden)
{
    lb_json_free(golden->doc);
    free(golden->user);
    free(golden->film);
    free(golden->stars);
}

/* Sum of squared cosines between two spaces of dimension k: k when they are the same. */
static double overlap(const LbTaste *taste, int32_t n_films, const LbJsonValue *components)
{
    double sum = 0;
    for (int32_t a = 0; a < taste->rank; a++) {
        for (int32_t b = 0; b < taste->rank; b++) {
            double dot = 0;
            for (int32_t f = 0; f < n_films; f++)
                dot += (double)taste->factors[f * taste->rank + a] *
                       lb_json_as_real(
                           lb_json_at(components, (size_t)b * (size_t)n_films + (size_t)f), 0);
            sum += dot * dot;
        }
    }
    return sum;
}

static void zscore__agrees_with_scipy(void **state)
{
    static const char *const names[] = {"tall", "wide", "square", "repeated"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        LbError       err    = {0};
        Golden        golden = {0};
        LbFit        *fit    = NULL;
        LbFitSettings set    = {.svd = lb_svd_defaults()};
        open_golden(&golden, names[i]);
        set.svd.rank = (int32_t)lb_json_get_int(golden.root, "rank", 0);
        LB_ASSERT_OK(lb_zscore_fit(&fit, &golden.set, &set, NULL, NULL, &err));
        LB_ASSERT_NEAR(fit->mean_stars, lb_json_get_real(golden.root, "mean", 0), 1e-12);
        LB_ASSERT_NEAR(fit->std_stars, lb_json_get_real(golden.root, "std", 0), 1e-12);
        assert_int_equal(fit->taste.rank, set.svd.rank);
        for (int32_t k = 0; k < fit->taste.rank; k++) {
            double expected = lb_json_as_real(lb_json_at(golden.values, (size_t)k), 0);
            LB_ASSERT_NEAR(fit->taste.singular_values[k], expected, 1e-6 * expected);
        }
        /* One angle off by 1e-3 would cost 1e-6; the tolerance of 1e-4 allows less. */
        LB_ASSERT_NEAR(overlap(&fit->taste, golden.set.n_films, golden.components), set.svd.rank,
                       1e-6 * set.svd.rank);
        LB_ASSERT_NEAR(fit->taste.gain * fit->std_stars, 1, 1e-12);
        assert_true(fit->taste.shift == fit->mean_stars && fit->taste.floor < -1e300);
        lb_fit_free(fit);
        close_golden(&golden);
    }
}

static void zscore__keeps_only_the_rank_there_is(void **state)
{
    (void)state;
    char          text[LB_MESSAGE_MAX] = "";
    LbReporter    reporter             = {.message = keep_message, .ctx = text};
    LbError       err                  = {0};
    Golden        golden               = {0};
    LbFit        *fit                  = NULL;
    LbFitSettings set                  = {.svd = lb_svd_defaults()};
    open_golden(&golden, "repeated");
    set.svd.rank = 7;
    LB_ASSERT_OK(lb_zscore_fit(&fit, &golden.set, &set, NULL, &reporter, &err));
    assert_int_equal(fit->taste.rank, 3);
    assert_non_null(strstr(text, "rank 3: 4 of 7 factors"));
    lb_fit_free(fit);
    set.svd.rank = 50;
    text[0]      = '\0';
    LB_ASSERT_OK(lb_zscore_fit(&fit, &golden.set, &set, NULL, &reporter, &err));
    assert_int_equal(fit->taste.rank, 3);
    assert_non_null(strstr(text, "rank 50 is more than"));
    lb_fit_free(fit);
    close_golden(&golden);
}

static void zscore__is_the_same_for_any_threads(void **state)
{
    (void)state;
    LbError       err    = {0};
    Golden        golden = {0};
    LbFit        *first  = NULL;
    LbFitSettings set    = {.svd = lb_svd_defaults()};
    open_golden(&golden, "wide");
    set.svd.rank = 6;
    LB_ASSERT_OK(lb_zscore_fit(&first, &golden.set, &set, NULL, NULL, &err));
    for (int threads = 2; threads <= 3; threads++) {
        LbPool *pool = NULL;
        LbFit  *fit  = NULL;
        LB_ASSERT_OK(lb_pool_new(&pool, threads, &err));
        LB_ASSERT_OK(lb_zscore_fit(&fit, &golden.set, &set, pool, NULL, &err));
        assert_memory_equal(fit->taste.factors, first->taste.factors,
                            (size_t)golden.set.n_films * 6 * sizeof(float));
        assert_memory_equal(fit->taste.singular_values, first->taste.singular_values,
                            6 * sizeof(double));
        lb_fit_free(fit);
        lb_pool_free(pool);
    }
    lb_fit_free(first);
    close_golden(&golden);
}

static void zscore__refuses_what_cannot_be_learnt(void **state)
{
    (void)state;
    LbError       err    = {0};
    LbFit        *fit    = NULL;
    LbFitSettings set    = {.svd = lb_svd_defaults()};
    int32_t       zero[] = {0, 0, 0}, count[] = {0, 1, 2};
    float         stars[] = {3.3F, 3.3F, 3.3F}, varied[] = {1, 2, 5};
    LbTriplets    train = {
           .n_users = 3, .n_films = 1, .n = 3, .user = count, .film = zero, .stars = stars};
    LB_ASSERT_FAILS(lb_zscore_fit(&fit, &train, &set, NULL, NULL, &err), LB_EDATA,
                    "all 3 ratings are equal (3.3 stars)");
    train.n = 1;
    LB_ASSERT_FAILS(lb_zscore_fit(&fit, &train, &set, NULL, NULL, &err), LB_EDATA, "single rating");
    train.n = 0;
    LB_ASSERT_FAILS(lb_zscore_fit(&fit, &train, &set, NULL, NULL, &err), LB_EDATA, "no ratings");
    assert_null(fit);
    /* One film, then one user: rank 1, and the factor is the standardised row itself. */
    train.n     = 3;
    train.stars = varied;
    LB_ASSERT_OK(lb_zscore_fit(&fit, &train, &set, NULL, NULL, &err));
    assert_true(fit->taste.rank == 1 && fit->taste.factors[0] == 1);
    LB_ASSERT_NEAR(fit->taste.singular_values[0], sqrt(2), 1e-6); /* n - 1 */
    lb_fit_free(fit);
    train = (LbTriplets){
        .n_users = 1, .n_films = 3, .n = 3, .user = zero, .film = count, .stars = varied};
    LB_ASSERT_OK(lb_zscore_fit(&fit, &train, &set, NULL, NULL, &err));
    assert_int_equal(fit->taste.rank, 1);
    LB_ASSERT_NEAR(fit->taste.factors[2], (5 - 8.0 / 3) / fit->std_stars / sqrt(2), 1e-6);
    lb_fit_free(fit);
}

static void zscore__survives_a_lack_of_memory(void **state)
{
    (void)state;
    LbError       err    = {0};
    Golden        golden = {0};
    LbFit        *fit    = NULL;
    LbFitSettings set    = {.svd = lb_svd_defaults()};
    open_golden(&golden, "wide"); /* the solver works on users: the longer way */
    set.svd.rank = 3;
    LB_ASSERT_SURVIVES_NOMEM(lb_zscore_fit(&fit, &golden.set, &set, NULL, NULL, &err),
                             lb_fit_free(fit));
    close_golden(&golden);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zscore__agrees_with_scipy),
        cmocka_unit_test(zscore__keeps_only_the_rank_there_is),
        cmocka_unit_test(zscore__is_the_same_for_any_threads),
        cmocka_unit_test(zscore__refuses_what_cannot_be_learnt),
        cmocka_unit_test(zscore__survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, start_graphblas, stop_graphblas);
}
