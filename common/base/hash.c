/* SPDX-License-Identifier: MIT */
#include "common/base/hash.h"

#include "common/base/clock.h"
#include "common/base/mem.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

struct LbHasher {
    XXH3_state_t *state;
};

uint64_t lb_hash_bytes(const void *bytes, size_t len)
{
    return XXH3_64bits(bytes, len);
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
    if (hasher->state == NULL || XXH3_128bits_reset(hasher->state) != XXH_OK) {
        st = lb_error_nomem(err, 0);
        goto cleanup;
    }
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

void lb_hash_free(LbHasher *hasher)
{
    if (hasher == NULL) return;
    (void)XXH3_freeState(hasher->state);
    free(hasher);
}

LbStatus lb_hash_file(char out[LB_HASH_TEXT], const char *path, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbHasher *hasher = NULL;
    FILE     *file   = NULL;
    char     *buffer = NULL;
    size_t    cap    = 1 << 20, got;
    LB_ALLOC(buffer, cap);
    LB_TRY(lb_hash_new(&hasher, err));
    file = fopen(path, "rb");
    if (file == NULL) LB_FAIL(LB_ENOINPUT, errno, "cannot open '%s': %s", path, strerror(errno));
    while ((got = fread(buffer, 1, cap, file)) > 0)
        lb_hash_update(hasher, buffer, got);
    if (ferror(file)) LB_FAIL(LB_EIO, errno, "%s: cannot read: %s", path, strerror(errno));
    lb_hash_text(hasher, out);
cleanup:
    if (file != NULL) (void)fclose(file);
    lb_hash_free(hasher);
    free(buffer);
    return st;
}
