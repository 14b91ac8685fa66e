/* SPDX-License-Identifier: MIT */
/** @file title_search.h
 *  Films by the beginning of the words of their titles: what a person is typing. */
#ifndef LB_QUERY_RANK_TITLE_SEARCH_H
#define LB_QUERY_RANK_TITLE_SEARCH_H

#include "common/model/model.h"

typedef struct LbTitleSearch LbTitleSearch;

/** Index the titles, and the slugs where there are none; lookups are thread safe.
 *  @param films  borrowed as long as the index lives
 *  @retval LB_ENOMEM  about 30 bytes a film */
LB_NODISCARD LbStatus lb_title_search_new(LbTitleSearch **out, const LbFilms *films, LbError *err);
void                  lb_title_search_free(LbTitleSearch *search);

/** The films that have, for every word of `text`, a word that begins with it; spelling as in
 *  lb_text_key(), a number of four digits may be the year. Those whose title begins like the text
 *  come first, then the most rated. Cost: a pass over all titles.
 *  @param[out] films  [max] indices
 *  @return how many */
int32_t lb_title_search_find(const LbTitleSearch *search, const char *text, int32_t *films,
                             int32_t max);

#endif
