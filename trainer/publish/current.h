/* SPDX-License-Identifier: MIT */
/** @file current.h
 *  What the model that is there says of itself: what it was made from, and how good it was. */
#ifndef LB_TRAINER_PUBLISH_CURRENT_H
#define LB_TRAINER_PUBLISH_CURRENT_H

#include "common/base/reporter.h"
#include "common/model/model.h"
#include "common/text/json.h"

typedef struct LbCurrentModel {
    bool        is_there;   /**< false: nothing, or a damaged one; the rest is empty */
    bool        is_damaged; /**< there is one, and it is no use */
    LbModelInfo info;       /**< its texts are NULL: see below */
    int32_t     n_films, n_titled, n_with_id; /**< films; those with a title, a Letterboxd id */
    LbJson     *settings;                     /**< NULL when it has none that can be read */
    LbJson     *evaluation;                   /**< NULL when it was not evaluated */
} LbCurrentModel;

/** Read what the model says of itself, and with `verify` check every byte. An empty file counts as
 *  none. A damaged one is told as a warning, and the new model will replace it; but one that cannot be
 *  read just now is not taken for damaged, nor for absent.
 *  @param[out] out  free with lb_current_clear()
 *  @retval LB_ENOINPUT, LB_EIO, LB_ENOMEM  it cannot be read now   @retval LB_EINTR */
LB_NODISCARD LbStatus lb_current_read(LbCurrentModel *out, const char *path, bool verify,
                                      const LbReporter *reporter, LbError *err);
void                  lb_current_clear(LbCurrentModel *current);

/** Members of its settings and evaluation; "" and NAN when absent. Borrowed. */
const char *lb_current_setting(const LbCurrentModel *current, const char *key);
double      lb_current_measure(const LbCurrentModel *current, const char *key);

#endif
