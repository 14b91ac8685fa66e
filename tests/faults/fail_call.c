/* SPDX-License-Identifier: MIT */
/* To be preloaded: makes the n-th call of one kind fail, as a full disk, a lack of memory or a
 * signal would.
 *
 *     LB_FAIL=KIND:N:ERRNO:HOW
 *         KIND  open read write fsync rename link mmap ftruncate flock unlink close stat seek
 *               readdir mode mkdir flush thread malloc
 *         N     counted from the start of the process; 0 = none
 *         HOW   once; ever: and each after it; short: half the bytes
 *     LB_FAIL_STACKS=FILE  gets "number hash" of every allocation: equal hashes, equal innermost callers
 *     LB_FAIL_MARK=FILE  gets "early" (before main), "hdf5" (while HDF5 starts, or when it
 *         crashed), "libarchive" (when it crashed), "main" or "none", the numbers of calls of that
 *         kind before main and in all, and where the program crashed */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum How { ONCE, EVER, SHORT };
enum Moment { NEVER, EARLY, IN_MAIN, IN_HDF5, IN_LIBARCHIVE };

static char          kind[16], mark[4096];
static long          fail_at = -1;
static int           fail_errno;
static enum How      how;
static atomic_long   calls, calls_before_main;
static atomic_int    moment, main_has_begun, hdf5_starts;
static int           stacks = -1;
static unsigned long crashed_at; /* by the program's own addresses, when no library did */
static atomic_bool   is_walking; /* along the stack, which allocates the first time */

/* Without libc's allocator and streams: this runs inside of malloc() and before main. */
static void read_orders(void)
{
    const char *text = getenv("LB_FAIL"), *file = getenv("LB_FAIL_MARK");
    const char *part[4] = {0};
    const char *where   = getenv("LB_FAIL_STACKS");
    fail_at             = 0;
    if (where != NULL) {
        stacks = (int)syscall(SYS_openat, AT_FDCWD, where, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    }
    if (text == NULL || strlen(text) > 60) return;
    if (file != NULL && strlen(file) < sizeof mark) memcpy(mark, file, strlen(file) + 1);
    for (int i = 0; i < 4 && text != NULL; i++) {
        part[i] = text;
        text    = strchr(text, ':');
        if (text != NULL) text++;
    }
    if (part[3] == NULL || part[1] - part[0] > 15) return;
    memcpy(kind, part[0], (size_t)(part[1] - part[0] - 1));
    for (const char *c = part[1]; *c >= '0' && *c <= '9'; c++)
        fail_at = 10 * fail_at + (*c - '0');
    for (const char *c = part[2]; *c >= '0' && *c <= '9'; c++)
        fail_errno = 10 * fail_errno + (*c - '0');
    how = part[3][0] == 'e' ? EVER : part[3][0] == 's' ? SHORT : ONCE;
}

static void put_mark(void)
{
    static const char *const names[] = {"none", "early", "main", "hdf5", "libarchive"};
    char                     text[96];
    if (mark[0] == '\0') return;
    int len = snprintf(text, sizeof text, "%s %ld %ld %lx\n", names[moment],
                       (long)calls_before_main, (long)calls, crashed_at);
    int fd  = (int)syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0) return;
    if (len > 0) (void)!syscall(SYS_write, fd, text, (size_t)len);
    (void)syscall(SYS_close, fd);
}

static void put_stack(long number)
{
    enum { INNERMOST = 16 }; /* who asks HDF5 to open a file is of no concern to its depths */
    void         *caller[INNERMOST];
    char          text[64];
    unsigned long hash = 14695981039346656037UL; /* FNV-1a, a place in a library at a time */
    is_walking         = true;
    int n              = backtrace(caller, INNERMOST);
    is_walking         = false;
    for (int i = 0; i < n; i++) {
        Dl_info where = {0};
        if (dladdr(caller[i], &where) == 0) continue;
        hash =
            (hash ^ (unsigned long)((char *)caller[i] - (char *)where.dli_fbase)) * 1099511628211UL;
    }
    int len = snprintf(text, sizeof text, "%ld %lx\n", number, hash);
    if (len > 0) (void)!syscall(SYS_write, stacks, text, (size_t)len);
}

/* Whether this call is one that is to fail. */
static bool fails(const char *name)
{
    if (fail_at < 0) read_orders();
    if (strcmp(name, kind) != 0 || is_walking) return false;
    long number = ++calls;
    if (main_has_begun == 0) calls_before_main = number;
    if (stacks >= 0) put_stack(number);
    if (fail_at == 0 || (how == EVER ? number < fail_at : number != fail_at)) return false;
    if (number == fail_at) {
        moment = hdf5_starts != 0 ? IN_HDF5 : main_has_begun != 0 ? IN_MAIN : EARLY;
        put_mark();
    }
    errno = fail_errno;
    return how != SHORT;
}

/* A call that moves bytes: half of them at the moment for it. */
static size_t shorten(const char *name, size_t size)
{
    bool is_now = how == SHORT && strcmp(name, kind) == 0 && calls == fail_at;
    return is_now && size > 1 ? size / 2 : size;
}

