/* SPDX-License-Identifier: MIT */
#include "query/answer/dismissals.h"

#include "common/base/atomic_file.h"
#include "common/base/buf.h"
#include "common/base/lock.h"
#include "common/base/mem.h"
#include "common/base/path.h"
#include "common/base/reporter.h"
#include "query/resolve/lookup.h"
#include "query/source/film_name.h"

#include <errno.h>
#include <string.h>
#include <time.h>

enum { FILE_MAX = 16 << 20, LINE_MAX_LEN = 1024, LOCK_PATH_MAX = 1 << 16 };
enum { LOCK_TRIES = 500, LOCK_PAUSE = 20000000 }; /* nanoseconds */

/* Films of one option, and whether the file has them. */
typedef struct Films {
    int32_t *film; /* [n] */
    bool    *is_there;
    int      n;
} Films;

typedef struct Change {
    const char      *path;
    const LbSession *session;
    Films            add, remove;
    LbBuf            before, after;
} Change;

static LbStatus find_films(Films *out, const char *const *texts, int n, const LbSession *session,
                           LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(out->film, n);
    LB_ALLOC_ZEROED(out->is_there, n);
    for (; out->n < n; out->n++)
        LB_TRY(lb_lookup_film(&out->film[out->n], session->resolver, &session->model->films,
                              texts[out->n], err));
cleanup:
    return st;
}

static void free_films(Films *films)
{
    free(films->film);
    free(films->is_there);
}

static bool mark(Films *films, int32_t film)
{
    bool is_one = false;
    for (int i = 0; i < films->n; i++) {
        if (films->film[i] != film) continue;
        films->is_there[i] = true;
        is_one             = true;
    }
    return is_one;
}

static LbStatus take_line(Change *change, LbSlice line, int64_t number, LbError *err)
{
    char    text[LINE_MAX_LEN];
    LbEntry entry;
    LbFound found = {.film = -1};
    LbSlice trim  = lb_slice_trim(line);
    if (trim.len == 0) return LB_OK;
    size_t len = trim.len < sizeof text ? trim.len : sizeof text - 1;
    memcpy(text, trim.text, len);
    text[len] = '\0';
    if (len < trim.len || !lb_film_name_parse(text, &entry))
        return lb_error_set(err, LB_EDATA, 0,
                            "%s: line %lld: expected a slug, an address or \"Title (Year)\", found "
                            "'%.*s'",
                            change->path, (long long)number, (int)(trim.len < 60 ? trim.len : 60),
                            trim.text);
    LbStatus st = lb_resolver_find(change->session->resolver, &entry, &found, err);
    if (st != LB_OK) return st;
    if (found.film >= 0) (void)mark(&change->add, found.film);
    if (found.film >= 0 && mark(&change->remove, found.film)) return LB_OK;
    return lb_buf_printf(&change->after, err, "%.*s\n", (int)trim.len, trim.text);
}

static LbStatus take_lines(Change *change, LbError *err)
{
    LbSlice line, rest = {lb_buf_text(&change->before), change->before.len};
    for (int64_t number = 1; lb_slice_next_line(&line, &rest); number++) {
        LbStatus st = take_line(change, line, number, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

/* What is not in the file yet goes behind what is, by its slug. */
static LbStatus append_films(Change *change, LbError *err)
{
    Films *add = &change->add;
    for (int i = 0; i < add->n; i++) {
        LbSlice slug = lb_model_string(&change->session->model->films.slugs, add->film[i]);
        if (add->is_there[i]) continue;
        LbStatus st = lb_buf_printf(&change->after, err, "%.*s\n", (int)slug.len, slug.text);
        if (st != LB_OK) return st;
        (void)mark(add, add->film[i]);
    }
    return LB_OK;
}

/* Wait for whoever changes the file just now: of two that read it the later would undo the other's. */
static LbStatus lock_file(int *lock, LbBuf *lock_path, const char *path, const LbReporter *reporter,
                          LbError *err)
{
    LbStatus st       = LB_OK;
    char    *resolved = NULL;
    LB_TRY(lb_path_resolve(&resolved, path, err));
    LB_TRY(lb_buf_printf(lock_path, err, "%s.lock", resolved));
    for (int i = 0; i < LOCK_TRIES; i++) {
        st = lb_lock_acquire(lock, lb_buf_text(lock_path), err);
        if (st != LB_ETEMPFAIL) break;
        LB_TRY(lb_reporter_check(reporter, err));
        nanosleep(&(struct timespec){.tv_nsec = LOCK_PAUSE}, NULL);
    }
cleanup:
    free(resolved);
    return st;
}

static LbStatus write_file(const Change *change, LbError *err)
{
    LbStatus     st   = LB_OK;
    LbAtomicFile file = {0};
    LB_TRY(lb_atomic_file_open(&file, change->path, 0600, err));
    LB_TRY(lb_atomic_file_write(&file, lb_buf_text(&change->after), change->after.len, err));
    LB_TRY(lb_atomic_file_publish(&file, err));
cleanup:
    lb_atomic_file_discard(&file);
    return st;
}

static LbStatus check_removed(const Change *change, const LbDismissalsChange *asked, LbError *err)
{
    for (int i = 0; i < change->remove.n; i++)
        if (!change->remove.is_there[i])
            return lb_error_set(err, LB_ENOINPUT, 0, "--undismiss: '%s' is not in %s",
                                asked->remove[i], change->path);
    return LB_OK;
}

LbStatus lb_dismissals_change(const char *path, const LbDismissalsChange *change,
                              const LbSession *session, const LbReporter *reporter, LbError *err)
{
    LbStatus st      = LB_OK;
    int      lock    = -1;
    Change   changes = {.path = path, .session = session};
    LbBuf    lock_path;
    lb_buf_init(&lock_path, LOCK_PATH_MAX);
    lb_buf_init(&changes.before, FILE_MAX);
    lb_buf_init(&changes.after, FILE_MAX);
    LB_TRY(find_films(&changes.add, change->add, change->n_add, session, err));
    LB_TRY(find_films(&changes.remove, change->remove, change->n_remove, session, err));
    LB_TRY(lb_path_create_parent(path, 0700, err));
    LB_TRY(lock_file(&lock, &lock_path, path, reporter, err));
    LbError  none = {0};
    LbStatus read = lb_buf_read_file(&changes.before, path, &none);
    if (read != LB_OK && !(read == LB_ENOINPUT && none.detail == ENOENT))
        LB_TRY(lb_error_copy(err, &none));
    LB_TRY(take_lines(&changes, err));
    LB_TRY(check_removed(&changes, change, err));
    LB_TRY(append_films(&changes, err));
    LB_TRY(write_file(&changes, err));
    if (change->n_add > 0)
        lb_reporter_message(reporter, LB_LEVEL_NOTE, "dismissed: %d, kept in %s", change->n_add,
                            path);
    if (change->n_remove > 0)
        lb_reporter_message(reporter, LB_LEVEL_NOTE, "no longer dismissed: %d, taken from %s",
                            change->n_remove, path);
cleanup:
    lb_lock_release(lock, lb_buf_text(&lock_path));
    lb_buf_clear(&lock_path);
    free_films(&changes.add);
    free_films(&changes.remove);
    lb_buf_clear(&changes.before);
    lb_buf_clear(&changes.after);
    return st;
}
