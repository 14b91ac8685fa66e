/* SPDX-License-Identifier: MIT */
/** @file library.h
 *  Shared libraries that are loaded when they are first needed: most queries need none of them, and
 *  to load and link them all would take longer than the answer. Only the file that wraps a library
 *  calls it, through a table of its functions:
 *      #define FUNCTIONS(X) X(curl_easy_init) X(curl_easy_cleanup)
 *      static struct { FUNCTIONS(LB_LIBRARY_MEMBER) } lib;
 *      static LbLibrary library = LB_LIBRARY(LB_SONAME_CURL, lib, FUNCTIONS);
 *      ... LB_TRY(lb_library_load(&library, err)); ... lib.curl_easy_init() ... */
#ifndef LB_COMMON_BASE_LIBRARY_H
#define LB_COMMON_BASE_LIBRARY_H

#include "common/base/error.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct LbLibrary {
    const char        *soname; /**< "libcurl.so.4", looked for where the loader does */
    const char *const *names;  /**< [n] of functions */
    size_t             n;
    void              *table; /**< [n] pointers to them, once it is loaded */
    pthread_mutex_t    lock;
    bool               is_loaded; /**< guarded by the lock */
} LbLibrary;

/* NOLINTBEGIN(bugprone-macro-parentheses) names cannot be put in parentheses */
#define LB_LIBRARY_MEMBER(name) __typeof__(name) *name;
#define LB_LIBRARY_NAME(name)   #name,
#define LB_LIBRARY(soname, table, functions)                                                       \
    {                                                                                              \
        soname, (const char *const[]){functions(LB_LIBRARY_NAME)}, sizeof(table) / sizeof(void *), \
            &(table), PTHREAD_MUTEX_INITIALIZER, false                                             \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

/** Load it and fill its table, unless that is done already; from any thread. It stays loaded.
 *  @retval LB_EINTERNAL  it is not there, or lacks a function: "libcurl.so.4 cannot be loaded: ..."
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_library_load(LbLibrary *library, LbError *err);

#endif
