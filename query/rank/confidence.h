/* SPDX-License-Identifier: MIT */
/** @file confidence.h
 *  How sure the picks of a person are, by the number of their ratings that the model knows. */
#ifndef LB_QUERY_RANK_CONFIDENCE_H
#define LB_QUERY_RANK_CONFIDENCE_H

#include "common/model/model.h"

typedef enum LbConfidenceLevel {
    LB_CONFIDENCE_LOW,  /**< below 10 ratings */
    LB_CONFIDENCE_FAIR, /**< 10..49 */
    LB_CONFIDENCE_GOOD  /**< 50 and more */
} LbConfidenceLevel;

typedef struct LbConfidence {
    int32_t           ratings;
    LbConfidenceLevel level;
    double error_stars; /**< root mean square error of predicted stars to be expected; NAN
                             for a model without a stars head */
} LbConfidence;

/** @param ratings  rated films that the model knows */
LbConfidence lb_confidence_of(const LbModel *model, int32_t ratings);

/** "low", "fair", "good". */
const char *lb_confidence_name(LbConfidenceLevel level);

#endif
