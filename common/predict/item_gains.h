/* SPDX-License-Identifier: MIT */
/** @file item_gains.h
 *  What the films that a person has seen add to every other one by the item-item regression of the
 *  model (LbItemHead, common/model/model.h). */
#ifndef LB_COMMON_PREDICT_ITEM_GAINS_H
#define LB_COMMON_PREDICT_ITEM_GAINS_H

#include "common/model/model.h"

/** Row of a film in the head, -1 = takes no part; safe on a file opened without `verify`. */
int32_t lb_item_gains_row(const LbItemHead *head, int32_t film);

/** Partial correlation of two films, -1..1; 0 when one takes no part, and of a film with itself. */
double lb_item_gains_correlation(const LbItemHead *head, int32_t a, int32_t b);

/** What a weight of 1 of film `seen` adds to the gain of film `film`. */
double lb_item_gains_weight(const LbItemHead *head, int32_t seen, int32_t film);

/** Gains of all films: gain[f] = sum over j of weight[j] times that of film[j] on f; 0 for a film
 *  that takes no part. n * head->n multiplications; the sums run in the order of the films seen.
 *  @param gain     [n_films]
 *  @param scratch  [head->n]
 *  @return false where the numbers of a damaged model are none */
bool lb_item_gains_fill(float *gain, float *scratch, const LbModel *model, const int32_t *film,
                        const float *weight, int32_t n);

/** x of common/model.h: what the gains count for in the affinity of a person of n films. */
double lb_item_gains_share(const LbItemHead *head, double n);

#endif
