/* SPDX-License-Identifier: MIT */
#include "query/rank/group.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/base/path.h"
#include "common/base/topk.h"
#include "common/predict/score.h"
#include "common/text/text.h"
#include "query/rank/boost.h"
#include "query/rank/quota.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double WEIGHT_MIN = 0.01, WEIGHT_MAX = 100;

enum { NAMES_MAX = 1 << 16 };

LbStatus lb_group_new(LbGroup **out, const LbModel *model, int32_t capacity, LbError *err)
{
    LbStatus st    = LB_OK;
    LbGroup *group = NULL;
    *out           = NULL;
    LB_ALLOC_ZEROED(group, 1);
    group->model = model;
    LB_ALLOC_ZEROED(group->members, capacity);
    *out  = group;
    group = NULL;
cleanup:
    lb_group_free(group);
    return st;
}

static int32_t count_pairs(const LbGroup *group)
{
    return group->n * (group->n - 1) / 2;
}

void lb_group_free(LbGroup *group)
{
    if (group == NULL) return;
    for (int32_t i = 0; i < group->n; i++) {
        lb_profile_free(group->members[i].profile);
        lb_resolve_clear(&group->members[i].resolved);
        free(group->members[i].score);
        free(group->members[i].stars);
    }
    for (int32_t i = 0; group->matches != NULL && i < count_pairs(group); i++)
        lb_match_clear(&group->matches[i]);
    free(group->members);
    free(group->matches);
    lb_profile_free(group->profile);
    lb_resolve_clear(&group->resolved);
    free(group);
}

/* Names of files that say what is in them, and not whose they are. */
static bool says_no_name(LbSlice name)
{
    static const char *const words[] = {"ratings", "watched", "watchlist", "diary",   "reviews",
                                        "likes",   "films",   "movies",    "history", "export",
                                        "data",    "list",    "profile",   NULL};
    return name.len == 0 || lb_slice_is_any(name, words);
}

/* "ann.zip" is ann's, unless somebody is called so already. */
static void name_by_file(const LbGroup *group, LbGroupMember *member)
{
    const char *file =
        lb_profile_origins(member->profile) > 0 ? lb_profile_origin(member->profile, 1) : "";
    const char *base = lb_path_base(file), *dot = strchr(base, '.');
    LbSlice     name = {base, dot != NULL ? (size_t)(dot - base) : 0};
    if (says_no_name(name) || strchr(base, '=') != NULL) return;
    lb_text_clean(member->name, sizeof member->name, name);
    for (const LbGroupMember *other = group->members; other < member; other++)
        if (strcmp(other->name, member->name) == 0) member->name[0] = '\0';
}

LbStatus lb_group_add(LbGroup *group, LbProfile *profile, const LbResolver *resolver,
                      int32_t recent, LbError *err)
{
    LbGroupMember *member = &group->members[group->n++];
    const char    *user   = lb_profile_user(profile);
    *member               = (LbGroupMember){.profile = profile, .weight = 1};
    lb_text_clean(member->name, sizeof member->name, (LbSlice){user, strlen(user)});
    if (member->name[0] == '\0') name_by_file(group, member);
    if (member->name[0] == '\0')
        snprintf(member->name, sizeof member->name, "person %d", (int)group->n);
    return lb_resolve(&member->resolved, resolver, profile, recent, err);
}

static LbStatus say_unknown(const LbGroup *group, const char *text, int len, LbError *err)
{
    char names[LB_MESSAGE_MAX / 2] = "";
    for (int32_t i = 0; i < group->n; i++) {
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "",
                 group->members[i].name);
    }
    return lb_error_set(err, LB_EUSAGE, 0, "--weight: nobody here is called '%.*s': there are %s",
                        len, text, names);
}

