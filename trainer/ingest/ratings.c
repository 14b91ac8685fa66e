/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/ratings.h"

#include "common/base/mem.h"
#include "common/text/text.h"
#include "trainer/ingest/duplicates.h"
#include "trainer/ingest/ingest.h"
#include "trainer/ingest/minimums.h"
#include "trainer/ingest/moments.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PARTS = 64, NAME = 4200, LIKED_STARS = 5 };

LbRatingsSettings lb_ratings_defaults(void)
{
    LbRatingsSettings set = {
        .reader = lb_rating_layout_defaults(), .min_user_ratings = 1, .min_film_ratings = 1};
    set.reader.liked = LIKED_STARS;
    return set;
}

void lb_ratings_free(LbRatings *ratings)
{
    if (ratings == NULL) return;
    lb_triplets_clear(&ratings->triplets);
    lb_idmap_free(ratings->users);
    lb_idmap_free(ratings->films);
    free(ratings);
}

/* A row as messages name it: "a.csv:17". */
static void name_row(const LbIngest *ingest, int64_t row, char *text, size_t cap)
{
    (void)snprintf(text, cap, "%s:%lld", lb_ingest_file_of(ingest, row)->name,
                   (long long)lb_rows_line(&ingest->rows, row));
}

/* Whether every row of a file has a 1, as where it marks what was seen: it is no bad rating then. */
static bool is_of_ones(int64_t n_rows, LbExtremes extremes)
{
    return n_rows > 1 && extremes.least == 1 && extremes.greatest == 1;
}

/* Stars in one file and ratings up to 10 in another would all be taken for the latter. */
static LbStatus compare_scales(const LbRatings *ratings, const LbIngest *ingest, LbError *err)
{
    for (int i = 0; i < ingest->n_files; i++) {
        const LbRatingsFile *file = &ingest->files[i];
        LbScale              own  = {0};
        if (file->n_rows == 0) continue;
        if (lb_rating_scale_detect(&own, (double)file->extremes.least,
                                   (double)file->extremes.greatest, NULL) == LB_OK &&
            own.lo == ratings->scale.lo && own.hi == ratings->scale.hi)
            continue;
        return lb_error_set(err, LB_EDATA, 0,
                            "%s: its ratings are within %g..%g, those of all files within %g..%g; "
                            "--scale says which it is, when they are of one scale",
                            file->name, own.lo, own.hi, ratings->scale.lo, ratings->scale.hi);
    }
    return LB_OK;
}

/* Of all rows. */
static LbExtremes extremes_of(const LbIngest *ingest)
{
    LbExtremes all      = {0};
    bool       is_first = true;
    for (int i = 0; i < ingest->n_files; i++) {
        const LbRatingsFile *file = &ingest->files[i];
        if (file->n_rows == 0) continue;
        lb_moments_join_extremes(&all, is_first, &file->extremes, file->first_row);
        is_first = false;
    }
    return all;
}

/* A file of them beside ratings is not what it would be alone. */
static void tell_ones(const LbIngest *ingest, const LbReporter *reporter)
{
    for (int i = 0; i < ingest->n_files && ingest->n_files > 1; i++)
        if (is_of_ones(ingest->files[i].n_rows, ingest->files[i].extremes))
            lb_reporter_message(reporter, LB_LEVEL_WARNING,
                                "%s: all its ratings are 1, which beside the other files is a bad "
                                "rating: of films that were seen or liked leave that column out",
                                ingest->files[i].name);
}

/* Whether a row of the file is of one of the first `known` films; *after: how many are known with it. */
static bool has_known_film(const LbIngest *ingest, const LbRatingsFile *file, int32_t known,
                           int32_t *after)
{
    const int32_t *film     = ingest->rows.film + file->first_row;
    bool           is_found = false;
    *after                  = known;
    for (int64_t i = 0; i < file->n_rows; i++) {
        is_found = is_found || film[i] < known;
        if (film[i] >= *after) *after = film[i] + 1; /* numbered as they come */
    }
    return is_found;
}

/* Ids that are written in another way, as "12.0" for "12", make other films of all. Of ranks each has
 * a part of the rows: there nothing is said. */
