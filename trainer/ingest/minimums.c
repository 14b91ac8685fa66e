/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/minimums.h"

#include "common/base/mem.h"
#include "trainer/ingest/spread.h"

/* Ratings of each user (or film), on whatever rank. */
static LbStatus count_keys(int64_t **out, const LbTriplets *triplets, const int32_t *key,
                           int32_t n_keys, LbError *err)
{
    LbStatus st    = LB_OK;
    int64_t *count = NULL;
    LB_ALLOC_ZEROED(count, n_keys);
    for (int64_t i = 0; i < triplets->n; i++)
        count[key[i]]++;
    LB_TRY(lb_comm_sum(triplets->spread, count, n_keys, err));
    *out  = count;
    count = NULL;
cleanup:
    free(count);
    return st;
}

static LbStatus drop_rare(LbTriplets *triplets, const int32_t *key, int32_t n_keys, int32_t least,
                          LbError *err)
{
    LbStatus st    = LB_OK;
    int64_t *count = NULL;
    if (least <= 1) return LB_OK;
    LB_TRY(count_keys(&count, triplets, key, n_keys, err));
    for (int64_t i = 0; i < triplets->n; i++)
        if (count[key[i]] < least) triplets->film[i] = -1;
    lb_triplets_compact(triplets);
cleanup:
    free(count);
    return st;
}

/* Number the ids anew that have ratings. */
static LbStatus renumber(LbIdMap **ids, const LbTriplets *triplets, int32_t *key, LbError *err)
{
    LbStatus st     = LB_OK;
    LbIdMap *kept   = NULL;
    int64_t *count  = NULL;
    int32_t *number = NULL;
    int32_t  n_ids  = lb_idmap_count(*ids);
    LB_TRY(count_keys(&count, triplets, key, n_ids, err));
    LB_ALLOC(number, n_ids);
    LB_TRY(lb_idmap_new(&kept, err));
    for (int32_t k = 0; k < n_ids; k++)
        if (count[k] > 0) LB_TRY(lb_idmap_add(kept, lb_idmap_text(*ids, k), &number[k], err));
    for (int64_t i = 0; i < triplets->n; i++)
        key[i] = number[key[i]];
    lb_idmap_free(*ids);
    *ids = kept;
    kept = NULL;
cleanup:
    lb_idmap_free(kept);
    free(count);
    free(number);
    return st;
}

/* New numbers belong to other blocks. */
static LbStatus spread_anew(LbTriplets *triplets, LbError *err)
{
    LbRows  from = {.user       = triplets->user,
                    .film       = triplets->film,
                    .rating     = triplets->stars,
                    .n          = triplets->n,
                    .user_cap   = (size_t)triplets->n,
                    .film_cap   = (size_t)triplets->n,
                    .rating_cap = (size_t)triplets->n};
    LbRows  to   = {0};
    LbRows *list = &from;
    if (triplets->spread == NULL) return LB_OK;
    LbStatus st =
        lb_spread_rows(&to, &list, 1, lb_rows_are_films(triplets->n_users, triplets->n_films),
                       triplets->spread, err);
    triplets->n     = to.n;
    triplets->user  = to.user;
    triplets->film  = to.film;
    triplets->stars = to.rating;
    lb_rows_clear(&from);
    return st;
}

LbStatus lb_minimums_apply(LbTriplets *triplets, LbIdMap **users, LbIdMap **films,
                           int32_t least_user, int32_t least_film, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(drop_rare(triplets, triplets->user, lb_idmap_count(*users), least_user, err));
    LB_TRY(drop_rare(triplets, triplets->film, lb_idmap_count(*films), least_film, err));
    LB_TRY(renumber(users, triplets, triplets->user, err));
    LB_TRY(renumber(films, triplets, triplets->film, err));
    triplets->n_users = lb_idmap_count(*users);
    triplets->n_films = lb_idmap_count(*films);
    LB_TRY(spread_anew(triplets, err));
cleanup:
    return st;
}
