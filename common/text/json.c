/* SPDX-License-Identifier: MIT */
#include "common/text/json.h"

#include "common/base/mem.h"
#include "common/text/text.h"

#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { JSON_BYTES_MAX = 256 << 20 };

struct LbJson {
    json_t *root;
    bool    failed; /* memory ran out on the way */
};

/* Without memory jansson calls a text "not JSON", or leaves characters out of what it reads and writes
 * and says nothing: whether it was refused any is noted here, where it asks. */
static _Thread_local bool was_refused;

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL) was_refused = true;
    return memory;
}

static void set_allocator(void)
{
    json_set_alloc_funcs(allocate, free);
}

/* Before jansson is asked for anything. */
static void begin(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, set_allocator);
    was_refused = false;
}

/* LbJsonValue is jansson's json_t under another name. */
static json_t *value_of(const LbJsonValue *value)
{
    union {
        const LbJsonValue *ours;
        json_t            *theirs;
    } both = {value};
    return both.theirs;
}

static LbJsonValue *wrap(json_t *value)
{
    return (LbJsonValue *)value;
}

LbJson *lb_json_new(void)
{
    LbJson *doc = lb_mem_zeroed(1, sizeof *doc);
    if (doc == NULL) return NULL;
    begin();
    doc->root = json_object();
    if (doc->root != NULL) return doc;
    free(doc);
    return NULL;
}

void lb_json_free(LbJson *doc)
{
    if (doc == NULL) return;
    json_decref(doc->root);
    free(doc);
}

LbJsonValue *lb_json_root(const LbJson *doc)
{
    return wrap(doc->root);
}

/* A text as jansson wants it: valid UTF-8, or repaired. */
static json_t *new_text(const char *text)
{
    if (text == NULL) return json_null();
    size_t len    = strlen(text);
    was_refused   = false;
    json_t *value = json_stringn(text, len);
    if (value != NULL || was_refused) return value;
    size_t cap   = len * 3 + 1; /* U+FFFD is three bytes */
    char  *clean = lb_mem_array(cap, 1);
    if (clean == NULL) return NULL;
    lb_text_clean(clean, cap, (LbSlice){text, len});
    value = json_string(clean);
    free(clean);
    return value;
}

static json_t *new_real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* A value belongs to its container; a NULL one, or container, marks the document as failed. */
static LbJsonValue *put(LbJson *doc, LbJsonValue *object, const char *key, json_t *value)
{
    if (object == NULL || json_object_set_new(value_of(object), key, value) != 0) {
        doc->failed = true;
        return NULL;
    }
    return wrap(value);
}

static LbJsonValue *push(LbJson *doc, LbJsonValue *array, json_t *value)
{
    if (array == NULL || json_array_append_new(value_of(array), value) != 0) {
        doc->failed = true;
        return NULL;
    }
    return wrap(value);
}

void lb_json_text(LbJson *doc, LbJsonValue *object, const char *key, const char *value)
{
    put(doc, object, key, new_text(value));
}

void lb_json_int(LbJson *doc, LbJsonValue *object, const char *key, int64_t value)
{
    put(doc, object, key, json_integer(value));
}

void lb_json_real(LbJson *doc, LbJsonValue *object, const char *key, double value)
{
    put(doc, object, key, new_real(value));
}

void lb_json_bool(LbJson *doc, LbJsonValue *object, const char *key, bool value)
{
    put(doc, object, key, json_boolean(value));
}

void lb_json_null(LbJson *doc, LbJsonValue *object, const char *key)
{
    put(doc, object, key, json_null());
}

void lb_json_document(LbJson *doc, LbJsonValue *object, const char *key, const char *text)
{
    was_refused   = false;
    json_t *value = json_loads(text, 0, NULL);
    if (was_refused) {
        json_decref(value);
        doc->failed = true;
    } else {
        put(doc, object, key, value != NULL ? value : json_null());
    }
}

