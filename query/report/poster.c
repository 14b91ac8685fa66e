/* SPDX-License-Identifier: MIT */
#include "query/report/poster.h"

#include "common/base/slice.h"

#include <string.h>

static const char scheme[] = "https://";
static const char hosts[]  = "https://a.ltrbxd.com https://s.ltrbxd.com https://image.tmdb.org "
                             "https://media.themoviedb.org https://www.themoviedb.org";

const char *lb_poster_hosts(void)
{
    return hosts;
}

/* "https://HOST" up to the path; a port or a name and password make it another one. */
static bool is_known_host(LbSlice origin)
{
    for (const char *at = hosts; *at != '\0';) {
        size_t len = strcspn(at, " ");
        if (len == origin.len && memcmp(at, origin.text, len) == 0) return true;
        at += len;
        at += strspn(at, " ");
    }
    return false;
}

LbSlice lb_poster_address(const LbModel *model, int32_t film, bool any_host)
{
    LbSlice address = film >= 0 ? lb_model_string(&model->films.posters, film) : (LbSlice){"", 0};
    LbSlice none    = {"", 0};
    size_t  origin  = sizeof scheme - 1;
    if (address.len <= origin || memcmp(address.text, scheme, origin) != 0) return none;
    while (origin < address.len && strchr("/?#", address.text[origin]) == NULL)
        origin++;
    return any_host || is_known_host((LbSlice){address.text, origin}) ? address : none;
}
