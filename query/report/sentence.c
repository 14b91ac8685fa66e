/* SPDX-License-Identifier: MIT */
#include "query/report/sentence.h"

#include <math.h>
#include <string.h>

enum { TEXT_CAP = 1024 };

/* One side of the reasons: for the pick or against it, rated or merely watched. */
typedef struct Side {
    const LbAnswer  *answer;
    const LbBecause *because;
    bool             against;
} Side;

static bool is_of(const Side *side, const LbReason *reason, bool rated)
{
    return (reason->points < 0) == side->against &&
           !isnan(side->answer->resolved->stars[reason->seen]) == rated;
}

static int32_t count(const Side *side, bool rated)
{
    int32_t n = 0;
    for (int32_t i = 0; i < side->because->n; i++)
        n += is_of(side, &side->because->items[i], rated);
    return n;
}

/* "Parasite 5 stars", or "Parasite" when it was merely watched; "“Scream 3” 5 stars" lest the
 * numbers run together. */
static LbStatus put_film(LbBuf *out, const LbAnswer *answer, int32_t seen, LbError *err)
{
    char   name[TEXT_CAP];
    LbPick film  = {.film = answer->resolved->film[seen]};
    double stars = (double)answer->resolved->stars[seen];
    lb_answer_name(name, sizeof name, answer, &film);
    if (isnan(stars)) return lb_buf_puts(out, name, err);
    size_t len    = strlen(name);
    bool   quoted = len > 0 && name[len - 1] >= '0' && name[len - 1] <= '9';
    return lb_buf_printf(out, err, quoted ? "“%s” %g %s" : "%s %g %s", name, stars,
                         stars == 1 ? "star" : "stars");
}

/* "A, B and C" of the films of one kind. */
static LbStatus put_list(LbBuf *out, const Side *side, bool rated, LbError *err)
{
    LbStatus st   = LB_OK;
    int32_t  left = count(side, rated);
    for (int32_t i = 0; i < side->because->n && st == LB_OK; i++) {
        const LbReason *reason = &side->because->items[i];
        if (!is_of(side, reason, rated)) continue;
        st = put_film(out, side->answer, reason->seen, err);
        left--;
        if (st == LB_OK && left > 0) st = lb_buf_puts(out, left > 1 ? ", " : " and ", err);
    }
    return st;
}

/* "you rated A 5 stars and watched B" after its conjunction; nothing when there is no film. */
static LbStatus put_side(LbBuf *out, const char *conjunction, const Side *side, LbError *err)
{
    LbStatus st    = LB_OK;
    int32_t  rated = count(side, true), watched = count(side, false);
    if (rated + watched == 0) return LB_OK;
    LB_TRY(lb_buf_printf(out, err, "%s%s you ", out->len > 0 ? ", " : "", conjunction));
    if (rated > 0) LB_TRY(lb_buf_puts(out, "rated ", err));
    LB_TRY(put_list(out, side, true, err));
    if (watched > 0) LB_TRY(lb_buf_puts(out, rated > 0 ? " and watched " : "watched ", err));
    LB_TRY(put_list(out, side, false, err));
cleanup:
    return st;
}

LbStatus lb_sentence_append(LbBuf *out, const LbAnswer *answer, const LbPick *pick, LbError *err)
{
    if (pick->because == NULL) return LB_OK;
    Side     pro = {answer, pick->because, false}, contra = {answer, pick->because, true};
    LbStatus st = put_side(out, "because", &pro, err);
    return st == LB_OK ? put_side(out, "although", &contra, err) : st;
}
