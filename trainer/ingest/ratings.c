/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/ratings.h"

#include "common/base/mem.h"
#include "trainer/ingest/duplicates.h"
#include "trainer/ingest/ingest.h"
#include "trainer/ingest/moments.h"

#include <string.h>

enum { PARTS = 64 };

LbRatingsSettings lb_ratings_defaults(void)
{
    return (LbRatingsSettings){
        .reader = lb_rating_layout_defaults(), .min_user_ratings = 1, .min_film_ratings = 1};
}

void lb_ratings_free(LbRatings *ratings)
{
    if (ratings == NULL) return;
    lb_triplets_clear(&ratings->triplets);
    lb_idmap_free(ratings->users);
    lb_idmap_free(ratings->films);
    free(ratings);
}

/* The scale of the file, which the reader has kept every row within when it was given. Until
 * lb_ratings_read() turns them into stars at its end, the triplets hold ratings in the file's scale
 * instead of stars. */
static LbStatus settle_scale(LbRatings *ratings, const LbIngest *ingest, const LbMoments *moments,
                             LbScale given, LbError *err)
{
    const LbRows *rows = &ingest->rows;
    int64_t       low = moments->low, high = moments->high;
    ratings->scale = given;
    if (given.lo != given.hi) return LB_OK;
    LbStatus st = lb_rating_scale_detect(&ratings->scale, (double)rows->rating[low],
                                         (double)rows->rating[high], err);
    if (st == LB_OK) return LB_OK;
    return lb_error_context(err, st, "%s: lines %lld to %lld", ingest->name,
                            (long long)lb_rows_line(rows, low < high ? low : high),
                            (long long)lb_rows_line(rows, low < high ? high : low));
}

/* Mark the rows whose user (or film) has fewer than `least` rows, and drop them. */
static LbStatus drop_rare(LbRatings *ratings, const int32_t *key, int32_t n_keys, int32_t least,
                          LbError *err)
{
    LbStatus st    = LB_OK;
    int64_t *count = NULL;
    if (least <= 1) return LB_OK;
    LB_ALLOC_ZEROED(count, n_keys);
    for (int64_t i = 0; i < ratings->triplets.n; i++)
        count[key[i]]++;
    for (int64_t i = 0; i < ratings->triplets.n; i++)
        if (count[key[i]] < least) ratings->triplets.film[i] = -1;
    lb_triplets_compact(&ratings->triplets);
cleanup:
    free(count);
    return st;
}

/* Number the ids of a column anew, in order of first appearance among the rows that are left. */
static LbStatus renumber(LbIdMap **ids, int32_t *key, int64_t n, LbError *err)
{
    LbStatus st     = LB_OK;
    LbIdMap *kept   = NULL;
    int32_t *number = NULL;
    int32_t  n_ids  = lb_idmap_count(*ids);
    LB_ALLOC(number, n_ids);
    for (int32_t k = 0; k < n_ids; k++)
        number[k] = -1;
    LB_TRY(lb_idmap_new(&kept, err));
    for (int64_t i = 0; i < n; i++) {
        int32_t old = key[i];
        if (number[old] < 0)
            LB_TRY(lb_idmap_add(kept, lb_idmap_text(*ids, old), &number[old], err));
        key[i] = number[old];
    }
    lb_idmap_free(*ids);
    *ids = kept;
    kept = NULL;
cleanup:
    lb_idmap_free(kept);
    free(number);
    return st;
}

static LbStatus apply_minimums(LbRatings *ratings, const LbRatingsSettings *settings,
                               const char *name, LbError *err)
{
    LbStatus st = LB_OK;
    if (settings->min_user_ratings <= 1 && settings->min_film_ratings <= 1) return LB_OK;
    LB_TRY(drop_rare(ratings, ratings->triplets.user, lb_idmap_count(ratings->users),
                     settings->min_user_ratings, err));
    LB_TRY(drop_rare(ratings, ratings->triplets.film, lb_idmap_count(ratings->films),
                     settings->min_film_ratings, err));
    if (ratings->triplets.n == 0)
        LB_FAIL(LB_EDATA, 0,
                "%s: no user and film have %d and %d ratings; lower --min-user-ratings or "
                "--min-film-ratings",
                name, settings->min_user_ratings, settings->min_film_ratings);
    LB_TRY(renumber(&ratings->users, ratings->triplets.user, ratings->triplets.n, err));
    LB_TRY(renumber(&ratings->films, ratings->triplets.film, ratings->triplets.n, err));
    ratings->triplets.n_users = lb_idmap_count(ratings->users);
    ratings->triplets.n_films = lb_idmap_count(ratings->films);
cleanup:
    return st;
}

