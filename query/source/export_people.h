/* SPDX-License-Identifier: MIT */
/** @file export_people.h
 *  Whose the files of --export are: an account export is a person's all, single files may be parts
 *  of what one person has. */
#ifndef LB_QUERY_SOURCE_EXPORT_PEOPLE_H
#define LB_QUERY_SOURCE_EXPORT_PEOPLE_H

#include "query/profile/profile.h"
#include "query/source/export.h"

typedef struct LbExportPeople LbExportPeople;

typedef struct LbExportPeopleSettings {
    const char *const *paths; /**< [n] borrowed as long as the people live */
    const char *const *names; /**< [n] what the files are called; NULL: as their paths */
    int                n;
    bool               is_one; /**< all of them are one person's */
    LbExport *const   *ready;  /**< [n_ready] read already, a person's each; borrowed likewise */
    int                n_ready;
    LbFilmFileSettings file;
} LbExportPeopleSettings;

/** Read all files, and find out whose they are. A single file joins the one before it when both are
 *  of one site and hold different things: ratings, watched films, likes, a diary, a watchlist; that
 *  is said. A file that cannot be read fails when its person is asked for.
 *  @retval LB_EDATA  more than LB_EXPORT_ROWS in all of them   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_export_people_open(LbExportPeople              **out,
                                            const LbExportPeopleSettings *settings,
                                            const LbReporter *reporter, LbError *err);
void                  lb_export_people_close(LbExportPeople *people);

int32_t lb_export_people_count(const LbExportPeople *people);

/** Name of a person as their files tell it, else what the first of them is called, without its
 *  ending. Borrowed. */
LbSlice lb_export_people_name(const LbExportPeople *people, int32_t index);

/** @retval as lb_export_open() and lb_profile_build() */
LB_NODISCARD LbStatus lb_export_people_profile(LbProfile **out, const LbExportPeople *people,
                                               int32_t index, const LbReporter *reporter,
                                               LbError *err);

#endif
