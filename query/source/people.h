/* SPDX-License-Identifier: MIT */
/** @file people.h
 *  Whom to answer, and their profiles: behind one door the export, saved pages, a ratings file, and
 *  members read from the network or the cache. */
#ifndef LB_QUERY_SOURCE_PEOPLE_H
#define LB_QUERY_SOURCE_PEOPLE_H

#include "common/base/reporter.h"
#include "query/options.h"
#include "query/profile/profile.h"

typedef struct LbPeople LbPeople;

typedef struct LbPeopleSettings {
    const LbQueryOptions *options;
    const char *const    *users; /**< [n_users] operands */
    int                   n_users;
    const char           *cache_folder; /**< NULL: nothing is kept */
    LbScale               scale;        /**< of --ratings */
} LbPeopleSettings;

/** Find out who there is: exports, then saved pages (one person), then the users of the ratings
 *  file, then members. A ratings file is read here; members are read when they are asked for.
 *  @param settings  borrowed as long as the LbPeople lives
 *  @retval as the sources */
LB_NODISCARD LbStatus lb_people_open(LbPeople **out, const LbPeopleSettings *settings,
                                     const LbReporter *reporter, LbError *err);
void                  lb_people_close(LbPeople *people);

int32_t lb_people_count(const LbPeople *people);

/** True when profiles cost next to nothing, so that many are answered at once. */
bool lb_people_are_at_hand(const LbPeople *people);

/** Name of a person, as given; empty when it is not known before the profile. Borrowed. */
LbSlice lb_people_name(const LbPeople *people, int32_t index);

/** The profile of one person.
 *  @retval LB_ENOINPUT  --offline, and nothing is kept of this member
 *  @retval as the sources: query/export.h, saved_page.h, member.h */
LB_NODISCARD LbStatus lb_people_profile(LbProfile **out, LbPeople *people, int32_t index,
                                        LbError *err);

#endif