static void tell_strangers(const LbIngest *ingest, const LbReporter *reporter)
{
    int32_t known = 0, after = 0;
    if (ingest->n_files < 2 || ingest->spread != NULL) return;
    for (int i = 0; i < ingest->n_files; i++, known = after) {
        const LbRatingsFile *file = &ingest->files[i];
        char                 here[NAME], before[NAME];
        if (has_known_film(ingest, file, known, &after) || known == 0 || file->n_rows == 0)
            continue;
        (void)lb_text_clean(before, sizeof before, lb_idmap_text(ingest->films, 0));
        (void)lb_text_clean(here, sizeof here, lb_idmap_text(ingest->films, known));
        lb_reporter_message(reporter, LB_LEVEL_WARNING,
                            "%s: none of its films is in the files before it: are ids written in "
                            "one way, as '%s' there and '%s' here?",
                            file->name, before, here);
    }
}

/* The scale of the files, which the reader has kept every row within when it was given. Until
 * lb_ratings_read() turns them into stars at its end, the triplets hold ratings in the file's scale
 * instead of stars. */
static LbStatus settle_scale(LbRatings *ratings, const LbIngest *ingest, LbScale given,
                             LbError *err)
{
    const LbRows *rows = &ingest->rows;
    LbExtremes    all  = extremes_of(ingest);
    char          first[NAME], second[NAME];
    ratings->scale = given;
    if (given.lo != given.hi) return LB_OK;
    if (is_of_ones(ingest->n_rows, all)) {
        ratings->scale = (LbScale){0, 1};
        return LB_OK;
    }
    LbStatus st =
        lb_rating_scale_detect(&ratings->scale, (double)all.least, (double)all.greatest, err);
    if (st == LB_OK) return ingest->n_files > 1 ? compare_scales(ratings, ingest, err) : LB_OK;
    int64_t one = all.low < all.high ? all.low : all.high;
    int64_t two = all.low < all.high ? all.high : all.low;
    if (lb_ingest_file_of(ingest, one) == lb_ingest_file_of(ingest, two))
        return lb_error_context(
            err, st, "%s: lines %lld to %lld", lb_ingest_file_of(ingest, one)->name,
            (long long)lb_rows_line(rows, one), (long long)lb_rows_line(rows, two));
    name_row(ingest, one, first, sizeof first);
    name_row(ingest, two, second, sizeof second);
    return lb_error_context(err, st, "%s and %s", first, second);
}

static LbStatus apply_minimums(LbRatings *ratings, const LbRatingsSettings *settings,
                               const char *name, LbError *err)
{
    LbStatus st = LB_OK;
    int64_t  n  = 0;
    if (settings->min_user_ratings <= 1 && settings->min_film_ratings <= 1) return LB_OK;
    LB_TRY(lb_minimums_apply(&ratings->triplets, &ratings->users, &ratings->films,
                             settings->min_user_ratings, settings->min_film_ratings, err));
    n = ratings->triplets.n;
    LB_TRY(lb_comm_sum(ratings->triplets.spread, &n, 1, err));
    if (n == 0)
        LB_FAIL(LB_EDATA, 0,
                "%s: no user and film have %d and %d ratings; lower --min-user-ratings or "
                "--min-film-ratings",
                name, settings->min_user_ratings, settings->min_film_ratings);
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
                                     .stars   = ingest->rows.rating,
                                     .spread  = ingest->spread};
    ratings->rows     = ingest->n_rows;
    ratings->users    = ingest->users;
    ratings->films    = ingest->films;
    ratings->skipped  = ingest->skipped;
    ratings->header   = ingest->files[0].header;
    ingest->rows.user = ingest->rows.film = NULL;
    ingest->rows.rating                   = NULL;
    ingest->users = ingest->films = NULL;
}

/* What is known of the rows of all ranks, from what each has. */
static LbStatus count_elsewhere(LbRatings *ratings, LbError *err)
{
    LbTriplets *triplets = &ratings->triplets;
    int64_t     sum[]    = {triplets->n, ratings->duplicates};
    LbStatus    st       = lb_comm_sum(triplets->spread, sum, 2, err);
    triplets->elsewhere  = sum[0] - triplets->n;
    ratings->duplicates  = sum[1];
    return st;
}

