/* SPDX-License-Identifier: MIT */
/** @file deflation.h
 *  What an operator M is without the eigenvectors found so far, (I - VV') M (I - VV'): its leading
 *  eigenvalue is the largest that is missing among theirs. */
#ifndef LB_TRAINER_SVD_DEFLATION_H
#define LB_TRAINER_SVD_DEFLATION_H

#include "trainer/svd/svd_result.h"

typedef struct LbDeflation LbDeflation;

/** @param op     borrowed
 *  @param found  copied: n * rank doubles; NULL = nothing, which gives M itself a panel product
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_deflation_new(LbDeflation **out, const LbOperator *op, const LbSvd *found,
                                       LbError *err);
void                  lb_deflation_free(LbDeflation *deflation);

/** Borrowed from the deflation. A product costs one of M and O(n rank). */
LbOperator lb_deflation_operator(LbDeflation *deflation);

#endif
