/* SPDX-License-Identifier: MIT */
#include "query/site/http_memory.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_bool was_short;

static void *noted(void *block, size_t size)
{
    if (block == NULL && size > 0) atomic_store(&was_short, true);
    return block;
}

void *lb_http_memory_malloc(size_t size)
{
    return noted(malloc(size), size);
}

void *lb_http_memory_calloc(size_t n, size_t size)
{
    return noted(calloc(n, size), n > 0 ? size : 0);
}

void *lb_http_memory_realloc(void *old, size_t size)
{
    return noted(realloc(old, size), size);
}

char *lb_http_memory_strdup(const char *text)
{
    return noted(strdup(text), 1);
}

bool lb_http_memory_was_short(void)
{
    return atomic_load(&was_short);
}
