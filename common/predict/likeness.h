/* SPDX-License-Identifier: MIT */
/** @file likeness.h
 *  How alike two films are to the model. Space: the taste components v_f, each coordinate times the
 *  square root of g s, s its singular value and g = s^2 / (s^2 + soft_value^2), the weight it has
 *  for somebody who has seen very many films.
 *  With g alone, <a, b> would be what having liked film a adds to the taste score of film b, and
 *  rare films would come near by the noise of the last components; with g s^2 near is whatever is
 *  famous as well. The scales of films cancel in the cosine. A model without a taste part: the
 *  factors of its stars head. */
#ifndef LB_COMMON_PREDICT_LIKENESS_H
#define LB_COMMON_PREDICT_LIKENESS_H

#include "common/model/model.h"

/** Has the model a space to compare films in? Biases alone have none. */
bool lb_likeness_exists(const LbModel *model);

/** Cosine of two films, -1..1; 0 where a film lies at the origin; NAN where the model is damaged
 *  (lb_model_refuse()). O(k). */
float lb_likeness(const LbModel *model, int32_t a, int32_t b);

#endif