static LbStatus weigh_one(LbGroup *group, const char *text, LbError *err)
{
    const char *equals = strrchr(text, '=');
    double      weight = 0;
    int         found  = 0;
    if (equals == NULL || equals == text ||
        !lb_slice_to_double((LbSlice){equals + 1, strlen(equals + 1)}, &weight) ||
        weight < WEIGHT_MIN || weight > WEIGHT_MAX)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--weight: expected NAME=W with W within %g..%g, got '%s'", WEIGHT_MIN,
                            WEIGHT_MAX, text);
    LbSlice name = {text, (size_t)(equals - text)};
    for (int32_t i = 0; i < group->n; i++) {
        if (!lb_slice_is_nocase(name, group->members[i].name)) continue;
        group->members[i].weight = weight;
        found++;
    }
    return found > 0 ? LB_OK : say_unknown(group, text, (int)name.len, err);
}

LbStatus lb_group_weigh(LbGroup *group, const char *const *texts, int n, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; i < n && st == LB_OK; i++)
        st = weigh_one(group, texts[i], err);
    return st;
}

static LbStatus predict(LbGroupMember *member, LbUser *user, const LbRanking *ranking, LbError *err)
{
    LbStatus          st       = LB_OK;
    const LbResolved *resolved = &member->resolved;
    LbVector          vector   = {resolved->film, resolved->stars, resolved->n, resolved->n_rated};
    if (resolved->n_rated == 0) return LB_OK;
    LB_TRY(lb_foldin_vector(user, &vector, err));
    LB_ALLOC(member->score, user->model->films.n_films);
    LB_ALLOC(member->stars, user->model->films.n_films);
    lb_score_all(user, ranking, member->score, member->stars);
    if (!lb_score_are_numbers(member->score, user->model->films.n_films) ||
        !lb_score_are_numbers(member->stars, user->model->films.n_films))
        LB_TRY(lb_model_refuse(err));
    lb_blend_standardise(member->score, user->model->films.n_films);
cleanup:
    return st;
}

static LbMatchSide side_of(const LbGroupMember *member)
{
    return (LbMatchSide){&member->resolved, member->stars};
}

static LbStatus match_all(LbGroup *group, const LbMatchChoice *choice, LbError *err)
{
    LbStatus st   = LB_OK;
    int32_t  pair = 0;
    LB_ALLOC_ZEROED(group->matches, count_pairs(group));
    for (int32_t i = 0; i < group->n; i++)
        for (int32_t j = i + 1; j < group->n; j++)
            LB_TRY(lb_match(&group->matches[pair++], group->model, side_of(&group->members[i]),
                            side_of(&group->members[j]), choice, err));
cleanup:
    return st;
}

const LbMatch *lb_group_match(const LbGroup *group, int32_t i, int32_t j)
{
    return &group->matches[i * (2 * group->n - i - 1) / 2 + j - i - 1];
}

/* The profile of all together, in the model's terms. */
static LbStatus unite(LbGroup *group, const LbResolver *resolver, LbError *err)
{
    LbStatus st = LB_OK;
    LbBuf    name;
    lb_buf_init(&name, NAMES_MAX);
    for (int32_t i = 0; i < group->n; i++)
        LB_TRY(lb_buf_printf(&name, err, "%s%s", i > 0 ? " + " : "", group->members[i].name));
    LB_TRY(lb_profile_new(&group->profile, lb_buf_text(&name), LB_SOURCE_BLEND, err));
    for (int32_t i = 0; i < group->n; i++) {
        const LbProfile *profile = group->members[i].profile;
        for (int32_t k = 0; k < lb_profile_count(profile); k++)
            LB_TRY(lb_profile_add(group->profile, lb_profile_at(profile, k), err));
    }
    LB_TRY(lb_resolve(&group->resolved, resolver, group->profile, 0, err));
cleanup:
    lb_buf_clear(&name);
    return st;
}

LbStatus lb_group_predict(LbGroup *group, const LbResolver *resolver, const LbRanking *ranking,
                          const LbMatchChoice *choice, LbError *err)
{
    LbStatus st   = LB_OK;
    LbUser  *user = NULL;
    LB_TRY(lb_foldin_new(&user, group->model, err));
    for (int32_t i = 0; i < group->n; i++)
        LB_TRY(predict(&group->members[i], user, ranking, err));
    LB_TRY(match_all(group, choice, err));
    LB_TRY(unite(group, resolver, err));
cleanup:
    lb_foldin_free(user);
    return st;
}

