/* SPDX-License-Identifier: MIT */
/** @file mem.h
 *  Allocation of arrays with the multiplication checked. Free everything with free(). The system is
 *  asked to give arrays of some megabytes in large pages. */
#ifndef LB_COMMON_BASE_MEM_H
#define LB_COMMON_BASE_MEM_H

#include "common/base/error.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** n * size, or SIZE_MAX when that overflows. */
size_t lb_mem_product(size_t n, size_t size);

/** Uninitialised array of n elements; never NULL for n = 0. NULL when memory or size_t is short. */
void *lb_mem_array(size_t n, size_t size);

/** The same, zeroed. */
void *lb_mem_zeroed(size_t n, size_t size);

/** Uninitialised array that begins on a cache line of 64 bytes; never NULL for n = 0. */
void *lb_mem_aligned(size_t n, size_t size);

/** Resize `old` (from lb_mem_array(), or NULL) to n elements. On failure NULL, and `old` stays as
 *  it is. */
void *lb_mem_resize(void *old, size_t n, size_t size);

/** Give back the memory of all but the first `keep` of n elements, as far as it is whole pages: the array
 *  stays where it is and as long as it is, the values of the others are lost. */
void lb_mem_forget(void *array, size_t keep, size_t n, size_t size);

/** What LB_GROW() calls: `array` is the address of a pointer to elements of `size` bytes.
 *  @retval LB_ENOMEM  nothing changed */
LB_NODISCARD LbStatus lb_mem_grow(void *array, size_t *capacity, size_t need, size_t size,
                                  LbError *err);

/** Room for at least `need` elements in an array that grows by half: LB_GROW(&rows, &capacity, n,
 *  err) updates both. An LbStatus. @retval LB_ENOMEM  nothing changed */
#define LB_GROW(array, capacity, need, err)                                                        \
    lb_mem_grow((array), (capacity), (size_t)(need), sizeof **(array), (err))

/** Before something is written to a stream that may be one of open_memstream(): glibc's loses what it is
 *  refused memory for, wherever that is, and neither ferror() nor fclose() says so. errno does. */
void lb_mem_watch_stream(void);

/** Whether all since lb_mem_watch_stream() was written.
 *  @retval LB_EIO  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_mem_check_stream(FILE *stream, LbError *err);

/** Copy of len bytes with a NUL behind. NULL when memory is short. */
char *lb_mem_strndup(const char *text, size_t len);

/** Copy of a string. NULL when memory is short. */
char *lb_mem_strdup(const char *text);

/** `ptr = lb_mem_array(n, sizeof *ptr)`, or LB_ENOMEM and a jump to `cleanup:`. n is widened to
 *  size_t. */
#define LB_ALLOC(ptr, n)                                                                           \
    do {                                                                                           \
        (ptr) = lb_mem_array((size_t)(n), sizeof *(ptr));                                          \
        if ((ptr) == NULL) LB_FAIL_NOMEM(lb_mem_product((size_t)(n), sizeof *(ptr)));              \
    } while (0)

/** The same, zeroed. */
#define LB_ALLOC_ZEROED(ptr, n)                                                                    \
    do {                                                                                           \
        (ptr) = lb_mem_zeroed((size_t)(n), sizeof *(ptr));                                         \
        if ((ptr) == NULL) LB_FAIL_NOMEM(lb_mem_product((size_t)(n), sizeof *(ptr)));              \
    } while (0)

/** `ptr = lb_mem_aligned(n, sizeof *ptr)`, or LB_ENOMEM and a jump to `cleanup:`. */
#define LB_ALLOC_ALIGNED(ptr, n)                                                                   \
    do {                                                                                           \
        (ptr) = lb_mem_aligned((size_t)(n), sizeof *(ptr));                                        \
        if ((ptr) == NULL) LB_FAIL_NOMEM(lb_mem_product((size_t)(n), sizeof *(ptr)));              \
    } while (0)

/** `ptr = lb_mem_strdup(text)`, or LB_ENOMEM and a jump to `cleanup:`. */
#define LB_STRDUP(ptr, text)                                                                       \
    do {                                                                                           \
        (ptr) = lb_mem_strdup(text);                                                               \
        if ((ptr) == NULL) LB_FAIL_NOMEM(strlen(text) + 1);                                        \
    } while (0)

#endif
