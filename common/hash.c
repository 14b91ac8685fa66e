/* SPDX-License-Identifier: MIT */
#include "common/hash.h"

#include "common/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <xxhash.h>

struct LbHasher {
    XXH3_state_t *state;
};

uint64_t lb_hash64(const void *bytes, size_t len)
{
    return XXH3_64bits(bytes, len);
}

LbStatus lb_hasher_new(LbHasher **out, LbError *err)
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
    lb_hasher_free(hasher);
    return st;
}

void lb_hasher_update(LbHasher *hasher, const void *bytes, size_t len)
{
    /* Fails for a NULL pointer alone, which an empty block may be. */
    if (len > 0) (void)XXH3_128bits_update(hasher->state, bytes, len);
}

void lb_hasher_text(const LbHasher *hasher, char out[LB_HASH_TEXT])
{
    XXH128_hash_t hash = XXH3_128bits_digest(hasher->state);
    (void)snprintf(out, LB_HASH_TEXT, "xxh3-128:%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64,
                   (uint64_t)hash.low64);
}

void lb_hasher_free(LbHasher *hasher)
{
    if (hasher == NULL) return;
    (void)XXH3_freeState(hasher->state);
    free(hasher);
}
