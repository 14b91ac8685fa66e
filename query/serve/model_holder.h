/* SPDX-License-Identifier: MIT */
/** @file model_holder.h
 *  The model that is answered from, while training may replace its file at any moment: who has
 *  taken it keeps it to the end of the request, and who comes later gets the new one. */
#ifndef LB_QUERY_SERVE_MODEL_HOLDER_H
#define LB_QUERY_SERVE_MODEL_HOLDER_H

#include "common/base/reporter.h"
#include "query/answer/session.h"
#include "query/resolve/title_search.h"

enum { LB_MODEL_TAG = 48 };

/** An opened model; nothing of it changes while it is held. */
typedef struct LbHeldModel {
    LbSession      session;
    LbTitleSearch *titles;
    char           tag[LB_MODEL_TAG]; /**< another one for every file: for ETags */
    int            holders;           /**< the holder's own */
} LbHeldModel;

typedef struct LbModelHolder LbModelHolder;

/** Open the model at `path` (borrowed), checking all of it.
 *  @param reporter  is told of every change, and of a new model that cannot be used; borrowed
 *  @retval as lb_session_open()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_model_holder_new(LbModelHolder **out, const char *path,
                                          const LbReporter *reporter, LbError *err);

/** Nobody may hold the model any more. Legal on NULL. */
void lb_model_holder_free(LbModelHolder *holder);

/** Take the present model; from any thread. */
LbHeldModel *lb_model_holder_take(LbModelHolder *holder);

/** Give it back. */
void lb_model_holder_give(LbModelHolder *holder, LbHeldModel *model);

/** Open the file at once if it is another one; from a thread of its own, since checking a large
 *  model takes a while. Called by the service twice a second. */
void lb_model_holder_refresh(LbModelHolder *holder);

/** How often a new model was opened, and how often one was refused. */
typedef struct LbModelHolderCounts {
    int64_t opened, refused;
} LbModelHolderCounts;

LbModelHolderCounts lb_model_holder_counts(LbModelHolder *holder);

#endif
