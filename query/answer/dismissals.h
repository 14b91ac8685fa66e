/* SPDX-License-Identifier: MIT */
/** @file dismissals.h
 *  The file of films that a person does not want to see recommended: kept by --dismiss and
 *  --undismiss, one film a line. */
#ifndef LB_QUERY_ANSWER_DISMISSALS_H
#define LB_QUERY_ANSWER_DISMISSALS_H

#include "query/answer/session.h"

typedef struct LbDismissalsChange {
    const char *const *add; /**< [n_add] films, as lb_lookup_film() finds them */
    int                n_add;
    const char *const *remove; /**< [n_remove] likewise */
    int                n_remove;
} LbDismissalsChange;

/** Change the file, which is made, with its folder, where it is not there. Lines that are not
 *  concerned stay as they are. All or nothing: after a failure the file is as it was. What is done
 *  is told as notes.
 *  @retval LB_ENOINPUT  no such film in the model, or in the file
 *  @retval LB_EDATA     a line of the file that names no film
 *  @retval LB_ECREATE, LB_EIO, LB_EINTR, LB_ENOMEM */
LB_NODISCARD LbStatus lb_dismissals_change(const char *path, const LbDismissalsChange *change,
                                           const LbSession *session, const LbReporter *reporter,
                                           LbError *err);

#endif
