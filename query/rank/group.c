/* SPDX-License-Identifier: MIT */
#include "query/rank/group.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/base/topk.h"
#include "common/predict/score.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double WEIGHT_MIN = 0.01, WEIGHT_MAX = 100;

enum { NAMES_MAX = 1 << 16 };

LbStatus lb_party_new(LbParty **out, const LbModel *model, int32_t capacity, LbError *err)
{
    LbStatus st    = LB_OK;
    LbParty *party = NULL;
    *out           = NULL;
    LB_ALLOC_ZEROED(party, 1);
    party->model = model;
    LB_ALLOC_ZEROED(party->members, capacity);
    *out  = party;
    party = NULL;
cleanup:
    lb_party_free(party);
    return st;
}

void lb_party_free(LbParty *party)
{
    if (party == NULL) return;
    for (int32_t i = 0; i < party->n; i++) {
        lb_profile_free(party->members[i].profile);
        lb_resolved_clear(&party->members[i].resolved);
        free(party->members[i].score);
        free(party->members[i].stars);
    }
    free(party->members);
    free(party->matches);
    lb_profile_free(party->profile);
    lb_resolved_clear(&party->resolved);
    free(party);
}

LbStatus lb_party_add(LbParty *party, LbProfile *profile, LbResolver *resolver, int32_t recent,
                      LbError *err)
{
    LbPartyMember *member = &party->members[party->n++];
    const char    *user   = lb_profile_user(profile);
    *member               = (LbPartyMember){.profile = profile, .weight = 1};
    lb_text_clean(member->name, sizeof member->name, (LbSlice){user, strlen(user)});
    if (member->name[0] == '\0')
        snprintf(member->name, sizeof member->name, "person %d", (int)party->n);
    return lb_resolve(&member->resolved, resolver, profile, recent, err);
}

static LbStatus say_unknown(const LbParty *party, const char *text, int len, LbError *err)
{
    char names[LB_MESSAGE_MAX / 2] = "";
    for (int32_t i = 0; i < party->n; i++) {
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "",
                 party->members[i].name);
    }
    return lb_error_set(err, LB_EUSAGE, 0, "--weight: nobody here is called '%.*s': there are %s",
                        len, text, names);
}

static LbStatus weigh_one(LbParty *party, const char *text, LbError *err)
{
    const char *equals = strrchr(text, '=');
    double      weight = 0;
    int         found  = 0;
    if (equals == NULL || equals == text ||
        !lb_parse_double((LbSlice){equals + 1, strlen(equals + 1)}, &weight) ||
        weight < WEIGHT_MIN || weight > WEIGHT_MAX)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--weight: expected NAME=W with W within %g..%g, got '%s'", WEIGHT_MIN,
                            WEIGHT_MAX, text);
    LbSlice name = {text, (size_t)(equals - text)};
    for (int32_t i = 0; i < party->n; i++) {
        if (!lb_slice_is_nocase(name, party->members[i].name)) continue;
        party->members[i].weight = weight;
        found++;
    }
    return found > 0 ? LB_OK : say_unknown(party, text, (int)name.len, err);
}

LbStatus lb_party_weigh(LbParty *party, const char *const *texts, int n, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; i < n && st == LB_OK; i++)
        st = weigh_one(party, texts[i], err);
    return st;
}

static LbStatus predict(LbPartyMember *member, LbUser *user, const LbRanking *ranking, LbError *err)
{
    LbStatus          st       = LB_OK;
    const LbResolved *resolved = &member->resolved;
    LbVector          vector   = {resolved->film, resolved->stars, resolved->n, resolved->n_rated};
    if (resolved->n_rated == 0) return LB_OK;
    LB_TRY(lb_user_fold(user, &vector, err));
    LB_ALLOC(member->score, user->model->films.n_films);
    LB_ALLOC(member->stars, user->model->films.n_films);
    lb_user_score_all(user, ranking, member->score, member->stars);
    lb_standardise(member->score, user->model->films.n_films);
cleanup:
    return st;
}

static LbMatchSide side_of(const LbPartyMember *member)
{
    return (LbMatchSide){&member->resolved, member->stars};
}

static LbStatus match_all(LbParty *party, LbError *err)
{
    LbStatus st    = LB_OK;
    int32_t  place = 0;
    LB_ALLOC(party->matches, party->n * (party->n - 1) / 2);
    for (int32_t i = 0; i < party->n; i++)
        for (int32_t j = i + 1; j < party->n; j++)
            lb_match(&party->matches[place++], party->model, side_of(&party->members[i]),
                     side_of(&party->members[j]));
cleanup:
    return st;
}

const LbMatch *lb_party_match(const LbParty *party, int32_t i, int32_t j)
{
    return &party->matches[i * (2 * party->n - i - 1) / 2 + j - i - 1];
}

