/* SPDX-License-Identifier: MIT */
#include "query/site/route.h"

#include "common/base/slice.h"
#include "query/profile/filmlink.h"

#include <string.h>

enum { MAX_PARTS = 16 };

/* The path of an address; NULL when it leads to another site. */
static const char *path_of(const char *address)
{
    static const char *const sites[] = {"https://letterboxd.com", "http://letterboxd.com",
                                        "https://www.letterboxd.com"};
    if (address == NULL || address[0] == '/') return address;
    for (size_t i = 0; i < sizeof sites / sizeof *sites; i++) {
        size_t len = strlen(sites[i]);
        if (strncmp(address, sites[i], len) == 0 && address[len] == '/') return address + len;
    }
    return NULL;
}

static bool is_plain(const char *path)
{
    for (const char *c = path; *c != '\0'; c++)
        if (*c <= ' ' || *c > '~' || strchr("?#\\\"<>", *c) != NULL) return false;
    return true;
}

/* "/a/b/" and "/a/b" -> a, b. Returns how many, -1 when a part is empty or leads elsewhere. */
static int split(LbSlice parts[MAX_PARTS], const char *path)
{
    int n = 0;
    while (*path == '/' && path[1] != '\0') {
        LbSlice part = {path + 1, strcspn(path + 1, "/")};
        if (part.len == 0 || lb_slice_is(part, ".") || lb_slice_is(part, "..")) return -1;
        if (n == MAX_PARTS) return -1;
        parts[n++] = part;
        path += 1 + part.len;
    }
    return n;
}

static LbPageKind kind_of(const LbSlice *parts, int n)
{
    if (n < 2) return LB_PAGE_UNKNOWN;
    LbSlice list = parts[1], then = n > 2 ? parts[2] : (LbSlice){"", 0};
    if (lb_slice_is(list, "watchlist")) return LB_PAGE_WATCHLIST;
    if (lb_slice_is(list, "diary")) return LB_PAGE_DIARY;
    if (lb_slice_is(list, "likes") && lb_slice_is(then, "films")) return LB_PAGE_LIKES;
    if (!lb_slice_is(list, "films")) return LB_PAGE_UNKNOWN;
    if (lb_slice_is(then, "diary")) return LB_PAGE_DIARY;
    bool is_films = then.len == 0 || lb_slice_is(then, "page") || lb_slice_is(then, "by") ||
                    lb_slice_is(then, "rated");
    return is_films ? LB_PAGE_FILMS : LB_PAGE_UNKNOWN;
}

static int32_t page_of(const LbSlice *parts, int n)
{
    int64_t page = 0;
    if (n < 3 || !lb_slice_is(parts[n - 2], "page") || !lb_slice_to_int(parts[n - 1], &page))
        return 0;
    return page > 0 && page <= INT32_MAX ? (int32_t)page : 0;
}

static bool copy_slug(char out[256], LbSlice text)
{
    out[0] = '\0';
    if (text.len >= 256 || !lb_filmlink_is_slug(text)) return false;
    memcpy(out, text.text, text.len);
    out[text.len] = '\0';
    return true;
}

bool lb_route_slug(char out[256], const char *text)
{
    LbSlice parts[MAX_PARTS];
    out[0] = '\0';
    if (text == NULL) return false;
    if (text[0] != '/') return copy_slug(out, (LbSlice){text, strlen(text)});
    int n = split(parts, text);
    return n >= 2 && lb_slice_is(parts[n - 2], "film") && copy_slug(out, parts[n - 1]);
}

bool lb_route_parse(LbRoute *out, const char *address)
{
    LbSlice     parts[MAX_PARTS];
    const char *path = path_of(address);
    *out             = (LbRoute){.kind = LB_PAGE_UNKNOWN};
    if (path == NULL || strlen(path) >= sizeof out->path || !is_plain(path)) return false;
    int n = split(parts, path);
    if (n < 1 || parts[0].len >= sizeof out->owner) return false;
    memcpy(out->path, path, strlen(path) + 1);
    memcpy(out->owner, parts[0].text, parts[0].len);
    out->owner[parts[0].len] = '\0';
    out->kind                = kind_of(parts, n);
    out->page                = page_of(parts, n);
    out->is_profile          = n == 1;
    int film                 = lb_slice_is(parts[0], "film") ? 0 : 1;
    if (n > film + 1 && lb_slice_is(parts[film], "film"))
        (void)copy_slug(out->slug, parts[film + 1]);
    return true;
}
