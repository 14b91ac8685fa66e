/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/triplets.h"

#include "common/base/mem.h"

#include <stdlib.h>

LbTriplets lb_triplets_head(const LbTriplets *triplets, int64_t n)
{
    LbTriplets head = *triplets;
    head.n          = n;
    head.release    = NULL;
    return head;
}

void lb_triplets_swap(LbTriplets *triplets, int64_t a, int64_t b)
{
    int32_t user = triplets->user[a], film = triplets->film[a];
    float   stars      = triplets->stars[a];
    triplets->user[a]  = triplets->user[b];
    triplets->film[a]  = triplets->film[b];
    triplets->stars[a] = triplets->stars[b];
    triplets->user[b]  = user;
    triplets->film[b]  = film;
    triplets->stars[b] = stars;
}

LbStatus lb_triplets_part(LbTriplets *front, LbTriplets *triplets, LbTripletTest *goes,
                          const void *ctx, LbError *err)
{
    int64_t n = 0, end = triplets->n;
    while (n < end) {
        if (goes(ctx, triplets->user[n], triplets->film[n]))
            lb_triplets_swap(triplets, n, --end);
        else
            n++;
    }
    int64_t  all     = n;
    LbStatus st      = lb_comm_sum(triplets->spread, &all, 1, err);
    *front           = lb_triplets_head(triplets, n);
    front->elsewhere = all - n;
    return st;
}

void lb_triplets_compact(LbTriplets *triplets)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < triplets->n; i++) {
        if (triplets->film[i] < 0) continue;
        triplets->user[kept]    = triplets->user[i];
        triplets->film[kept]    = triplets->film[i];
        triplets->stars[kept++] = triplets->stars[i];
    }
    triplets->n = kept;
}

void lb_triplets_shrink(LbTriplets *triplets)
{
    size_t n     = (size_t)triplets->n;
    void  *user  = lb_mem_resize(triplets->user, n, sizeof *triplets->user);
    void  *film  = lb_mem_resize(triplets->film, n, sizeof *triplets->film);
    void  *stars = lb_mem_resize(triplets->stars, n, sizeof *triplets->stars);
    if (user != NULL) triplets->user = user;
    if (film != NULL) triplets->film = film;
    if (stars != NULL) triplets->stars = stars;
}

void lb_triplets_forget(LbTriplets *triplets, int64_t n)
{
    size_t keep = (size_t)n, all = (size_t)triplets->n;
    if (n == 0) {
        lb_triplets_clear(triplets);
        return;
    }
    lb_mem_forget(triplets->user, keep, all, sizeof *triplets->user);
    lb_mem_forget(triplets->film, keep, all, sizeof *triplets->film);
    lb_mem_forget(triplets->stars, keep, all, sizeof *triplets->stars);
}

void lb_triplets_clear(LbTriplets *triplets)
{
    free(triplets->user);
    free(triplets->film);
    free(triplets->stars);
    triplets->user = triplets->film = NULL;
    triplets->stars                 = NULL;
}
