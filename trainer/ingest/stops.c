/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/stops.h"

#include "common/dense/simd.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { LANES = 16, CONTROL = 0x20, HIGH = 0x7f };

typedef unsigned char Bytes LB_VECTOR(16);

void lb_stops_begin(LbStops *stops, const char *text, size_t len, char separator, char quote)
{
    stops->text      = text;
    stops->len       = len;
    stops->next      = 0;
    stops->separator = separator;
    stops->quote     = quote;
    stops->first = stops->n = 0;
    stops->has_high_bytes   = false;
}

/* A bit for each byte of a mask whose bytes are 0 or 0xff. */
#if defined(__SSE2__)
static uint64_t bits_of(const Bytes *mask)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8((__m128i)*mask);
}
#else
/* In each word every byte keeps its own bit, and the product adds them up in the highest byte. */
static uint64_t bits_of(const Bytes *mask)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t own = 0x8040201008040201U;
#else
    const uint64_t own = 0x0102040810204080U;
#endif
    uint64_t       words[2];
    memcpy(words, mask, sizeof words);
    return (words[0] & own) * 0x0101010101010101U >> 56 |
           (words[1] & own) * 0x0101010101010101U >> 56 << 8;
}
#endif

/* Bit i is set when byte i of a block is a stop. */
static uint64_t look_at_block(LbStops *stops, const char *text)
{
    uint64_t found = 0;
    Bytes    high  = {0};
    for (size_t part = 0; part < LB_STOPS_BLOCK / LANES; part++) {
        Bytes bytes;
        memcpy(&bytes, text + part * LANES, sizeof bytes);
        Bytes stop = (Bytes)(bytes == (unsigned char)stops->separator) |
                     (Bytes)(bytes == (unsigned char)stops->quote) | (Bytes)(bytes < CONTROL);
        high |= (Bytes)(bytes >= HIGH);
        found |= bits_of(&stop) << (part * LANES);
    }
    uint64_t words[2];
    memcpy(words, &high, sizeof words);
    if ((words[0] | words[1]) != 0) stops->has_high_bytes = true;
    return found;
}

/* Drop the stops that are used up and look at blocks as long as there is room for one more. */
static void refill(LbStops *stops)
{
    size_t kept = stops->n - stops->first;
    memmove(stops->at, stops->at + stops->first, kept * sizeof *stops->at);
    stops->first = 0;
    stops->n     = kept;
    for (; stops->next <= stops->len && stops->n <= LB_STOPS_ROOM - LB_STOPS_BLOCK;
         stops->next += LB_STOPS_BLOCK) {
        uint64_t found = look_at_block(stops, stops->text + stops->next);
        for (; found != 0; found &= found - 1)
            stops->at[stops->n++] = (uint32_t)stops->next + (uint32_t)__builtin_ctzll(found);
    }
}

const uint32_t *lb_stops_from(LbStops *stops, size_t begin, size_t n)
{
    for (;;) {
        while (stops->first < stops->n && stops->at[stops->first] < begin)
            stops->first++;
        if (stops->n - stops->first >= n) return stops->at + stops->first;
        if (stops->next > stops->len) return NULL;
        refill(stops);
    }
}
