/* SPDX-License-Identifier: MIT */
/** @file iso_code.h
 *  Languages and countries by whatever name: film tables have codes or names, people type either. */
#ifndef LB_QUERY_RANK_ISO_CODE_H
#define LB_QUERY_RANK_ISO_CODE_H

#include "common/base/slice.h"

#include <stdbool.h>

typedef enum LbIsoKind { LB_ISO_NONE, LB_ISO_LANGUAGE, LB_ISO_COUNTRY } LbIsoKind;

enum { LB_ISO_CODE = 4 }; /**< bytes of a code with its NUL */

/** The code of a language ("fr" for French, fra, FR, français) or country ("US" for USA, United
 *  States of America). Case, diacritics and punctuation do not matter. O(names).
 *  @param[out] code  "" when there is none, as for every LB_ISO_NONE
 *  @return whether there is one */
bool lb_iso_code_find(char code[LB_ISO_CODE], LbIsoKind kind, LbSlice text);

#endif
