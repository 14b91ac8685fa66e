/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/measure.h"

#include "common/base/mem.h"

#include <math.h>

static const float RELEVANT_STARS = 4;

LbPersonMeasures lb_measure_nothing(void)
{
    return (LbPersonMeasures){.squared  = (double)NAN,
                              .absolute = (double)NAN,
                              .pairwise = (double)NAN,
                              .ndcg10   = (double)NAN,
                              .recall20 = (double)NAN,
                              .lift     = (double)NAN};
}

void lb_measure_stars(LbPersonMeasures *person, const LbHidden *hidden, const float *stars)
{
    person->n       = hidden->n;
    person->squared = person->absolute = 0;
    for (int32_t i = 0; i < hidden->n; i++) {
        double error = (double)stars[hidden->film[i]] - (double)hidden->stars[i];
        person->squared += error * error;
        person->absolute += fabs(error);
    }
}

void lb_measure_order(LbPersonMeasures *person, const LbHidden *hidden, const float *score)
{
    double right = 0, total = 0;
    for (int32_t i = 1; i < hidden->n; i++) {
        float mine = score[hidden->film[i]];
        for (int32_t j = 0; j < i; j++) {
            float other = score[hidden->film[j]];
            if (hidden->stars[i] == hidden->stars[j]) continue;
            total++;
            if (mine == other)
                right += 0.5;
            else if ((mine > other) == (hidden->stars[i] > hidden->stars[j]))
                right++;
        }
    }
    person->pairwise = total > 0 ? right / total : (double)NAN;
}

/* The hidden rating of a film, NAN when there is none. */
static float hidden_stars(const LbHidden *hidden, int32_t film)
{
    for (int32_t i = 0; i < hidden->n; i++)
        if (hidden->film[i] == film) return hidden->stars[i];
    return NAN;
}

static double gain_at(int32_t position)
{
    return 1 / log2(position + 2);
}

void lb_measure_ranked(LbPersonMeasures *person, const LbHidden *hidden, const LbScored *ranked,
                       int32_t n, const uint8_t *is_given)
{
    int32_t n_relevant = 0, n_listed = 0, n_rated = 0, found = 0;
    double  gain = 0, ideal = 0, listed = 0;
    for (int32_t i = 0; i < hidden->n; i++)
        n_relevant += hidden->stars[i] >= RELEVANT_STARS;
    for (int32_t i = 0; i < n && n_listed < LB_LIST_LONG; i++) {
        if (is_given[ranked[i].film]) continue;
        float   stars       = hidden_stars(hidden, ranked[i].film);
        bool    is_relevant = stars >= RELEVANT_STARS;
        int32_t place       = n_listed++;
        found += is_relevant;
        if (place >= LB_LIST_SHORT) continue;
        person->list[place] = ranked[i].film;
        if (is_relevant) gain += gain_at(place);
        if (isnan(stars)) continue;
        listed += (double)stars;
        n_rated++;
    }
    for (int32_t i = 0; i < n_relevant && i < LB_LIST_SHORT; i++)
        ideal += gain_at(i);
    person->n_list = n_listed < LB_LIST_SHORT ? n_listed : LB_LIST_SHORT;
    if (n_rated > 0) person->lift = listed / n_rated - hidden->mean_stars;
    if (n_relevant == 0) return;
    person->ndcg10   = gain / ideal;
    person->recall20 = (double)found / (n_relevant < LB_LIST_LONG ? n_relevant : LB_LIST_LONG);
}

void lb_measure_list(LbPersonMeasures *person, const LbHidden *hidden, const float *score,
                     const uint8_t *is_given, int32_t n_films, LbTopK *top)
{
    top->n          = 0;
    float threshold = lb_topk_threshold(top);
    for (int32_t f = 0; f < n_films; f++) {
        if (!(score[f] > threshold) || is_given[f]) continue;
        lb_topk_offer(top, score[f], f);
        threshold = lb_topk_threshold(top);
    }
    int32_t n = lb_topk_finish(top);
    lb_measure_ranked(person, hidden, top->heap, n, is_given);
}

typedef struct Mean {
    double  sum;
    int64_t n;
} Mean;

static void mean_add(Mean *mean, double value)
{
    if (isnan(value)) return;
    mean->sum += value;
    mean->n++;
}

static double mean_of(Mean mean)
{
    return mean.n > 0 ? mean.sum / (double)mean.n : (double)NAN;
}

LbStatus lb_measure_mean(LbMeasures *out, const LbPersonMeasures *people, int32_t n,
                         const int32_t *film_count, int32_t n_films, LbError *err)
{
    LbStatus st      = LB_OK;
    Mean     squared = {0}, absolute = {0}, ndcg = {0}, recall = {0}, order = {0}, lift = {0};
    Mean     fame      = {0};
    int32_t  covered   = 0;
    uint8_t *is_listed = NULL;
    LB_ALLOC_ZEROED(is_listed, n_films);
    for (const LbPersonMeasures *p = people; p < people + n; p++) {
        if (!isnan(p->squared)) {
            squared.sum += p->squared;
            absolute.sum += p->absolute;
            squared.n += p->n;
            absolute.n += p->n;
        }
        mean_add(&ndcg, p->ndcg10);
        mean_add(&recall, p->recall20);
        mean_add(&order, p->pairwise);
        mean_add(&lift, p->lift);
        for (int32_t i = 0; i < p->n_list; i++) {
            covered += !is_listed[p->list[i]];
            is_listed[p->list[i]] = 1;
            mean_add(&fame, film_count[p->list[i]]);
        }
    }
    *out = (LbMeasures){.rmse_stars     = sqrt(mean_of(squared)),
                        .mae_stars      = mean_of(absolute),
                        .ndcg10         = mean_of(ndcg),
                        .recall20       = mean_of(recall),
                        .pairwise       = mean_of(order),
                        .lift_stars     = mean_of(lift),
                        .coverage_films = covered,
                        .fame_ratings   = mean_of(fame)};
cleanup:
    free(is_listed);
    return st;
}
