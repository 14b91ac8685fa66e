/* SPDX-License-Identifier: MIT */
/** @file film_checks.h
 *  What every page or feed that was read promises, whatever the bytes were. */
#ifndef LB_TESTS_FILM_CHECKS_H
#define LB_TESTS_FILM_CHECKS_H

#include "common/text/text.h"
#include "query/site/page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static inline void require(bool claim)
{
    if (!claim) abort();
}

/* Clean text stays as it is when it is cleaned. */
static inline void check_text(const char *text)
{
    char   again[2048];
    size_t len = strlen(text);
    require(len < sizeof again - 1);
    require(lb_text_clean(again, sizeof again, (LbSlice){text, len}) == len);
    require(memcmp(text, again, len) == 0);
}

static inline void check_film(const LbEntry *film)
{
    float half_stars = 2 * film->stars;
    require(half_stars >= 0 && half_stars <= 10 && half_stars == (float)(int)half_stars);
    require(film->slug[0] != '\0' && strpbrk(film->slug, "/ \t\n\"<>\\") == NULL);
    require(film->id >= 0 && (film->year == 0 || (film->year >= 1800 && film->year <= 2199)));
    require(film->watched != film->watchlist);
    check_text(film->slug);
    check_text(film->title);
}

static inline void check_page(const LbPage *page)
{
    require((page->verdict == LB_VERDICT_LIST) == (page->n_entries > 0));
    require(page->verdict != LB_VERDICT_CHANGED || page->reason[0] != '\0');
    require(page->n_entries <= page->n_cards || page->verdict != LB_VERDICT_LIST);
    require(page->next[0] == '\0' || (page->next[0] == '/' && page->next[1] != '/'));
    require(strstr(page->next, "/../") == NULL);
    check_text(page->owner);
    check_text(page->reason);
    for (int32_t i = 0; i < page->n_entries; i++)
        check_film(&page->entries[i]);
}

#endif
