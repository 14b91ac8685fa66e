/* SPDX-License-Identifier: MIT */
#include "common/input/rating_options.h"

#include <string.h>

LbStatus lb_rating_options_scale(LbScale *out, const char *value, LbError *err)
{
    const char *colon = strchr(value, ':');
    LbScale     scale;
    if (colon == NULL ||
        !lb_slice_to_double((LbSlice){value, (size_t)(colon - value)}, &scale.lo) ||
        !lb_slice_to_double((LbSlice){colon + 1, strlen(colon + 1)}, &scale.hi) ||
        !(scale.lo < scale.hi))
        return lb_error_set(err, LB_EUSAGE, 0, "--scale: expected MIN:MAX, got '%s'", value);
    *out = scale;
    return LB_OK;
}

LbStatus lb_rating_options_columns(LbRatingColumns *out, const char *value, LbError *err)
{
    LbRatingColumns columns = {.user = ""};
    char           *names[] = {columns.user, columns.film, columns.rating};
    const char     *at      = value;
    for (int i = 0; i < 3; i++) {
        size_t len     = strcspn(at, ",");
        bool   is_last = i == 2;
        if (len >= sizeof columns.user || (at[len] == '\0') != is_last)
            return lb_error_set(err, LB_EUSAGE, 0,
                                "--columns: expected three names, USER,FILM,RATING, got '%s'",
                                value);
        memcpy(names[i], at, len);
        names[i][len] = '\0';
        at += len + 1;
    }
    *out = columns;
    return LB_OK;
}
