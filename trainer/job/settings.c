/* SPDX-License-Identifier: MIT */
#include "trainer/job/settings.h"

LbTrainSettings lb_settings_defaults(void)
{
    return (LbTrainSettings){.ratings           = lb_ratings_defaults(),
                             .method            = LB_METHOD_HYBRID,
                             .svd               = lb_svd_defaults(),
                             .evaluate_fraction = 0.1,
                             .keep              = -1,
                             .date              = -1,
                             .gate              = {.margin = -1}};
}

LbFitSettings lb_settings_for_fit(const LbTrainSettings *settings)
{
    LbFitSettings set = lb_fit_defaults();
    set.svd           = settings->svd;
    if (settings->rank > 0) set.svd.rank = set.taste.rank = set.softimpute.rank = settings->rank;
    return set;
}
