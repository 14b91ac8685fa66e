/* SPDX-License-Identifier: MIT */
#include "trainer/methods/hybrid.h"

#include "common/base/clock.h"
#include "common/base/mem.h"
#include "trainer/methods/biases.h"
#include "trainer/svd/factors.h"
#include "trainer/svd/gram.h"

#include <math.h>
#include <string.h>

enum { BIAS_SWEEPS = 10 };
static const double BIAS_RIDGE = 5;

/* What a fit is made of, and from. */
typedef struct Work {
    const LbTriplets    *train;
    const LbFitSettings *settings;
    LbPool              *pool;
    const LbReporter    *reporter;
    LbFit               *fit;
    LbSparse             by_user, by_film;
    LbBiases             biases;
    LbSide               films; /* biases and factors of the stars model */
    LbEmbeddings         embeddings;
} Work;

static void work_clear(Work *work)
{
    lb_sparse_clear(&work->by_user);
    lb_sparse_clear(&work->by_film);
    lb_biases_clear(&work->biases);
    free(work->films.x);
    lb_embedding_clear(&work->embeddings);
    lb_fit_free(work->fit);
}

static LbStatus fit_biases(Work *work, LbError *err)
{
    return lb_biases_fit(&work->biases, work->train, work->fit->mean_stars, BIAS_RIDGE, BIAS_SWEEPS,
                         err);
}

/* The biases, and the ratings as a matrix by user; the training set's own entries are given back.
 */
static LbStatus load(Work *work, LbMethod method, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbMatrix *matrix = NULL;
    LbCsr     csr    = {0};
    double    begin  = lb_clock_seconds();
    lb_progress(work->reporter, "matrix", 0, 1);
    LB_TRY(lb_fit_new(&work->fit, method, work->train, work->pool, err));
    LB_TRY(fit_biases(work, err));
    LB_TRY(lb_matrix_build(&matrix, work->train, work->pool, err));
    LB_TRY(lb_matrix_unpack(matrix, &csr, err));
    LB_TRY(lb_sparse_copy(&work->by_user, &csr, err));
    lb_progress(work->reporter, "matrix", 1, 1);
    if (!lb_fit_has_spread(work->fit))
        lb_report(work->reporter, LB_LEVEL_WARNING,
                  "all %lld ratings are equal (%g stars): predicted stars will say nothing",
                  (long long)work->fit->n_ratings, work->fit->mean_stars);
    work->fit->matrix_seconds = lb_clock_seconds() - begin;
cleanup:
    lb_csr_clear(&csr);
    lb_matrix_free(matrix);
    return st;
}

/* Weigh the ratings (by_user holds weights from here on) and learn the taste part. */
static LbStatus fit_taste(Work *work, LbError *err)
{
    LbStatus               st     = LB_OK;
    LbTasteFit             taste  = {0};
    const LbTasteSettings *set    = &work->settings->taste;
    LbFactorSettings       solver = {.svd = work->settings->svd, .warm = work->settings->warm};
    LbFit                 *fit    = work->fit;
    double                 begin  = lb_clock_seconds();
    lb_taste_weigh(&work->by_user, set);
    LB_TRY(lb_taste_fit(&taste, &work->by_user, set, &solver, work->pool, work->reporter, err));
    fit->svd   = taste.factors.info;
    fit->taste = (LbTaste){.rank            = taste.factors.rank,
                           .factors         = lb_fit_own(fit, taste.factors.factors),
                           .singular_values = lb_fit_own(fit, taste.factors.values),
                           .soft_value      = taste.soft_value,
                           .few_films       = set->few_films,
                           .input_scale     = lb_fit_own(fit, taste.input_scale),
                           .output_scale    = lb_fit_own(fit, taste.output_scale),
                           .shift           = set->shift,
                           .gain            = 1,
                           .floor           = set->floor,
                           .watched_weight  = set->watched_weight};
    fit->svd_seconds += lb_clock_seconds() - begin;
    return LB_OK;
cleanup:
    lb_taste_clear(&taste);
    return st;
}

