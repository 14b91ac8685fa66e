/* SPDX-License-Identifier: MIT */
/** @file model_source.h
 *  An HDF5 file driver that reads from memory. Whatever name a file holds, HDF5 finds nothing but
 *  these bytes: it opens no other file, and cannot fail for what happens on a disk. Ids are HDF5's
 *  hid_t. */
#ifndef LB_COMMON_MODEL_MODEL_SOURCE_H
#define LB_COMMON_MODEL_MODEL_SOURCE_H

#include "common/model/model_map.h"

/** Register the driver. @return its id, to be released by H5FDunregister(); < 0 on failure. */
int64_t lb_model_source_register(void);

/** Let files opened with this access list be the map, which must stay. @return < 0 on failure. */
int lb_model_source_use(int64_t access_list, int64_t driver, const LbModelMap *map);

#endif
