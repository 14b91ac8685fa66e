/* SPDX-License-Identifier: MIT */
#include "common/base/hash.h"

#include "common/base/clock.h"
#include "common/base/interrupt.h"
#include "common/base/mem.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { BLOCK = 1 << 20 };

struct LbHasher {
    XXH3_state_t *state;
};

uint64_t lb_hash_bytes(const void *bytes, size_t len)
{
    return XXH3_64bits(bytes, len);
}

LbStatus lb_hash_watched(uint64_t *out, const void *bytes, size_t len, const LbReporter *reporter,
                         LbError *err)
{
    LbStatus      st    = LB_OK;
    const char   *at    = bytes;
    XXH3_state_t *state = XXH3_createState();
    if (state == NULL || XXH3_64bits_reset(state) != XXH_OK) LB_FAIL_NOMEM(sizeof state);
    while (len > 0) {
        size_t part = len < BLOCK ? len : BLOCK;
        LB_TRY(lb_reporter_check(reporter, err));
        (void)XXH3_64bits_update(state, at, part);
        at += part;
        len -= part;
    }
    *out = XXH3_64bits_digest(state);
cleanup:
    (void)XXH3_freeState(state);
    return st;
}

LbHashKey lb_hash_key(void)
{
    LbHashKey key;
    if (getrandom(&key, sizeof key, GRND_NONBLOCK) != (ssize_t)sizeof key) {
        /* A kernel that has no randomness yet: where this stack lies, and when. */
        double now = lb_clock_seconds();
        key.seed   = XXH3_64bits_withSeed(&now, sizeof now, (uint64_t)(uintptr_t)&key);
        key.factor = XXH3_64bits_withSeed(&now, sizeof now, key.seed);
    }
    key.factor |= 1;
    return key;
}

uint32_t lb_hash_keyed(const LbHashKey *key, const void *bytes, size_t len)
{
    return (uint32_t)(XXH3_64bits_withSeed(bytes, len, key->seed) * key->factor >> 32);
}

LbStatus lb_hash_new(LbHasher **out, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbHasher *hasher = NULL;
    *out             = NULL;
    LB_ALLOC_ZEROED(hasher, 1);
    hasher->state = XXH3_createState();
    if (hasher->state == NULL || XXH3_128bits_reset(hasher->state) != XXH_OK) LB_FAIL_NOMEM(0);
    *out   = hasher;
    hasher = NULL;
cleanup:
    lb_hash_free(hasher);
    return st;
}

void lb_hash_update(LbHasher *hasher, const void *bytes, size_t len)
{
    /* Fails for a NULL pointer alone, which an empty block may be. */
    if (len > 0) (void)XXH3_128bits_update(hasher->state, bytes, len);
}

void lb_hash_text(const LbHasher *hasher, char out[LB_HASH_TEXT])
{
    XXH128_hash_t hash = XXH3_128bits_digest(hasher->state);
    (void)snprintf(out, LB_HASH_TEXT, "xxh3-128:%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64,
                   (uint64_t)hash.low64);
}

void lb_hash_reset(LbHasher *hasher)
{
    (void)XXH3_128bits_reset(hasher->state); /* fails for a NULL pointer alone */
}

void lb_hash_free(LbHasher *hasher)
{
    if (hasher == NULL) return;
    (void)XXH3_freeState(hasher->state);
    free(hasher);
}

static LbStatus open_regular(int *fd, const char *path, LbError *err)
{
    struct stat info;
    *fd = lb_interrupt_open(path, 0);
    if (*fd < 0 || fstat(*fd, &info) != 0)
        return lb_error_set(err, LB_ENOINPUT, errno, "cannot open '%s': %s", path, strerror(errno));
    if (S_ISREG(info.st_mode)) return LB_OK;
    return lb_error_set(err, LB_ENOINPUT, ESPIPE,
                        "cannot open '%s': expected a regular file, which can be read twice", path);
}

/* Ranges of a file as it is read. */
typedef struct Ranges {
    LbHasher *hasher; /* NULL = none are wanted */
    char (*text)[LB_HASH_TEXT];
    const int64_t *at; /* [n + 1] */
    int            n, now;
    int64_t        done;
} Ranges;

