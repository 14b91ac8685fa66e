/* SPDX-License-Identifier: MIT */
#include "trainer/svd/blas.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_BYTES = 160 << 20 };

typedef int (*GetThreadsFn)(void);
typedef void (*SetThreadsFn)(int);

/* Set the threads of OpenBLAS, when that is the library; returns what they were, 0 when it is
 * another one. */
static int set_threads(int threads)
{
    int          before  = 0;
    void        *program = dlopen(NULL, RTLD_LAZY); /* every library of this process */
    void        *get     = program ? dlsym(program, "openblas_get_num_threads") : NULL;
    void        *set     = program ? dlsym(program, "openblas_set_num_threads") : NULL;
    GetThreadsFn get_fn  = NULL;
    SetThreadsFn set_fn  = NULL;
    if (get != NULL && set != NULL) {
        /* ISO C has no cast from an object to a function pointer. */
        memcpy(&get_fn, &get, sizeof get);
        memcpy(&set_fn, &set, sizeof set);
        before = get_fn();
        set_fn(threads);
    }
    if (program != NULL) dlclose(program);
    return before;
}

int lb_blas_hold(void)
{
    return set_threads(1);
}

void lb_blas_release(int threads)
{
    if (threads > 0) set_threads(threads);
}

/* OpenBLAS before 0.3.30 asks again and again, for ever, when it cannot have its buffer (its issue
 * 5289): better not to begin. Address space alone is taken here. */
LbStatus lb_blas_check_memory(LbError *err)
{
    size_t bytes = (size_t)BUFFER_BYTES;
    void  *probe = malloc(bytes);
    if (probe == NULL) return lb_error_nomem(err, bytes);
    free(probe);
    return LB_OK;
}