LbJsonValue *lb_json_object(LbJson *doc, LbJsonValue *object, const char *key)
{
    return put(doc, object, key, json_object());
}

LbJsonValue *lb_json_array(LbJson *doc, LbJsonValue *object, const char *key)
{
    return put(doc, object, key, json_array());
}

LbJsonValue *lb_json_push_object(LbJson *doc, LbJsonValue *array)
{
    return push(doc, array, json_object());
}

void lb_json_push_real(LbJson *doc, LbJsonValue *array, double value)
{
    push(doc, array, new_real(value));
}

void lb_json_push_bool(LbJson *doc, LbJsonValue *array, bool value)
{
    push(doc, array, json_boolean(value));
}

void lb_json_push_text(LbJson *doc, LbJsonValue *array, const char *value)
{
    push(doc, array, new_text(value));
}

enum { ESCAPED = 12 }; /* bytes of a character as two \uXXXX */

/* What a terminal obeys, turns text around or nobody sees, and jansson leaves as it is. */
static bool is_treacherous(uint32_t code)
{
    return code >= 0x20 && lb_text_is_unsafe(code);
}

static int put_escape(char *out, uint32_t code)
{
    if (code < 0x10000) return snprintf(out, ESCAPED + 1, "\\u%04x", (unsigned)code);
    code -= 0x10000;
    return snprintf(out, ESCAPED + 1, "\\u%04x\\u%04x", (unsigned)(0xD800 + (code >> 10)),
                    (unsigned)(0xDC00 + (code & 0x3FF)));
}

/* *text, a dump of jansson's, with such characters written as \uXXXX; they are in strings only. */
static LbStatus escape(char **text, LbError *err)
{
    size_t n = 0;
    for (LbSlice left = {*text, strlen(*text)}; left.len > 0;)
        n += is_treacherous(lb_text_next_code(&left));
    if (n == 0) return LB_OK;
    char *escaped = lb_mem_array(strlen(*text) + ESCAPED * n + 1, 1);
    if (escaped == NULL) return lb_error_nomem(err, ESCAPED * n);
    char *end = escaped;
    for (LbSlice left = {*text, strlen(*text)}; left.len > 0;) {
        const char *start = left.text;
        uint32_t    code  = lb_text_next_code(&left);
        if (is_treacherous(code)) {
            end += put_escape(end, code);
        } else {
            memcpy(end, start, (size_t)(left.text - start));
            end += left.text - start;
        }
    }
    *end = '\0';
    free(*text);
    *text = escaped;
    return LB_OK;
}

LbStatus lb_json_dump(const LbJson *doc, bool pretty, char **out, LbError *err)
{
    size_t flags = JSON_REAL_PRECISION(17) | (pretty ? JSON_INDENT(2) : JSON_COMPACT);
    was_refused  = false;
    *out         = doc->failed ? NULL : json_dumps(doc->root, flags);
    if (*out == NULL) return lb_error_nomem(err, 0);
    LbStatus st = was_refused ? lb_error_nomem(err, 0) : escape(out, err);
    if (st == LB_OK) return LB_OK;
    free(*out);
    *out = NULL;
    return st;
}

static LbStatus load(LbJson **out, const char *text, size_t len, size_t flags, size_t *used,
                     LbError *err)
{
    LbStatus     st  = LB_OK;
    LbJson      *doc = NULL;
    json_error_t reason;
    *out = NULL;
    if (len > JSON_BYTES_MAX) LB_FAIL(LB_EDATA, 0, "JSON of more than 256 MiB");
    LB_ALLOC_ZEROED(doc, 1);
    begin();
    doc->root = json_loadb(text, len, JSON_REJECT_DUPLICATES | flags, &reason);
    if (was_refused) LB_FAIL_NOMEM(0); /* with a document too: one that lacks characters */
    if (doc->root == NULL)
        LB_FAIL(LB_EDATA, 0, "line %d, column %d: %s", reason.line, reason.column, reason.text);
    *used = (size_t)reason.position; /* jansson tells it after a success */
    *out  = doc;
    doc   = NULL;
cleanup:
    lb_json_free(doc);
    return st;
}

