/* SPDX-License-Identifier: MIT */
/** @file model_file.h
 *  The model on disk: HDF5, schema 1 (models/README.md). With model_write.c and model_sink.c the
 * only place that knows HDF5. One call at a time per process: the library is not thread safe. A
 * model that is open may be used by any number of threads. */
#ifndef LB_COMMON_MODEL_MODEL_FILE_H
#define LB_COMMON_MODEL_MODEL_FILE_H

#include "common/model/model.h"

enum { LB_MODEL_SCHEMA = 1 };

typedef struct LbModelFile LbModelFile;

/** Write a model: to PATH.tmp.PID, flush, fsync, rename, fsync of the folder. A reader sees the old
 *  model or the new one; after any failure the old one is untouched and no temporary file stays.
 *  Datasets are contiguous and 64-byte aligned, little endian, with a checksum (XXH3-64) each. The
 *  same model gives the same bytes. Needs no memory beside the model. A program that may meet a
 * file size limit ignores SIGXFSZ.
 *  @retval LB_EDATA    lb_model_check() refuses it, or a text is too long
 *  @retval LB_ECREATE  the folder or file cannot be created   @retval LB_EIO  disk full, ... */
LB_NODISCARD LbStatus lb_model_file_write(const char *path, const LbModel *model, LbError *err);

/** Open for reading: maps the file read-only; arrays point into the map. Checks the HDF5 signature,
 *  our magic, the schema, that it was completed, and of every dataset: type, rank, extents agreeing
 *  with n_films, contiguous layout, offset + size inside the file; then lb_model_check(). With
 *  `verify`, the checksums of all datasets and every element too (reads the whole file). Without it
 *  nothing is done for each film, and damage inside an array may give wrong numbers, never an
 * access outside. Models are replaced by rename, so that no page of a mapped one can vanish
 * (SIGBUS).
 *  @param[out] model  borrowed from the file; valid until lb_model_file_close()
 *  @retval LB_ENOINPUT  no such file: the message says how to train one
 *  @retval LB_EDATA     "not an HDF5 file", "not an lbrec model", "schema 2 is newer than this
 *                       program (it reads 1): update lbrec", "truncated", "damaged: ..." */
LB_NODISCARD LbStatus lb_model_file_open(LbModelFile **out, const LbModel **model, const char *path,
                                         bool verify, LbError *err);

void lb_model_file_close(LbModelFile *file);

/** "HDF5 1.10.8". */
const char *lb_model_file_library(void);

#endif
