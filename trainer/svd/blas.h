/* SPDX-License-Identifier: MIT */
/** @file blas.h
 *  The dense linear algebra library that ARPACK and LAPACK calls end up in, as a part of the
 *  process: its threads and its memory. */
#ifndef LB_TRAINER_SVD_BLAS_H
#define LB_TRAINER_SVD_BLAS_H

#include "common/base/error.h"

/** Let the library work on the calling thread alone, until lb_blas_release() is told what this
 *  returned. Its own threads split sums by their number, so that results would depend on the
 *  machine, and they spin on the cores that other threads need. */
int  lb_blas_hold(void);
void lb_blas_release(int threads);

/** Whether the library can have the memory it takes for granted.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_blas_check_memory(LbError *err);

#endif
