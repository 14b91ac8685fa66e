/* SPDX-License-Identifier: MIT */
/** @file fuzz_file.h
 *  Inputs for code that reads files: in memory where the machine has a folder for that. */
#ifndef LB_TESTS_FUZZ_FILE_H
#define LB_TESTS_FUZZ_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void require(bool claim)
{
    if (!claim) abort();
}

/* "FOLDER/lbrec-fuzz-PID" and an ending. */
static inline void fuzz_path(char *out, size_t cap, const char *ending)
{
    const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    int         len    = snprintf(out, cap, "%s/lbrec-fuzz-%ld%s", folder, (long)getpid(), ending);
    require(len > 0 && (size_t)len < cap);
}

static inline void fuzz_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    require(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

#endif
