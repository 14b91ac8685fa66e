/* SPDX-License-Identifier: MIT */
/** @file topk.h
 *  The k best of a stream of scores, in O(1) for all that do not make it. */
#ifndef LB_COMMON_BASE_TOPK_H
#define LB_COMMON_BASE_TOPK_H

#include "common/base/error.h"

#include <stdint.h>

typedef struct LbScored {
    float   score;
    int32_t film;
} LbScored;

typedef struct LbTopK {
    LbScored *heap; /**< k entries; the worst on top */
    int32_t   k, n;
} LbTopK;

/** @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_topk_init(LbTopK *top, int32_t k, LbError *err);
void                  lb_topk_clear(LbTopK *top);

/** Scores below this cannot enter, and at it none but of a lower film index: -INFINITY until k were
 *  offered. */
float lb_topk_threshold(const LbTopK *top);

/** Offer one score; NAN is refused. Ties go to the lower film index, in whatever order films come. */
void lb_topk_offer(LbTopK *top, float score, int32_t film);

/** Sort best first (ties by film index); the heap is used up. @return the number of entries. */
int32_t lb_topk_finish(LbTopK *top);

#endif
