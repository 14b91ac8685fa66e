/* SPDX-License-Identifier: MIT */
#include "common/base/mem.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LARGE = 4 << 20, CACHE_LINE = 64 };

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* A large array is about to be filled: the kernel gives and takes one page of 2 MB in a fraction of
 * the time of 512 small ones. It is free not to. The pages at both ends are told too: the allocator's
 * mapping stays one, and can grow by moving. */
static void *want_large_pages(void *array, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    if (array == NULL || bytes < LARGE) return array;
    size_t before = (uintptr_t)array % page_size();
    int    code   = errno;
    (void)madvise((char *)array - before, before + bytes, MADV_HUGEPAGE);
    errno = code;
#else
    (void)bytes;
#endif
    return array;
}

size_t lb_mem_product(size_t n, size_t size)
{
    return size != 0 && n > SIZE_MAX / size ? SIZE_MAX : n * size;
}

void *lb_mem_array(size_t n, size_t size)
{
    return lb_mem_resize(NULL, n, size);
}

void *lb_mem_zeroed(size_t n, size_t size)
{
    size_t bytes = lb_mem_product(n, size);
    if (bytes == SIZE_MAX) return NULL;
    return want_large_pages(calloc(1, bytes != 0 ? bytes : 1), bytes);
}

void *lb_mem_aligned(size_t n, size_t size)
{
    size_t bytes = lb_mem_product(n, size);
    if (bytes > SIZE_MAX - CACHE_LINE) return NULL;
    bytes = (bytes / CACHE_LINE + 1) * CACHE_LINE; /* C11 wants whole lines */
    return want_large_pages(aligned_alloc(CACHE_LINE, bytes), bytes);
}

void *lb_mem_resize(void *old, size_t n, size_t size)
{
    size_t bytes = lb_mem_product(n, size);
    if (bytes == SIZE_MAX) return NULL;
    return want_large_pages(realloc(old, bytes != 0 ? bytes : 1), bytes);
}

void lb_mem_forget(void *array, size_t keep, size_t n, size_t size)
{
#ifdef MADV_DONTNEED
    size_t    page  = page_size();
    uintptr_t base  = (uintptr_t)array;
    uintptr_t begin = (base + keep * size + page - 1) / page * page,
              end   = (base + n * size) / page * page;
    if (begin < end) (void)madvise((char *)array + (begin - base), end - begin, MADV_DONTNEED);
#else
    (void)array, (void)keep, (void)n, (void)size;
#endif
}

/* All pointers to objects look alike in memory, but must not be written as one another. */
LbStatus lb_mem_grow(void *array, size_t *capacity, size_t need, size_t size, LbError *err)
{
    if (need <= *capacity) return LB_OK;
    size_t want = *capacity + *capacity / 2;
    if (want < need) want = need;
    if (want < 16) want = 16;
    void *elements;
    memcpy(&elements, array, sizeof elements);
    elements = lb_mem_resize(elements, want, size);
    if (elements == NULL) return lb_error_nomem(err, lb_mem_product(want, size));
    memcpy(array, &elements, sizeof elements);
    *capacity = want;
    return LB_OK;
}

char *lb_mem_strndup(const char *text, size_t len)
{
    char *copy = len < SIZE_MAX ? malloc(len + 1) : NULL;
    if (copy == NULL) return NULL;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

char *lb_mem_strdup(const char *text)
{
    return lb_mem_strndup(text, strlen(text));
}

void lb_mem_watch_stream(void)
{
    errno = 0;
}

LbStatus lb_mem_check_stream(FILE *stream, LbError *err)
{
    int code = errno;
    if (ferror(stream) != 0) return lb_error_set(err, LB_EIO, code, "cannot write the results");
    return code == ENOMEM ? lb_error_nomem(err, 0) : LB_OK;
}
