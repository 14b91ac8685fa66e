/* SPDX-License-Identifier: MIT */
/** @file lb_fixture.h
 *  A model with every part filled in, of any size, from a fixed seed. */
#ifndef LB_TESTS_LB_FIXTURE_H
#define LB_TESTS_LB_FIXTURE_H

#include "common/model/model.h"

typedef struct LbFixture {
    LbModel model;     /**< a test may change it before use */
    void   *block[64]; /**< what it points to */
    int     n_blocks;
} LbFixture;

/** Films "film-0", "film-1", ...; year 1950 + i mod 70, Letterboxd id 1000 + 7 i, two genres.
 *  Aborts when memory is short. */
LbFixture *lb_fixture_new(int32_t n_films, int32_t taste_rank, int32_t stars_rank);
/** Norms and Gram matrices of the factors as they are now; a test that changes these afterwards has to
 *  ask again. */
void lb_fixture_add_norms(LbFixture *fixture);
void lb_fixture_free(LbFixture *fixture);

/** Uniform in -1..1, the same sequence everywhere. */
float lb_fixture_random(uint64_t *state);

#endif
