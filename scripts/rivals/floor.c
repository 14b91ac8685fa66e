/* SPDX-License-Identifier: MIT */
/* A rival for scripts/bench: the least that a query can cost. A process with no library but C's that
 * maps a model file and adds up its bytes once, as many as the components have.
 * usage: lbrec-floor MODEL BYTES */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc != 3) return 64;
    int         fd = open(argv[1], O_RDONLY);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) return 66;
    size_t n = (size_t)strtoull(argv[2], NULL, 10);
    if (n > (size_t)info.st_size) n = (size_t)info.st_size;
    const uint32_t *data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) return 74;
    uint32_t lane[16] = {0}, sum = 0;
    for (size_t i = 0; i + 16 <= n / sizeof *data; i += 16)
        for (size_t j = 0; j < 16; j++)
            lane[j] += data[i + j];
    for (size_t j = 0; j < 16; j++)
        sum += lane[j];
    printf("%lu\n", (unsigned long)sum);
    return 0;
}
