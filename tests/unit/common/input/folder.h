/* SPDX-License-Identifier: MIT */
/* A folder for a test's files. */
#ifndef LB_TESTS_FOLDER_H
#define LB_TESTS_FOLDER_H

#include "tests/lb_test.h"

#include <stdio.h>
#include <stdlib.h>

/* A folder that goes away with everything in it. */
typedef struct Folder {
    char path[64];
} Folder;

static inline Folder folder_new(void)
{
    Folder folder = {"/tmp/lbrec-input-XXXXXX"};
    assert_non_null(mkdtemp(folder.path));
    return folder;
}

static inline const char *folder_file(const Folder *folder, char out[256], const char *name,
                                      const char *bytes, size_t len)
{
    (void)snprintf(out, 256, "%s/%s", folder->path, name);
    FILE *file = fopen(out, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
    return out;
}

static inline void folder_remove(const Folder *folder)
{
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder->path);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a path of our own making */
}

#endif
