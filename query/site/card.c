/* SPDX-License-Identifier: MIT */
#include "query/site/card.h"

#include "common/text/text.h"
#include "query/site/route.h"

#include <string.h>

enum { TITLE_BYTES = 1024, FIRST_YEAR = 1800, LAST_YEAR = 2199 };

bool lb_card_is(const LbXmlNode *node, LbPageKind kind)
{
    if (kind == LB_PAGE_DIARY)
        return lb_xmltree_is(node, "tr") && lb_xmltree_has_class(node, "diary-entry-row");
    return lb_xmltree_is(node, "li") &&
           (lb_xmltree_has_class(node, "griditem") || lb_xmltree_has_class(node, "posteritem") ||
            lb_xmltree_has_class(node, "poster-container"));
}

static LbSlice slice(const char *text)
{
    return text != NULL ? (LbSlice){text, strlen(text)} : (LbSlice){"", 0};
}

int16_t lb_card_year(LbSlice text)
{
    int64_t year = 0;
    text         = lb_slice_trim(text);
    if (text.len != 4 || !lb_slice_to_int(text, &year)) return 0;
    if (year < FIRST_YEAR || year > LAST_YEAR) return 0;
    return (int16_t)year;
}

int16_t lb_card_split_year(LbSlice *title)
{
    LbSlice all = lb_slice_trim(*title);
    if (all.len < 7) return 0;
    const char *tail = all.text + all.len - 7;
    if (tail[0] != ' ' || tail[1] != '(' || tail[6] != ')') return 0;
    int16_t year = lb_card_year((LbSlice){tail + 2, 4});
    if (year != 0) *title = lb_slice_trim((LbSlice){all.text, all.len - 7});
    return year;
}

/* The number that ends at *end, which moves in front of it and of the separator; -1 if none. */
static int32_t last_number(const char *text, size_t *end, char separator)
{
    size_t  start  = *end;
    int64_t number = -1;
    while (start > 0 && text[start - 1] != separator)
        start--;
    bool is_number = lb_slice_to_int((LbSlice){text + start, *end - start}, &number);
    *end           = start > 0 ? start - 1 : 0;
    return is_number && number >= 0 && number <= 9999 ? (int32_t)number : -1;
}

int32_t lb_card_date(const char *text, char separator)
{
    size_t end = strlen(text);
    if (end > 0 && text[end - 1] == separator) end--;
    int32_t day   = last_number(text, &end, separator);
    int32_t month = last_number(text, &end, separator);
    int32_t year  = last_number(text, &end, separator);
    if (day < 1 || day > 31 || month < 1 || month > 12 || year < FIRST_YEAR || year > LAST_YEAR)
        return 0;
    return year * 10000 + month * 100 + day;
}

/* The element that names the film: the markup of today, else that of before 2025-08. */
static const LbXmlNode *film_of(const LbXmlNode *card)
{
    const LbXmlNode *film = lb_xmltree_find_attr(card, "data-item-slug");
    if (film == NULL) film = lb_xmltree_find_attr(card, "data-film-slug");
    return film != NULL ? film : lb_xmltree_find_attr(card, "data-item-link");
}

static bool read_slug(char out[256], const LbXmlNode *film)
{
    return lb_route_slug(out, lb_xmltree_attr(film, "data-item-slug")) ||
           lb_route_slug(out, lb_xmltree_attr(film, "data-film-slug")) ||
           lb_route_slug(out, lb_xmltree_attr(film, "data-item-link"));
}

/* N of "film:N" somewhere in the text; 0 when it is not there. */
static int64_t film_number(const char *text)
{
    const char *number = text != NULL ? strstr(text, "film:") : NULL;
    int64_t     id     = 0;
    if (number == NULL) return 0;
    number += strlen("film:");
    return lb_slice_to_int((LbSlice){number, strspn(number, "0123456789")}, &id) ? id : 0;
}

static int64_t read_id(const LbXmlNode *card, const LbXmlNode *film)
{
    int64_t id = film_number(lb_xmltree_attr(film, "data-postered-identifier"));
    if (id == 0) id = film_number(lb_xmltree_attr(film, "data-item-uid"));
    const LbXmlNode *data = lb_xmltree_find(card, "p", "poster-viewingdata");
    if (id == 0 && data != NULL) id = film_number(lb_xmltree_attr(data, "data-item-uid"));
    if (id == 0 && lb_slice_to_int(slice(lb_xmltree_attr(film, "data-film-id")), &id) && id < 0)
        id = 0;
    return id;
}

static LbSlice alt_text(const LbXmlNode *card)
{
    static const char prefix[] = "Poster for "; /* put there by the site's scripts */

    const LbXmlNode *image = lb_xmltree_find(card, "img", NULL);
    LbSlice          text  = slice(image != NULL ? lb_xmltree_attr(image, "alt") : NULL);
    size_t           n     = sizeof prefix - 1;
    if (text.len > n && memcmp(text.text, prefix, n) == 0)
        text = (LbSlice){text.text + n, text.len - n};
    return text;
}

