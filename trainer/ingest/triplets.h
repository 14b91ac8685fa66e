/* SPDX-License-Identifier: MIT */
/** @file triplets.h
 *  Ratings as (user, film, stars) triplets with dense indices: three arrays side by side, in which
 *  form they come from a file, are kept out of training, and are learnt from. */
#ifndef LB_TRAINER_INGEST_TRIPLETS_H
#define LB_TRAINER_INGEST_TRIPLETS_H

#include <stdint.h>

/** Each (user, film) is there once, in any order. Users and films without any rating are allowed
 *  (held out, or rated by held-out users alone). */
typedef struct LbTriplets {
    int32_t  n_users, n_films;
    int64_t  n;
    int32_t *user;                /**< [n] */
    int32_t *film;                /**< [n] */
    float   *stars;               /**< [n] */
    void (*release)(void *owner); /**< NULL, or how whoever has read them may give them back */
    void *owner;
} LbTriplets;

/** The first n of them, borrowed; they are not given back. */
LbTriplets lb_triplets_head(const LbTriplets *triplets, int64_t n);

void lb_triplets_swap(LbTriplets *triplets, int64_t a, int64_t b);

/** Drop those whose film is -1; the others keep their order. */
void lb_triplets_compact(LbTriplets *triplets);

/** Give back what the arrays are longer than n; a failure to shrink leaves them as they are. */
void lb_triplets_shrink(LbTriplets *triplets);

/** Free the arrays, keep the sizes. */
void lb_triplets_clear(LbTriplets *triplets);

#endif
