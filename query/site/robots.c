/* SPDX-License-Identifier: MIT */
#include "query/site/robots.h"

#include <stddef.h>
#include <string.h>

/* As in robots.txt: '*' is any run of characters, '/' included, and the end is open. */
static const char *const disallowed[] = {
    "/*/by/*",       "/*/popular/this/*", "/*/on/*",       "/*/tag/*",
    "/*/genre/*",    "/*/country/*",      "/*/language/*", "/*/decade/*",
    "/films/year/*", "/films/*/year/*",   "/*/friends/*",
};

/* A match with the end open never needs to go back beyond the last star. */
static bool matches(const char *pattern, const char *path)
{
    const char *star = NULL, *resume = NULL;
    while (*pattern != '\0') {
        if (*pattern == '*') {
            star   = pattern++;
            resume = path;
        } else if (*pattern == *path) {
            pattern++;
            path++;
        } else {
            if (star == NULL || *resume == '\0') return false;
            pattern = star + 1;
            path    = ++resume;
        }
    }
    return true;
}

bool lb_robots_is_disallowed(const char *path)
{
    for (size_t i = 0; i < sizeof disallowed / sizeof disallowed[0]; i++)
        if (matches(disallowed[i], path)) return true;
    return false;
}

static bool is_dots(const char *segment, size_t len)
{
    return len > 0 && len <= 2 && strspn(segment, ".") >= len;
}

bool lb_robots_is_plain(const char *path)
{
    if (path[0] != '/' || path[1] == '/') return false;
    for (const char *p = path; *p != '\0'; p++) {
        if (*p <= ' ' || *p > '~' || strchr("%#\\", *p) != NULL) return false;
        if (*p == '/' && is_dots(p + 1, strcspn(p + 1, "/?"))) return false;
    }
    return true;
}
