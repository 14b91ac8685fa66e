/* SPDX-License-Identifier: MIT */
/** @file people.h
 *  Whom to answer, and their profiles: behind one door the export, saved pages, a ratings file, and
 *  members read from the network or the cache. */
#ifndef LB_QUERY_SOURCE_PEOPLE_H
#define LB_QUERY_SOURCE_PEOPLE_H

#include "common/base/reporter.h"
#include "common/input/rating_layout.h"
#include "common/input/rating_scale.h"
#include "query/profile/profile.h"
#include "query/site/member.h"
#include "query/source/export.h"

typedef struct LbPeople LbPeople;

/** Texts and arrays are borrowed. */
typedef struct LbPeopleSettings {
    const char *const *exports;      /**< [n_exports] files, whose: query/source/export_people.h */
    const char *const *export_names; /**< [n_exports] what they are called; NULL: as their paths */
    int                n_exports;
    LbExport *const   *ready; /**< [n_ready] exports that were read already, a person's each */
    int                n_ready;
    bool               is_one_person; /**< all exports are one person's */
    const char *const *saved_pages;   /**< [n_saved_pages] of one person */
    int                n_saved_pages;
    const char        *ratings;        /**< a file; NULL: none */
    LbRatingColumns    columns;        /**< of ratings */
    LbScale            scale;          /**< of ratings, and where it is given of exports that do not
                                             tell theirs */
    bool               scale_is_given; /**< by --scale; else it is the model's */
    const char *const *users;          /**< [n_users] members: NAME, @NAME or an address */
    int                n_users;
    LbHttpSettings     http;            /**< how members are read */
    LbMemberSettings   member;          /**< its `recent` also says whether a diary is needed */
    const char        *only;            /**< of exports or a ratings file the person of this name
                                             alone; NULL: everybody */
    const char        *cache_folder;    /**< NULL: nothing is kept */
    double             max_age_seconds; /**< of what is kept */
    bool               refresh;         /**< read again whatever is kept */
    bool               offline;         /**< what is kept, however old; no network */
} LbPeopleSettings;

/** Find out who there is: exports, then saved pages (one person), then the users of the ratings
 *  file, then members. Exports and a ratings file are read here; members are read when they are
 *  asked for.
 *  @param settings  copied; what it points to is borrowed as long as the LbPeople lives
 *  @retval LB_EUSAGE  a user that is a file: the message names --export
 *  @retval LB_ENOINPUT  nobody is called `only`
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
 *  @retval as the sources: export.h, saved_page.h, site/member.h */
LB_NODISCARD LbStatus lb_people_profile(LbProfile **out, LbPeople *people, int32_t index,
                                        LbError *err);

#endif
