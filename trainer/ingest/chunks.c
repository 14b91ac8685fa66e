/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/chunks.h"

#include "common/base/interrupt.h"
#include "common/base/mem.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* To hash a byte of a file and of its range costs so much less than to scan it. */
enum { LINE_MAX_BYTES = 4 << 20, HASHED_AS_SCANNED = 6 };

struct LbChunks {
    LbInput  *input;
    char     *path;
    int       fd;         /* of a plain file, else -1 */
    int64_t   offset;     /* in it */
    int64_t   end;        /* where it ends for us; -1 = where it does */
    bool      is_hashing; /* of what is read: it lies so on disk, or cannot be read twice */
    LbHasher *hasher;
    size_t    chunk_bytes;
    char     *carry; /* start of a line whose rest has not been read */
    size_t    carry_len, carry_cap;
    bool      is_at_end;
    LbError   failure; /* of the input: what came before it is given out first */

    struct stat before;     /* at the beginning */
    bool        is_watched; /* a regular file with a name */
};

LbStatus lb_chunks_open(LbChunks **out, const char *path, const LbMemberWish *wish,
                        size_t chunk_bytes, LbError *err)
{
    LbStatus    st     = LB_OK;
    LbChunks   *chunks = NULL;
    LbInputInfo info;
    *out = NULL;
    LB_ALLOC_ZEROED(chunks, 1);
    LB_STRDUP(chunks->path, path);
    LB_TRY(lb_hash_new(&chunks->hasher, err));
    if (strcmp(path, "-") != 0) {
        if (stat(path, &chunks->before) != 0)
            LB_FAIL(LB_ENOINPUT, errno, "cannot open '%s': %s", path, strerror(errno));
        chunks->is_watched = S_ISREG(chunks->before.st_mode);
    }
    LB_TRY(lb_input_open_member(&chunks->input, path, wish, err));
    info                = lb_input_info(chunks->input);
    chunks->fd          = info.is_plain ? info.fd : -1;
    chunks->is_hashing  = info.is_plain || info.size_bytes < 0 || strcmp(path, "-") == 0;
    chunks->chunk_bytes = chunk_bytes;
    chunks->end         = -1;
    *out                = chunks;
    chunks              = NULL;
cleanup:
    lb_chunks_close(chunks);
    return st;
}

void lb_chunks_close(LbChunks *chunks)
{
    if (chunks == NULL) return;
    lb_input_close(chunks->input);
    lb_hash_free(chunks->hasher);
    free(chunks->path);
    free(chunks->carry);
    free(chunks);
}

static LbStatus read_plain(LbChunks *chunks, void *buffer, size_t cap, size_t *got, LbError *err)
{
    if (chunks->end >= 0 && (int64_t)cap > chunks->end - chunks->offset)
        cap = (size_t)(chunks->end - chunks->offset);
    ssize_t n = lb_interrupt_read_at(chunks->fd, buffer, cap, (off_t)chunks->offset);
    if (n < 0) return lb_error_set(err, LB_EIO, errno, "cannot read: %s", strerror(errno));
    chunks->offset += n;
    *got = (size_t)n;
    return LB_OK;
}

static LbStatus repeat_failure(const LbChunks *chunks, LbError *err)
{
    if (err != NULL) *err = chunks->failure;
    return chunks->failure.status;
}

/* Some bytes, in order; 0 at the end or the first failure. */
static size_t read_some(LbChunks *chunks, void *buffer, size_t cap)
{
    size_t   got     = 0;
    LbError *failure = &chunks->failure;
    if (chunks->is_at_end) return 0;
    LbStatus st       = chunks->fd >= 0 ? read_plain(chunks, buffer, cap, &got, failure)
                                        : lb_input_read(chunks->input, buffer, cap, &got, failure);
    failure->status   = st;
    chunks->is_at_end = st != LB_OK || got == 0;
    if (chunks->is_hashing) lb_hash_update(chunks->hasher, buffer, got);
    return st == LB_OK ? got : 0;
}

static LbStatus make_room(LbChunk *chunk, size_t len, LbError *err)
{
    return LB_GROW(&chunk->bytes, &chunk->cap, len + LB_SCAN_PAD, err);
}

/* Bytes up to and including the last LF; 0 when there is none. */
static size_t whole_lines(const char *bytes, size_t len)
{
    while (len > 0 && bytes[len - 1] != '\n')
        len--;
    return len;
}

static LbStatus keep_tail(LbChunks *chunks, LbChunk *chunk, size_t keep, LbError *err)
{
    size_t   tail = chunk->len - keep;
    LbStatus st   = LB_GROW(&chunks->carry, &chunks->carry_cap, tail, err);
    if (st != LB_OK) return st;
    if (tail > 0) memcpy(chunks->carry, chunk->bytes + keep, tail);
    chunks->carry_len = tail;
    chunk->len        = keep;
    return LB_OK;
}

/* The last lines before a failure; the beginning of a line that it cut is then a chunk of its own,
 * for the fallback reader, which meets the failure behind it as in any other file. */
static LbStatus end_in_failure(LbChunks *chunks, LbChunk *chunk, LbError *err)
{
    size_t keep = whole_lines(chunk->bytes, chunk->len);
    if (chunk->len == 0) return repeat_failure(chunks, err);
    if (keep > 0) return keep_tail(chunks, chunk, keep, err);
    chunk->is_partial = true;
    return LB_OK;
}

