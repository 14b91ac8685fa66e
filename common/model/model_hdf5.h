/* SPDX-License-Identifier: MIT */
/** @file model_hdf5.h
 *  What reading and writing a model file share. For model_read.c and model_write.c alone; ids are
 *  HDF5's hid_t, so that its header need not be seen here. */
#ifndef LB_COMMON_MODEL_MODEL_HDF5_H
#define LB_COMMON_MODEL_MODEL_HDF5_H

#include "common/model/model_schema.h"

enum { LB_MODEL_ALIGNMENT = 64, LB_MODEL_TEXT_MAX = 60000 };

#define LB_MODEL_FORMAT   "lbrec-model"
#define LB_MODEL_CHECKSUM "xxh3_64"

/** "HDF5 1.10.8". */
const char *lb_model_hdf5_version(void);

/** To be called before anything else of HDF5: finds out whether there is memory to work with, since
 *  HDF5 1.10 crashes where it is refused some; and keeps HDF5 quiet, without exit handlers, and
 *  from loading plug-ins.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_model_hdf5_begin(LbError *err);

/** Fail with "WHAT 'NAME': HDF5: the innermost of its messages about the call that just failed";
 *  with LB_ENOMEM where it failed for want of memory. */
LbStatus lb_model_hdf5_fail(LbError *err, LbStatus status, const char *what, const char *name);

/** Whether the call of HDF5 that was the last one failed for want of memory. */
bool lb_model_hdf5_is_short_of_memory(void);

/** Drop one reference to whatever it is: space, type, attribute, dataset, property list, file; an
 *  invalid id is legal. */
void lb_model_hdf5_release(int64_t id);

/** Type of an element in this machine's memory; it is the stored one where the machine is little
 *  endian, as mapping demands. */
int64_t lb_model_hdf5_native(LbElement element);

/** The type of an array's elements in memory and in the file, to be released; negative on failure. */
int64_t lb_model_hdf5_array_type(LbElement element);

/** File access: superblock version 2, whose headers have checksums; everything aligned; no locks,
 *  which network file systems refuse and which publishing by rename makes needless. */
int64_t lb_model_hdf5_access(void);

#endif
