/* SPDX-License-Identifier: MIT */
/** @file triplets.h
 *  Ratings as (user, film, stars) triplets with dense indices: three arrays side by side, in which
 *  form they come from a file, are kept out of training, and are learnt from. */
#ifndef LB_TRAINER_INGEST_TRIPLETS_H
#define LB_TRAINER_INGEST_TRIPLETS_H

#include "common/base/comm.h"

#include <stdbool.h>
#include <stdint.h>

/** The rows of the longer side, users or films, fall to blocks in turn: blocks have about as many
 *  ratings each, and where a row belongs is known as soon as it has a number. */
enum { LB_BLOCKS = 16 };

static inline int lb_block_of(int32_t row)
{
    return row % LB_BLOCKS;
}

/** Whether the longer side are the films. */
static inline bool lb_rows_are_films(int32_t n_users, int32_t n_films)
{
    return n_films > n_users;
}

/** Each (user, film) is there once, in any order. Users and films without any rating are allowed
 *  (held out, or rated by held-out users alone). */
typedef struct LbTriplets {
    int32_t  n_users, n_films;
    int64_t  n;
    int32_t *user;      /**< [n] */
    int32_t *film;      /**< [n] */
    float   *stars;     /**< [n] */
    LbComm  *spread;    /**< ranks of which each has the ratings of its own blocks' rows alone;
                              NULL: all are here */
    int64_t  elsewhere; /**< ratings of the other ranks */
    void (*release)(struct LbTriplets *owner, int64_t n); /**< NULL, or how whoever has read all but
                              the first n may give those back (lb_triplets_forget()); n = 0 comes last */
    struct LbTriplets *owner;
} LbTriplets;

/** How many there are, on whatever rank. */
static inline int64_t lb_triplets_count(const LbTriplets *triplets)
{
    return triplets->n + triplets->elsewhere;
}

/** The first n of them, borrowed; they are not given back. Of what is spread `elsewhere` stays that
 *  of all. */
LbTriplets lb_triplets_head(const LbTriplets *triplets, int64_t n);

void lb_triplets_swap(LbTriplets *triplets, int64_t a, int64_t b);

/** Whether a rating is one of those that go behind the others. */
typedef bool LbTripletTest(const void *ctx, int32_t user, int32_t film);

/** Move those that `goes` says to the end. The others are `front`, borrowed, with their number on the
 *  other ranks, for which all ranks come here. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_triplets_part(LbTriplets *front, LbTriplets *triplets, LbTripletTest *goes,
                                       const void *ctx, LbError *err);

/** Drop those whose film is -1; the others keep their order. */
void lb_triplets_compact(LbTriplets *triplets);

/** Give back what the arrays are longer than n; a failure to shrink leaves them as they are. */
void lb_triplets_shrink(LbTriplets *triplets);

/** Give back the memory of all but the first n of them, and of the arrays when n is 0; the sizes stay. */
void lb_triplets_forget(LbTriplets *triplets, int64_t n);

/** Free the arrays, keep the sizes. */
void lb_triplets_clear(LbTriplets *triplets);

#endif
