/* SPDX-License-Identifier: MIT */
/** @file model_file.h
 *  The model on disk: HDF5, schema 1 (models/README.md). The files model_*.c are the only place
 *  that knows HDF5. One call at a time per process: the library is not thread safe. A model that is
 *  open may be used by any number of threads. */
#ifndef LB_COMMON_MODEL_MODEL_FILE_H
#define LB_COMMON_MODEL_MODEL_FILE_H

#include "common/base/atomic_file.h"
#include "common/base/reporter.h"
#include "common/model/model.h"

typedef struct LbModelFile LbModelFile;

/** Write a model: to PATH.tmp.PID, flush, fsync, rename, fsync of the folder. A reader sees the old
 *  model or the new one; after any failure the old one is untouched and no temporary file stays.
 *  Datasets are contiguous and 64-byte aligned, little endian, with a checksum (XXH3-64) each. The
 *  same model gives the same bytes. Needs no memory beside the model. A program that may meet a
 *  file size limit ignores SIGXFSZ.
 *  @retval LB_EDATA    lb_model_check() refuses it, or a text is too long
 *  @retval LB_ECREATE  the folder or file cannot be created   @retval LB_EIO  disk full, ... */
LB_NODISCARD LbStatus lb_model_file_write(const char *path, const LbModel *model, LbError *err);

/** The same bytes into a file that is open: not finished, nor published. Not to be broken off but by a
 *  signal that asks to stop (LB_EINTR). */
LB_NODISCARD LbStatus lb_model_file_put(LbAtomicFile *file, const LbModel *model, LbError *err);

/** Whether a file looks like a model of ours, damaged ones included: by its first bytes alone. What
 *  does not is never replaced, renumbered or removed.
 *  @retval LB_ENOINPUT  it is not there (detail: ENOENT), or cannot be opened just now
 *  @retval LB_EIO */
LB_NODISCARD LbStatus lb_model_file_probe(bool *is_model, const char *path, LbError *err);

/** Open for reading: maps the file read-only; arrays point into the map. The file is opened once
 *  and never waited for. Checks the HDF5 signature, our magic, the schema, that it was completed,
 *  that no link leads out of it, and of every dataset: type, rank, extents agreeing with n_films,
 *  contiguous layout, offset + size inside the file; then lb_model_check(). With `verify`, the
 *  checksums of all datasets and every element too (reads the whole file). Without it nothing is
 *  done for each film, and damage inside an array may give wrong numbers, never an access outside.
 *  @param[out] model  borrowed from the file; valid until lb_model_file_close()
 *  @param reporter    asked whether to stop while the file is verified; may be NULL
 *  @retval LB_ENOINPUT  no such file (detail: ENOENT): the message says how to train one; or it
 *                       cannot be opened just now (detail: its errno), which says nothing of it
 *  @retval LB_EDATA     "not an HDF5 file", "not an lbrec model", "schema 2 is newer than this
 *                       program (it reads 1): update lbrec", "truncated", "damaged: ..."
 *  @retval LB_ENOMEM    memory is short, which says nothing of the file either
 *  @retval LB_EIO       it cannot be mapped   @retval LB_EINTR */
LB_NODISCARD LbStatus lb_model_file_open(LbModelFile **out, const LbModel **model, const char *path,
                                         bool verify, const LbReporter *reporter, LbError *err);

/** Whether what was read is still what the file holds. One that is replaced by rename keeps its
 *  bytes; one that is rewritten in place does not, and whoever reads it meanwhile may see a mixture
 *  of both, or, where it was cut, SIGBUS.
 *  @retval LB_ETEMPFAIL  it was rewritten   @retval LB_EIO */
LB_NODISCARD LbStatus lb_model_file_check(const LbModelFile *file, LbError *err);

void lb_model_file_close(LbModelFile *file);

/** "HDF5 1.10.8". */
const char *lb_model_file_library(void);

#endif
