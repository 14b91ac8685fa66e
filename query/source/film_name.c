/* SPDX-License-Identifier: MIT */
#include "query/source/film_name.h"

#include "common/text/film_id.h"
#include "query/profile/boxd.h"
#include "query/profile/filmlink.h"

#include <string.h>

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

bool lb_film_name_parse_address(char *text, LbEntry *entry)
{
    if (strstr(text, "boxd.it/") != NULL) {
        entry->id = lb_boxd_film_id(slice(text));
        return entry->id > 0;
    }
    if (strstr(text, "imdb.com/") != NULL || strstr(text, "imdb://") != NULL) {
        entry->imdb_id = lb_film_id_parse_imdb(slice(text));
        return entry->imdb_id > 0;
    }
    if (strstr(text, "themoviedb.org/") != NULL || strstr(text, "tmdb://") != NULL) {
        bool is_tv     = false;
        entry->tmdb_id = lb_film_id_parse_tmdb(slice(text), &is_tv);
        if (is_tv) entry->tmdb_id = 0;
        return entry->tmdb_id > 0;
    }
    /* "https://letterboxd.com/film/SLUG/", a member's ".../film/SLUG/2/", or "/film/SLUG/" */
    bool  is_address = strstr(text, "letterboxd.com/") != NULL || strncmp(text, "/film/", 6) == 0;
    char *film       = is_address ? strstr(text, "/film/") : NULL;
    if (film == NULL) return false;
    char *slug                 = film + strlen("/film/");
    slug[strcspn(slug, "/?#")] = '\0';
    entry->slug                = slug;
    return lb_filmlink_is_slug(slice(slug));
}

/* "Title (Year)". */
static bool parse_title(char *text, size_t len, LbEntry *entry)
{
    int64_t year;
    if (len < 8 || text[len - 1] != ')' || text[len - 6] != '(' || text[len - 7] != ' ')
        return false;
    if (!lb_slice_to_int((LbSlice){text + len - 5, 4}, &year) || year < 1800 || year > 2200)
        return false;
    text[len - 7] = '\0';
    entry->title  = text;
    entry->year   = (int16_t)year;
    return true;
}

/* "tt0137523", which is a slug to look at. */
static bool is_imdb_id(const char *text)
{
    return strncmp(text, "tt", 2) == 0 && strlen(text) >= 9 &&
           strspn(text + 2, "0123456789") == strlen(text + 2);
}

bool lb_film_name_parse(char *text, LbEntry *entry)
{
    *entry       = (LbEntry){.slug = "", .title = ""};
    LbSlice trim = lb_slice_trim(slice(text));
    text += trim.text - text;
    text[trim.len] = '\0';
    if (is_imdb_id(text)) entry->imdb_id = lb_film_id_parse_imdb(trim);
    if (lb_filmlink_is_slug(slice(text))) {
        entry->slug = text;
        return true;
    }
    return parse_title(text, trim.len, entry) || lb_film_name_parse_address(text, entry);
}
