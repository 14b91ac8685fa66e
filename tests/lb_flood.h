/* SPDX-License-Identifier: MIT */
/* Ids that lb_hash_bytes() maps where an attacker wants them: its steps taken back, for 8 bytes. */
#ifndef LB_TESTS_LB_FLOOD_H
#define LB_TESTS_LB_FLOOD_H

#include <stdint.h>
#include <string.h>

static inline uint64_t lb_flood_turns(uint64_t x)
{
    return x ^ (x << 49 | x >> 15) ^ (x << 24 | x >> 40);
}

/* The id whose hash is `hash`. */
static inline void lb_flood_id(char id[8], uint64_t hash)
{
    const uint64_t prime_inverse = UINT64_C(0x02AB9C720D1024AD),
                   secret        = UINT64_C(0xC73AB174C5ECD5A2);
    uint64_t x                   = hash ^ hash >> 28 ^ hash >> 56;
    x *= prime_inverse;
    x = x ^ ((x >> 35) + 8);
    x *= prime_inverse;
    for (int i = 0; i < 63; i++) /* the 64th power of the turns is the identity */
        x = lb_flood_turns(x);
    x ^= secret;
    for (int i = 0; i < 8; i++) /* words as XXH3 reads them: little-endian, the first one high */
        id[i] = (char)(x >> (8 * ((i + 4) % 8)));
}

#endif