LbStatus lb_chunks_next(LbChunks *chunks, LbChunk *chunk, LbError *err)
{
    LbStatus st       = LB_OK;
    size_t   want     = chunks->chunk_bytes, keep;
    chunk->len        = 0;
    chunk->is_partial = false;
    while (want < chunks->carry_len)
        want *= 2;
    LB_TRY(make_room(chunk, want, err));
    if (chunks->carry_len > 0) memcpy(chunk->bytes, chunks->carry, chunks->carry_len);
    chunk->len        = chunks->carry_len;
    chunks->carry_len = 0;
    for (;;) {
        while (chunk->len < want && !chunks->is_at_end)
            chunk->len += read_some(chunks, chunk->bytes + chunk->len, want - chunk->len);
        if (chunks->failure.status != LB_OK) return end_in_failure(chunks, chunk, err);
        if (chunks->is_at_end) break;
        keep = whole_lines(chunk->bytes, chunk->len);
        if (keep > 0) return keep_tail(chunks, chunk, keep, err);
        if (want >= LINE_MAX_BYTES) {
            chunk->is_partial = true;
            break;
        }
        want *= 2;
        LB_TRY(make_room(chunk, want, err));
    }
cleanup:
    return st;
}

LbStatus lb_chunks_read(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    LbChunks *chunks = ctx;
    if (chunks->carry_len == 0) {
        *got = read_some(chunks, buffer, cap);
        return *got > 0 ? LB_OK : repeat_failure(chunks, err);
    }
    *got = cap < chunks->carry_len ? cap : chunks->carry_len;
    memcpy(buffer, chunks->carry, *got);
    chunks->carry_len -= *got;
    memmove(chunks->carry, chunks->carry + *got, chunks->carry_len);
    return LB_OK;
}

/* The first place from `from` on where a line begins. */
static LbStatus begin_of_line(const LbChunks *chunks, int64_t from, int64_t *at, LbError *err)
{
    enum { LOOK = 1 << 12 };
    char bytes[LOOK];
    *at = from;
    if (from == 0) return LB_OK;
    for (int64_t begin = from - 1;;) {
        ssize_t n = lb_interrupt_read_at(chunks->fd, bytes, sizeof bytes, (off_t)begin);
        if (n < 0) return lb_error_set(err, LB_EIO, errno, "cannot read: %s", strerror(errno));
        const char *lf = n > 0 ? memchr(bytes, '\n', (size_t)n) : NULL;
        *at            = begin + (lf != NULL ? lf - bytes + 1 : n);
        if (lf != NULL || n == 0) return LB_OK;
        begin += n;
    }
}

/* Where the r-th of n ranges begins, but for the line. */
static int64_t share_of(int64_t size, int r, int n)
{
    int64_t first = size / n - size / HASHED_AS_SCANNED / n * (n - 1);
    if (first < 0) first = 0;
    return r == 0 ? 0 : first + (size - first) / (n - 1) * (r - 1);
}

LbStatus lb_chunks_split(const LbChunks *chunks, int n, int64_t *at, bool *is_plain, LbError *err)
{
    LbStatus st   = LB_OK;
    int64_t  size = chunks->is_watched ? (int64_t)chunks->before.st_size : -1;
    *is_plain     = chunks->fd >= 0 && size >= 0;
    if (!*is_plain) return LB_OK;
    for (int r = 0; r < n; r++)
        LB_TRY(begin_of_line(chunks, share_of(size, r, n), &at[r], err));
    at[n] = size;
cleanup:
    return st;
}

void lb_chunks_restrict(LbChunks *chunks, int64_t begin, int64_t end)
{
    chunks->offset    = begin;
    chunks->end       = end;
    chunks->carry_len = 0;
    chunks->is_at_end = false;
    chunks->failure   = (LbError){0};
    lb_hash_reset(chunks->hasher);
}

void lb_chunks_progress(const LbChunks *chunks, int64_t *read_bytes, int64_t *size_bytes)
{
    LbInputInfo info = lb_input_info(chunks->input);
    *read_bytes      = chunks->fd >= 0 ? chunks->offset : info.read_bytes;
    *size_bytes      = info.size_bytes;
}

const char *lb_chunks_name(const LbChunks *chunks)
{
    return lb_input_name(chunks->input);
}

/* The same file in the same state, as far as the file system tells. */
static bool is_unchanged(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

LbStatus lb_chunks_check(const LbChunks *chunks, LbError *err)
{
    struct stat now;
    if (!chunks->is_watched) return LB_OK;
    if (stat(chunks->path, &now) == 0 && is_unchanged(&now, &chunks->before)) return LB_OK;
    return lb_error_set(err, LB_ETEMPFAIL, 0,
                        "%s: it was changed or replaced while it was read; run again when it is "
                        "complete",
                        chunks->path);
}

LbStatus lb_chunks_hash(LbChunks *chunks, char out[LB_HASH_TEXT], const LbReporter *reporter,
                        LbError *err)
{
    if (!chunks->is_hashing) return lb_hash_file(out, chunks->path, reporter, err);
    lb_hash_text(chunks->hasher, out);
    return LB_OK;
}
