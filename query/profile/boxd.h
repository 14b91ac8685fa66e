/* SPDX-License-Identifier: MIT */
/** @file boxd.h
 *  The codes of boxd.it addresses decode offline: base 62, digits 0-9a-zA-Z, most significant
 *  first, of 10 * id + type; type 0 is a film. */
#ifndef LB_QUERY_PROFILE_BOXD_H
#define LB_QUERY_PROFILE_BOXD_H

#include "common/base/slice.h"

/** The number behind a boxd.it code ("2a9q") or address: 10 * id + type; -1 when it is none. */
int64_t lb_boxd_decode(LbSlice code);

enum { LB_BOXD_MAX = 12 }; /**< bytes of a code and its NUL */

/** The code of a film: 51568 -> "2a9q". @return false, and "", when the id is no positive number
 *  small enough. */
bool lb_boxd_encode_film(char out[LB_BOXD_MAX], int64_t id);

/** Film id of a boxd.it address of a film ("https://boxd.it/2a9q" -> 51568), 0 when it is none. */
int64_t lb_boxd_film_id(LbSlice address);

#endif
