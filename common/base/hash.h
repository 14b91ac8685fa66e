/* SPDX-License-Identifier: MIT */
/** @file hash.h
 *  XXH3: fast fingerprints of ids (64 bits) and of whole inputs (128 bits). Not for secrets. */
#ifndef LB_COMMON_BASE_HASH_H
#define LB_COMMON_BASE_HASH_H

#include "common/base/path.h"
#include "common/base/reporter.h"

#include <stddef.h>
#include <stdint.h>

enum { LB_HASH_TEXT = 48 };

/** XXH3-64 of the bytes, seed 0: also the hash of the film table in the model file. Whoever chooses
 *  the bytes can choose the hash: tables of ids from outside take a key. */
uint64_t lb_hash_bytes(const void *bytes, size_t len);

/** lb_hash_bytes() of bytes that may have to come from a slow disk: asks now and then whether to stop.
 *  @retval LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_hash_watched(uint64_t *out, const void *bytes, size_t len,
                                      const LbReporter *reporter, LbError *err);

/** Secret of a table that nobody outside can know, so that nobody can choose ids that collide. */
typedef struct LbHashKey {
    uint64_t seed, factor; /**< factor is odd */
} LbHashKey;

/** A new key at random: nothing that is ever written may depend on it. */
LbHashKey lb_hash_key(void);

/** 32 bits of the bytes under a key, the first ones the best: a table of 2^k slots takes the k
 *  highest. XXH3 is one-to-one on texts of one length up to 8 bytes, so that two given ones agree
 *  in those k bits with a probability of at most 2 / 2^k (M. Dietzfelbinger et al.: A reliable
 *  randomized algorithm for the closest-pair problem. J. Algorithms 25, 1997). */
uint32_t lb_hash_keyed(const LbHashKey *key, const void *bytes, size_t len);

typedef struct LbHasher LbHasher;

/** lb_hash_text() of the bytes of a file, which must be a regular one: others have no bytes to
 *  come back to.
 *  @retval LB_ENOINPUT  it cannot be opened, or is no regular file (detail: errno)
 *  @retval LB_EIO, LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_hash_file(char out[LB_HASH_TEXT], const char *path,
                                   const LbReporter *reporter, LbError *err);

/** As lb_hash_file(), and of its ranges [at[r], at[r + 1]) too, which cover it.
 *  @param at  [n + 1]   @param ranges  [n] */
LB_NODISCARD LbStatus lb_hash_ranges(char        out[LB_HASH_TEXT], char (*ranges)[LB_HASH_TEXT],
                                     const char *path, const int64_t *at, int n,
                                     const LbReporter *reporter, LbError *err);

/** Fingerprint of n files in order: of one it is its own, of several that of their fingerprints.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_hash_join(char out[LB_HASH_TEXT], char (*hashes)[LB_HASH_TEXT], int n,
                                   LbError *err);

/** lb_hash_join() of lb_hash_file() of files; "" of none. @retval as lb_hash_file() */
LB_NODISCARD LbStatus lb_hash_files(char out[LB_HASH_TEXT], LbPaths paths,
                                    const LbReporter *reporter, LbError *err);

/** Begin a fingerprint. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_hash_new(LbHasher **out, LbError *err);
void                  lb_hash_update(LbHasher *hasher, const void *bytes, size_t len);
/** Begin again. */
void lb_hash_reset(LbHasher *hasher);
/** "xxh3-128:" and 32 hexadecimal digits, NUL-terminated. */
void lb_hash_text(const LbHasher *hasher, char out[LB_HASH_TEXT]);
void lb_hash_free(LbHasher *hasher);

#endif
