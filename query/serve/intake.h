/* SPDX-License-Identifier: MIT */
/** @file intake.h
 *  What a request brings, collected piece by piece as it comes: the options of its address, the
 *  fields and the files of its body. Everything is bounded; what goes wrong is noted in the request
 *  (is_malformed, is_out_of_memory), of which the rest is then left aside. */
#ifndef LB_QUERY_SERVE_INTAKE_H
#define LB_QUERY_SERVE_INTAKE_H

#include "query/serve/web.h"

#include <stdint.h>

enum {
    LB_INTAKE_PARAMS  = 256,  /**< options and fields */
    LB_INTAKE_UPLOADS = 64,   /**< files */
    LB_INTAKE_VALUE   = 65536 /**< bytes of a field */
};

/** {.request = {...}} to begin with. */
typedef struct LbIntake {
    LbWebRequest request; /**< its params and uploads belong to the intake */
    LbWebParam  *params;
    LbUpload    *uploads;
    size_t       params_cap, uploads_cap;
} LbIntake;

void lb_intake_clear(LbIntake *intake);

/** Nothing more of it is wanted: it is malformed, too large or more than there is memory for. */
bool lb_intake_is_refused(const LbIntake *intake);

/** An option of the address, whole. False when there are too many. */
bool lb_intake_add_param(LbIntake *intake, const char *name, const char *value);

/** The next bytes of a field of the body; `offset` 0 begins a new one. */
void lb_intake_add_to_field(LbIntake *intake, const char *name, const char *bytes, uint64_t offset,
                            size_t size);

/** The next bytes of a file of the body, likewise.
 *  @param field, name  of the form; NULL: the body is the file. A field in which no file was chosen,
 *                      without name and bytes, is passed over */
void lb_intake_add_to_file(LbIntake *intake, const char *field, const char *name, const char *bytes,
                           uint64_t offset, size_t size);

#endif
