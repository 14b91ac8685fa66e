/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void buf__stops_at_its_maximum(void **state)
{
    (void)state;
    LbError err = {0};
    LbBuf   buf;
    lb_buf_init(&buf, 8);
    LB_ASSERT_OK(lb_buf_append(&buf, "12345678", 8, &err));
    LB_ASSERT_FAILS(lb_buf_append(&buf, "9", 1, &err), LB_EDATA, "8 bytes");
    assert_string_equal(lb_buf_text(&buf), "12345678");
    lb_buf_clear(&buf);
    assert_string_equal(lb_buf_text(&buf), "");
}

static void buf__formats_and_forgets(void **state)
{
    (void)state;
    LbError err = {0};
    LbBuf   buf;
    lb_buf_init(&buf, 10);
    assert_string_equal(lb_buf_text(&buf), "");
    LB_ASSERT_OK(lb_buf_puts(&buf, "a=", &err));
    LB_ASSERT_OK(lb_buf_printf(&buf, &err, "%d;%s", 12, "x"));
    assert_string_equal(lb_buf_text(&buf), "a=12;x");
    LB_ASSERT_FAILS(lb_buf_printf(&buf, &err, "%d", 12345), LB_EDATA, "10 bytes");
    assert_string_equal(lb_buf_text(&buf), "a=12;x");
    lb_buf_reset(&buf);
    assert_true(buf.len == 0 && buf.data != NULL);
    LB_ASSERT_OK(lb_buf_append(&buf, "\0b", 2, &err));
    assert_true(buf.len == 2 && buf.data[1] == 'b' && buf.data[2] == '\0');
    lb_buf_clear(&buf);
}

static void buf__reads_whole_files(void **state)
{
    (void)state;
    LbError err    = {0};
    char    path[] = "/tmp/lb_buf_XXXXXX";
    int     fd     = mkstemp(path);
    LbBuf   buf;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "0123456789", 10), 10);
    close(fd);
    lb_buf_init(&buf, 12);
    LB_ASSERT_OK(lb_buf_read_file(&buf, path, &err));
    assert_string_equal(lb_buf_text(&buf), "0123456789");
    LB_ASSERT_FAILS(lb_buf_read_file(&buf, path, &err), LB_EDATA, "12 bytes");
    unlink(path);
    LB_ASSERT_FAILS(lb_buf_read_file(&buf, path, &err), LB_ENOINPUT, path);
    LB_ASSERT_FAILS(lb_buf_read_file(&buf, "/dev/zero", &err), LB_EDATA, "/dev/zero: more than");
    LB_ASSERT_FAILS(lb_buf_read_file(&buf, "/tmp", &err), LB_EIO, "cannot read '/tmp'");
    lb_buf_clear(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buf__stops_at_its_maximum),
        cmocka_unit_test(buf__formats_and_forgets),
        cmocka_unit_test(buf__reads_whole_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
