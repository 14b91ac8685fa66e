/* SPDX-License-Identifier: MIT */
#include "common/base/rng.h"

#include <math.h>

static uint64_t splitmix64(uint64_t *x)
{
    uint64_t z = (*x += UINT64_C(0x9e3779b97f4a7c15));
    z          = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z          = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t rotate_left(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

void lb_rng_init(LbRng *rng, uint64_t seed, uint64_t stream)
{
    /* The seed is mixed before the stream comes in: (1, 2) and (2, 1) are unrelated. */
    uint64_t x = splitmix64(&seed) ^ stream;
    for (int i = 0; i < 4; i++)
        rng->state[i] = splitmix64(&x);
}

uint64_t lb_rng_next(LbRng *rng)
{
    uint64_t *s      = rng->state;
    uint64_t  result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t  t      = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double lb_rng_uniform(LbRng *rng)
{
    return (double)(lb_rng_next(rng) >> 11) * 0x1p-53;
}

uint64_t lb_rng_below(LbRng *rng, uint64_t n)
{
    /* 2^64 mod n values at the low end would favour small remainders: draw again. */
    uint64_t skip = (UINT64_MAX - n + 1) % n;
    uint64_t x    = lb_rng_next(rng);
    while (x < skip)
        x = lb_rng_next(rng);
    return x % n;
}

double lb_rng_normal(LbRng *rng)
{
    double u, v, q;
    do {
        u = 2.0 * lb_rng_uniform(rng) - 1.0;
        v = 2.0 * lb_rng_uniform(rng) - 1.0;
        q = u * u + v * v;
    } while (q >= 1.0 || q == 0.0);
    return u * sqrt(-2.0 * log(q) / q);
}