/* The profile of all together, in the model's terms. */
static LbStatus unite(LbParty *party, LbResolver *resolver, LbError *err)
{
    LbStatus st = LB_OK;
    LbBuf    name;
    lb_buf_init(&name, NAMES_MAX);
    for (int32_t i = 0; i < party->n; i++)
        LB_TRY(lb_buf_printf(&name, err, "%s%s", i > 0 ? " + " : "", party->members[i].name));
    LB_TRY(lb_profile_new(&party->profile, lb_buf_text(&name), LB_SOURCE_BLEND, err));
    for (int32_t i = 0; i < party->n; i++) {
        const LbProfile *profile = party->members[i].profile;
        for (int32_t k = 0; k < lb_profile_count(profile); k++)
            LB_TRY(lb_profile_add(party->profile, lb_profile_at(profile, k), err));
    }
    LB_TRY(lb_resolve(&party->resolved, resolver, party->profile, 0, err));
cleanup:
    lb_buf_clear(&name);
    return st;
}

LbStatus lb_party_meet(LbParty *party, LbResolver *resolver, const LbRanking *ranking, LbError *err)
{
    LbStatus st   = LB_OK;
    LbUser  *user = NULL;
    LB_TRY(lb_user_new(&user, party->model, err));
    for (int32_t i = 0; i < party->n; i++)
        LB_TRY(predict(&party->members[i], user, ranking, err));
    LB_TRY(match_all(party, err));
    LB_TRY(unite(party, resolver, err));
cleanup:
    lb_user_free(user);
    return st;
}

/* Those members whose taste is known, while films go by. */
typedef struct Voters {
    const LbPartyMember *member[LB_PARTY_MAX];
    double               weight[LB_PARTY_MAX], total;
    int32_t              n;
} Voters;

static Voters voters_of(const LbParty *party)
{
    Voters voters = {.n = 0};
    for (int32_t i = 0; i < party->n; i++) {
        if (party->members[i].score == NULL) continue;
        voters.total += party->members[i].weight;
        voters.weight[voters.n]   = party->members[i].weight;
        voters.member[voters.n++] = &party->members[i];
    }
    return voters;
}

/* Share of the weights that want to see the film. */
static double wish_for(const Voters *voters, int32_t film)
{
    double sum = 0;
    for (int32_t p = 0; p < voters->n; p++) {
        const LbResolved *resolved = &voters->member[p]->resolved;
        if (lb_film_search(resolved->watchlist, resolved->n_watchlist, film) >= 0)
            sum += voters->weight[p];
    }
    return sum / voters->total;
}

static float score_of(const Voters *voters, const LbParty *party, int32_t film, double boost)
{
    float z[LB_PARTY_MAX];
    for (int32_t p = 0; p < voters->n; p++)
        z[p] = voters->member[p]->score[film];
    double score = lb_blend_score(z, voters->weight, voters->n, party->by);
    return (float)(score >= 0 ? score * boost : score / boost);
}

static float stars_of(const Voters *voters, int32_t film)
{
    double sum = 0;
    for (int32_t p = 0; p < voters->n; p++)
        sum += voters->weight[p] * (double)voters->member[p]->stars[film];
    return (float)(sum / voters->total);
}

static void rank(LbTopK *top, const LbParty *party, const Voters *voters,
                 const LbRecommendSettings *settings)
{
    const LbResolved *all  = &party->resolved;
    int32_t           next = 0; /* in the watchlist, which is ascending */
    for (int32_t film = 0; film < party->model->films.n_films; film++) {
        bool is_wanted = next < all->n_watchlist && all->watchlist[next] == film;
        next += is_wanted;
        if (settings->watchlist_only && !is_wanted) continue;
        double boost =
            is_wanted ? lb_blend_boost(settings->watchlist_boost, wish_for(voters, film)) : 1;
        float score = score_of(voters, party, film, boost);
        if (score > lb_topk_threshold(top) && lb_recommend_may(all, settings, film))
            lb_topk_offer(top, score, film);
    }
}

LbStatus lb_party_recommend(LbPicks *picks, const LbParty *party,
                            const LbRecommendSettings *settings, LbError *err)
{
    LbStatus st      = LB_OK;
    LbTopK   top     = {0};
    Voters   voters  = voters_of(party);
    int32_t  n_films = party->model->films.n_films;
    int32_t  count   = settings->count > 0 && settings->count < n_films ? settings->count : n_films;
    *picks           = (LbPicks){0};
    if (voters.n == 0) return LB_OK;
    LB_TRY(lb_topk_init(&top, count, err));
    rank(&top, party, &voters, settings);
    int32_t n = lb_topk_finish(&top);
    LB_ALLOC_ZEROED(picks->items, n);
    for (int32_t i = 0; i < n; i++) {
        int32_t           film = top.heap[i].film;
        const LbResolved *all  = &party->resolved;
        picks->items[i]        = (LbPick){.film      = film,
                                          .candidate = -1,
                                          .score     = top.heap[i].score,
                                          .stars     = stars_of(&voters, film),
                                          .is_on_watchlist =
                                              lb_film_search(all->watchlist, all->n_watchlist, film) >= 0};
    }
    picks->n = n;
cleanup:
    lb_topk_clear(&top);
    return st;
}
