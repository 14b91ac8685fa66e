/* SPDX-License-Identifier: MIT */
#include "query/rank/selection.h"

#include "common/base/mem.h"
#include "common/dense/simd.h"
#include "query/rank/boost.h"

#include <math.h>
#include <stdlib.h>

enum {
    SMALL_PART =
        64, /* of the catalogue: where more than one in so many is wanted, bounds save little */
    AHEAD   = 64, /* films with the highest bounds beyond those wanted, which set the threshold */
    ABREAST = 64, /* films scored between two looks at the threshold */
    BLOCK   = 64  /* films passed over at a time */
};

static int by_film(const void *a, const void *b)
{
    const LbException *x = a, *y = b;
    if (x->film != y->film) return x->film < y->film ? -1 : 1;
    return (int)x->is_boosted - (int)y->is_boosted; /* left out beats boosted */
}

LbStatus lb_selection_init(LbSelection *out, int32_t count, size_t exceptions, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbSelection){0};
    LB_ALLOC(out->exceptions, exceptions);
    LB_TRY(lb_topk_init(&out->top, count, err));
cleanup:
    if (st != LB_OK) lb_selection_clear(out);
    return st;
}

void lb_selection_add(LbSelection *selection, int32_t film, bool is_boosted)
{
    selection->exceptions[selection->n++] = (LbException){film, is_boosted};
}

void lb_selection_begin(LbSelection *selection)
{
    LbException *list = selection->exceptions;
    int32_t      kept = 0;
    if (selection->n > 1) qsort(list, (size_t)selection->n, sizeof *list, by_film);
    for (int32_t i = 0; i < selection->n; i++)
        if (kept == 0 || list[kept - 1].film != list[i].film) list[kept++] = list[i];
    selection->n = kept;
}

void lb_selection_clear(LbSelection *selection)
{
    free(selection->exceptions);
    lb_topk_clear(&selection->top);
    *selection = (LbSelection){0};
}

/* Whether any of n <= BLOCK values is that high. */
LB_CLONES static bool reaches(const float *value, int32_t n, float threshold)
{
    int32_t found = 0;
    for (int32_t i = 0; i < n; i++)
        found += value[i] >= threshold;
    return found > 0;
}

static int32_t block_length(int32_t at, int32_t end)
{
    return end - at < BLOCK ? end - at : BLOCK;
}

static void offer_block(LbTopK *top, const LbFilter *filter, const float *score, int32_t first,
                        int32_t n)
{
    float threshold = lb_topk_threshold(top);
    for (int32_t i = 0; i < n; i++) {
        if (!(score[i] > threshold) || lb_filter_check(filter, first + i) != LB_FILTER_PASSES)
            continue;
        lb_topk_offer(top, score[i], first + i);
        threshold = lb_topk_threshold(top);
    }
}

static void offer_run(LbTopK *top, const LbFilter *filter, const float *score, int32_t first,
                      int32_t end)
{
    for (int32_t at = first; at < end; at += BLOCK) {
        const float *block = score + (at - first);
        int32_t      n     = block_length(at, end);
        if (reaches(block, n, lb_topk_threshold(top))) offer_block(top, filter, block, at, n);
    }
}

static float boosted(const LbSelection *selection, float score)
{
    return (float)lb_boost_score((double)score, selection->boost);
}

/* Plain runs between the person's exceptions. */
void lb_selection_take(LbSelection *selection, int32_t first, int32_t n, const float *score)
{
    const LbFilter *filter = selection->filter;
    int32_t         at = first, end = first + n;
    while (selection->next < selection->n && selection->exceptions[selection->next].film < end) {
        LbException exception = selection->exceptions[selection->next++];
        offer_run(&selection->top, filter, score + (at - first), at, exception.film);
        at = exception.film + 1;
        if (!exception.is_boosted) continue;
        float own = boosted(selection, score[exception.film - first]);
        offer_run(&selection->top, filter, &own, exception.film, at);
    }
    offer_run(&selection->top, filter, score + (at - first), at, end);
}

/* A person's scores by their bounds. */
typedef struct Sieve {
    LbSelection     *selection;
    const LbUser    *user;
    const LbRanking *ranking;
    LbMix            mix;
    float           *bound; /* [n_films]; -INFINITY: left out, or offered already */
    int32_t          film[ABREAST];
    int32_t          n; /* that are to be scored */
} Sieve;

