/* SPDX-License-Identifier: MIT */
#include "trainer/svd/svd_result.h"

#include "common/base/mem.h"

#include <math.h>

LbStatus lb_svd_result_new(LbSvd **out, int32_t n, int32_t rank, LbError *err)
{
    LbStatus st  = LB_OK;
    LbSvd   *svd = NULL;
    LB_ALLOC_ZEROED(svd, 1);
    svd->n    = n;
    svd->rank = rank;
    LB_ALLOC(svd->values, rank);
    LB_ALLOC(svd->vectors, (size_t)n * (size_t)rank);
    *out = svd;
    svd  = NULL;
cleanup:
    lb_svd_result_free(svd);
    return st;
}

void lb_svd_result_free(LbSvd *svd)
{
    if (svd == NULL) return;
    free(svd->values);
    free(svd->vectors);
    free(svd);
}

static void fix_sign(double *vector, int32_t n)
{
    int32_t largest = 0;
    for (int32_t i = 1; i < n; i++)
        if (fabs(vector[i]) > fabs(vector[largest])) largest = i;
    if (vector[largest] >= 0) return;
    for (int32_t i = 0; i < n; i++)
        vector[i] = -vector[i];
}

void lb_svd_result_fix_signs(LbSvd *svd)
{
    for (int32_t i = 0; i < svd->rank; i++)
        fix_sign(svd->vectors + (size_t)i * (size_t)svd->n, svd->n);
}
