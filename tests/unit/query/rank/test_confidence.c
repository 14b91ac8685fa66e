/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/confidence.h"
#include "tests/unit/query/small_model.h"

static void confidence__grows_with_the_ratings(void **state)
{
    (void)state;
    static const struct {
        int32_t           ratings;
        LbConfidenceLevel level;
        const char       *name;
    } cases[] = {
        {0, LB_CONFIDENCE_LOW, "low"},    {9, LB_CONFIDENCE_LOW, "low"},
        {10, LB_CONFIDENCE_FAIR, "fair"}, {49, LB_CONFIDENCE_FAIR, "fair"},
        {50, LB_CONFIDENCE_GOOD, "good"}, {100000, LB_CONFIDENCE_GOOD, "good"},
    };
    LbModel with_stars = {.stars = {.film_bias = (const float[]){0}}};
    double  error      = INFINITY;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbConfidence confidence = lb_confidence_of(&with_stars, cases[i].ratings);
        assert_int_equal(confidence.ratings, cases[i].ratings);
        assert_int_equal(confidence.level, cases[i].level);
        assert_string_equal(lb_confidence_name(confidence.level), cases[i].name);
        assert_true(confidence.error_stars < error);
        assert_true(confidence.error_stars > 0.6 && confidence.error_stars < 1);
        error = confidence.error_stars;
    }
}

static void confidence__says_nothing_of_stars_without_a_head(void **state)
{
    (void)state;
    SmallModel small;
    assert_true(isnan(lb_confidence_of(small_model(&small), 20).error_stars));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(confidence__grows_with_the_ratings),
        cmocka_unit_test(confidence__says_nothing_of_stars_without_a_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
