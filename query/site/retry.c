/* SPDX-License-Identifier: MIT */
#include "query/site/retry.h"

#include <math.h>
#include <string.h>

bool lb_retry_is_temporary(int http_status)
{
    return http_status == 429 ||
           (http_status >= 500 && http_status <= 599 && http_status != 501 && http_status != 505);
}

bool lb_retry_is_challenge(const char *cf_mitigated, const char *body)
{
    enum { TOP = 1024 };
    if (strcmp(cf_mitigated, "challenge") == 0) return true;
    const char *title = strstr(body, "<title>Just a moment...</title>");
    return title != NULL && title - body < TOP;
}

double lb_retry_delay(LbRng *rng, double first, int tries, double retry_after)
{
    const double longest = 60;
    double       seconds = fmin(ldexp(first, tries - 1), longest);
    seconds *= 1 + lb_rng_uniform(rng) / 2;
    return fmax(seconds, retry_after);
}