static void to_stars(void *ctx, int64_t part, int thread)
{
    LbRatings *ratings = ctx;
    int64_t    end     = lb_pool_part_begin(ratings->triplets.n, part + 1, PARTS);
    (void)thread;
    for (int64_t i = lb_pool_part_begin(ratings->triplets.n, part, PARTS); i < end; i++)
        ratings->triplets.stars[i] =
            (float)lb_rating_scale_to_stars(ratings->scale, (double)ratings->triplets.stars[i]);
}

/* Take over what was read. */
static void adopt(LbRatings *ratings, LbIngest *ingest)
{
    ratings->triplets = (LbTriplets){.n_users = lb_idmap_count(ingest->users),
                                     .n_films = lb_idmap_count(ingest->films),
                                     .n       = ingest->rows.n,
                                     .user    = ingest->rows.user,
                                     .film    = ingest->rows.film,
                                     .stars   = ingest->rows.rating};
    ratings->rows     = ingest->rows.n;
    ratings->users    = ingest->users;
    ratings->films    = ingest->films;
    ratings->skipped  = ingest->skipped;
    ratings->header   = ingest->header;
    memcpy(ratings->input_hash, ingest->input_hash, sizeof ratings->input_hash);
    ingest->rows.user = ingest->rows.film = NULL;
    ingest->rows.rating                   = NULL;
    ingest->users = ingest->films = NULL;
}

/* What is left of the rows when duplicates and rare users and films are gone; in stars at the end.
 */
static LbStatus settle_rows(LbRatings *ratings, const LbRatingsSettings *settings, const char *name,
                            LbMoments moments, LbPool *pool, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_duplicates_mark(&ratings->triplets, &ratings->duplicates, pool, err));
    if (ratings->duplicates > 0) lb_triplets_compact(&ratings->triplets);
    LB_TRY(apply_minimums(ratings, settings, name, err));
    lb_triplets_shrink(&ratings->triplets);
    if (ratings->triplets.n < ratings->rows)
        moments = lb_moments_of(ratings->triplets.stars, ratings->triplets.n, pool);
    ratings->mean = moments.mean;
    ratings->std  = moments.std;
    lb_pool_run(pool, PARTS, to_stars, ratings);
    moments             = lb_moments_of(ratings->triplets.stars, ratings->triplets.n, pool);
    ratings->mean_stars = moments.mean;
    ratings->std_stars  = moments.std;
cleanup:
    return st;
}

LbStatus lb_ratings_read(LbRatings **out, const char *path, const LbRatingsSettings *settings,
                         LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus   st      = LB_OK;
    LbRatings *ratings = NULL;
    LbIngest   ingest  = {0};
    LbMoments  moments;
    *out = NULL;
    LB_ALLOC_ZEROED(ratings, 1);
    LB_TRY(lb_ingest_read(&ingest, path, &settings->reader, settings->chunk_bytes, pool, reporter,
                          err));
    if (ingest.rows.n == 0) LB_FAIL(LB_EDATA, 0, "%s: it holds no ratings", ingest.name);
    if (ingest.rows.n > UINT32_MAX)
        LB_FAIL(LB_EDATA, 0, "%s: more than %lu ratings", ingest.name, (unsigned long)UINT32_MAX);
    moments = lb_moments_of(ingest.rows.rating, ingest.rows.n, pool);
    LB_TRY(settle_scale(ratings, &ingest, &moments, settings->reader.scale, err));
    adopt(ratings, &ingest);
    LB_TRY(settle_rows(ratings, settings, ingest.name, moments, pool, err));
    *out    = ratings;
    ratings = NULL;
cleanup:
    lb_ratings_free(ratings);
    lb_ingest_clear(&ingest);
    return st;
}

typedef struct StarCount {
    const LbRatings *ratings;
    int64_t          bins[PARTS][LB_STARS_BINS];
} StarCount;

static void count_part(void *ctx, int64_t part, int thread)
{
    StarCount   *count = ctx;
    const float *stars = count->ratings->triplets.stars;
    int64_t      end   = lb_pool_part_begin(count->ratings->triplets.n, part + 1, PARTS);
    (void)thread;
    for (int64_t i = lb_pool_part_begin(count->ratings->triplets.n, part, PARTS); i < end; i++) {
        int bin = (int)(2 * stars[i] + 0.5F) - 1;
        bin     = bin < 0 ? 0 : bin >= LB_STARS_BINS ? LB_STARS_BINS - 1 : bin;
        count->bins[part][bin]++;
    }
}

void lb_ratings_count_stars(const LbRatings *ratings, int64_t *bins, LbPool *pool)
{
    StarCount count = {.ratings = ratings};
    lb_pool_run(pool, PARTS, count_part, &count);
    memset(bins, 0, LB_STARS_BINS * sizeof *bins);
    for (int part = 0; part < PARTS; part++)
        for (int bin = 0; bin < LB_STARS_BINS; bin++)
            bins[bin] += count.bins[part][bin];
}
