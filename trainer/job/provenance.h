/* SPDX-License-Identifier: MIT */
/** @file provenance.h
 *  What a model is made from, as the model file keeps it: settings, columns, provenance; and
 *  whether a model was made from the same. */
#ifndef LB_TRAINER_JOB_PROVENANCE_H
#define LB_TRAINER_JOB_PROVENANCE_H

#include "common/base/hash.h"
#include "trainer/job/settings.h"
#include "trainer/publish/current.h"

typedef struct LbProvenance {
    const LbTrainSettings *settings;                  /**< borrowed */
    char                   films_hash[LB_HASH_TEXT];  /**< of the films files; "" without */
    char                   fingerprint[LB_HASH_TEXT]; /**< of everything above that matters */
} LbProvenance;

/** Reads the films files for their hash. @retval LB_ENOINPUT, LB_EIO, LB_ENOMEM */
LB_NODISCARD LbStatus lb_provenance_make(LbProvenance *out, const LbTrainSettings *settings,
                                         const LbReporter *reporter, LbError *err);

/** The films files are still those that were hashed. @retval LB_ETEMPFAIL  they are not
 *  @retval LB_ENOINPUT, LB_EIO, LB_ENOMEM */
LB_NODISCARD LbStatus lb_provenance_check(const LbProvenance *provenance,
                                          const LbReporter *reporter, LbError *err);

/** Whether the current model was made by this program from these settings and this input. */
bool lb_provenance_matches(const LbProvenance *provenance, const LbCurrentModel *current,
                           const char *input_hash);

/** For the model file: the settings asked for, their fingerprint, those of the method that were
 *  `chosen` in the end, and the columns of the ratings, as one JSON
 *  object; malloc()ed. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_provenance_json(char **out, const LbProvenance *provenance,
                                         const LbFitSettings *chosen, const LbRatingHeader *header,
                                         LbError *err);

/** Fill in date, program and name of the source. */
void lb_provenance_sign(const LbProvenance *provenance, LbModelInfo *info);

#endif
