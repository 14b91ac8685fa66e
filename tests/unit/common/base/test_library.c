/* SPDX-License-Identifier: MIT */
#include "common/base/library.h"

#include "common/base/pool.h"
#include "tests/lb_test.h"

#include <math.h>
#include <string.h>

#define MATHS(X) X(cbrt) X(hypot)
static struct {
    MATHS(LB_LIBRARY_MEMBER)
} maths;

static LbLibrary library = LB_LIBRARY("libm.so.6", maths, MATHS);

static void load(void *ctx, int64_t block, int thread)
{
    LbStatus *statuses = ctx;
    (void)thread;
    statuses[block] = lb_library_load(&library, NULL);
}

static void library__is_loaded_once_from_any_thread(void **state)
{
    (void)state;
    enum { BLOCKS = 64 };
    LbError  err;
    LbPool  *pool             = NULL;
    LbStatus statuses[BLOCKS] = {0};
    assert_null(maths.cbrt);
    LB_ASSERT_OK(lb_pool_new(&pool, 4, &err));
    lb_pool_run(pool, BLOCKS, load, statuses);
    for (int i = 0; i < BLOCKS; i++)
        assert_int_equal(statuses[i], LB_OK);
    lb_pool_free(pool);
    LB_ASSERT_NEAR(maths.cbrt(27), 3, 1e-12);
    LB_ASSERT_NEAR(maths.hypot(3, 4), 5, 1e-12);
}

static void library__that_is_missing_is_named(void **state)
{
    (void)state;
    LbError   err;
    LbLibrary missing = LB_LIBRARY("liblbrec-none.so.1", maths, MATHS);
    LB_ASSERT_FAILS(lb_library_load(&missing, &err), LB_EINTERNAL,
                    "liblbrec-none.so.1 cannot be loaded: liblbrec-none.so.1: cannot open");
    LB_ASSERT_FAILS(lb_library_load(&missing, &err), LB_EINTERNAL, "cannot be loaded");
}

static void library__that_lacks_a_function_is_refused(void **state)
{
    (void)state;
    LbError   err;
    LbLibrary lacking = library;
    lacking.is_loaded = false;
    lacking.names     = (const char *const[]){"cbrt", "lb_no_such_function"};
    LB_ASSERT_FAILS(lb_library_load(&lacking, &err), LB_EINTERNAL, "lb_no_such_function");
    assert_false(lacking.is_loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(library__is_loaded_once_from_any_thread),
        cmocka_unit_test(library__that_is_missing_is_named),
        cmocka_unit_test(library__that_lacks_a_function_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