static int16_t row_year(const LbXmlNode *card)
{
    static const char *const classes[] = {"col-releaseyear", "td-released", "releasedate"};

    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        char             text[16];
        const LbXmlNode *cell = lb_xmltree_find(card, NULL, classes[i]);
        int16_t          year = lb_card_year((LbSlice){text, lb_xmltree_text(text, 16, cell)});
        if (year != 0) return year;
    }
    return 0;
}

/* `heading` lends its bytes to the title of a row without a name attribute. */
static LbSlice read_title(int16_t *year, char heading[TITLE_BYTES], const LbXmlNode *card,
                          const LbXmlNode *film)
{
    LbSlice          title = slice(lb_xmltree_attr(film, "data-item-name"));
    const LbXmlNode *named = lb_xmltree_find_attr(card, "data-film-name");
    if (title.len == 0 && named != NULL) title = slice(lb_xmltree_attr(named, "data-film-name"));
    if (title.len == 0) {
        const LbXmlNode *masthead = lb_xmltree_find(card, NULL, "inline-production-masthead");
        const LbXmlNode *name     = lb_xmltree_find(masthead, NULL, "name");
        title                     = (LbSlice){heading, lb_xmltree_text(heading, TITLE_BYTES, name)};
    }
    if (title.len == 0) title = alt_text(card);
    *year = lb_card_split_year(&title);
    if (*year == 0) *year = row_year(card);
    return title;
}

static int half_stars(LbSlice text)
{
    int64_t n = 0;
    return lb_slice_to_int(text, &n) && n >= 1 && n <= 10 ? (int)n : 0;
}

static float read_stars(const LbXmlNode *card)
{
    static const char *const tokens[] = {"rated-1", "rated-2", "rated-3", "rated-4", "rated-5",
                                         "rated-6", "rated-7", "rated-8", "rated-9", "rated-10"};

    const LbXmlNode *node = card;
    while ((node = lb_xmltree_next(node, card)) != NULL) {
        if (!lb_xmltree_is(node, "span") || !lb_xmltree_has_class(node, "rating")) continue;
        for (int n = 1; n <= 10; n++)
            if (lb_xmltree_has_class(node, tokens[n - 1])) return (float)n / 2;
    }
    return (float)half_stars(slice(lb_xmltree_attr(card, "data-owner-rating"))) / 2;
}

static const LbXmlNode *cell_of(const LbXmlNode *row, const char *now, const char *before)
{
    const LbXmlNode *cell = lb_xmltree_find(row, "td", now);
    return cell != NULL ? cell : lb_xmltree_find(row, "td", before);
}

static void read_diary(LbEntry *out, const LbXmlNode *row)
{
    const LbXmlNode *rewatch = cell_of(row, "col-rewatch", "td-rewatch");
    const LbXmlNode *day     = cell_of(row, "col-daydate", "td-day");
    const LbXmlNode *link    = lb_xmltree_find_attr(day, "href");
    out->rewatched           = rewatch != NULL && !lb_xmltree_has_class(rewatch, "icon-status-off");
    out->date                = link != NULL ? lb_card_date(lb_xmltree_attr(link, "href"), '/') : 0;
}

static LbStatus copy_clean(const char **out, LbBlocks **blocks, LbSlice text, LbError *err)
{
    char   clean[TITLE_BYTES];
    size_t len = lb_text_clean(clean, sizeof clean, text);
    return lb_blocks_copy(blocks, out, lb_slice_trim((LbSlice){clean, len}), err);
}

LbStatus lb_card_read(LbEntry *out, LbBlocks **blocks, const LbXmlNode *card, LbPageKind kind,
                      LbError *err)
{
    char             slug[256], heading[TITLE_BYTES];
    LbEntry          entry = {0};
    const LbXmlNode *film  = film_of(card);
    *out                   = entry;
    if (film == NULL || !read_slug(slug, film)) return LB_OK;

    LbSlice  title = read_title(&entry.year, heading, card, film);
    LbStatus st    = copy_clean(&entry.title, blocks, title, err);
    if (st == LB_OK) st = lb_blocks_copy(blocks, &entry.slug, slice(slug), err);
    if (st != LB_OK) return st;

    entry.id        = read_id(card, film);
    entry.watchlist = kind == LB_PAGE_WATCHLIST;
    entry.watched   = !entry.watchlist;
    if (entry.watched) { /* in a watchlist only the viewer's own marks could be there */
        entry.stars = read_stars(card);
        entry.liked = kind == LB_PAGE_LIKES || lb_xmltree_find(card, NULL, "icon-liked") != NULL;
    }
    if (kind == LB_PAGE_DIARY) read_diary(&entry, card);
    *out = entry;
    return LB_OK;
}
