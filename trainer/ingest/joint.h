/* SPDX-License-Identifier: MIT */
/** @file joint.h
 *  Files that several ranks read together, each its parts; then each has its own rows alone (spread.h),
 *  while numbers, lines and what is known of the files are everybody's, as if each had read all. A
 *  file with a bad row, or with lines that end inside quotes, is left to a reading by each: what is
 *  said of it then is said in order. */
#ifndef LB_TRAINER_INGEST_JOINT_H
#define LB_TRAINER_INGEST_JOINT_H

#include "common/base/path.h"
#include "trainer/ingest/reading.h"

typedef struct LbJoint LbJoint;

/** Read this rank's parts of all files. 12 bytes a row of its own. Collective.
 *  @param paths, how  what they point to is borrowed as long as the joint
 *  @retval LB_EINTR, LB_ENOMEM, LB_EINTERNAL   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_joint_new(LbJoint **out, LbPaths paths, const LbReadingHow *how,
                                   LbError *err);
void                  lb_joint_free(LbJoint *joint);

/** Append the rows of the next file, of all ranks' parts, unless they stay where they are until
 *  lb_joint_spread(), as they do when all files are good. Collective. Rank 0 reads the file once
 *  more, for its fingerprint.
 *  @param[out] is_good  false: it must be read by lb_reading_add(); nothing was added
 *  @retval LB_EDATA  ranks see different files; over INT32_MAX users or films
 *  @retval LB_ETEMPFAIL, LB_EIO, LB_ENOINPUT  it was changed or has gone meanwhile
 *  @retval LB_ENOMEM   @retval as LbCommOps */
LB_NODISCARD LbStatus lb_joint_add(LbJoint *joint, LbIngest *all, LbRatingsFile *file,
                                   bool *is_good, LbError *err);

/** After all files: from now on each rank has its own rows alone. Collective.
 *  @retval as lb_spread_rows() */
LB_NODISCARD LbStatus lb_joint_spread(LbJoint *joint, LbIngest *all, LbError *err);

#endif
