/* SPDX-License-Identifier: MIT */
#include "query/serve/router.h"

#include "query/serve/answer_endpoints.h"
#include "query/serve/film_endpoints.h"
#include "query/serve/page.h"

#include <string.h>

static const LbRoute routes[] = {
    {"POST", "/v1/recommendations", LB_ENDPOINT_RECOMMEND, lb_answer_endpoints_recommendations,
     false},
    {"GET", "/v1/recommendations", LB_ENDPOINT_RECOMMEND, lb_answer_endpoints_own, false},
    {"GET", "/v1/lists/radarr", LB_ENDPOINT_LISTS, lb_answer_endpoints_radarr, false},
    {"GET", "/v1/lists/letterboxd", LB_ENDPOINT_LISTS, lb_answer_endpoints_letterboxd, false},
    {"GET", "/v1/users/{name}/recommendations", LB_ENDPOINT_RECOMMEND, lb_answer_endpoints_member,
     false},
    {"POST", "/v1/blend", LB_ENDPOINT_GROUP, lb_answer_endpoints_blend, false},
    {"POST", "/v1/match", LB_ENDPOINT_GROUP, lb_answer_endpoints_match, false},
    {"GET", "/v1/films/{film}/similar", LB_ENDPOINT_FILMS, lb_answer_endpoints_similar, false},
    {"GET", "/v1/films", LB_ENDPOINT_FILMS, lb_film_endpoints_films, false},
    {"GET", "/v1/model", LB_ENDPOINT_MODEL, lb_film_endpoints_model, false},
    {"GET", "/", LB_ENDPOINT_PAGE, lb_page_index, true},
    {"GET", "/assets/{name}", LB_ENDPOINT_PAGE, lb_page_asset, true},
    {"POST", "/session", LB_ENDPOINT_OTHER, lb_page_session, false},
    {"GET", "/healthz", LB_ENDPOINT_OTHER, lb_film_endpoints_health, true},
    {"GET", "/metrics", LB_ENDPOINT_OTHER, lb_film_endpoints_metrics, false},
    {0}};

/* Whether the path has this form; the text at the placeholder, which is no more than one step of
 * the path, goes to `tail`. */
static bool fits(const char *form, const char *path, char *tail)
{
    const char *open = strchr(form, '{');
    tail[0]          = '\0';
    if (open == NULL) return strcmp(form, path) == 0;
    const char *rest  = strchr(open, '}') + 1;
    size_t      start = (size_t)(open - form);
    if (strncmp(form, path, start) != 0) return false;
    size_t len = strcspn(path + start, "/");
    if (len == 0 || len >= LB_TAIL_MAX || strcmp(path + start + len, rest) != 0) return false;
    memcpy(tail, path + start, len);
    tail[len] = '\0';
    return true;
}

const LbRoute *lb_router_find(const char *method, const char *path, char *tail,
                              const char **allowed)
{
    const LbRoute *found = NULL;
    bool           gets = false, posts = false;
    char           own[LB_TAIL_MAX];
    tail[0] = '\0';
    if (strcmp(method, "HEAD") == 0) method = "GET";
    for (const LbRoute *route = routes; route->path != NULL; route++) {
        if (!fits(route->path, path, own)) continue;
        gets |= strcmp(route->method, "GET") == 0;
        posts |= strcmp(route->method, "POST") == 0;
        if (strcmp(route->method, method) != 0) continue;
        found = route;
        memcpy(tail, own, sizeof own);
    }
    *allowed = gets && posts ? "GET, HEAD, OPTIONS, POST"
               : gets        ? "GET, HEAD, OPTIONS"
               : posts       ? "OPTIONS, POST"
                             : NULL;
    return found;
}

const LbRoute *lb_router_all(void)
{
    return routes;
}
