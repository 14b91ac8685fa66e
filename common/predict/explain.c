/* SPDX-License-Identifier: MIT */
#include "common/predict/explain.h"

#include "common/base/mem.h"
#include "common/dense/cholesky.h"
#include "common/predict/factor_rows.h"

#include "common/predict/item_gains.h"

#include <math.h>

/* Factors of the films that the user has seen: [vector->n] rows of the model, or of `room` where it
 * has them in half precision. */
typedef struct SeenRows {
    const float **row;
    float        *room;
} SeenRows;

struct LbExplainer {
    const LbUser *user;
    LbMix         mix;
    LbMix         kin;    /* how films are alike: the mix, if there is affinity in it */
    int32_t       order;  /* 1 + rank of the stars head; 0 = the score has no such part */
    double       *factor; /* [order x order] lower triangle: the L of A = L L' */
    double       *rest;   /* [vector->n] d_j; 0 where there is no rating */
    double       *solved; /* [order] A^-1 [1, y_f] */
    double       *point;  /* [taste.rank] G v_f */
    SeenRows      taste, stars;
    LbExplained   found;
};

static LbStatus seen_rows_init(SeenRows *out, const LbFactorRows *rows, const LbVector *vector,
                               LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n = (size_t)vector->n, rank = (size_t)rows->rank;
    LB_ALLOC(out->row, n);
    if (rows->half != NULL) LB_ALLOC(out->room, lb_mem_product(n, rank));
    for (size_t j = 0; j < n; j++)
        out->row[j] = lb_factor_rows_get(rows, vector->film[j], 1,
                                         out->room != NULL ? out->room + j * rank : NULL);
cleanup:
    return st; /* the caller clears */
}

static void seen_rows_clear(SeenRows *seen)
{
    free(seen->row);
    free(seen->room);
}

static bool has_affinity(const LbMix *mix)
{
    return mix->taste != 0 || mix->near != 0 || mix->items != 0;
}

static double dot(const double *x, const float *y, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += x[i] * (double)y[i];
    return sum;
}

/* <[b_0, p_0], [1, factors of the film]> */
static double expectation(const LbUser *user, int32_t film)
{
    const LbStarsHead *head = &user->model->stars;
    const LbFactorRows rows = lb_factor_rows_of_stars(head);
    float              room[LB_RANK_MAX];
    const float       *factor = lb_factor_rows_get(&rows, film, 1, room);
    double             sum    = (double)user->expected[0];
    for (int32_t i = 0; i < head->rank; i++)
        sum += (double)user->expected[i + 1] * (double)factor[i];
    return sum;
}

/* What is predicted of a film before any rating of the person is known. */
static double stars_before(const LbUser *user, int32_t film)
{
    return user->model->info.mean_stars + (double)user->model->stars.film_bias[film] +
           expectation(user, film);
}

static void add_product(double *normal, const float *factor, int32_t order)
{
    normal[0] += 1;
    for (int32_t i = 1; i < order; i++) {
        double *row = normal + (int64_t)i * order;
        double  y   = (double)factor[i - 1];
        row[0] += y;
        for (int32_t q = 1; q <= i; q++)
            row[q] += y * (double)factor[q - 1];
    }
}

/* The regression of the fold-in once more, in double and kept factorised. */
static void prepare_stars(LbExplainer *explainer)
{
    const LbUser      *user   = explainer->user;
    const LbVector    *vector = user->vector;
    const LbStarsHead *head   = &user->model->stars;
    const int32_t      order  = explainer->order;
    double             ridge  = head->ridge + head->ridge_per_rating * vector->n_rated;
    for (int32_t j = 0; j < vector->n; j++) {
        if (isnan(vector->stars[j])) continue;
        add_product(explainer->factor, explainer->stars.row[j], order);
        explainer->rest[j] = (double)vector->stars[j] - stars_before(user, vector->film[j]);
    }
    for (int32_t i = 0; i < order; i++)
        explainer->factor[(int64_t)i * order + i] += i == 0 ? head->bias_ridge : ridge;
    if (lb_cholesky_factorise(explainer->factor, (size_t)order)) return;
    /* Singular for the fold-in too, which then stays at the expectation: ratings say nothing. */
    for (int32_t i = 0; i < order; i++)
        for (int32_t q = 0; q <= i; q++)
            explainer->factor[(int64_t)i * order + q] = i == q;
    for (int32_t j = 0; j < vector->n; j++)
        explainer->rest[j] = 0;
}

LbStatus lb_explain_new(LbExplainer **out, const LbUser *user, const LbRanking *ranking,
                        LbError *err)
{
    LbStatus     st        = LB_OK;
    LbExplainer *explainer = NULL;
    LbFactorRows taste     = lb_factor_rows_of_taste(&user->model->taste);
    LbFactorRows stars     = lb_factor_rows_of_stars(&user->model->stars);
    *out                   = NULL;
    LB_ALLOC_ZEROED(explainer, 1);
    explainer->user = user;
    explainer->mix  = lb_score_mix(user, ranking);
    explainer->kin  = explainer->mix;
    if (!has_affinity(&explainer->mix))
        explainer->kin = lb_score_mix(user, &(LbRanking){.affinity = 1});
    if (explainer->mix.stars != 0) explainer->order = user->model->stars.rank + 1;
    const size_t order = (size_t)explainer->order;
    LB_ALLOC_ZEROED(explainer->factor, lb_mem_product(order, order));
    LB_ALLOC_ZEROED(explainer->rest, user->vector->n);
    LB_ALLOC(explainer->solved, order);
    LB_ALLOC(explainer->point, user->model->taste.rank);
    LB_ALLOC(explainer->found.part, user->vector->n);
    LB_ALLOC(explainer->found.kin, user->vector->n);
    if (explainer->kin.taste != 0)
        LB_TRY(seen_rows_init(&explainer->taste, &taste, user->vector, err));
    if (order > 0) {
        LB_TRY(seen_rows_init(&explainer->stars, &stars, user->vector, err));
        prepare_stars(explainer);
    }
    *out      = explainer;
    explainer = NULL;
cleanup:
    lb_explain_free(explainer);
    return st;
}

