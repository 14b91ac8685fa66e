/* SPDX-License-Identifier: MIT */
/** @file moments.h
 *  Range, mean and standard deviation of many values. */
#ifndef LB_TRAINER_INGEST_MOMENTS_H
#define LB_TRAINER_INGEST_MOMENTS_H

#include "common/base/pool.h"

typedef struct LbExtremes {
    float   least, greatest;
    int64_t low, high; /**< index of the first of each */
} LbExtremes;

/** Of value [n], n >= 1, none NaN. One pass. */
LbExtremes lb_moments_extremes(const float *value, int64_t n, LbPool *pool);

/** Those of values of which `all` were the earlier ones (none, when is_first), `before` in number,
 *  and `part` are the next: of equal ones the first counts. */
void lb_moments_join_extremes(LbExtremes *all, bool is_first, const LbExtremes *part,
                              int64_t before);

typedef struct LbMoments {
    double mean, std; /**< std with n - 1; 0 for a single value */
} LbMoments;

/** Of value [n], whose magnitude is `bound` at most. Values are taken to 27 binary places behind the
 *  first of the bound, which is all of what ratings have, and added up in whole numbers: sums are
 *  exact, the same whatever the order, the threads, and the ranks. Two passes.
 *  @param comm  ranks that each have some of the values; NULL: they are all here
 *  @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_moments_of(LbMoments *out, const float *value, int64_t n, double bound,
                                    LbPool *pool, LbComm *comm, LbError *err);

#endif