/* Item neighbours of the weighted ratings; uses `by_user` up. */
static LbStatus fit_neighbours(Work *work, LbError *err)
{
    LbStatus            st    = LB_OK;
    LbNeighbourLists    lists = {0};
    LbFit              *fit   = work->fit;
    LbNeighbourSettings set   = work->settings->near;
    if (set.per_film == 0) set.per_film = lb_taste_rank(work->by_user.n, fit->n_films);
    lb_sparse_clear(&work->by_film);
    LB_TRY(lb_sparse_transpose(&work->by_film, &work->by_user, err));
    LB_TRY(lb_neighbours_build(&lists, &work->by_user, &work->by_film, &set, work->pool,
                               work->reporter, err));
    fit->near = (LbNeighbours){.start      = lb_fit_own(fit, lists.start),
                               .neighbour  = lb_fit_own(fit, lists.neighbour),
                               .weight     = lb_fit_own(fit, lists.weight),
                               .share      = work->settings->near_share,
                               .half_films = work->settings->near_half};
cleanup:
    return st;
}

/* Stars from biases alone. */
static LbStatus store_biases(Work *work, LbError *err)
{
    LbFit *fit  = work->fit;
    float *bias = lb_fit_array(fit, (size_t)fit->n_films, sizeof *bias);
    if (bias == NULL) return lb_error_nomem(err, (size_t)fit->n_films * sizeof *bias);
    for (int32_t f = 0; f < fit->n_films; f++)
        bias[f] = (float)work->biases.film[f];
    fit->stars = (LbStarsHead){.film_bias = bias, .bias_ridge = BIAS_RIDGE};
    return LB_OK;
}

/* Room for k factors a film, biases filled in. */
static LbStatus new_films(Work *work, int32_t k, LbError *err)
{
    LbStatus st = LB_OK;
    work->films = (LbSide){.n = work->fit->n_films, .k = k};
    LB_ALLOC_ZEROED(work->films.x, (size_t)work->films.n * ((size_t)k + 1));
    for (int32_t f = 0; f < work->films.n; f++)
        work->films.x[(size_t)f * ((size_t)k + 1)] = (float)work->biases.film[f];
cleanup:
    return st;
}

static LbStatus store_stars(Work *work, const LbStarsSettings *set, LbError *err)
{
    LbFit *fit = work->fit;
    size_t n = (size_t)fit->n_films, k = (size_t)work->films.k;
    float *bias    = lb_fit_array(fit, n, sizeof *bias);
    float *factors = lb_fit_array(fit, n * k, sizeof *factors);
    if (bias == NULL || factors == NULL) return lb_error_nomem(err, n * (k + 1) * sizeof *bias);
    for (size_t f = 0; f < n; f++) {
        bias[f] = work->films.x[f * (k + 1)];
        memcpy(factors + f * k, work->films.x + f * (k + 1) + 1, k * sizeof *factors);
    }
    fit->stars.rank             = (int32_t)k;
    fit->stars.factors          = factors;
    fit->stars.film_bias        = bias;
    fit->stars.bias_ridge       = set->users.bias_ridge;
    fit->stars.ridge            = set->users.ridge;
    fit->stars.ridge_per_rating = set->users.ridge_per_rating;
    return LB_OK;
}

/* ALS; with priors when there is room for the users' map. */
static LbStatus sweep_stars(Work *work, float *user_map, LbStarsSettings set, LbError *err)
{
    LbStatus    st   = LB_OK;
    LbStarsTask task = {.films          = &work->films,
                        .user_embedding = user_map != NULL ? &work->embeddings.people : NULL,
                        .film_embedding = user_map != NULL ? &work->embeddings.films : NULL,
                        .user_map       = user_map};
    set.users.mean = set.films.mean = work->fit->mean_stars;
    LB_TRY(lb_sparse_transpose(&work->by_film, &work->by_user, err));
    LB_TRY(lb_stars_model_fit(&task, &work->by_user, &work->by_film, &set, work->pool,
                              work->reporter, err));
    LB_TRY(store_stars(work, &set, err));
cleanup:
    return st;
}

