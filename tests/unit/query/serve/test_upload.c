/* SPDX-License-Identifier: MIT */
#include "query/serve/upload.h"

#include "common/base/buf.h"

#include "tests/lb_test.h"

static void upload__is_a_file_that_is_read_by_its_path(void **state)
{
    LbError  err = {0};
    LbUpload upload;
    LbBuf    bytes = {0};
    char     path[LB_UPLOAD_PATH];
    (void)state;
    lb_buf_init(&bytes, 100);
    LB_ASSERT_OK(lb_upload_open(&upload, "export", "../../etc/my\nfilms.zip", &err));
    LB_ASSERT_OK(lb_upload_append(&upload, "one ", 4, &err));
    LB_ASSERT_OK(lb_upload_append(&upload, "two", 3, &err));
    assert_int_equal(upload.size, 7);
    assert_string_equal(upload.name, "my films.zip");
    lb_upload_path(path, &upload);
    for (int i = 0; i < 2; i++) { /* every reader begins at the beginning */
        lb_buf_reset(&bytes);
        LB_ASSERT_OK(lb_buf_read_file(&bytes, path, &err));
        assert_string_equal(bytes.data, "one two");
    }
    lb_upload_close(&upload);
    assert_int_equal(lb_buf_read_file(&bytes, path, &err), LB_ENOINPUT);
    lb_buf_clear(&bytes);
}

static void upload__puts_its_name_into_messages(void **state)
{
    LbUpload upload = {.fd = 12, .name = "me.zip"};
    LbError  err    = {0};
    (void)state;
    (void)lb_error_set(&err, LB_EDATA, 0, "/proc/self/fd/12: '/proc/self/fd/12' is no zip");
    lb_upload_rename(&err, &upload);
    assert_string_equal(err.message, "me.zip: 'me.zip' is no zip");
    (void)lb_error_set(&err, LB_EDATA, 0, "/proc/self/fd/123: other");
    lb_upload_rename(&err, &upload);
    assert_string_equal(err.message, "/proc/self/fd/123: other");
    upload.name[0] = '\0';
    (void)lb_error_set(&err, LB_EDATA, 0, "/proc/self/fd/12");
    lb_upload_rename(&err, &upload);
    assert_string_equal(err.message, "the upload");
}

static void upload__cuts_a_message_that_grows_too_long(void **state)
{
    LbUpload upload = {.fd = 1};
    LbError  err    = {0};
    (void)state;
    memset(upload.name, 'n', sizeof upload.name - 1);
    for (size_t at = 0; at + 16 < sizeof err.message; at += 16)
        memcpy(err.message + at, "/proc/self/fd/1 ", 16);
    lb_upload_rename(&err, &upload);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(upload__is_a_file_that_is_read_by_its_path),
        cmocka_unit_test(upload__puts_its_name_into_messages),
        cmocka_unit_test(upload__cuts_a_message_that_grows_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