/* Score and offer what is there, preferring it when it is of the watchlist. */
static LbStatus flush(Sieve *sieve, bool is_boosted, LbError *err)
{
    float score[ABREAST];
    lb_score_exactly(sieve->user, sieve->ranking, &sieve->mix, sieve->film, sieve->n, score);
    if (!lb_score_are_numbers(score, sieve->n)) return lb_model_refuse(err);
    for (int32_t i = 0; i < sieve->n; i++)
        lb_topk_offer(&sieve->selection->top,
                      is_boosted ? boosted(sieve->selection, score[i]) : score[i], sieve->film[i]);
    sieve->n = 0;
    return LB_OK;
}

static LbStatus add(Sieve *sieve, int32_t film, bool is_boosted, LbError *err)
{
    sieve->bound[film]      = -INFINITY;
    sieve->film[sieve->n++] = film;
    return sieve->n == ABREAST ? flush(sieve, is_boosted, err) : LB_OK;
}

/* A boosted score may be above the bound: these films are scored whatever it is. */
static LbStatus take_exceptions(Sieve *sieve, LbError *err)
{
    LbStatus           st        = LB_OK;
    const LbSelection *selection = sieve->selection;
    for (int32_t i = 0; i < selection->n; i++) {
        LbException exception        = selection->exceptions[i];
        sieve->bound[exception.film] = -INFINITY;
        if (exception.is_boosted &&
            lb_filter_check(selection->filter, exception.film) == LB_FILTER_PASSES)
            LB_TRY(add(sieve, exception.film, true, err));
    }
    LB_TRY(flush(sieve, true, err));
cleanup:
    return st;
}

/* The films with the highest bounds: with their scores the list is full of good ones. */
static LbStatus take_highest(Sieve *sieve, int32_t n_films, LbError *err)
{
    LbStatus st = LB_OK;
    LbTopK   highest;
    LB_TRY(lb_topk_init(&highest, sieve->selection->top.k + AHEAD, err));
    offer_run(&highest, sieve->selection->filter, sieve->bound, 0, n_films);
    for (int32_t i = 0; i < highest.n; i++)
        LB_TRY(add(sieve, highest.heap[i].film, false, err));
    LB_TRY(flush(sieve, false, err));
cleanup:
    lb_topk_clear(&highest);
    return st;
}

/* All films that are not out of the question by now; a film of the same score as the last of the
 * list may have the lower index. */
static LbStatus take_rest(Sieve *sieve, int32_t n_films, LbError *err)
{
    LbStatus        st     = LB_OK;
    const LbTopK   *top    = &sieve->selection->top;
    const LbFilter *filter = sieve->selection->filter;
    for (int32_t at = 0; at < n_films; at += BLOCK) {
        int32_t end = at + block_length(at, n_films);
        if (!reaches(sieve->bound + at, end - at, lb_topk_threshold(top))) continue;
        for (int32_t film = at; film < end; film++)
            if (sieve->bound[film] >= lb_topk_threshold(top) && sieve->bound[film] != -INFINITY &&
                lb_filter_check(filter, film) == LB_FILTER_PASSES)
                LB_TRY(add(sieve, film, false, err));
    }
    LB_TRY(flush(sieve, false, err));
cleanup:
    return st;
}

LbStatus lb_selection_sieve(bool *is_done, LbSelection *selection, const LbUser *user,
                            const LbRanking *ranking, LbError *err)
{
    LbStatus      st      = LB_OK;
    const int32_t n_films = user->model->films.n_films;
    Sieve         sieve   = {.selection = selection, .user = user, .ranking = ranking};
    *is_done              = false;
    if (selection->top.k >= n_films / SMALL_PART || !lb_score_has_norms(user->model, ranking))
        return LB_OK;
    sieve.mix   = lb_score_mix(user, ranking);
    sieve.bound = user->scratch;
    *is_done    = lb_score_bounds(user, ranking, &sieve.mix, sieve.bound);
    if (!*is_done) return LB_OK;
    LB_TRY(take_exceptions(&sieve, err));
    LB_TRY(take_highest(&sieve, n_films, err));
    LB_TRY(take_rest(&sieve, n_films, err));
cleanup:
    return st;
}
