/* SPDX-License-Identifier: MIT */
/** @file stops.h
 *  Where fields of delimited text may end: the bytes that are a separator, a quote or a control
 *  character, found sixteen at a time ahead of the scanner. After G. Langdale, D. Lemire: Parsing
 *  gigabytes of JSON per second. VLDB Journal 28, 2019. */
#ifndef LB_TRAINER_INGEST_STOPS_H
#define LB_TRAINER_INGEST_STOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LB_STOPS_BLOCK = 64,  /**< bytes looked at together: as many must be readable behind the text */
    LB_STOPS_MOST  = 64,  /**< of a line */
    LB_STOPS_ROOM  = 2048 /**< kept at a time */
};

/** Stops of a text, in order, as far as they have been needed. */
typedef struct LbStops {
    const char *text;
    size_t      len, next; /**< next: the first byte that has not been looked at */
    char        separator, quote;
    bool        has_high_bytes; /**< among those looked at, some are 0x7f or greater */
    size_t      first, n;       /**< the present stops are at[first .. n) */
    uint32_t    at[LB_STOPS_ROOM];
} LbStops;

/** Begin with text[len], len < 2^32 - LB_STOPS_BLOCK; borrowed. quote may equal separator. */
void lb_stops_begin(LbStops *stops, const char *text, size_t len, char separator, char quote);

/** The next n stops from byte `begin` on, 1 <= n <= LB_STOPS_MOST; `begin` may not go back. What is
 *  behind the text counts too, up to LB_STOPS_BLOCK bytes of it. NULL when there are not as many. */
const uint32_t *lb_stops_from(LbStops *stops, size_t begin, size_t n);

#endif
