/* SPDX-License-Identifier: MIT */
/** @file group.h
 *  People who watch together: their profiles and predictions side by side, their taste matches, and
 *  one list for all of them. */
#ifndef LB_QUERY_RANK_GROUP_H
#define LB_QUERY_RANK_GROUP_H

#include "common/base/reporter.h"
#include "query/rank/blend.h"
#include "query/rank/match.h"
#include "query/rank/recommend.h"

enum { LB_GROUP_MAX = 32, LB_GROUP_NAME = 128 };

typedef struct LbGroupMember {
    char       name[LB_GROUP_NAME]; /**< clean: the user, "ann" of a file ann.zip, or "person 2" */
    LbProfile *profile;
    LbResolved resolved;
    double     weight; /**< > 0; default 1 */
    float     *score;  /**< [n_films] standardised; NULL = has rated nothing that the model knows */
    float     *stars;  /**< [n_films] predicted; NULL likewise */
} LbGroupMember;

typedef struct LbGroup {
    const LbModel *model;
    LbGroupMember *members; /**< [n] */
    int32_t        n;
    LbMatch       *matches; /**< [n (n - 1) / 2]: 1-2, 1-3, ..., 2-3, ... */
    LbProfile     *profile; /**< of all together, under the name "ann + bob": watched or on the
                                 watchlist when anybody has it so */
    LbResolved     resolved;
    LbBlendBy      by;
} LbGroup;

/** @param capacity  how many may be added, at most LB_GROUP_MAX   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_group_new(LbGroup **out, const LbModel *model, int32_t capacity,
                                   LbError *err);
void                  lb_group_free(LbGroup *group);

/** Add a person; the group takes the profile in any case.
 *  @param recent  as lb_resolve()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_group_add(LbGroup *group, LbProfile *profile, const LbResolver *resolver,
                                   int32_t recent, LbError *err);

/** Give weights: each text is "NAME=W", W within 0.01..100, NAME as in the members, in any case of
 *  letters; several members of one name all get it.
 *  @retval LB_EUSAGE  not of that form, or nobody has that name: names those who are there */
LB_NODISCARD LbStatus lb_group_weigh(LbGroup *group, const char *const *texts, int n, LbError *err);

/** Once everybody is there: fold in, score, match and unite. Memory 8 n_films bytes a member.
 *  @param ranking  how each person's score is made: the model's, for discovery or for a list
 *  @param choice   which films the matches list
 *  @retval LB_EDATA  more films than a profile may have   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_group_predict(LbGroup *group, const LbResolver *resolver,
                                       const LbRanking *ranking, const LbMatchChoice *choice,
                                       LbError *err);

/** The match of members i < j. */
const LbMatch *lb_group_match(const LbGroup *group, int32_t i, int32_t j);

/** One list for all, by the group score of blend.h times the group's watchlist boost, of
 *  those members whose taste is known; stars are their weighted mean. No picks when it is nobody's.
 *  `diversity`, `novelty` and `explain` of the settings are not looked at.
 *  @param[out] picks  free with lb_picks_clear()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_group_recommend(LbPicks *picks, const LbGroup *group,
                                         const LbRecommendSettings *settings, LbError *err);

#endif
