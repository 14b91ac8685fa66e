/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/buf.h"
#include "common/base/mem.h"

#include <errno.h>

static void mem__size_overflow_is_refused(void **state)
{
    (void)state;
    assert_true(lb_mem_product(SIZE_MAX / 2, 3) == SIZE_MAX);
    assert_null(lb_mem_array(SIZE_MAX / 2, 3));
    assert_null(lb_mem_zeroed(SIZE_MAX / 2, 3));
}

static void mem__empty_array_is_not_null(void **state)
{
    (void)state;
    void *empty = lb_mem_array(0, 8);
    assert_non_null(empty);
    free(empty);
}

static void mem__arrays_grow_by_half(void **state)
{
    (void)state;
    LbError  err      = {0};
    int16_t *numbers  = NULL;
    size_t   capacity = 0;
    LB_ASSERT_OK(LB_GROW(&numbers, &capacity, 1, &err));
    assert_int_equal(capacity, 16);
    for (int16_t i = 0; i < 16; i++)
        numbers[i] = i;
    LB_ASSERT_OK(LB_GROW(&numbers, &capacity, 17, &err));
    assert_int_equal(capacity, 24);
    LB_ASSERT_OK(LB_GROW(&numbers, &capacity, 24, &err));
    assert_int_equal(capacity, 24);
    int16_t *before = numbers;
    LB_ASSERT_FAILS(LB_GROW(&numbers, &capacity, SIZE_MAX / 2 + 1, &err), LB_ENOMEM, "too large");
    assert_true(numbers == before && capacity == 24 && numbers[15] == 15);
    free(numbers);
}

/* Before what is kept and behind what is forgotten nothing changes, large pages or not. */
static void mem__forgets_what_it_is_told_to(void **state)
{
    (void)state;
    enum { KEEP = 1000003, FORGET = 3000001, ALL = 3100000 };
    int32_t *numbers = lb_mem_array(ALL, sizeof *numbers);
    assert_non_null(numbers);
    for (int32_t i = 0; i < ALL; i++)
        numbers[i] = i;
    lb_mem_forget(numbers, KEEP, FORGET, sizeof *numbers);
    for (int32_t i = 0; i < KEEP; i++)
        assert_int_equal(numbers[i], i);
    for (int32_t i = FORGET; i < ALL; i++)
        assert_int_equal(numbers[i], i);
    numbers[FORGET - 1] = 7; /* it is still there */
    numbers             = lb_mem_resize(numbers, KEEP, sizeof *numbers);
    assert_int_equal(numbers[KEEP - 1], KEEP - 1);
    lb_mem_forget(numbers, 3, 5, sizeof *numbers); /* no whole page */
    assert_int_equal(numbers[4], 4);
    free(numbers);
    char *zeros = lb_mem_zeroed(5000000, 1);
    assert_non_null(zeros);
    for (size_t i = 0; i < 5000000; i++)
        assert_int_equal(zeros[i], 0);
    free(zeros);
}

static LbStatus three_steps(char **out, LbError *err)
{
    LbStatus st = LB_OK;
    LbBuf    buf;
    double  *numbers = NULL;
    lb_buf_init(&buf, 1000);
    *out = NULL;
    LB_ALLOC_ZEROED(numbers, 5);
    LB_TRY(lb_buf_puts(&buf, "hello", err));
    LB_TRY(lb_buf_printf(&buf, err, " %d", 42));
    LB_STRDUP(*out, lb_buf_text(&buf));
cleanup:
    free(numbers);
    lb_buf_clear(&buf);
    return st;
}

static void mem__failure_of_each_allocation_is_survived(void **state)
{
    (void)state;
    LbError err  = {0};
    char   *text = NULL;
    LB_ASSERT_SURVIVES_NOMEM(three_steps(&text, &err), assert_string_equal(text, "hello 42"));
    free(text);
}

/* glibc's open_memstream() says it in no other way: what was written before and after is there. */
static void mem__a_stream_that_was_refused_memory_is_not_whole(void **state)
{
    (void)state;
    LbError err  = {0};
    FILE   *file = fopen("/dev/null", "w"), *closed = fopen("/dev/null", "r");
    assert_non_null(file);
    assert_non_null(closed);
    errno = ENOMEM;
    lb_mem_watch_stream();
    (void)fputs("text", file);
    LB_ASSERT_OK(lb_mem_check_stream(file, &err));
    errno = ENOMEM; /* as malloc() within fputs() sets it */
    LB_ASSERT_FAILS(lb_mem_check_stream(file, &err), LB_ENOMEM, "out of memory");
    lb_mem_watch_stream();
    (void)fputs("text", closed);
    LB_ASSERT_FAILS(lb_mem_check_stream(closed, &err), LB_EIO, "cannot write");
    (void)fclose(closed);
    (void)fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mem__size_overflow_is_refused),
        cmocka_unit_test(mem__empty_array_is_not_null),
        cmocka_unit_test(mem__arrays_grow_by_half),
        cmocka_unit_test(mem__forgets_what_it_is_told_to),
        cmocka_unit_test(mem__failure_of_each_allocation_is_survived),
        cmocka_unit_test(mem__a_stream_that_was_refused_memory_is_not_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
