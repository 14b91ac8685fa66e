/* SPDX-License-Identifier: MIT */
#include "common/input/rating_scale.h"

#include <stdbool.h>

static const double lowest_stars = 0.5, highest_stars = 5.0;

double lb_rating_scale_to_stars(LbScale scale, double rating)
{
    bool is_stars = scale.lo == lowest_stars && scale.hi == highest_stars;
    if (is_stars || scale.lo == scale.hi) return rating;
    return lowest_stars +
           (rating - scale.lo) * (highest_stars - lowest_stars) / (scale.hi - scale.lo);
}

double lb_rating_scale_from_stars(LbScale scale, double stars)
{
    bool is_stars = scale.lo == lowest_stars && scale.hi == highest_stars;
    if (is_stars || scale.lo == scale.hi) return stars;
    return scale.lo +
           (stars - lowest_stars) * (scale.hi - scale.lo) / (highest_stars - lowest_stars);
}

LbStatus lb_rating_scale_detect(LbScale *out, double lo, double hi, LbError *err)
{
    static const LbScale known[] = {{0.5, 5.0}, {1.0, 10.0}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (lo >= known[i].lo && hi <= known[i].hi) {
            *out = known[i];
            return LB_OK;
        }
    }
    return lb_error_set(err, LB_EDATA, 0,
                        "ratings go from %g to %g; expected 0.5 to 5 or 1 to 10, or give the scale "
                        "with --scale MIN:MAX (--on-error skip then leaves out what is beyond it)",
                        lo, hi);
}
