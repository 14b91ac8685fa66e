/* SPDX-License-Identifier: MIT */
/** @file graphblas.h
 *  Group set-up and tear-down of tests that need GraphBLAS. */
#ifndef LB_TESTS_UNIT_TRAINER_GRAPHBLAS_H
#define LB_TESTS_UNIT_TRAINER_GRAPHBLAS_H

#include "trainer/matrix/matrix.h"

static inline int start_graphblas(void **state)
{
    (void)state;
    LbError err = {0};
    return lb_matrix_library_start(1, &err) == LB_OK ? 0 : -1;
}

static inline int stop_graphblas(void **state)
{
    (void)state;
    lb_matrix_library_stop();
    return 0;
}

#endif