static LbStatus measure(double *mean, double *std, const LbTriplets *triplets, LbScale scale,
                        LbPool *pool, LbError *err)
{
    LbMoments moments;
    LbStatus  st = lb_moments_of(&moments, triplets->stars, triplets->n,
                                 fmax(fabs(scale.lo), fabs(scale.hi)), pool, triplets->spread, err);
    *mean        = moments.mean;
    *std         = moments.std;
    return st;
}

/* What is left of the rows when duplicates and rare users and films are gone; in stars at the end.
 */
static LbStatus settle_rows(LbRatings *ratings, const LbRatingsSettings *settings, const char *name,
                            LbPool *pool, LbError *err)
{
    static const LbScale stars = {0.5, 5};
    LbStatus             st    = LB_OK;
    LB_TRY(lb_duplicates_mark(&ratings->triplets, &ratings->duplicates, pool, err));
    if (ratings->duplicates > 0) lb_triplets_compact(&ratings->triplets);
    LB_TRY(apply_minimums(ratings, settings, name, err));
    lb_triplets_shrink(&ratings->triplets);
    LB_TRY(count_elsewhere(ratings, err));
    LB_TRY(measure(&ratings->mean, &ratings->std, &ratings->triplets, ratings->scale, pool, err));
    lb_pool_run(pool, PARTS, to_stars, ratings);
    LB_TRY(
        measure(&ratings->mean_stars, &ratings->std_stars, &ratings->triplets, stars, pool, err));
cleanup:
    return st;
}

/* What was read can be learnt from, as far as numbers tell. */
static LbStatus check_size(const LbIngest *ingest, const char *name, LbError *err)
{
    if (ingest->n_rows == 0) return lb_error_set(err, LB_EDATA, 0, "%s: it holds no ratings", name);
    if (ingest->rows.n <= UINT32_MAX) return LB_OK;
    return lb_error_set(err, LB_EDATA, 0, "%s: more than %lu ratings%s", name,
                        (unsigned long)UINT32_MAX, ingest->spread != NULL ? " for one rank" : "");
}

LbStatus lb_ratings_read(LbRatings **out, LbPaths paths, const LbRatingsSettings *settings,
                         LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus     st      = LB_OK;
    LbRatings   *ratings = NULL;
    LbIngest     ingest  = {0};
    LbReadingHow how     = {.settings    = &settings->reader,
                            .chunk_bytes = settings->chunk_bytes,
                            .pool        = pool,
                            .reporter    = reporter};
    char         name[NAME];
    *out = NULL;
    LB_ALLOC_ZEROED(ratings, 1);
    LB_TRY(lb_ingest_read(&ingest, paths, &how, err));
    lb_ingest_name(&ingest, name, sizeof name);
    LB_TRY(check_size(&ingest, name, err));
    LB_TRY(lb_ingest_hash(&ingest, ratings->input_hash, err));
    LB_TRY(settle_scale(ratings, &ingest, settings->reader.scale, err));
    if (settings->reader.scale.lo == settings->reader.scale.hi && ratings->scale.hi > 1)
        tell_ones(&ingest, reporter);
    tell_strangers(&ingest, reporter);
    adopt(ratings, &ingest);
    LB_TRY(settle_rows(ratings, settings, name, pool, err));
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

LbStatus lb_ratings_count_stars(const LbRatings *ratings, int64_t *bins, LbPool *pool, LbError *err)
{
    StarCount count = {.ratings = ratings};
    lb_pool_run(pool, PARTS, count_part, &count);
    memset(bins, 0, LB_STARS_BINS * sizeof *bins);
    for (int part = 0; part < PARTS; part++)
        for (int bin = 0; bin < LB_STARS_BINS; bin++)
            bins[bin] += count.bins[part][bin];
    return lb_comm_sum(ratings->triplets.spread, bins, LB_STARS_BINS, err);
}