__attribute__((destructor)) static void at_end(void)
{
    put_mark();
}

static int (*real_main)(int, char **, char **);

static void *own_base(void)
{
    Dl_info own = {0};
    return dladdr(mark, &own) != 0 ? own.dli_fbase : NULL;
}

/* Who has crashed? HDF5 and libarchive do, here and there, when they are refused memory, often within
 * strcpy() and its like. */
static void on_crash(int number)
{
    void *caller[32];
    int   n = backtrace(caller, 32);
    for (int i = 0; i < n; i++) {
        Dl_info where = {0};
        if (dladdr(caller[i], &where) == 0 || where.dli_fname == NULL ||
            strstr(where.dli_fname, "libc.so") != NULL || where.dli_fbase == own_base())
            continue;
        crashed_at = (unsigned long)((char *)caller[i] - (char *)where.dli_fbase);
        if (strstr(where.dli_fname, "libhdf5") != NULL) moment = IN_HDF5;
        if (strstr(where.dli_fname, "libarchive") != NULL) moment = IN_LIBARCHIVE;
        break;
    }
    put_mark();
    (void)signal(number, SIG_DFL); /* and crash again */
}

static int begin_main(int argc, char **argv, char **env)
{
    static char      room[256 << 10]; /* HDF5 may fill the stack with errors about errors */
    stack_t          apart  = {.ss_sp = room, .ss_size = sizeof room};
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
    (void)sigaltstack(&apart, NULL);
    (void)sigaction(SIGSEGV, &action, NULL);
    (void)sigaction(SIGABRT, &action, NULL);
    main_has_begun = 1;
    return real_main(argc, argv, env);
}

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-function-size) the names are libc's */

#define NEXT(name)                                                                                 \
    static __typeof__(&name) next;                                                                 \
    if (next == NULL) *(void **)(&next) = dlsym(RTLD_NEXT, #name)

int __libc_start_main(int (*program)(int, char **, char **), int argc, char **argv,
                      void (*init)(void), void (*fini)(void), void (*rtld_fini)(void),
                      void *stack_end);
int __libc_start_main(int (*program)(int, char **, char **), int argc, char **argv,
                      void (*init)(void), void (*fini)(void), void (*rtld_fini)(void),
                      void *stack_end)
{
    NEXT(__libc_start_main);
    real_main = program;
    return next(begin_main, argc, argv, init, fini, rtld_fini, stack_end);
}

/* The first calls of HDF5 that our programs make, the ones that have it start. */
int H5dont_atexit(void);
int H5dont_atexit(void)
{
    NEXT(H5dont_atexit);
    hdf5_starts = 1;
    int result  = next();
    hdf5_starts = 0;
    return result;
}

int H5Eset_auto2(long stack, void *function, void *data);
int H5Eset_auto2(long stack, void *function, void *data)
{
    NEXT(H5Eset_auto2);
    hdf5_starts = 1;
    int result  = next(stack, function, data);
    hdf5_starts = 0;
    return result;
}

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
    return fails("malloc") ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails("malloc") ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return fails("malloc") ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails("malloc") ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    if (fails("malloc")) return ENOMEM;
    *out = __libc_memalign(alignment, size);
    return *out != NULL ? 0 : ENOMEM;
}

static mode_t mode_of(int flags, va_list args)
{
    return (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
}

static int open_at(int folder, const char *path, int flags, mode_t mode)
{
    return fails("open") ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        mode_t mode = mode_of(flags, args);                                                        \
        va_end(args);                                                                              \
        return open_at(AT_FDCWD, path, flags, mode);                                               \
    }
#define OPEN_AT(name)                                                                              \
    int name(int folder, const char *path, int flags, ...)                                         \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        mode_t mode = mode_of(flags, args);                                                        \
        va_end(args);                                                                              \
        return open_at(folder, path, flags, mode);                                                 \
    }
OPEN(open)
OPEN(open64)
OPEN_AT(openat)
OPEN_AT(openat64)

int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

int __open_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

