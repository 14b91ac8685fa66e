/* SPDX-License-Identifier: MIT */
/** @file json.h
 *  JSON values, written and read by jansson, which json.c alone knows. Errors are sticky: build a
 *  whole object without checks and ask once at the end. */
#ifndef LB_COMMON_BASE_JSON_H
#define LB_COMMON_BASE_JSON_H

#include "common/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct LbJson LbJson; /**< a document under construction */
typedef struct LbJsonValue
    LbJsonValue; /**< an object or array inside it, or a value read; borrowed */

/** An empty document whose root is an object. NULL when memory is short. */
LbJson *lb_json_new(void);
void    lb_json_free(LbJson *doc);

LbJsonValue *lb_json_root(const LbJson *doc);

/** Put a value under a key of an object. A NULL text, a NAN or infinite number becomes null. Text
 *  is made valid UTF-8 by replacement. Keys keep their order of insertion. */
void         lb_json_text(LbJson *doc, LbJsonValue *object, const char *key, const char *value);
void         lb_json_int(LbJson *doc, LbJsonValue *object, const char *key, int64_t value);
void         lb_json_real(LbJson *doc, LbJsonValue *object, const char *key, double value);
void         lb_json_bool(LbJson *doc, LbJsonValue *object, const char *key, bool value);
void         lb_json_null(LbJson *doc, LbJsonValue *object, const char *key);
LbJsonValue *lb_json_object(LbJson *doc, LbJsonValue *object, const char *key);
LbJsonValue *lb_json_array(LbJson *doc, LbJsonValue *object, const char *key);

/** Put a JSON text, as kept elsewhere, as a value; null when it is none. */
void lb_json_document(LbJson *doc, LbJsonValue *object, const char *key, const char *text);

/** Append to an array. */
LbJsonValue *lb_json_push_object(LbJson *doc, LbJsonValue *array);
void         lb_json_push_real(LbJson *doc, LbJsonValue *array, double value);
void         lb_json_push_bool(LbJson *doc, LbJsonValue *array, bool value);
void         lb_json_push_text(LbJson *doc, LbJsonValue *array, const char *value);

/** The document as one line (pretty: indented), allocated with malloc(). UTF-8, in which control
 *  characters, line separators and bidirectional overrides are escaped: safe for a terminal.
 *  @retval LB_ENOMEM  also when any of the calls above ran out of memory */
LB_NODISCARD LbStatus lb_json_dump(const LbJson *doc, bool pretty, char **out, LbError *err);

/** Parse a document; depth and size are bounded by `len`, which is at most 256 MiB.
 *  @retval LB_EDATA  not JSON, or the root is not an object; message has line and column */
LB_NODISCARD LbStatus lb_json_parse(LbJson **out, const char *text, size_t len, LbError *err);

/** Parse one document at the start of a text that may hold several, one behind the other (NDJSON);
 *  its root may be an array too. *out stays NULL, and *used is len, when only blanks are left.
 *  @param[out] used  bytes of the document and of the blanks before it
 *  @retval LB_EDATA  as lb_json_parse(), lines counted from the start of `text` */
LB_NODISCARD LbStatus lb_json_parse_next(LbJson **out, const char *text, size_t len, size_t *used,
                                         LbError *err);

/** What a value is. False for NULL. */
bool lb_json_is_object(const LbJsonValue *value);
bool lb_json_is_array(const LbJsonValue *value);

/** Members of an object in their order: *at = NULL before the first. False behind the last, and for
 *  what is no object. */
bool lb_json_next(const LbJsonValue *object, void **at, const char **key,
                  const LbJsonValue **value);

enum { LB_JSON_SCALAR = 32 };

/** A text as it is, a number with all its digits, or "true" or "false"; NULL for anything else.
 *  @param scratch  for numbers */
const char *lb_json_scalar(const LbJsonValue *value, char scratch[LB_JSON_SCALAR]);

/** Read a member; the default when it is absent or of another type. Text is borrowed. */
const LbJsonValue *lb_json_get(const LbJsonValue *object, const char *key);
const char *lb_json_get_text(const LbJsonValue *object, const char *key, const char *fallback);
int64_t     lb_json_get_int(const LbJsonValue *object, const char *key, int64_t fallback);
double      lb_json_get_real(const LbJsonValue *object, const char *key, double fallback);
bool        lb_json_get_bool(const LbJsonValue *object, const char *key, bool fallback);
size_t      lb_json_count(const LbJsonValue *array);    /**< 0 when not an array */
size_t      lb_json_members(const LbJsonValue *object); /**< 0 when not an object */
const LbJsonValue *lb_json_at(const LbJsonValue *array, size_t index);
const char        *lb_json_as_text(const LbJsonValue *value); /**< NULL when not a text */
double             lb_json_as_real(const LbJsonValue *value, double fallback);

#endif
