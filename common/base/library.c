/* SPDX-License-Identifier: MIT */
#include "common/base/library.h"

#include <dlfcn.h>
#include <string.h>

/* Pointers to functions have the size of others: POSIX's dlsym() is made so. */
_Static_assert(sizeof(void (*)(void)) == sizeof(void *), "dlsym() cannot give functions");

static LbStatus fail(const LbLibrary *library, LbError *err)
{
    const char *why = dlerror();
    if (why == NULL) why = "no reason given";
    /* The loader has no other way to say it. */
    if (strstr(why, "annot allocate memory") != NULL || strstr(why, "out of memory") != NULL ||
        strstr(why, "cannot create shared object descriptor") != NULL)
        return lb_error_nomem(err, 0);
    return lb_error_set(err, LB_EINTERNAL, 0, "%s cannot be loaded: %s", library->soname, why);
}

static LbStatus load(LbLibrary *library, LbError *err)
{
    void *handle = dlopen(library->soname, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return fail(library, err);
    for (size_t i = 0; i < library->n; i++) {
        void *function = dlsym(handle, library->names[i]);
        if (function == NULL) return fail(library, err);
        memcpy((char *)library->table + i * sizeof function, &function, sizeof function);
    }
    return LB_OK;
}

LbStatus lb_library_load(LbLibrary *library, LbError *err)
{
    LbStatus st = LB_OK;
    (void)pthread_mutex_lock(&library->lock);
    if (!library->is_loaded) st = load(library, err);
    if (st == LB_OK) library->is_loaded = true;
    (void)pthread_mutex_unlock(&library->lock);
    return st;
}