LbStatus lb_json_parse(LbJson **out, const char *text, size_t len, LbError *err)
{
    size_t   used = 0;
    LbStatus st   = load(out, text, len, 0, &used, err);
    if (st != LB_OK || json_is_object((*out)->root)) return st;
    lb_json_free(*out);
    *out = NULL;
    return lb_error_set(err, LB_EDATA, 0, "expected a JSON object");
}

LbStatus lb_json_parse_next(LbJson **out, const char *text, size_t len, size_t *used, LbError *err)
{
    size_t blank = 0;
    while (blank < len && strchr(" \t\r\n", text[blank]) != NULL && text[blank] != '\0')
        blank++;
    *out  = NULL;
    *used = len;
    return blank < len ? load(out, text, len, JSON_DISABLE_EOF_CHECK, used, err) : LB_OK;
}

bool lb_json_is_object(const LbJsonValue *value)
{
    return json_is_object(value_of(value));
}

bool lb_json_is_array(const LbJsonValue *value)
{
    return json_is_array(value_of(value));
}

bool lb_json_next(const LbJsonValue *object, void **at, const char **key, const LbJsonValue **value)
{
    json_t *json = value_of(object);
    *at          = *at == NULL ? json_object_iter(json) : json_object_iter_next(json, *at);
    if (*at == NULL) return false;
    *key   = json_object_iter_key(*at);
    *value = wrap(json_object_iter_value(*at));
    return true;
}

const char *lb_json_scalar(const LbJsonValue *value, char scratch[LB_JSON_SCALAR])
{
    const json_t *json = value_of(value);
    if (json_is_string(json)) return json_string_value(json);
    if (json_is_boolean(json)) return json_is_true(json) ? "true" : "false";
    if (json_is_integer(json))
        (void)snprintf(scratch, LB_JSON_SCALAR, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
    else if (json_is_real(json))
        (void)snprintf(scratch, LB_JSON_SCALAR, "%.17g", json_real_value(json));
    else
        return NULL;
    return scratch;
}

const LbJsonValue *lb_json_get(const LbJsonValue *object, const char *key)
{
    return wrap(json_object_get(value_of(object), key));
}

const char *lb_json_get_text(const LbJsonValue *object, const char *key, const char *fallback)
{
    const char *text = lb_json_as_text(lb_json_get(object, key));
    return text != NULL ? text : fallback;
}

int64_t lb_json_get_int(const LbJsonValue *object, const char *key, int64_t fallback)
{
    const json_t *value = value_of(lb_json_get(object, key));
    return json_is_integer(value) ? json_integer_value(value) : fallback;
}

double lb_json_get_real(const LbJsonValue *object, const char *key, double fallback)
{
    return lb_json_as_real(lb_json_get(object, key), fallback);
}

bool lb_json_get_bool(const LbJsonValue *object, const char *key, bool fallback)
{
    const json_t *value = value_of(lb_json_get(object, key));
    return json_is_boolean(value) ? json_is_true(value) : fallback;
}

size_t lb_json_count(const LbJsonValue *array)
{
    return json_array_size(value_of(array));
}

size_t lb_json_members(const LbJsonValue *object)
{
    return json_object_size(value_of(object));
}

const LbJsonValue *lb_json_at(const LbJsonValue *array, size_t index)
{
    return wrap(json_array_get(value_of(array), index));
}

const char *lb_json_as_text(const LbJsonValue *value)
{
    return json_string_value(value_of(value));
}

double lb_json_as_real(const LbJsonValue *value, double fallback)
{
    return json_is_number(value_of(value)) ? json_number_value(value_of(value)) : fallback;
}