/* Where people and films are expected; what locates new people goes into the fit. */
static LbStatus embed(Work *work, LbError *err)
{
    LbFit           *fit    = work->fit;
    LbFactorSettings solver = {.svd = work->settings->svd};
    double           begin  = lb_clock_seconds();
    solver.svd.tolerance    = work->settings->taste.tolerance;
    LbStatus st = lb_embedding_fit(&work->embeddings, &work->by_user, &work->settings->embedding,
                                   &solver, work->pool, work->reporter, err);
    if (st != LB_OK) return st;
    fit->stars.prior      = (LbStarsPrior){.rank    = work->embeddings.films.rank,
                                           .factors = lb_fit_own(fit, work->embeddings.seen),
                                           .centre  = lb_fit_own(fit, work->embeddings.centre),
                                           .shrink  = work->settings->embedding.shrink};
    work->embeddings.seen = work->embeddings.centre = NULL;
    fit->svd_seconds += lb_clock_seconds() - begin;
    return LB_OK;
}

/* Films start where the embedding has them, at length 1 over all its factors. */
static void start_films(Work *work)
{
    const LbEmbedding *films  = &work->embeddings.films;
    float              length = sqrtf((float)films->rank);
    for (size_t f = 0; f < (size_t)films->n; f++)
        for (size_t j = 0; j < (size_t)work->films.k; j++)
            work->films.x[f * ((size_t)work->films.k + 1) + j + 1] =
                films->row[f * (size_t)films->rank + j] / length;
}

static LbStatus fit_stars_with_priors(Work *work, LbError *err)
{
    LbStatus st  = LB_OK;
    LbFit   *fit = work->fit;
    float   *map = NULL;
    LB_TRY(embed(work, err));
    int32_t rank = fit->stars.prior.rank, k = work->settings->stars.rank;
    if (k > rank) k = rank;
    LB_TRY(new_films(work, k, err));
    start_films(work);
    map = lb_fit_array(fit, ((size_t)rank + 1) * ((size_t)k + 1), sizeof *map);
    if (map == NULL) LB_FAIL(LB_ENOMEM, 0, "no memory for a map of %d embeddings", rank);
    LB_TRY(sweep_stars(work, map, work->settings->stars, err));
    fit->stars.prior.map = map;
cleanup:
    return st;
}

/* What the biases leave of each rating. */
static LbStatus residual_csr(LbCsr *csr, const Work *work, LbError *err)
{
    LbStatus st = lb_sparse_to_csr(csr, &work->by_user, err);
    for (int32_t u = 0; st == LB_OK && u < csr->n_rows; u++)
        for (uint64_t i = csr->start[u]; i < csr->start[u + 1]; i++)
            csr->value[i] = (float)((double)csr->value[i] - work->biases.mean -
                                    work->biases.user[u] - work->biases.film[csr->col[i]]);
    return st;
}

/* Film factors V sqrt(s) of the completed matrix: its right side when rows are users, else what is
 * left of the left one. */
static void take_film_factors(Work *work, const LbSoftImpute *z, bool is_transposed)
{
    size_t       rank = (size_t)z->rank;
    const float *side = is_transposed ? z->left : z->right;
    for (size_t f = 0; f < (size_t)work->films.n; f++)
        for (size_t j = 0; j < rank; j++) {
            double root  = sqrt(z->values[j]);
            double value = (double)side[f * rank + j];
            work->films.x[f * (rank + 1) + j + 1] =
                (float)(is_transposed ? value / root : value * root);
        }
}

