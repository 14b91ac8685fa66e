/* SPDX-License-Identifier: MIT */
/** @file simulate.h
 *  Ratings by simulated people, for the demo and for measuring speed. Seeded: the same settings
 *  give the same bytes on any machine with the same math library. */
#ifndef LB_SCRIPTS_SIMULATE_H
#define LB_SCRIPTS_SIMULATE_H

#include "common/base/error.h"
#include "common/base/rng.h"

#include <stdint.h>
#include <stdio.h>

typedef struct LbSimSettings {
    int64_t     rows, users, films; /**< 0 = the mode's default */
    int64_t     first_user;         /**< people before the first one: those of other shards */
    int64_t     seed;
    const char *table; /**< file of films for the demo; NULL = the shape of the Kaggle file */
} LbSimSettings;

/** A file of the Kaggle set's shape: _id,movie_id,rating_val,user_id; users have lognormally many
 *  ratings, films a Zipf-Mandelbrot popularity, ratings a latent taste of a few dimensions. Every
 *  film and user occurs. */
LB_NODISCARD LbStatus lb_sim_shape(FILE *out, const LbSimSettings *settings, LbError *err);

/** user_id,movie_id,rating_val: simulated people (sim0001, ...) with tastes for genres and eras
 *  rate the real films of a table with the columns slug, year, genres (separated by '|'). */
LB_NODISCARD LbStatus lb_sim_demo(FILE *out, const LbSimSettings *settings, LbError *err);

/** 1..10: a person's mean and spread around an opinion in standard deviations. */
int lb_sim_rating(double mean, double spread, double opinion);

#endif
