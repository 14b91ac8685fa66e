/* SPDX-License-Identifier: MIT */
/** @file hash.h
 *  XXH3: fast fingerprints of ids (64 bits) and of whole inputs (128 bits). Not for secrets. */
#ifndef LB_COMMON_BASE_HASH_H
#define LB_COMMON_BASE_HASH_H

#include "common/base/reporter.h"

#include <stddef.h>
#include <stdint.h>

enum { LB_HASH_TEXT = 48 };

/** XXH3-64 of the bytes, seed 0: also the hash of the film table in the model file. */
uint64_t lb_hash64(const void *bytes, size_t len);

/** lb_hash64() of bytes that may have to come from a slow disk: asks now and then whether to stop.
 *  @retval LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_hash64_watched(uint64_t *out, const void *bytes, size_t len,
                                        const LbReporter *reporter, LbError *err);

typedef struct LbHasher LbHasher;

/** lb_hasher_text() of the bytes of a file, which must be a regular one: others have no bytes to
 *  come back to.
 *  @retval LB_ENOINPUT  it cannot be opened, or is no regular file (detail: errno)
 *  @retval LB_EIO, LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_hash_file(char out[LB_HASH_TEXT], const char *path,
                                   const LbReporter *reporter, LbError *err);

LB_NODISCARD LbStatus lb_hasher_new(LbHasher **out, LbError *err);
void                  lb_hasher_update(LbHasher *hasher, const void *bytes, size_t len);
/** "xxh3-128:" and 32 hexadecimal digits, NUL-terminated. */
void lb_hasher_text(const LbHasher *hasher, char out[LB_HASH_TEXT]);
void lb_hasher_free(LbHasher *hasher);

#endif
