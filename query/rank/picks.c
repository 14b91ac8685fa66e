/* SPDX-License-Identifier: MIT */
#include "query/rank/picks.h"

#include <stdlib.h>

void lb_picks_clear(LbPicks *picks)
{
    free(picks->items);
    free(picks->because);
    free(picks->reasons);
    free(picks->liked);
    *picks = (LbPicks){0};
}
