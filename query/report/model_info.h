/* SPDX-License-Identifier: MIT */
/** @file model_info.h
 *  What the model is, for people and monitors: lbrec-query --model-info. */
#ifndef LB_QUERY_REPORT_MODEL_INFO_H
#define LB_QUERY_REPORT_MODEL_INFO_H

#include "common/base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** Check every byte of the model, and print what it says of itself: a table, or one JSON object
 *  with "schema", "path", "bytes", "model_schema" and the members of lb_model_about_json().
 *  @param now  seconds since 1970
 *  @retval LB_ENOINPUT, LB_EDATA  as lb_model_file_open()   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_model_info_print(FILE *out, const char *path, bool as_json, int64_t now,
                                          LbError *err);

#endif
