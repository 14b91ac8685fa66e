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

/* Of the rows that are here; 0 when there are none. */
static double largest_of(const double *vector, int32_t n)
{
    double largest = 0;
    for (int32_t i = 0; i < n; i++)
        if (fabs(vector[i]) > fabs(largest)) largest = vector[i];
    return largest;
}

LbStatus lb_svd_result_fix_signs(LbSvd *svd, const LbSlab *slab, LbError *err)
{
    LbStatus st      = LB_OK;
    LbComm  *comm    = lb_pool_comm(slab->pool);
    double  *largest = NULL; /* [ranks x rank] */
    size_t   n = (size_t)svd->n, rank = (size_t)svd->rank, size = (size_t)lb_comm_size(comm);
    int64_t  first[LB_COMM_MOST + 1];
    LB_ALLOC(largest, size * rank);
    for (size_t j = 0; j < rank; j++)
        largest[(size_t)lb_comm_rank(comm) * rank + j] = largest_of(svd->vectors + j * n, svd->n);
    lb_comm_split(comm, first, (int64_t)size);
    LB_TRY(lb_comm_gather(comm, largest, (int64_t)(rank * sizeof *largest), first, err));
    for (size_t j = 0; j < rank; j++) {
        for (size_t r = 1; r < size; r++)
            if (fabs(largest[r * rank + j]) > fabs(largest[j])) largest[j] = largest[r * rank + j];
        for (size_t i = 0; largest[j] < 0 && i < n; i++)
            svd->vectors[j * n + i] = -svd->vectors[j * n + i];
    }
cleanup:
    free(largest);
    return st;
}
