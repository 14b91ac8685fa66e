/* SPDX-License-Identifier: MIT */
#include "query/report/sentence.h"

#include "common/base/ascii.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { TEXT_CAP = 1024, EVERYBODY_MIN = 100 };

static const float  EVERYBODY_STARS = 4.2F; /* mean from which nearly everybody likes a film */
static const double SAME_STARS      = 0.15;
static const float  PLAINLY_LIKED   = 4; /* from here on, and down to there, nobody asks for the */
static const float  PLAINLY_NOT     = 2; /* person's own mean */

/* "Parasite 5 stars"; "“Scream 3” 5 stars" lest the numbers run together. */
static LbStatus put_film(LbBuf *out, const LbAnswer *answer, int32_t seen, LbError *err)
{
    char   name[TEXT_CAP];
    LbPick film  = {.film = answer->resolved->film[seen]};
    double stars = (double)answer->resolved->stars[seen];
    lb_answer_name(name, sizeof name, answer, &film);
    size_t len    = strlen(name);
    bool   quoted = len > 0 && lb_is_digit(name[len - 1]);
    return lb_buf_printf(out, err, quoted ? "“%s” %g %s" : "%s %g %s", name, stars,
                         stars == 1 ? "star" : "stars");
}

/* A film of which the ratings themselves, not those of some people, speak. */
static bool is_liked_by_all(const LbAnswer *answer, const LbPick *pick)
{
    const LbFilms *films = &answer->model->films;
    const float    mean  = films->mean_stars[pick->film];
    return films->count[pick->film] >= EVERYBODY_MIN && mean >= EVERYBODY_STARS &&
           (double)pick->stars < (double)mean + SAME_STARS;
}

/* "people who rate like you give it 4.4 stars, 0.6 more than others" */
static LbStatus put_prediction(LbBuf *out, const LbAnswer *answer, const LbPick *pick, LbError *err)
{
    const LbFilms *films = &answer->model->films;
    double         more  = (double)pick->stars - (double)films->mean_stars[pick->film];
    LbStatus       st =
        lb_buf_printf(out, err, "people who rate like you give it %.1f stars", (double)pick->stars);
    if (st == LB_OK && films->count[pick->film] > 0 && more >= SAME_STARS)
        st = lb_buf_printf(out, err, ", %.1f more than others", more);
    return st;
}

/* "because you rated A 5 stars, B 5 stars and C 4 stars"; the prediction tells the pick from another
 * one that these films speak for, unless it speaks against it. */
static LbStatus put_liked(LbBuf *out, const LbAnswer *answer, const LbPick *pick, LbError *err)
{
    const LbGrounds *grounds = &pick->because->grounds;
    LbStatus         st      = lb_buf_puts(out, "because you rated ", err);
    for (int32_t i = 0; i < grounds->n_liked && st == LB_OK; i++) {
        int32_t left = grounds->n_liked - 1 - i;
        st           = put_film(out, answer, grounds->liked[i], err);
        if (st == LB_OK && left > 0) st = lb_buf_puts(out, left > 1 ? ", " : " and ", err);
    }
    if (st == LB_OK && grounds->are_told && (double)pick->stars >= grounds->mean_stars) {
        st = lb_buf_puts(out, ", and ", err);
        if (st == LB_OK) st = put_prediction(out, answer, pick, err);
    }
    return st;
}

/* What carries a pick that no film speaks for. */
static LbStatus put_carrier(LbBuf *out, const LbAnswer *answer, const LbPick *pick, LbError *err)
{
    const LbFilms *films = &answer->model->films;
    int32_t        count = films->count[pick->film];
    LbStatus       st    = LB_OK;
    switch (pick->score > 0 ? pick->because->grounds.carrier : LB_CARRIER_STARS) {
    case LB_CARRIER_NOVELTY:
        LB_TRY(lb_buf_printf(out, err, "few know it (%" PRId32 " %s), and ", count,
                             count == 1 ? "rating" : "ratings"));
        break;
    case LB_CARRIER_AUDIENCE:
        LB_TRY(lb_buf_puts(out, "people who watch what you watch have watched it, and ", err));
        break;
    case LB_CARRIER_STARS:
        if (is_liked_by_all(answer, pick))
            return lb_buf_printf(
                out, err, "liked by nearly everybody: %.1f stars on average of %" PRId32 " ratings",
                (double)films->mean_stars[pick->film], count);
        break;
    }
    LB_TRY(put_prediction(out, answer, pick, err));
cleanup:
    return st;
}

/* Does a film that is named need the person's mean to be understood? */
static bool needs_mean(const LbAnswer *answer, const LbGrounds *grounds)
{
    const float *stars = answer->resolved->stars;
    for (int32_t i = 0; i < grounds->n_liked; i++)
        if (stars[grounds->liked[i]] < PLAINLY_LIKED) return true;
    return grounds->disliked >= 0 && stars[grounds->disliked] > PLAINLY_NOT;
}

LbStatus lb_sentence_append(LbBuf *out, const LbAnswer *answer, const LbPick *pick, LbError *err)
{
    LbStatus st = LB_OK;
    if (pick->because == NULL) return LB_OK;
    const LbGrounds *grounds = &pick->because->grounds;
    if (grounds->n_liked > 0)
        LB_TRY(put_liked(out, answer, pick, err));
    else
        LB_TRY(put_carrier(out, answer, pick, err));
    if (grounds->disliked >= 0) {
        LB_TRY(lb_buf_puts(out, ", although you rated ", err));
        LB_TRY(put_film(out, answer, grounds->disliked, err));
    }
    if (needs_mean(answer, grounds))
        LB_TRY(lb_buf_printf(out, err, " (your mean is %.1f)", grounds->mean_stars));
cleanup:
    return st;
}