static void end_ranges(Ranges *ranges, bool is_end)
{
    while (ranges->now < ranges->n && (is_end || ranges->done >= ranges->at[ranges->now + 1])) {
        lb_hash_text(ranges->hasher, ranges->text[ranges->now++]);
        lb_hash_reset(ranges->hasher);
    }
}

static void update_ranges(Ranges *ranges, const char *bytes, size_t len)
{
    while (len > 0 && ranges->now < ranges->n) {
        size_t left = (size_t)(ranges->at[ranges->now + 1] - ranges->done);
        size_t now  = left < len ? left : len;
        lb_hash_update(ranges->hasher, bytes, now);
        ranges->done += (int64_t)now;
        bytes += now;
        len -= now;
        end_ranges(ranges, false);
    }
}

static LbStatus hash_file(char out[LB_HASH_TEXT], Ranges *ranges, const char *path,
                          const LbReporter *reporter, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbHasher *hasher = NULL;
    char     *buffer = NULL;
    int       fd     = -1;
    ssize_t   got    = 0;
    LB_ALLOC(buffer, BLOCK);
    LB_TRY(lb_hash_new(&hasher, err));
    LB_TRY(open_regular(&fd, path, err));
    end_ranges(ranges, false);
    while ((got = lb_interrupt_read(fd, buffer, BLOCK)) > 0) {
        lb_hash_update(hasher, buffer, (size_t)got);
        update_ranges(ranges, buffer, (size_t)got);
        LB_TRY(lb_reporter_check(reporter, err));
    }
    LB_TRY(lb_reporter_check(reporter, err));
    if (got < 0) LB_FAIL(LB_EIO, errno, "%s: cannot read: %s", path, strerror(errno));
    lb_hash_text(hasher, out);
    end_ranges(ranges, true);
cleanup:
    if (fd >= 0) (void)close(fd);
    lb_hash_free(hasher);
    free(buffer);
    return st;
}

LbStatus lb_hash_file(char out[LB_HASH_TEXT], const char *path, const LbReporter *reporter,
                      LbError *err)
{
    Ranges none = {0};
    return hash_file(out, &none, path, reporter, err);
}

LbStatus lb_hash_ranges(char out[LB_HASH_TEXT], char (*ranges)[LB_HASH_TEXT], const char *path,
                        const int64_t *at, int n, const LbReporter *reporter, LbError *err)
{
    Ranges   all = {.text = ranges, .at = at, .n = n};
    LbStatus st  = lb_hash_new(&all.hasher, err);
    if (st == LB_OK) st = hash_file(out, &all, path, reporter, err);
    lb_hash_free(all.hasher);
    return st;
}

LbStatus lb_hash_join(char out[LB_HASH_TEXT], char (*hashes)[LB_HASH_TEXT], int n, LbError *err)
{
    LbHasher *hasher = NULL;
    if (n == 1) {
        memcpy(out, hashes[0], LB_HASH_TEXT);
        return LB_OK;
    }
    LbStatus st = lb_hash_new(&hasher, err);
    if (st != LB_OK) return st;
    for (int i = 0; i < n; i++)
        lb_hash_update(hasher, hashes[i], strlen(hashes[i]));
    lb_hash_text(hasher, out);
    lb_hash_free(hasher);
    return LB_OK;
}

LbStatus lb_hash_files(char out[LB_HASH_TEXT], LbPaths paths, const LbReporter *reporter,
                       LbError *err)
{
    LbStatus st                 = LB_OK;
    char(*hashes)[LB_HASH_TEXT] = NULL;
    out[0]                      = '\0';
    if (paths.n == 0) return LB_OK;
    LB_ALLOC(hashes, paths.n);
    for (int i = 0; i < paths.n; i++)
        LB_TRY(lb_hash_file(hashes[i], paths.path[i], reporter, err));
    LB_TRY(lb_hash_join(out, hashes, paths.n, err));
cleanup:
    free(hashes);
    return st;
}
