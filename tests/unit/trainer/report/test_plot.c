/* SPDX-License-Identifier: MIT */
#include "trainer/report/plot.h"

#include "tests/lb_test.h"

#include <stdlib.h>

static char  *text;
static size_t len;

static FILE *begin(void)
{
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    return out;
}

static int count(const char *part)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        n++;
    return n;
}

/* One SVG with a name for who cannot see it, whatever is in it. */
static void end(FILE *out, const char *label)
{
    assert_int_equal(fclose(out), 0);
    assert_int_equal(count("<svg "), 1);
    assert_int_equal(count("</svg>\n"), 1);
    assert_int_equal(strncmp(text, "<svg ", 5), 0);
    assert_non_null(strstr(text, label));
    assert_int_equal(count("nan") + count("inf"), 0);
}

static void plot__columns_share_the_sum(void **state)
{
    (void)state;
    LbBar bars[] = {{"a", 1, true}, {"b <c>", 3, false}, {"none", (double)NAN, false}};
    FILE *out    = begin();
    lb_plot_columns(out, "a & b", bars, 3);
    end(out, "aria-label=\"a &amp; b\"");
    assert_int_equal(count("<rect "), 2); /* what is not known has no bar */
    assert_int_equal(count(">25.0%<"), 1);
    assert_int_equal(count(">75.0%<"), 1);
    assert_int_equal(count("b &lt;c&gt;"), 1);
    assert_int_equal(count("class=\"ours\""), 1);
    free(text);
}

static void plot__columns_of_nothing_are_drawn(void **state)
{
    (void)state;
    LbBar bars[] = {{"a", 0, true}, {"b", 0, true}};
    FILE *out    = begin();
    lb_plot_columns(out, "nothing", bars, 2);
    end(out, "nothing");
    assert_int_equal(count(">0.0%<"), 2);
    free(text);
    out = begin();
    lb_plot_columns(out, "no bars", bars, 0);
    end(out, "no bars");
    free(text);
}

static void plot__bars_have_their_values(void **state)
{
    (void)state;
    LbBar bars[] = {{"ours", 0.125, true}, {"unknown", (double)NAN, false}, {"theirs", 0.5, false}};
    FILE *out    = begin();
    lb_plot_bars(out, "NDCG", bars, 3, 3);
    end(out, "NDCG");
    assert_int_equal(count("<rect "), 2);
    assert_true(count(">0.125<") == 1 && count(">0.500<") == 1 && count("unknown") == 0);
    assert_true(strstr(text, "viewBox=\"0 0 400 52\"") != NULL); /* two rows */
    free(text);
}

static void plot__curve_goes_through_all_values(void **state)
{
    (void)state;
    double values[100];
    for (int i = 0; i < 100; i++)
        values[i] = 100 - i;
    FILE *out = begin();
    lb_plot_curve(out, "values", values, 5);
    end(out, "values");
    assert_true(count("<circle ") == 5 && count("<polyline ") == 1 && count(">5<") == 1);
    free(text);
    out = begin();
    lb_plot_curve(out, "many", values, 100);
    end(out, "many");
    assert_int_equal(count("<circle "), 0); /* too many for dots */
    assert_int_equal(count(">100<"), 2);    /* the largest value and the last number */
    free(text);
    out = begin();
    lb_plot_curve(out, "one", values, 1);
    end(out, "one");
    free(text);
    values[0] = 0;
    out       = begin();
    lb_plot_curve(out, "zero", values, 1);
    end(out, "zero");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plot__columns_share_the_sum),
        cmocka_unit_test(plot__columns_of_nothing_are_drawn),
        cmocka_unit_test(plot__bars_have_their_values),
        cmocka_unit_test(plot__curve_goes_through_all_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
