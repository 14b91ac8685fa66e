/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/csr.h"

#include "tests/lb_test.h"
#include "tests/unit/trainer/matrices.h"

static void csr__copy_is_equal_and_independent(void **state)
{
    (void)state;
    static double dense[7 * 5];
    LbError       err = {0};
    LbCsr         csr = random_csr(7, 5, 0.5, 2, dense), copy = {0};
    LB_ASSERT_OK(lb_csr_copy(&copy, &csr, &err));
    assert_true(copy.n_rows == 7 && copy.n_cols == 5 && copy.n == csr.n);
    assert_memory_equal(copy.start, csr.start, 8 * sizeof *csr.start);
    assert_memory_equal(copy.col, csr.col, (size_t)csr.n * sizeof *csr.col);
    assert_memory_equal(copy.value, csr.value, (size_t)csr.n * sizeof *csr.value);
    copy.value[0] += 1;
    assert_true(copy.value[0] != csr.value[0]);
    lb_csr_clear(&csr);
    assert_true(csr.n == 0 && csr.start == NULL);
    lb_csr_clear(&copy);
    lb_csr_clear(&copy); /* an empty one */
}

static void csr__without_rows_or_entries_is_legal(void **state)
{
    (void)state;
    LbError err     = {0};
    int64_t start[] = {0, 0, 0};
    LbCsr   empty = {.n_rows = 2, .n_cols = 3, .start = start}, copy = {0};
    int32_t none_col;
    float   none_value;
    empty.col   = &none_col;
    empty.value = &none_value;
    LB_ASSERT_OK(lb_csr_copy(&copy, &empty, &err));
    assert_true(copy.n == 0 && copy.start[2] == 0);
    lb_csr_clear(&copy);
}

static void csr__survives_lack_of_memory(void **state)
{
    (void)state;
    static double dense[7 * 5];
    LbError       err = {0};
    LbCsr         csr = random_csr(7, 5, 0.5, 2, dense), copy = {0};
    LB_ASSERT_SURVIVES_NOMEM(lb_csr_copy(&copy, &csr, &err), lb_csr_clear(&copy));
    lb_csr_clear(&csr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csr__copy_is_equal_and_independent),
        cmocka_unit_test(csr__without_rows_or_entries_is_legal),
        cmocka_unit_test(csr__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
