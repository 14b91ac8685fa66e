/* SPDX-License-Identifier: MIT */
#include "query/serve/token.h"

#include "tests/lb_test.h"

#include <stdio.h>
#include <unistd.h>

static LbStatus read_text(char **token, const char *text, LbError *err)
{
    char  path[] = "/tmp/lbrec-token-XXXXXX";
    int   fd     = mkstemp(path);
    FILE *file   = fdopen(fd, "w");
    fputs(text, file);
    fclose(file);
    LbStatus st = lb_token_read(token, path, err);
    unlink(path);
    return st;
}

static void token__is_one_line_of_visible_characters(void **state)
{
    LbError err   = {0};
    char   *token = NULL;
    (void)state;
    LB_ASSERT_OK(read_text(&token, "  0123456789abcdef\r\n", &err));
    assert_string_equal(token, "0123456789abcdef");
    free(token);
    static const char *const wrong[] = {"",
                                        "short",
                                        "0123456789 abcdef",
                                        "0123456789abcde",
                                        "0123456789abcdef\nsecond line",
                                        "0123456789abcdef; Path=/x",
                                        "0123456789abcd\xc3\xa9"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        LB_ASSERT_FAILS(read_text(&token, wrong[i], &err), LB_EDATA, "16 to 256");
        assert_null(token);
    }
    LB_ASSERT_FAILS(lb_token_read(&token, "/nowhere/token", &err), LB_ENOINPUT, "/nowhere/token");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(token__is_one_line_of_visible_characters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
