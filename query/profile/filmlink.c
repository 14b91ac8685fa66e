/* SPDX-License-Identifier: MIT */
#include "query/profile/filmlink.h"

#include "query/profile/boxd.h"

#include <stdio.h>
#include <string.h>

enum { SLUG_MAX = LB_LINK_MAX - 32 };

bool lb_filmlink_is_slug(LbSlice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.text[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':'))
            return false;
    }
    return text.len > 0;
}

static bool is_slug(LbSlice text)
{
    return text.len <= SLUG_MAX && lb_filmlink_is_slug(text);
}

static bool is_number(LbSlice text)
{
    int64_t number;
    return lb_slice_to_int(text, &number);
}

bool lb_filmlink_write(char *out, LbSlice slug, int64_t id)
{
    char code[LB_BOXD_MAX];
    out[0] = '\0';
    if (is_slug(slug) && (id > 0 || !is_number(slug)))
        snprintf(out, LB_LINK_MAX, "https://letterboxd.com/film/%.*s/", (int)slug.len, slug.text);
    else if (lb_boxd_encode_film(code, id))
        snprintf(out, LB_LINK_MAX, "https://boxd.it/%s", code);
    return out[0] != '\0';
}

/* What is behind the first `part` of the text; nothing when it is not there. */
static LbSlice behind(LbSlice text, const char *part)
{
    size_t len = strlen(part);
    for (size_t i = 0; i + len <= text.len; i++)
        if (memcmp(text.text + i, part, len) == 0)
            return (LbSlice){text.text + i + len, text.len - i - len};
    return (LbSlice){"", 0};
}

LbSlice lb_filmlink_slug(LbSlice address)
{
    LbSlice slug = behind(behind(address, "letterboxd.com"), "/film/");
    for (size_t i = 0; i < slug.len; i++)
        if (strchr("/?#", slug.text[i]) != NULL) slug.len = i;
    return is_slug(slug) ? slug : (LbSlice){"", 0};
}
