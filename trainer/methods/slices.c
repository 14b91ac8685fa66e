/* SPDX-License-Identifier: MIT */
#include "trainer/methods/slices.h"

enum { SLICES = 50 };

LbStatus lb_slices_run(const LbSlices *slices, LbBlockFn fn, void *ctx, LbPool *pool,
                       const LbReporter *reporter, LbError *err)
{
    int64_t n = slices->end - slices->first, slice = (n + SLICES - 1) / SLICES;
    for (int64_t done = 0; done < n; done += slice) {
        int64_t  first = slices->first + done;
        int64_t  end   = n - done < slice ? slices->end : first + slice;
        LbStatus st    = lb_reporter_check(reporter, err);
        if (st != LB_OK) return st;
        lb_reporter_progress(reporter, slices->phase,
                             slices->from + slices->share * (double)done / (double)n, 1);
        lb_pool_run_range(pool, first, end, fn, ctx);
    }
    return LB_OK;
}
