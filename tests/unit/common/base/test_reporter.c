/* SPDX-License-Identifier: MIT */
#include "common/base/reporter.h"

#include "tests/lb_test.h"

#include <stdio.h>

typedef struct Heard {
    char   text[2048];
    double done;
    bool   stop;
} Heard;

static void hear(void *ctx, LbLevel level, const char *text)
{
    Heard *heard = ctx;
    (void)snprintf(heard->text, sizeof heard->text, "%d:%s", (int)level, text);
}

static void see(void *ctx, const char *phase, double done, double total)
{
    Heard *heard = ctx;
    (void)snprintf(heard->text, sizeof heard->text, "%s of %g", phase, total);
    heard->done = done;
}

static bool stop(void *ctx)
{
    return ((Heard *)ctx)->stop;
}

static void reporter__hands_on_what_is_said(void **state)
{
    (void)state;
    LbError    err      = {0};
    Heard      heard    = {0};
    LbReporter reporter = {hear, see, stop, &heard};
    lb_reporter_message(&reporter, LB_LEVEL_NOTE, "%d films", 7);
    assert_string_equal(heard.text, "1:7 films");
    lb_reporter_progress(&reporter, "svd", 3, 9);
    assert_string_equal(heard.text, "svd of 9");
    assert_true(heard.done == 3);
    assert_false(lb_reporter_interrupted(&reporter));
    LB_ASSERT_OK(lb_reporter_check(&reporter, &err));
    heard.stop = true;
    assert_true(lb_reporter_interrupted(&reporter));
    LB_ASSERT_FAILS(lb_reporter_check(&reporter, &err), LB_EINTR, "interrupted");
}

static void reporter__cuts_a_message_that_is_too_long(void **state)
{
    (void)state;
    Heard      heard    = {0};
    LbReporter reporter = {.message = hear, .ctx = &heard};
    lb_reporter_message(&reporter, LB_LEVEL_WARNING, "%05000d", 0);
    assert_int_equal(strlen(heard.text), 2 + 1023);
}

static void reporter__nobody_hears_and_nobody_stops(void **state)
{
    (void)state;
    LbError    err   = {0};
    LbReporter empty = {0};
    lb_reporter_message(NULL, LB_LEVEL_WARNING, "x");
    lb_reporter_message(&empty, LB_LEVEL_WARNING, "x");
    lb_reporter_progress(NULL, "svd", 1, 2);
    lb_reporter_progress(&empty, "svd", 1, 2);
    assert_false(lb_reporter_interrupted(NULL));
    LB_ASSERT_OK(lb_reporter_check(NULL, &err));
    LB_ASSERT_OK(lb_reporter_check(&empty, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reporter__hands_on_what_is_said),
        cmocka_unit_test(reporter__cuts_a_message_that_is_too_long),
        cmocka_unit_test(reporter__nobody_hears_and_nobody_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