/* Those members whose taste is known, while films go by. */
typedef struct Voters {
    const LbGroupMember *member[LB_GROUP_MAX];
    double               weight[LB_GROUP_MAX], total;
    int32_t              n;
} Voters;

static Voters voters_of(const LbGroup *group)
{
    Voters voters = {.n = 0};
    for (int32_t i = 0; i < group->n; i++) {
        if (group->members[i].score == NULL) continue;
        voters.total += group->members[i].weight;
        voters.weight[voters.n]   = group->members[i].weight;
        voters.member[voters.n++] = &group->members[i];
    }
    return voters;
}

/* Share of the weights that want to see the film. */
static double wish_for(const Voters *voters, int32_t film)
{
    double sum = 0;
    for (int32_t p = 0; p < voters->n; p++) {
        if (lb_resolve_wants(&voters->member[p]->resolved, film)) sum += voters->weight[p];
    }
    return sum / voters->total;
}

static float score_of(const Voters *voters, const LbGroup *group, int32_t film, double boost)
{
    float z[LB_GROUP_MAX];
    for (int32_t p = 0; p < voters->n; p++)
        z[p] = voters->member[p]->score[film];
    return (float)lb_boost_score(lb_blend_score(z, voters->weight, voters->n, group->by), boost);
}

static float stars_of(const Voters *voters, int32_t film)
{
    double sum = 0;
    for (int32_t p = 0; p < voters->n; p++)
        sum += voters->weight[p] * (double)voters->member[p]->stars[film];
    return (float)(sum / voters->total);
}

static void rank(LbTopK *top, const LbGroup *group, const Voters *voters,
                 const LbRecommendSettings *settings)
{
    const LbResolved *all  = &group->resolved;
    int32_t           next = 0; /* in the watchlist, which is ascending */
    for (int32_t film = 0; film < group->model->films.n_films; film++) {
        bool is_wanted = next < all->n_watchlist && all->watchlist[next] == film;
        next += is_wanted;
        if (settings->watchlist_only && !is_wanted) continue;
        double boost =
            is_wanted ? lb_blend_boost(settings->watchlist_boost, wish_for(voters, film)) : 1;
        float score = score_of(voters, group, film, boost);
        if (score > lb_topk_threshold(top) && lb_recommend_may(all, settings, film))
            lb_topk_offer(top, score, film);
    }
}

LbStatus lb_group_recommend(LbPicks *picks, const LbGroup *group,
                            const LbRecommendSettings *settings, LbError *err)
{
    LbStatus st      = LB_OK;
    LbTopK   top     = {0};
    Voters   voters  = voters_of(group);
    int32_t  n_films = group->model->films.n_films;
    int32_t  count   = settings->count > 0 && settings->count < n_films ? settings->count : n_films;
    *picks           = (LbPicks){0};
    if (voters.n == 0) return LB_OK;
    LB_TRY(lb_topk_init(&top, lb_quota_needs(count, settings->per_director, n_films), err));
    rank(&top, group, &voters, settings);
    int32_t n = lb_topk_finish(&top);
    LB_ALLOC_ZEROED(picks->items, n);
    for (int32_t i = 0; i < n; i++) {
        int32_t film    = top.heap[i].film;
        picks->items[i] = (LbPick){.film            = film,
                                   .candidate       = -1,
                                   .score           = top.heap[i].score,
                                   .stars           = stars_of(&voters, film),
                                   .is_on_watchlist = lb_resolve_wants(&group->resolved, film)};
    }
    picks->n = n;
    LB_TRY(lb_quota_keep(picks, &group->model->films, settings->per_director, err));
    if (picks->n > count) picks->n = count;
cleanup:
    lb_topk_clear(&top);
    return st;
}
