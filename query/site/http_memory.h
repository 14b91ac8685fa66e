/* SPDX-License-Identifier: MIT */
/** @file http_memory.h
 *  The allocator that libcurl is given. libcurl calls a response header over its limit of 100 KB
 *  "out of memory" as well: only who allocates knows better. */
#ifndef LB_QUERY_SITE_HTTP_MEMORY_H
#define LB_QUERY_SITE_HTTP_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* As the functions of the C library. */
void *lb_http_memory_malloc(size_t size);
void *lb_http_memory_calloc(size_t n, size_t size);
void *lb_http_memory_realloc(void *old, size_t size);
char *lb_http_memory_strdup(const char *text);

/** Whether one of them has ever failed; safe from several threads. */
bool lb_http_memory_was_short(void);

#endif
