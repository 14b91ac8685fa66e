/* SPDX-License-Identifier: MIT */
/** @file name_list.h
 *  Several names in one field, however the table that they are in was written. */
#ifndef LB_COMMON_BASE_NAME_LIST_H
#define LB_COMMON_BASE_NAME_LIST_H

#include "common/base/slice.h"

enum { LB_NAME_LIST_ITEM = 128 }; /**< bytes of an item and its NUL; longer ones are cut */

/** Where the reading of a field stands. */
typedef struct LbNameList {
    LbSlice rest;
    char    separator;    /**< 0: items stand in quotes */
    bool    has_name_key; /**< the "name" of records alone is an item, not each of their values */
} LbNameList;

/** Begin with a field: JSON (["Drama","Crime"]), a list, tuple or set as Python prints it
 *  (['Drama', "L'Avventura"]) or numpy (['Drama' 'Crime']), a list of records of either, of which
 *  the "name" counts ([{"id": 18, "name": "Drama"}]) or, where they have none, every text
 *  ({"/m/07s9rl0": "Drama"}), or names between '|', ';', '/' with
 *  blanks around one of them, or ','. */
LbNameList lb_name_list_begin(LbSlice field);

/** The next item, clean (lb_text_clean()) and not empty; false at the end. */
bool lb_name_list_next(LbNameList *list, char out[LB_NAME_LIST_ITEM]);

#endif
