/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/duplicates.h"

#include "common/base/mem.h"

#include <string.h>

enum { PARTS = 64 };

static const uint32_t NEVER = UINT32_MAX;

/* Rows are walked user by user, so that one entry for each film suffices: its latest row, of this
 * user or of an earlier one. Users of different parts have nothing in common. */
typedef struct Walk {
    LbTriplets *triplets;
    uint32_t   *order; /* of the rows, by user; NULL when they lie so */
    uint32_t  **seen;  /* [threads][n_films] */
    int32_t     n_films;
    int64_t     begin[PARTS + 1], found[PARTS];
} Walk;

/* Order of the rows by user, stable; NULL when they are in that order already. */
static LbStatus order_by_user(uint32_t **out, const LbTriplets *triplets, LbError *err)
{
    LbStatus  st      = LB_OK;
    uint32_t *order   = NULL;
    uint32_t *next    = NULL;
    int32_t   n_users = triplets->n_users;
    int64_t   i       = 1;
    *out              = NULL;
    while (i < triplets->n && triplets->user[i - 1] <= triplets->user[i])
        i++;
    if (i >= triplets->n) return LB_OK;
    LB_ALLOC_ZEROED(next, (size_t)n_users + 1);
    LB_ALLOC(order, triplets->n);
    for (i = 0; i < triplets->n; i++)
        next[triplets->user[i] + 1]++;
    for (int32_t u = 0; u < n_users; u++)
        next[u + 1] += next[u];
    for (i = 0; i < triplets->n; i++)
        order[next[triplets->user[i]]++] = (uint32_t)i;
    *out  = order;
    order = NULL;
cleanup:
    free(order);
    free(next);
    return st;
}

static int64_t row_at(const Walk *walk, int64_t k)
{
    return walk->order != NULL ? (int64_t)walk->order[k] : k;
}

static int32_t user_at(const Walk *walk, int64_t k)
{
    return walk->triplets->user[row_at(walk, k)];
}

/* Parts begin where a user does. */
static void set_parts(Walk *walk)
{
    int64_t n = walk->triplets->n;
    for (int part = 0; part <= PARTS; part++) {
        int64_t k = lb_pool_part_begin(n, part, PARTS);
        while (k > 0 && k < n && user_at(walk, k - 1) == user_at(walk, k))
            k++;
        walk->begin[part] = k;
    }
}

static void walk_part(void *ctx, int64_t part, int thread)
{
    Walk       *walk     = ctx;
    LbTriplets *triplets = walk->triplets;
    uint32_t   *seen     = walk->seen[thread];
    int64_t     found    = 0;
    for (int64_t k = walk->begin[part]; k < walk->begin[part + 1]; k++) {
        int64_t  i     = row_at(walk, k);
        int32_t  film  = triplets->film[i];
        uint32_t first = seen[film];
        if (first != NEVER && triplets->user[first] == triplets->user[i]) {
            triplets->stars[first] = triplets->stars[i];
            triplets->film[i]      = -1;
            found++;
        } else {
            seen[film] = (uint32_t)i;
        }
    }
    walk->found[part] = found;
}

LbStatus lb_duplicates_mark(LbTriplets *triplets, int64_t *found, LbPool *pool, LbError *err)
{
    LbStatus st        = LB_OK;
    int      n_threads = lb_pool_threads(pool);
    Walk     walk      = {.triplets = triplets, .n_films = triplets->n_films};
    *found             = 0;
    LB_TRY(order_by_user(&walk.order, triplets, err));
    LB_ALLOC_ZEROED(walk.seen, n_threads);
    for (int t = 0; t < n_threads; t++) {
        LB_ALLOC(walk.seen[t], walk.n_films);
        memset(walk.seen[t], 0xff, (size_t)walk.n_films * sizeof *walk.seen[t]);
    }
    set_parts(&walk);
    lb_pool_run(pool, PARTS, walk_part, &walk);
    for (int part = 0; part < PARTS; part++)
        *found += walk.found[part];
cleanup:
    for (int t = 0; walk.seen != NULL && t < n_threads; t++)
        free(walk.seen[t]);
    free(walk.seen);
    free(walk.order);
    return st;
}
