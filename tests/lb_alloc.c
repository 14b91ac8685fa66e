/* SPDX-License-Identifier: MIT */
/* The allocator behind WRAP_ALLOC tests: fails on demand and counts live blocks. */
#include "tests/lb_test.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/* These are the names that the linker's --wrap gives. NOLINTBEGIN(bugprone-reserved-identifier) */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void  __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void  __wrap_free(void *block);
/* NOLINTEND(bugprone-reserved-identifier) */

static atomic_long budget = -1;
static atomic_bool only_one;
static atomic_long live;

void lb_alloc_allow(long n)
{
    budget   = n;
    only_one = false;
    if (n >= 0) live = 0;
}

void lb_alloc_refuse_one(long n)
{
    lb_alloc_allow(n);
    only_one = true;
}

long lb_alloc_live(void)
{
    return live;
}

static int refuse(void)
{
    long left = budget;
    while (left > 0 && !atomic_compare_exchange_weak(&budget, &left, left - 1)) {
    }
    if (left == 0 && only_one) budget = -1;
    return left == 0;
}

void *__wrap_malloc(size_t size)
{
    if (refuse()) return NULL;
    void *block = __real_malloc(size);
    if (block != NULL) live++;
    return block;
}

void *__wrap_calloc(size_t n, size_t size)
{
    if (refuse()) return NULL;
    void *block = __real_calloc(n, size);
    if (block != NULL) live++;
    return block;
}

void *__wrap_realloc(void *old, size_t size)
{
    if (refuse()) return NULL;
    void *block = __real_realloc(old, size);
    if (block != NULL && old == NULL) live++;
    return block;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    if (refuse()) return NULL;
    void *block = __real_aligned_alloc(alignment, size);
    if (block != NULL) live++;
    return block;
}

void __wrap_free(void *block)
{
    if (block != NULL) live--;
    __real_free(block);
}