static LbStatus complete(Work *work, LbError *err)
{
    LbStatus             st   = LB_OK;
    LbCsr                csr  = {0};
    LbGram              *gram = NULL;
    LbSoftImpute        *z    = NULL;
    LbSoftImputeInfo     info = {0};
    LbSoftImputeSettings set  = work->settings->softimpute;
    int32_t              most = 0;
    bool                 is_transposed;
    LB_TRY(residual_csr(&csr, work, err));
    LB_TRY(lb_gram_new(&gram, &is_transposed, &csr, work->pool, err));
    lb_csr_clear(&csr);
    most     = lb_gram_cols(gram);
    set.seed = work->settings->svd.seed;
    if (set.rank > most) set.rank = most;
    LB_TRY(lb_softimpute_solve(&z, &info, gram, &set, work->reporter, err));
    work->fit->svd.products = info.products;
    LB_TRY(new_films(work, z->rank, err));
    take_film_factors(work, z, is_transposed);
cleanup:
    lb_softimpute_free(z);
    lb_gram_free(gram);
    lb_csr_clear(&csr);
    return st;
}

static LbStatus run_eigenrec(Work *work, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(load(work, LB_METHOD_EIGENREC, err));
    LB_TRY(store_biases(work, err));
    LB_TRY(fit_taste(work, err));
    work->fit->list = (LbRanking){.affinity = 1, .stars = 1};
cleanup:
    return st;
}

static LbStatus run_softimpute(Work *work, LbError *err)
{
    LbStatus        st    = LB_OK;
    LbStarsSettings set   = work->settings->stars;
    double          begin = 0;
    LB_TRY(load(work, LB_METHOD_SOFTIMPUTE, err));
    begin = lb_clock_seconds();
    LB_TRY(complete(work, err));
    work->fit->svd_seconds = lb_clock_seconds() - begin;
    set.films              = work->settings->plain_films;
    set.sweeps             = work->settings->plain_sweeps;
    LB_TRY(sweep_stars(work, NULL, set, err));
cleanup:
    return st;
}

static LbStatus run_hybrid(Work *work, LbError *err)
{
    LbStatus st    = LB_OK;
    unsigned parts = work->settings->parts;
    LB_TRY(load(work, LB_METHOD_HYBRID, err));
    if (parts & LB_PART_STARS) LB_TRY(fit_stars_with_priors(work, err));
    if (parts & LB_PART_AFFINITY) {
        lb_sparse_clear(&work->by_film);
        LB_TRY(fit_taste(work, err));
        LB_TRY(fit_neighbours(work, err));
    }
    work->fit->discovery = work->settings->discovery;
    work->fit->list      = work->settings->list;
cleanup:
    return st;
}

static LbStatus run(LbStatus (*method)(Work *work, LbError *err), LbFit **out, Work work,
                    LbError *err)
{
    LbStatus st = method(&work, err);
    *out        = st == LB_OK ? work.fit : NULL;
    if (st == LB_OK) work.fit = NULL;
    work_clear(&work);
    return st;
}

LbStatus lb_eigenrec_fit(LbFit **out, const LbTriplets *train, const LbFitSettings *settings,
                         LbPool *pool, const LbReporter *reporter, LbError *err)
{
    return run(run_eigenrec, out,
               (Work){.train = train, .settings = settings, .pool = pool, .reporter = reporter},
               err);
}

LbStatus lb_softimpute_fit(LbFit **out, const LbTriplets *train, const LbFitSettings *settings,
                           LbPool *pool, const LbReporter *reporter, LbError *err)
{
    return run(run_softimpute, out,
               (Work){.train = train, .settings = settings, .pool = pool, .reporter = reporter},
               err);
}

LbStatus lb_hybrid_fit(LbFit **out, const LbTriplets *train, const LbFitSettings *settings,
                       LbPool *pool, const LbReporter *reporter, LbError *err)
{
    return run(run_hybrid, out,
               (Work){.train = train, .settings = settings, .pool = pool, .reporter = reporter},
               err);
}
