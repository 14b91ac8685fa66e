/* SPDX-License-Identifier: MIT */
/* To be preloaded: the time of day is $CLOCK_SHIFT seconds later than it is. */
#include <stdlib.h>
#include <time.h>

/* The C library's own name of the argument is reserved. */
time_t time(time_t *out) /* NOLINT(readability-inconsistent-declaration-parameter-name) */
{
    struct timespec now;
    const char     *shift = getenv("CLOCK_SHIFT");
    clock_gettime(CLOCK_REALTIME, &now);
    time_t shifted = now.tv_sec + (shift != NULL ? (time_t)strtol(shift, NULL, 10) : 0);
    if (out != NULL) *out = shifted;
    return shifted;
}
