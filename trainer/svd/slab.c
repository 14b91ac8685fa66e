/* SPDX-License-Identifier: MIT */
#include "trainer/svd/slab.h"

static int32_t begin_of(int32_t n, int block)
{
    return (int32_t)((int64_t)n * block / LB_BLOCKS);
}

LbSlab lb_slab_of(int32_t n, LbPool *pool)
{
    LbBlockRange own = lb_block_sum_range(pool, LB_BLOCKS);
    return (LbSlab){n, begin_of(n, own.first), begin_of(n, own.end), own, pool};
}

int32_t lb_slab_begin(const LbSlab *slab, int block)
{
    return begin_of(slab->n, block) - slab->first;
}

void lb_slab_parts(const LbSlab *slab, int64_t *first, int64_t width)
{
    int size = lb_comm_size(lb_pool_comm(slab->pool));
    for (int r = 0; r < size; r++)
        first[r] = begin_of(slab->n, lb_block_sum_share(r, size, LB_BLOCKS).first) * width;
    first[size] = slab->n * width;
}

LbStatus lb_slab_gather(const LbSlab *slab, void *array, size_t row_bytes, LbError *err)
{
    int64_t first[LB_COMM_MOST + 1];
    lb_slab_parts(slab, first, 1);
    return lb_comm_gather(lb_pool_comm(slab->pool), array, (int64_t)row_bytes, first, err);
}
