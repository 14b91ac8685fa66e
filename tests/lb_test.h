/* SPDX-License-Identifier: MIT */
/** @file lb_test.h
 *  cmocka with the headers it wants before it, and a few checks of ours. */
#ifndef LB_TESTS_LB_TEST_H
#define LB_TESTS_LB_TEST_H

/* cmocka needs these four first, in this order. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "common/base/error.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/** The call succeeds; its message is shown when it does not. Needs an `LbError err` in scope. */
#define LB_ASSERT_OK(call)                                                                         \
    do {                                                                                           \
        err.message[0] = '\0';                                                                     \
        if ((call) != LB_OK) {                                                                     \
            fail_msg("%s: %s", #call, err.message);                                                \
            abort(); /* not reached, which cmocka's header does not say */                         \
        }                                                                                          \
    } while (0)

/** The call fails with this status and its message contains `part`. */
#define LB_ASSERT_FAILS(call, expected, part)                                                      \
    do {                                                                                           \
        err.message[0] = '\0';                                                                     \
        assert_int_equal((call), (expected));                                                      \
        if (strstr(err.message, (part)) == NULL)                                                   \
            fail_msg("%s: message \"%s\" lacks \"%s\"", #call, err.message, (part));               \
    } while (0)

/** |actual - expected| <= tolerance; a NAN never is. */
#define LB_ASSERT_NEAR(actual, expected, tolerance)                                                \
    do {                                                                                           \
        double lb_actual = (double)(actual), lb_expected = (double)(expected);                     \
        if (!(fabs(lb_actual - lb_expected) <= (tolerance)))                                       \
            fail_msg("%s = %.17g, expected %.17g", #actual, lb_actual, lb_expected);               \
    } while (0)

/** Say that a tool is missing. @return what the test ends with: skipped (77), but in CI failed. */
static inline int lb_lacks(const char *tool)
{
    const char *ci    = getenv("CI");
    bool        in_ci = ci != NULL && strcmp(ci, "true") == 0;
    print_message("%s: %s is missing; scripts/setup --test installs it\n",
                  in_ci ? "failed" : "skipped", tool);
    return in_ci ? 1 : 77;
}

/** Allocation failures, for tests declared WRAP_ALLOC: after lb_alloc_allow(n) the next n
 *  allocations succeed and later ones fail; lb_alloc_allow(-1) lets all succeed. */
void lb_alloc_allow(long n);
/** After n more allocations one fails, and those behind it succeed. */
void lb_alloc_refuse_one(long n);
/** Blocks allocated and not freed since the last lb_alloc_allow(n >= 0). */
long lb_alloc_live(void);

/** Run `attempt` (an expression of type LbStatus that leaves nothing behind when it fails) allowing
 *  0, 1, 2, ... allocations until it succeeds; each failure must be LB_ENOMEM without a leak. An
 *  attempt that needs no allocation has nothing to survive: that fails too. `release` frees what a
 *  success has made. */
#define LB_ASSERT_SURVIVES_NOMEM(attempt, release)                                                 \
    do {                                                                                           \
        long lb_n = 0;                                                                             \
        for (; lb_n < 100000; lb_n++) {                                                            \
            lb_alloc_allow(lb_n);                                                                  \
            LbStatus lb_st   = (attempt);                                                          \
            long     lb_live = lb_alloc_live();                                                    \
            lb_alloc_allow(-1);                                                                    \
            if (lb_st == LB_OK) break;                                                             \
            assert_int_equal(lb_st, LB_ENOMEM);                                                    \
            assert_int_equal(lb_live, 0);                                                          \
        }                                                                                          \
        assert_true(lb_n > 0); /* else nothing was allocated, and nothing tested */                \
        assert_true(lb_n < 100000);                                                                \
        release;                                                                                   \
    } while (0)

#endif
