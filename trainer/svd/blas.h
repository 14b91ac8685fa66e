/* SPDX-License-Identifier: MIT */
/** @file blas.h
 *  The dense linear algebra library that ARPACK and LAPACK calls end up in, as a part of the
 *  process: its threads and its memory. OpenBLAS starts a thread for every processor that it sees
 *  while the program is loaded. Each of them asks for a buffer of its own, for ever when there is
 *  no memory (before 0.3.30, its issue 5289), so that no exit() returns; and where there is no
 *  thread to be had it ends the process. So it is shown a single processor, whenever blas.c is part
 *  of a program; main() has all of them again. */
#ifndef LB_TRAINER_SVD_BLAS_H
#define LB_TRAINER_SVD_BLAS_H

#include "common/base/error.h"

/** Let the library take the buffer that it works with, while there is memory to be had: later it
 *  would not fail but wait. Once, before any call that may end up in it.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_blas_start(LbError *err);

/** Let the library work on the calling thread alone, whatever the environment says, until
 *  lb_blas_release() is told what this returned: its own threads split sums by their number, so
 *  that results would depend on the machine, and they spin on the cores that other threads need. */
int  lb_blas_hold(void);
void lb_blas_release(int threads);

#endif
