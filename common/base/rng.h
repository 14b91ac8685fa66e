/* SPDX-License-Identifier: MIT */
/** @file rng.h
 *  Seeded pseudo-random numbers, the same on every machine: xoshiro256** seeded by splitmix64.
 *  D. Blackman, S. Vigna: Scrambled linear pseudorandom number generators. ACM TOMS 47, 2021. */
#ifndef LB_COMMON_BASE_RNG_H
#define LB_COMMON_BASE_RNG_H

#include <stdint.h>

typedef struct LbRng {
    uint64_t state[4];
} LbRng;

/** `stream` separates independent uses of one seed. */
void     lb_rng_init(LbRng *rng, uint64_t seed, uint64_t stream);
uint64_t lb_rng_next(LbRng *rng);
/** Uniform in [0, 1), 53 bits. */
double lb_rng_uniform(LbRng *rng);
/** Uniform in 0..n-1, without bias; n >= 1. */
uint64_t lb_rng_below(LbRng *rng, uint64_t n);
/** Standard normal (polar method). */
double lb_rng_normal(LbRng *rng);

#endif
