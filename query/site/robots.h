/* SPDX-License-Identifier: MIT */
/** @file robots.h
 *  Which paths are never requested: what Letterboxd's robots.txt (September 2026) forbids to all,
 *  and what is no plain path at all. */
#ifndef LB_QUERY_SITE_ROBOTS_H
#define LB_QUERY_SITE_ROBOTS_H

#include <stdbool.h>

/** True for a path that robots.txt forbids, e.g. "/x/films/by/date/". Cost O(length). */
bool lb_robots_is_disallowed(const char *path);

/** True for an absolute path of printable ASCII that means what it says: no "//" in front, no "."
 *  or ".." segment, no '\\', no '#', and no '%', which could hide a forbidden path. */
bool lb_robots_is_plain(const char *path);

#endif
