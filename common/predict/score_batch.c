/* SPDX-License-Identifier: MIT */
#include "common/predict/score_batch.h"

#include "common/base/mem.h"

typedef struct Batch {
    const LbModel   *model;
    const LbRanking *ranking;
    LbScoreNeeds     needs;
    bool             want_stars;
    LbTileGroup     *groups; /* [n_groups] */
    int32_t          n_groups;
    LbScoreSums     *sums;   /* [n_groups * LB_SCORE_GROUP] of each person */
    LbMix           *mixes;  /* the same */
    float           *packed; /* the groups' vectors */
    float           *buffer; /* [3 x LB_TILE_FILMS x LB_SCORE_GROUP] */
    LbTileFn         deliver;
    void            *ctx;
    bool             is_broken; /* something was no number */
} Batch;

static void pack_all(Batch *batch, const LbUser *const *users, int32_t n_users)
{
    float *vectors = batch->packed;
    for (int32_t i = 0; i < batch->n_groups; i++) {
        int32_t left = n_users - i * LB_SCORE_GROUP;
        vectors      = lb_score_tile_pack(&batch->groups[i], users + (int64_t)i * LB_SCORE_GROUP,
                                     left < LB_SCORE_GROUP ? left : LB_SCORE_GROUP, vectors);
    }
}

static LbStatus batch_init(Batch *batch, const LbUser *const *users, int32_t n_users, LbError *err)
{
    LbStatus       st    = LB_OK;
    const LbModel *model = batch->model;
    const size_t   ranks = (size_t)model->taste.rank + (size_t)model->stars.rank;
    batch->n_groups      = (n_users + LB_SCORE_GROUP - 1) / LB_SCORE_GROUP;
    LB_ALLOC_ZEROED(batch->groups, batch->n_groups);
    LB_ALLOC_ZEROED(batch->sums, (size_t)batch->n_groups * LB_SCORE_GROUP);
    LB_ALLOC_ZEROED(batch->mixes, (size_t)batch->n_groups * LB_SCORE_GROUP);
    LB_ALLOC(batch->packed, lb_mem_product((size_t)batch->n_groups * LB_SCORE_GROUP, ranks));
    LB_ALLOC(batch->buffer, 3 * LB_TILE_FILMS * LB_SCORE_GROUP);
    pack_all(batch, users, n_users);
cleanup:
    return st;
}

static void batch_clear(Batch *batch)
{
    free(batch->groups);
    free(batch->sums);
    free(batch->mixes);
    free(batch->packed);
    free(batch->buffer);
}

static LbTile batch_tile(const Batch *batch, int32_t first, bool affinity, bool stars)
{
    LbTile tile = {.first = first, .n = lb_score_tile_length(first, batch->model->films.n_films)};
    for (int32_t g = 0; g < LB_SCORE_GROUP; g++) {
        if (affinity) tile.affinity[g] = batch->buffer + (int64_t)g * LB_TILE_FILMS;
        if (stars) tile.stars[g] = batch->buffer + (int64_t)(LB_SCORE_GROUP + g) * LB_TILE_FILMS;
    }
    tile.product = batch->buffer + (int64_t)2 * LB_SCORE_GROUP * LB_TILE_FILMS;
    return tile;
}

/* One pass over the components for everybody. */
static void add_sums(Batch *batch)
{
    const int32_t n_films = batch->model->films.n_films;
    for (int32_t first = 0; first < n_films; first += LB_TILE_FILMS)
        for (int32_t i = 0; i < batch->n_groups; i++) {
            const LbTileGroup *group = &batch->groups[i];
            LbTile tile = batch_tile(batch, first, batch->needs.affinity, batch->needs.stars);
            lb_score_tile_fill(group, &tile);
            for (int32_t g = 0; g < group->n; g++)
                lb_score_mix_add(&batch->sums[i * LB_SCORE_GROUP + g], group->users[g], &tile, g);
        }
}

static void find_mixes(Batch *batch, const LbUser *const *users, int32_t n_users)
{
    bool are_known = true;
    for (int32_t i = 0; i < n_users && are_known; i++)
        are_known = lb_score_mix_known(&batch->sums[i], users[i], batch->needs);
    if (!are_known) add_sums(batch);
    for (int32_t i = 0; i < n_users; i++)
        batch->mixes[i] = lb_score_mix_of(&batch->sums[i], users[i], batch->ranking);
}

static void deliver_tile(Batch *batch, int32_t group, const LbTile *tile)
{
    for (int32_t g = 0; g < batch->groups[group].n; g++) {
        const int32_t user  = group * LB_SCORE_GROUP + g;
        float        *stars = tile->stars[g];
        float        *score = tile->affinity[g] != NULL ? tile->affinity[g] : tile->product;
        if (batch->needs.mixed)
            lb_score_mix_apply(&batch->mixes[user], batch->groups[group].users[g], tile->first,
                               tile->n, score, stars);
        if (batch->want_stars) lb_score_tile_clamp(stars, tile->n);
        if (!lb_score_are_numbers(score, tile->n)) batch->is_broken = true;
        batch->deliver(batch->ctx, user, tile->first, tile->n, score,
                       batch->want_stars ? stars : NULL);
    }
}

LbStatus lb_score_batch(const LbUser *const *users, int32_t n_users, const LbRanking *ranking,
                        bool want_stars, LbTileFn deliver, void *ctx, LbError *err)
{
    LbStatus st    = LB_OK;
    Batch    batch = {.ranking = ranking, .want_stars = want_stars, .deliver = deliver, .ctx = ctx};
    if (n_users <= 0) return LB_OK;
    batch.model         = users[0]->model;
    batch.needs         = lb_score_mix_needs(batch.model, ranking);
    const bool affinity = batch.needs.affinity || !lb_score_tile_has_stars(batch.model);
    const bool stars    = want_stars || batch.needs.stars;
    LB_TRY(batch_init(&batch, users, n_users, err));
    if (batch.needs.mixed) find_mixes(&batch, users, n_users);
    for (int32_t first = 0; first < batch.model->films.n_films; first += LB_TILE_FILMS)
        for (int32_t i = 0; i < batch.n_groups; i++) {
            LbTile tile = batch_tile(&batch, first, affinity, stars);
            lb_score_tile_fill(&batch.groups[i], &tile);
            deliver_tile(&batch, i, &tile);
        }
    if (batch.is_broken) LB_TRY(lb_model_refuse(err));
cleanup:
    batch_clear(&batch);
    return st;
}
