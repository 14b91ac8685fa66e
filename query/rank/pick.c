/* SPDX-License-Identifier: MIT */
#include "query/rank/pick.h"

#include "common/base/hash.h"
#include "common/base/mem.h"
#include "common/base/rng.h"

/* The film that a lot belongs to: film i of m has m - i lots, drawn films have none. */
static int32_t owner_of(int64_t lot, const bool *is_drawn, int32_t m)
{
    int32_t i = 0;
    for (;; i++) {
        int64_t lots = is_drawn[i] ? 0 : m - i;
        if (lot < lots) return i;
        lot -= lots;
    }
}

LbStatus lb_pick_some(LbPicks *picks, int32_t n, uint64_t seed, const char *name, LbError *err)
{
    LbStatus st       = LB_OK;
    bool    *is_drawn = NULL;
    LbRng    rng;
    int32_t  m = 0, kept = 0;
    while (m < picks->n && picks->items[m].film >= 0)
        m++;
    if (n > m) n = m;
    LB_ALLOC_ZEROED(is_drawn, m);
    lb_rng_init(&rng, seed, lb_hash_bytes(name, strlen(name)));
    int64_t lots = (int64_t)m * (m + 1) / 2;
    for (int32_t drawn = 0; drawn < n; drawn++) {
        int32_t i   = owner_of((int64_t)lb_rng_below(&rng, (uint64_t)lots), is_drawn, m);
        is_drawn[i] = true;
        lots -= m - i;
    }
    for (int32_t i = 0; i < m; i++)
        if (is_drawn[i]) picks->items[kept++] = picks->items[i];
    picks->n = kept;
cleanup:
    free(is_drawn);
    return st;
}
