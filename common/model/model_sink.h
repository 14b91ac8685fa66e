/* SPDX-License-Identifier: MIT */
/** @file model_sink.h
 *  An HDF5 file driver that writes to a descriptor and keeps write failures to itself: HDF5 1.10
 *  crashes at exit once a file could not be written, so it must not learn of a full disk. The
 *  writer asks afterwards. Ids are HDF5's hid_t. */
#ifndef LB_COMMON_MODEL_MODEL_SINK_H
#define LB_COMMON_MODEL_MODEL_SINK_H

#include <stdint.h>

/** Where a file goes; must stay while the file is open. */
typedef struct LbModelSink {
    int fd;      /**< borrowed; empty, readable and writable */
    int failure; /**< errno of the first write that failed, 0 = none */
} LbModelSink;

/** Register the driver. @return its id, to be released by H5FDunregister(); < 0 on failure. */
int64_t lb_model_sink_register(void);

/** Let files made with this access list go to the sink. @return < 0 on failure. */
int lb_model_sink_use(int64_t access_list, int64_t driver, LbModelSink *sink);

#endif
