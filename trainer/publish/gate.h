/* SPDX-License-Identifier: MIT */
/** @file gate.h
 *  Whether a new model may replace the current one when nobody looks. What is doubtful is
 *  a warning; behind a gate it is a refusal (LB_EGATE), unless the person has said that it is
 *  right. Without a present model nothing is doubtful. */
#ifndef LB_TRAINER_PUBLISH_GATE_H
#define LB_TRAINER_PUBLISH_GATE_H

#include "common/input/rating_layout.h"
#include "common/input/rating_scale.h"
#include "trainer/evaluate/evaluate.h"
#include "trainer/publish/current.h"

typedef struct LbGateSettings {
    double margin;         /**< share by which a model may be worse; negative: there is no gate */
    bool   allow_shrink;   /**< the input, or what is known of films, may be much less */
    bool   scale_is_given; /**< by --scale */
    bool   columns_are_given; /**< by --columns */
} LbGateSettings;

/** What was read. */
typedef struct LbGateInput {
    int64_t               ratings;
    int32_t               users, films;
    LbScale               scale;
    double                mean_stars;
    const LbRatingHeader *header;
} LbGateInput;

/** Compare what was read with what the current model was made from: another scale; another column
 *  that is the user, film or rating; ratings, users or films below 80 % of the model's. New and
 *  missing columns that are not used, and a mean that moved by half a star, are warnings always.
 *  A current model that is damaged cannot be compared with: that is a refusal behind a gate.
 *  @retval LB_EGATE  the message says both sides, and which option lets it pass */
LB_NODISCARD LbStatus lb_gate_input(const LbCurrentModel *current, const LbGateInput *input,
                                    const LbGateSettings *settings, const LbReporter *reporter,
                                    LbError *err);

/** Compare what is known about the films: no facts at all where the current model has some, or of
 *  below 80 % of its films, or Letterboxd ids of below 80 %. Without them account exports are not
 *  understood.
 *  @param with_facts, with_id  films with facts, and with a Letterboxd id
 *  @retval LB_EGATE  as above */
LB_NODISCARD LbStatus lb_gate_facts(const LbCurrentModel *current, int32_t with_facts,
                                    int32_t with_id, const LbGateSettings *settings,
                                    const LbReporter *reporter, LbError *err);

/** Compare the held-out accuracy of the new model and the present one: it is worse when NDCG@10 is
 *  below (1 - margin) of the present one's, or the RMSE in stars above (1 + margin) of it. They can
 *  be compared when both were measured on the same share of users with the same least number of
 *  ratings; a note says so when they cannot.
 *  @param fraction   of the users that were kept out
 *  @retval LB_EGATE  the message has both figures */
LB_NODISCARD LbStatus lb_gate_accuracy(const LbCurrentModel *current,
                                       const LbEvaluation *evaluation, double fraction,
                                       const LbGateSettings *settings, const LbReporter *reporter,
                                       LbError *err);

#endif
