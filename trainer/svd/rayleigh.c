/* SPDX-License-Identifier: MIT */
#include "trainer/svd/rayleigh.h"

#include "trainer/svd/subspace.h"

/* Take vectors in, as they are where they are known to be orthonormal. */
static LbStatus take(LbSubspace *both, LbSvdInfo *info, const LbSvd *svd, bool is_orthonormal,
                     LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n  = (size_t)svd->n;
    for (int32_t j = 0; j < svd->rank; j += LB_PANEL) {
        int32_t width = svd->rank - j < LB_PANEL ? svd->rank - j : LB_PANEL;
        lb_panel_pack(lb_subspace_next(both), svd->vectors + (size_t)j * n, svd->n, width);
        if (!is_orthonormal) LB_TRY(lb_subspace_orthonormalise(both, err));
        LB_TRY(lb_subspace_take(both, info, err));
    }
cleanup:
    return st;
}

LbStatus lb_rayleigh_merge(LbSvd **svd, LbSvdInfo *info, const LbOperator *op, const LbSvd *more,
                           int32_t most, LbError *err)
{
    LbStatus   st     = LB_OK;
    LbSubspace both   = {0};
    LbSvd     *merged = NULL;
    LB_TRY(lb_subspace_init(&both, op, lb_panel_count((*svd)->rank) + lb_panel_count(more->rank),
                            err));
    LB_TRY(take(&both, info, *svd, true, err));
    LB_TRY(take(&both, info, more, false, err));
    LB_TRY(lb_subspace_solve(&both, err));
    LB_TRY(lb_subspace_expand(&merged, info, &both, most, err));
    lb_svd_result_free(*svd);
    *svd   = merged;
    merged = NULL;
cleanup:
    lb_subspace_clear(&both);
    lb_svd_result_free(merged);
    return st;
}
