/* SPDX-License-Identifier: MIT */
/** @file idmap.h
 *  Text ids <-> dense indices 0, 1, 2, ... in order of first appearance. */
#ifndef LB_COMMON_BASE_IDMAP_H
#define LB_COMMON_BASE_IDMAP_H

#include "common/base/error.h"
#include "common/base/slice.h"

typedef struct LbIdMap LbIdMap;

/** An empty map. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_idmap_new(LbIdMap **out, LbError *err);
void                  lb_idmap_free(LbIdMap *map);

/** Room in the table for n ids in all, so that it does not grow on the way to there.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_idmap_reserve(LbIdMap *map, int32_t n, LbError *err);

/** Index of the id, added when it is new. Amortised O(len).
 *  @retval LB_ENOMEM   @retval LB_EDATA  more than INT32_MAX ids */
LB_NODISCARD LbStatus lb_idmap_add(LbIdMap *map, LbSlice id, int32_t *index, LbError *err);

/** As lb_idmap_add() for each of n ids in order, but the memory that they need is asked for ahead:
 *  several times as fast once the map is larger than the cache. Errors as lb_idmap_add(): the first
 *  ids may have been added. */
LB_NODISCARD LbStatus lb_idmap_add_many(LbIdMap *map, const LbSlice *ids, size_t n, int32_t *index,
                                        LbError *err);

/** Index of the id, -1 when unknown. Safe from several threads while nobody adds. */
int32_t lb_idmap_find(const LbIdMap *map, LbSlice id);

int32_t lb_idmap_count(const LbIdMap *map);

/** Text of an index; borrowed until the next add. */
LbSlice lb_idmap_text(const LbIdMap *map, int32_t index);

/** All texts as one block and n + 1 offsets, as the model file stores them; borrowed. */
void lb_idmap_strings(const LbIdMap *map, const char **text, const int64_t **start);

#endif