FILE *fopen(const char *path, const char *mode)
{
    NEXT(fopen);
    return fails("open") ? NULL : next(path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
    NEXT(fopen64);
    return fails("open") ? NULL : next(path, mode);
}

DIR *opendir(const char *path)
{
    NEXT(opendir);
    return fails("open") ? NULL : next(path);
}

ssize_t read(int fd, void *to, size_t size)
{
    return fails("read") ? -1 : syscall(SYS_read, fd, to, shorten("read", size));
}

ssize_t __read_chk(int fd, void *to, size_t size, size_t room);
ssize_t __read_chk(int fd, void *to, size_t size, size_t room)
{
    if (size > room) abort();
    return read(fd, to, size);
}

ssize_t pread(int fd, void *to, size_t size, off_t at)
{
    return fails("read") ? -1 : syscall(SYS_pread64, fd, to, shorten("read", size), at);
}

ssize_t pread64(int fd, void *to, size_t size, off_t at)
{
    return pread(fd, to, size, at);
}

ssize_t __pread_chk(int fd, void *to, size_t size, off_t at, size_t room);
ssize_t __pread64_chk(int fd, void *to, size_t size, off_t at, size_t room);

ssize_t __pread_chk(int fd, void *to, size_t size, off_t at, size_t room)
{
    if (size > room) abort();
    return pread(fd, to, size, at);
}

ssize_t __pread64_chk(int fd, void *to, size_t size, off_t at, size_t room)
{
    return __pread_chk(fd, to, size, at, room);
}

ssize_t write(int fd, const void *from, size_t size)
{
    return fails("write") ? -1 : syscall(SYS_write, fd, from, shorten("write", size));
}

ssize_t pwrite(int fd, const void *from, size_t size, off_t at)
{
    return fails("write") ? -1 : syscall(SYS_pwrite64, fd, from, shorten("write", size), at);
}

ssize_t pwrite64(int fd, const void *from, size_t size, off_t at)
{
    return pwrite(fd, from, size, at);
}

int fsync(int fd)
{
    return fails("fsync") ? -1 : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
    return fails("rename") ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int link(const char *from, const char *to)
{
    return fails("link") ? -1 : (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
    return fails("link") ? -1 : (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}

int unlink(const char *path)
{
    return fails("unlink") ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int unlinkat(int folder, const char *path, int flags)
{
    return fails("unlink") ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}

int ftruncate(int fd, off_t size)
{
    return fails("ftruncate") ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

int ftruncate64(int fd, off_t size)
{
    return ftruncate(fd, size);
}

int flock(int fd, int operation)
{
    return fails("flock") ? -1 : (int)syscall(SYS_flock, fd, operation);
}

/* As the kernel does it: the descriptor is gone whatever close() says. */
int close(int fd)
{
    bool is_failure = fails("close");
    int  result     = (int)syscall(SYS_close, fd);
    if (is_failure) errno = fail_errno;
    return is_failure ? -1 : result;
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    NEXT(mmap);
    return fails("mmap") ? MAP_FAILED : next(at, size, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    return mmap(at, size, protection, flags, fd, offset);
}

#define STAT(name, type)                                                                           \
    int name(const char *restrict path, struct type *restrict info)                                \
    {                                                                                              \
        NEXT(name);                                                                                \
        return fails("stat") ? -1 : next(path, info);                                              \
    }
#define STAT_OPEN(name, type)                                                                      \
    int name(int fd, struct type *info)                                                            \
    {                                                                                              \
        NEXT(name);                                                                                \
        return fails("stat") ? -1 : next(fd, info);                                                \
    }
#define STAT_AT(name, type)                                                                        \
    int name(int folder, const char *restrict path, struct type *restrict info, int flags)         \
    {                                                                                              \
        NEXT(name);                                                                                \
        return fails("stat") ? -1 : next(folder, path, info, flags);                               \
    }
STAT(stat, stat)
STAT(stat64, stat64)
STAT(lstat, stat)
STAT(lstat64, stat64)
STAT_OPEN(fstat, stat)
STAT_OPEN(fstat64, stat64)
STAT_AT(fstatat, stat)
STAT_AT(fstatat64, stat64)

int access(const char *path, int mode)
{
    NEXT(access);
    return fails("stat") ? -1 : next(path, mode);
}

ssize_t readlink(const char *restrict path, char *restrict to, size_t size)
{
    NEXT(readlink);
    return fails("stat") ? -1 : next(path, to, size);
}

off_t lseek(int fd, off_t at, int from)
{
    return fails("seek") ? -1 : (off_t)syscall(SYS_lseek, fd, at, from);
}

off64_t lseek64(int fd, off64_t at, int from)
{
    NEXT(lseek64);
    return fails("seek") ? -1 : next(fd, at, from);
}

struct dirent *readdir(DIR *folder)
{
    NEXT(readdir);
    return fails("readdir") ? NULL : next(folder);
}

struct dirent64 *readdir64(DIR *folder)
{
    NEXT(readdir64);
    return fails("readdir") ? NULL : next(folder);
}

int fchmod(int fd, mode_t mode)
{
    return fails("mode") ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

int fchown(int fd, uid_t owner, gid_t group)
{
    return fails("mode") ? -1 : (int)syscall(SYS_fchown, fd, owner, group);
}

int mkdir(const char *path, mode_t mode)
{
    NEXT(mkdir);
    return fails("mkdir") ? -1 : next(path, mode);
}

/* What was written is there, but nobody can be sure. */
int fflush(FILE *stream)
{
    NEXT(fflush);
    int result = next(stream);
    return fails("flush") ? EOF : result;
}

int fclose(FILE *stream)
{
    NEXT(fclose);
    int result = next(stream);
    return fails("flush") ? EOF : result;
}

int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict how_to,
                   void *(*work)(void *), void *restrict with)
{
    NEXT(pthread_create);
    return fails("thread") ? fail_errno : next(thread, how_to, work, with);
}

/* NOLINTEND(bugprone-reserved-identifier,readability-function-size) */
