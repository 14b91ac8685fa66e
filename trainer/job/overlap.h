/* SPDX-License-Identifier: MIT */
/** @file overlap.h
 *  No output is an input, nor another output, by whatever names. */
#ifndef LB_TRAINER_JOB_OVERLAP_H
#define LB_TRAINER_JOB_OVERLAP_H

#include "trainer/job/settings.h"

/** Compare the files of a training by device and inode, so that links, /dev/stdin and redirections
 *  do not hide anything, and where there is none yet by folder and name. The model to start from may
 *  be the one to be replaced. Reports may not have the names that the model needs for its lock, its
 *  temporary file and earlier models. Nothing is opened.
 *  No file of ratings is read twice.
 *  @retval LB_EUSAGE  the message names both   @retval LB_ECREATE  also: the model is to be a pipe
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_overlap_check(const LbTrainSettings *settings, LbError *err);

#endif
