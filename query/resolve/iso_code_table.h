/* SPDX-License-Identifier: MIT */
/** @file iso_code_table.h
 *  Names of languages and countries, one text each: "fr|fra|fre|French|français", code first. */
#ifndef LB_QUERY_RANK_ISO_CODE_TABLE_H
#define LB_QUERY_RANK_ISO_CODE_TABLE_H

extern const char *const lb_iso_code_table_languages[]; /**< ISO 639-1 and TMDB's; ends with NULL */
extern const char
    *const lb_iso_code_table_countries[]; /**< ISO 3166-1 and TMDB's; ends with NULL */

#endif
