/* SPDX-License-Identifier: MIT */
/* Feeds the files given as arguments, and the files in the folders given, to a fuzz target: a
 * corpus can be replayed where there is no libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_INPUT = 1 << 24, MAX_PATH = 4096 };

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 0;
    }
    uint8_t *bytes = malloc(MAX_INPUT);
    size_t   size  = bytes != NULL ? fread(bytes, 1, MAX_INPUT, file) : 0;
    /* An own block of the exact size lets a sanitizer see a read past the end. */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    int      ok    = bytes != NULL && exact != NULL && ferror(file) == 0;
    if (ok) {
        memcpy(exact, bytes, size);
        (void)LLVMFuzzerTestOneInput(exact, size);
    } else {
        fprintf(stderr, "%s: cannot be read\n", path);
    }
    free(exact);
    free(bytes);
    (void)fclose(file);
    return ok;
}

/* Number of inputs run, -1 after a failure. */
static int run_folder(const char *path, DIR *folder)
{
    int n = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char file[MAX_PATH];
        if (entry->d_name[0] == '.') continue;
        int len = snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (len < 0 || len >= MAX_PATH || !run_file(file)) return -1;
        n++;
    }
    return n;
}

int main(int argc, char **argv)
{
    int total = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        int  n      = folder != NULL ? run_folder(argv[i], folder) : run_file(argv[i]);
        if (folder != NULL) (void)closedir(folder);
        if (n < 0 || (folder == NULL && n == 0)) return EXIT_FAILURE;
        total += n;
    }
    printf("%d inputs\n", total);
    /* A corpus that is not there must not look like one that passes. */
    return total > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
