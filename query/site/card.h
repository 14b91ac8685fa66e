/* SPDX-License-Identifier: MIT */
/** @file card.h
 *  One film of a list page (a grid's item or a diary's row) -> LbEntry, in the markup of every era.
 *
 *  What is read where: id from "film:N" in data-postered-identifier or data-item-uid, else
 *  data-film-id; slug from data-item-slug, else data-film-slug (a path until 2023-08), else
 *  data-item-link; title and year from data-item-name "Title (YYYY)", else data-film-name, the
 *  row's heading, or the image's alt text, and the row's release year; stars from the class token
 *  rated-N of a span.rating, N / 2 (until 2022-09 also from the item's data-owner-rating); liked
 *  from the token icon-liked; rewatch from the rewatch cell without icon-status-off; the date from
 *  the last three parts of the day's link. */
#ifndef LB_QUERY_SITE_CARD_H
#define LB_QUERY_SITE_CARD_H

#include "query/profile/blocks.h"
#include "query/profile/profile.h"
#include "query/site/page_types.h"
#include "query/site/xmltree.h"

/** True for the elements that hold one film in a list of this kind. */
bool lb_card_is(const LbXmlNode *node, LbPageKind kind);

/** @param[out] out      zero when the card names no film that we understand: slug is NULL then
 *  @param[out] blocks   receives the texts
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_card_read(LbEntry *out, LbBlocks **blocks, const LbXmlNode *card,
                                   LbPageKind kind, LbError *err);

/** Cut " (YYYY)" off the end of a title. @return the year, 0 (and the title as it is) without. */
int16_t lb_card_split_year(LbSlice *title);

/** Four digits, 1800..2199, blanks around allowed, as a year; else 0. */
int16_t lb_card_year(LbSlice text);

/** "2025-12-08" or ".../2025/12/08/" as 20251208: the last three numbers of a text that are parted
 *  by `separator`; 0 when they are no date. */
int32_t lb_card_date(const char *text, char separator);

#endif
