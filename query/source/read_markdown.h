/* SPDX-License-Identifier: MIT */
/** @file read_markdown.h
 *  Films of a list in Markdown: lbrec's own, and those that people keep in notes. */
#ifndef LB_QUERY_SOURCE_READ_MARKDOWN_H
#define LB_QUERY_SOURCE_READ_MARKDOWN_H

#include "query/source/film_records.h"

/** Whether a text begins with a heading or with a list item that is a link. */
bool lb_read_markdown_is_one(LbSlice text);

/** Read a list: of each item ("1. ", "- ", "* ") the film that it begins with, "[Title](address)
 *  (Year)" or "Title (Year)"; what is not an item is passed over.
 *  @param[in,out] out  the films are added to
 *  @retval LB_EDATA    no item; and as lb_film_records_add()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_read_markdown(LbFilmRecords *out, LbSlice text, LbError *err);

#endif
