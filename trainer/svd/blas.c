/* SPDX-License-Identifier: MIT */
#include "trainer/svd/blas.h"

#include <dlfcn.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_BYTES = 160 << 20, SIDE = 8 };

/* Fortran's: all arguments by address, and behind them the lengths of the strings. */
extern void dsyrk_(const char *uplo, const char *trans, const int *n, const int *k,
                   const double *alpha, const double *a, const int *lda, const double *beta,
                   double *c, const int *ldc, size_t uplo_length, size_t trans_length);

/* Between the two functions below, before main and before any thread. */
static struct Narrowed {
    cpu_set_t before;
    bool      is_narrow;
} narrowed;

/* Runs before the libraries' own beginnings. */
static void show_one_processor(void)
{
    cpu_set_t one;
    int       processor = sched_getcpu();
    if (processor < 0 || sched_getaffinity(0, sizeof narrowed.before, &narrowed.before) != 0)
        return;
    CPU_ZERO(&one);
    CPU_SET((size_t)processor, &one);
    narrowed.is_narrow = sched_setaffinity(0, sizeof one, &one) == 0;
}

__attribute__((section(".preinit_array"),
               used)) static void (*const preinit)(void) = show_one_processor;

/* Runs after them. */
__attribute__((constructor)) static void show_all_processors(void)
{
    if (narrowed.is_narrow) (void)sched_setaffinity(0, sizeof narrowed.before, &narrowed.before);
}

LbStatus lb_blas_start(LbError *err)
{
    double a[SIDE * SIDE] = {0}, c[SIDE * SIDE] = {0}, one = 1;
    int    side  = SIDE;
    void  *probe = malloc((size_t)BUFFER_BYTES);
    if (probe == NULL) return lb_error_nomem(err, (size_t)BUFFER_BYTES);
    free(probe);
    dsyrk_("U", "N", &side, &side, &one, a, &side, &one, c, &side, 1, 1);
    return LB_OK;
}

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
        if (before != threads) set_fn(threads);
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
