/* SPDX-License-Identifier: MIT */
/** @file retry.h
 *  When a request is worth trying again, and how long to wait before: pure rules, no clock. */
#ifndef LB_QUERY_SITE_RETRY_H
#define LB_QUERY_SITE_RETRY_H

#include "common/base/rng.h"

#include <stdbool.h>

/** True for an HTTP status that may be another one soon: 429 and 5xx except 501 and 505. */
bool lb_retry_is_temporary(int http_status);

/** True for a challenge to browsers, which a program gets again however often it asks: by its
 *  header, or, where a proxy dropped that, by the title near the top of the body.
 *  @param cf_mitigated  value of that header, "" for none */
bool lb_retry_is_challenge(const char *cf_mitigated, const char *body);

/** Seconds to wait before try number `tries` + 1 (tries >= 1): `first`, doubled each time up to 60
 *  s, times a random factor of 1..1.5 so that clients that failed together do not return together;
 *  at least `retry_after` when the site gave one (negative: it did not). */
double lb_retry_delay(LbRng *rng, double first, int tries, double retry_after);

#endif
