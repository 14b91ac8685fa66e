/* SPDX-License-Identifier: MIT */
/* What libarchive does for want of memory. It allocates by the names that this program defines,
 * which tests/lb_alloc.c, by the linker's --wrap, has no hand in. */
#include "common/input/input.h"
#include "tests/lb_test.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static long left = -1; /* allocations until one fails; < 0: none does */

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
enum { CAN_FAIL = 1 };

static bool fails(void)
{
    if (left < 0 || left-- > 0) return false;
    errno = ENOMEM;
    return true;
}

/* The allocator itself, as glibc calls it. NOLINTBEGIN(bugprone-reserved-identifier) */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
/* NOLINTEND(bugprone-reserved-identifier) */

/* Its header names the parameters otherwise.
 * NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */
void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
#else
enum { CAN_FAIL = 0 };
#endif

static LbStatus read_all(LbError *err, const char *path)
{
    static char buffer[1 << 16];
    LbInput    *in  = NULL;
    size_t      got = 1;
    LbStatus    st  = lb_input_open(&in, path, err);
    while (st == LB_OK && got > 0)
        st = lb_input_read(in, buffer, sizeof buffer, &got, err);
    lb_input_close(in);
    return st;
}

static void input_archive__calls_no_lack_of_memory_damage(void **state)
{
    (void)state;
    enum { MANY = 2000, ENOUGH = 200 };
    static const char path[] = LB_TEST_DATA "/one.zip";
    LbError           err;
    int               lacks = 0, code = 0;
    if (!CAN_FAIL) skip();
    LB_ASSERT_OK(read_all(&err, path)); /* the library is loaded */
    for (long n = 0; n < MANY && code != ENOUGH; n++) {
        int   status;
        pid_t child = fork();
        if (child == 0) {
            (void)signal(SIGSEGV, SIG_DFL);
            left        = n;
            LbStatus st = read_all(&err, path);
            _exit(left >= 0 ? ENOUGH : (int)st);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        /* libarchive crashes, or ends the program by exit(1) */
        if (WIFSIGNALED(status) || WEXITSTATUS(status) == EXIT_FAILURE) continue;
        code = WEXITSTATUS(status);
        assert_true(code == LB_OK || code == LB_ENOMEM || code == ENOUGH);
        lacks += code == LB_ENOMEM;
    }
    assert_int_equal(code, ENOUGH);
    assert_true(lacks > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(input_archive__calls_no_lack_of_memory_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
