/* SPDX-License-Identifier: MIT */
/** @file slug_table.h
 *  A check of the hash table by which a model finds its films. */
#ifndef LB_COMMON_MODEL_SLUG_TABLE_H
#define LB_COMMON_MODEL_SLUG_TABLE_H

#include "common/model/model.h"

/** Whether each film, and no other, is found by its slug: with the table, if there is one, whose
 *  size suits the films. Not by looking all of them up: slugs that were chosen to collide would
 *  cost the square of their number. O(films + table).
 *  @retval LB_EDATA  "film 17: its slug is empty, repeated or not in the slug table"
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_slug_table_check(const LbFilms *films, LbError *err);

#endif
