/* SPDX-License-Identifier: MIT */
/** @file tastes.h
 *  Simulated ratings with something to learn from, for the tests of the methods. */
#ifndef LB_TESTS_UNIT_TRAINER_TASTES_H
#define LB_TESTS_UNIT_TRAINER_TASTES_H

#include "common/base/rng.h"
#include "trainer/methods/fit.h"

#include <math.h>
#include <stdlib.h>

enum { USERS = 240, FILMS = 90, MOST = USERS * FILMS };

typedef struct Ratings {
    int32_t    user[MOST], film[MOST];
    float      stars[MOST];
    LbTriplets set;
} Ratings;

/* Three tastes; people watch what suits them more often, and like it more; films differ in quality.
 */
static inline Ratings *draw_of(uint64_t seed, int32_t users, int32_t films)
{
    Ratings *r = malloc(sizeof *r);
    LbRng    rng;
    int64_t  n = 0;
    if (r == NULL) abort();
    lb_rng_init(&rng, seed, 0);
    for (int32_t u = 0; u < users; u++) {
        double level = 0.4 * lb_rng_normal(&rng);
        for (int32_t f = 0; f < films; f++) {
            bool   suits = u % 3 == f % 3;
            double stars = 2.6 + level + 0.02 * (f % 30) + (suits ? 1.1 : 0);
            stars += 0.6 * lb_rng_normal(&rng);
            if (lb_rng_uniform(&rng) >= (suits ? 0.5 : 0.15)) continue;
            r->user[n]    = u;
            r->film[n]    = f;
            r->stars[n++] = (float)(round(2 * fmin(5, fmax(0.5, stars))) / 2);
        }
    }
    r->set = (LbTriplets){.n_users = users,
                          .n_films = films,
                          .n       = n,
                          .user    = r->user,
                          .film    = r->film,
                          .stars   = r->stars};
    return r;
}

static inline Ratings *draw(uint64_t seed)
{
    return draw_of(seed, USERS, FILMS);
}

#endif
