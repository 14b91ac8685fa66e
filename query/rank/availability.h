/* SPDX-License-Identifier: MIT */
/** @file availability.h
 *  Where films can be seen (--available): on which services, in which countries. */
#ifndef LB_QUERY_RANK_AVAILABILITY_H
#define LB_QUERY_RANK_AVAILABILITY_H

#include "common/base/reporter.h"
#include "query/resolve/resolver.h"

typedef struct LbAvailability LbAvailability;

typedef struct LbAvailabilitySettings {
    const char *const *files; /**< [n_files] of films, with columns service and country at will */
    int                n_files;
    const char *const *services; /**< [n_services] any of these; 0: whatever there is */
    int                n_services;
    const char *const
        *countries; /**< [n_countries] in any of these, by name or code; 0: anywhere */
    int  n_countries;
} LbAvailabilitySettings;

/** One place where a film can be seen; texts are "" when the file does not tell. */
typedef struct LbOffer {
    const char *service, *country;
} LbOffer;

/** Read the files, and keep what is asked for. A row without a country counts in every country.
 *  Films that the model does not know are counted with -v.
 *  @param[out] out  NULL where the settings have no file
 *  @param films     those of the resolver
 *  @retval LB_EUSAGE  a service that no row has: the message lists those there are
 *  @retval LB_ENOINPUT, LB_EDATA, LB_EIO, LB_EINTR, LB_ENOMEM  as lb_film_list_read() */
LB_NODISCARD LbStatus lb_availability_read(LbAvailability              **out,
                                           const LbAvailabilitySettings *settings,
                                           const LbResolver *resolver, const LbFilms *films,
                                           const LbReporter *reporter, LbError *err);
void                  lb_availability_free(LbAvailability *availability);

/** Where the film can be seen, in the order of the files. @param[out] n  their number, 0 nowhere */
const LbOffer *lb_availability_of(const LbAvailability *availability, int32_t film, int32_t *n);

/** "Mubi (FR), Netflix": cut at `cap`, cleaned for a terminal; "" when the file names no service. */
void lb_availability_text(char *out, size_t cap, const LbAvailability *availability, int32_t film);

#endif
