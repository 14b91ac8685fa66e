/* SPDX-License-Identifier: MIT */
/** @file factor_rows.h
 *  The factors of films, whichever precision the model has them in. */
#ifndef LB_COMMON_PREDICT_FACTOR_ROWS_H
#define LB_COMMON_PREDICT_FACTOR_ROWS_H

#include "common/dense/half.h"
#include "common/dense/simd.h"
#include "common/model/model.h"

/** [n_films x rank] row-major: one of the two, the other is NULL. */
typedef struct LbFactorRows {
    const float    *whole;
    const uint16_t *half;
    int32_t         rank;
} LbFactorRows;

static inline LbFactorRows lb_factor_rows_of_taste(const LbTaste *taste)
{
    return (LbFactorRows){taste->factors, taste->half, taste->rank};
}

static inline LbFactorRows lb_factor_rows_of_stars(const LbStarsHead *stars)
{
    return (LbFactorRows){stars->factors, stars->half, stars->rank};
}

static inline LbFactorRows lb_factor_rows_of_prior(const LbStarsPrior *prior)
{
    return (LbFactorRows){prior->factors, prior->half, prior->rank};
}

/** Rows first .. first + n - 1: the array itself, or expanded into `room` [n x rank]. */
static inline const float *lb_factor_rows_get(const LbFactorRows *rows, int64_t first, int32_t n,
                                              float *room)
{
    int64_t at = first * rows->rank;
    if (rows->half == NULL) return rows->whole + at;
    lb_half_expand(room, rows->half + at, (int64_t)n * rows->rank);
    return room;
}

/** Have a row fetched that is going to be asked for: films of a person lie anywhere. */
static inline void lb_factor_rows_fetch(const LbFactorRows *rows, int64_t film)
{
    const char *row  = (const char *)(rows->half + film * rows->rank);
    int64_t     size = (int64_t)rows->rank * (int64_t)sizeof *rows->half;
    if (rows->half == NULL) {
        row = (const char *)(rows->whole + film * rows->rank);
        size *= 2;
    }
    for (int64_t at = 0; at < size; at += LB_LINE_BYTES)
        LB_PREFETCH(row + at);
}

/** Entry k of a row. */
static inline float lb_factor_rows_entry(const LbFactorRows *rows, int64_t film, int32_t k)
{
    int64_t at = film * rows->rank + k;
    float   entry;
    if (rows->half == NULL) return rows->whole[at];
    lb_half_expand(&entry, rows->half + at, 1);
    return entry;
}

#endif