void lb_explain_free(LbExplainer *explainer)
{
    if (explainer == NULL) return;
    free(explainer->factor);
    free(explainer->rest);
    free(explainer->solved);
    free(explainer->point);
    seen_rows_clear(&explainer->taste);
    seen_rows_clear(&explainer->stars);
    free(explainer->found.part);
    free(explainer->found.kin);
    free(explainer);
}

static void add_taste(LbExplainer *explainer, int32_t film, double *part)
{
    const LbUser  *user  = explainer->user;
    const LbTaste *taste = &user->model->taste;
    LbFactorRows   rows  = lb_factor_rows_of_taste(taste);
    float          room[LB_RANK_MAX];
    const float   *row   = lb_factor_rows_get(&rows, film, 1, room);
    double         scale = (double)explainer->kin.taste;
    if (taste->output_scale != NULL) scale *= (double)taste->output_scale[film];
    for (int32_t i = 0; i < taste->rank; i++) {
        double weight       = lb_foldin_taste_weight(taste, i, user->vector->n);
        explainer->point[i] = scale * weight * (double)row[i];
    }
    for (int32_t j = 0; j < user->vector->n; j++) {
        int64_t seen   = user->vector->film[j];
        double  weight = (double)user->weight[j];
        if (taste->input_scale != NULL) weight *= (double)taste->input_scale[seen];
        part[j] += weight * dot(explainer->point, explainer->taste.row[j], taste->rank);
    }
}

static void add_neighbours(const LbExplainer *explainer, int32_t film, double *part)
{
    const LbUser       *user = explainer->user;
    const LbNeighbours *near = &user->model->near;
    const int64_t       end  = near->start[user->model->films.n_films];
    for (int32_t j = 0; j < user->vector->n; j++) {
        int64_t from = near->start[user->vector->film[j]];
        int64_t to   = near->start[user->vector->film[j] + 1];
        double  gain = 0;
        if (from < 0 || to > end) continue; /* as the fold-in: a damaged file */
        for (int64_t i = from; i < to; i++)
            if (near->neighbour[i] == film) gain += (double)near->weight[i];
        part[j] += (double)explainer->kin.near * (double)user->weight[j] * gain;
    }
}

static void add_items(const LbExplainer *explainer, int32_t film, double *part)
{
    const LbUser     *user = explainer->user;
    const LbItemHead *head = &user->model->items;
    for (int32_t j = 0; j < user->vector->n; j++)
        part[j] += (double)explainer->kin.items * (double)user->weight[j] *
                   lb_item_gains_weight(head, user->vector->film[j], film);
}

/* Returns what it adds in all. */
static double add_stars(LbExplainer *explainer, int32_t film, double *part)
{
    double        sum  = 0;
    const LbUser *user = explainer->user;
    LbFactorRows  rows = lb_factor_rows_of_stars(&user->model->stars);
    float         room[LB_RANK_MAX];
    const float  *row    = lb_factor_rows_get(&rows, film, 1, room);
    explainer->solved[0] = 1;
    for (int32_t i = 1; i < explainer->order; i++)
        explainer->solved[i] = (double)row[i - 1];
    lb_cholesky_substitute(explainer->factor, (size_t)explainer->order, explainer->solved, 1);
    for (int32_t j = 0; j < user->vector->n; j++) {
        if (explainer->rest[j] == 0) continue;
        double points =
            (double)explainer->mix.stars * explainer->rest[j] *
            (explainer->solved[0] + dot(explainer->solved + 1, explainer->stars.row[j], rows.rank));
        part[j] += points;
        sum += points;
    }
    return sum;
}

/* The parts of the affinity into `kin`, and into `part` where the score has it. */
static void explain_affinity(LbExplainer *explainer, int32_t film)
{
    const LbMix *kin   = &explainer->kin;
    LbExplained *found = &explainer->found;
    const bool   has   = has_affinity(&explainer->mix);
    for (int32_t j = 0; j < explainer->user->vector->n; j++)
        found->kin[j] = 0;
    if (kin->taste != 0) add_taste(explainer, film, found->kin);
    if (kin->near != 0) add_neighbours(explainer, film, found->kin);
    if (kin->items != 0) add_items(explainer, film, found->kin);
    for (int32_t j = 0; j < explainer->user->vector->n; j++) {
        found->part[j] = has ? found->kin[j] : 0;
        found->by_affinity += found->part[j];
    }
}

const LbExplained *lb_explain(LbExplainer *explainer, int32_t film)
{
    const LbUser *user  = explainer->user;
    const LbMix  *mix   = &explainer->mix;
    LbExplained  *found = &explainer->found;
    found->by_affinity  = (double)mix->constant - (double)mix->stars_constant;
    found->by_stars     = (double)mix->stars_constant;
    found->by_novelty   = 0;
    found->base         = (double)mix->constant;
    explain_affinity(explainer, film);
    if (mix->novelty != 0)
        found->by_novelty = -(double)mix->novelty * (double)user->model->films.fame[film];
    found->base += found->by_novelty;
    if (mix->stars != 0) {
        double before = (double)mix->stars * (stars_before(user, film) + user->offset);
        found->by_stars += before + add_stars(explainer, film, found->part);
        found->base += before;
    }
    for (int32_t j = 0; j < user->vector->n && !has_affinity(&explainer->kin); j++)
        found->kin[j] = found->part[j];
    return found;
}
