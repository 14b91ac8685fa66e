/* SPDX-License-Identifier: MIT */
/** @file poster.h
 *  Which posters a page may ask other sites for. Whoever made the film table chose the addresses, and
 *  each image tells its host who looks at which films. */
#ifndef LB_QUERY_REPORT_POSTER_H
#define LB_QUERY_REPORT_POSTER_H

#include "common/model/model.h"

/** Address of a film's poster, borrowed from the model; empty when there is none that may be shown:
 *  over https, and unless `any_host` from Letterboxd or TMDB, whose addresses film tables have. */
LbSlice lb_poster_address(const LbModel *model, int32_t film, bool any_host);

/** The hosts, as a Content-Security-Policy lists them: "https://a.ltrbxd.com ...". */
const char *lb_poster_hosts(void);

#endif
