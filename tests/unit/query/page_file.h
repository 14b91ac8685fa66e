/* SPDX-License-Identifier: MIT */
/** @file page_file.h
 *  Whole files as a reply would bring them, for the tests of the readers. */
#ifndef LB_TESTS_PAGE_FILE_H
#define LB_TESTS_PAGE_FILE_H

#include "tests/lb_test.h"

#include "common/buf.h"

#include <stdio.h>

/** Append the file FOLDER/NAME, or fail the test. */
static inline void load_file(LbBuf *out, const char *folder, const char *name)
{
    char    path[1024], chunk[4096];
    LbError err = {0};
    assert_true(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("cannot open %s", path);
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        LB_ASSERT_OK(lb_buf_append(out, chunk, n, &err));
    assert_int_equal(ferror(file), 0);
    assert_int_equal(fclose(file), 0);
}

#endif
