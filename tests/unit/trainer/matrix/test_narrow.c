/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/narrow.h"

#include "tests/lb_test.h"
#include "tests/unit/trainer/matrices.h"

enum { LONG = 150, SHORT = 40 };

/* The entry of the caller's matrix [rows x cols]; 0 when there is none. */
static double at(const LbNarrow *a, int32_t row, int32_t col)
{
    for (int32_t r = 0; r < a->n_rows; r++) {
        if (a->row[r] != row) continue;
        for (int64_t i = a->start[r]; i < a->start[r + 1]; i++)
            if ((a->col16 != NULL ? a->col16[i] : a->col32[i]) == (uint32_t)col)
                return (double)a->value[i];
    }
    return 0;
}

/* Every sixteenth row, by falling length, blocks one behind the other, columns ascending. */
static void check_order(const LbNarrow *a)
{
    assert_int_equal(a->first_row[0], 0);
    assert_int_equal(a->first_row[LB_BLOCKS], a->n_rows);
    for (int b = 0; b < LB_BLOCKS; b++)
        for (int32_t r = a->first_row[b]; r < a->first_row[b + 1]; r++) {
            assert_int_equal(a->row[r] % LB_BLOCKS, b);
            if (r > a->first_row[b])
                assert_true(a->start[r + 1] - a->start[r] <= a->start[r] - a->start[r - 1]);
        }
    for (int32_t r = 0; r < a->n_rows; r++)
        for (int64_t i = a->start[r] + 1; i < a->start[r + 1]; i++)
            assert_true(a->col16[i] > a->col16[i - 1]);
}

static void check(int32_t rows, int32_t cols, double density)
{
    static double dense[LONG * SHORT];
    LbError       err = {0};
    LbNarrow      a;
    bool          is_transposed;
    LbCsr         csr = random_csr(rows, cols, density, 5, dense);
    LB_ASSERT_OK(lb_narrow_copy(&a, &is_transposed, &csr, NULL, &err));
    assert_true(is_transposed == (cols > rows));
    assert_true(a.n_rows == LONG && a.n_cols == SHORT && a.col32 == NULL);
    assert_int_equal(a.start[LONG], csr.n);
    check_order(&a);
    for (int32_t r = 0; r < rows; r++)
        for (int32_t c = 0; c < cols; c++)
            LB_ASSERT_NEAR(is_transposed ? at(&a, c, r) : at(&a, r, c), dense[r * cols + c], 0);
    lb_narrow_clear(&a);
    lb_csr_clear(&csr);
}

static void narrow__holds_the_matrix_or_its_transpose(void **state)
{
    (void)state;
    check(LONG, SHORT, 0.3);
    check(SHORT, LONG, 0.3);
    check(LONG, SHORT, 0);
    check(SHORT, LONG, 1);
}

static void assert_same(const LbNarrow *a, const LbNarrow *b)
{
    size_t n = (size_t)a->start[a->n_rows];
    assert_memory_equal(a->row, b->row, (size_t)a->n_rows * sizeof *a->row);
    assert_memory_equal(a->start, b->start, ((size_t)a->n_rows + 1) * sizeof *a->start);
    assert_memory_equal(a->col16, b->col16, n * sizeof *a->col16);
    assert_memory_equal(a->value, b->value, n * sizeof *a->value);
    assert_memory_equal(a->first_row, b->first_row, sizeof a->first_row);
}

static void narrow__is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    static double dense[LONG * SHORT];
    LbError       err  = {0};
    LbPool       *pool = NULL;
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    for (int flip = 0; flip < 2; flip++) {
        LbNarrow one, three;
        bool     is_transposed;
        LbCsr    csr = random_csr(flip ? SHORT : LONG, flip ? LONG : SHORT, 0.4, 6, dense);
        LB_ASSERT_OK(lb_narrow_copy(&one, &is_transposed, &csr, NULL, &err));
        LB_ASSERT_OK(lb_narrow_copy(&three, &is_transposed, &csr, pool, &err));
        assert_same(&one, &three);
        lb_narrow_clear(&one);
        lb_narrow_clear(&three);
        lb_csr_clear(&csr);
    }
    lb_pool_free(pool);
}

static void narrow__survives_lack_of_memory(void **state)
{
    (void)state;
    static double dense[LONG * SHORT];
    LbError       err = {0};
    LbNarrow      a;
    bool          is_transposed;
    LbCsr         csr = random_csr(SHORT, LONG, 0.3, 5, dense);
    LB_ASSERT_SURVIVES_NOMEM(lb_narrow_copy(&a, &is_transposed, &csr, NULL, &err),
                             lb_narrow_clear(&a));
    lb_csr_clear(&csr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(narrow__holds_the_matrix_or_its_transpose),
        cmocka_unit_test(narrow__is_the_same_for_any_number_of_threads),
        cmocka_unit_test(narrow__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
