/* SPDX-License-Identifier: MIT */
#include "query/serve/json_body.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/text/json.h"
#include "query/source/film_document.h"
#include "query/source/read_json.h"

#include <string.h>
#include <strings.h>

/* A parsed document takes twenty times its bytes. */
enum { BODY_MAX = 8 << 20, PEOPLE_MAX = 256 };

/* Members beside those of a person, and the options that they stand for. */
static const char *const list_members[LB_JSON_BODY_LISTS] = {"exclude", "not_interested",
                                                             "candidates"};
static const char *const list_options[LB_JSON_BODY_LISTS] = {"exclude", "not-interested",
                                                             "candidates"};

bool lb_json_body_is(const LbWebRequest *request)
{
    static const char name[] = "application/json";
    const char       *type   = request->header(request->ctx, "Content-Type");
    if (type == NULL || strncasecmp(type, name, sizeof name - 1) != 0) return false;
    return type[sizeof name - 1] == '\0' || strchr("; \t", type[sizeof name - 1]) != NULL;
}

/* A film of the list as the readers of lists take it. */
static void put_film(LbJson *doc, LbJsonValue *array, const LbJsonValue *film)
{
    void              *at     = NULL;
    const char        *key    = NULL;
    const LbJsonValue *value  = NULL;
    LbJsonValue       *object = lb_json_push_object(doc, array);
    if (lb_json_as_text(film) != NULL) lb_json_text(doc, object, "film", lb_json_as_text(film));
    while (lb_json_next(film, &at, &key, &value)) {
        char        scratch[LB_JSON_SCALAR];
        const char *text = lb_json_scalar(value, scratch);
        if (text != NULL) lb_json_text(doc, object, key, text);
    }
}

static LbStatus add_list(LbJsonBody *body, const LbJsonValue *array, int which, LbError *err)
{
    LbStatus      st    = LB_OK;
    LbFilmRecords films = {0}; /* only to hold the list to its form */
    LbJson       *doc   = NULL;
    char         *text  = NULL;
    LB_TRY(lb_film_document_films(&films, array, list_members[which], err));
    doc = lb_json_new();
    if (doc == NULL) LB_FAIL_NOMEM(sizeof(void *));
    LbJsonValue *out = lb_json_array(doc, lb_json_root(doc), "films");
    for (size_t i = 0; i < lb_json_count(array); i++)
        put_film(doc, out, lb_json_at(array, i));
    LB_TRY(lb_json_dump(doc, false, &text, err));
    LB_TRY(lb_upload_open(&body->lists[body->n_lists], NULL, list_members[which], err));
    body->options[body->n_lists] = list_options[which];
    LB_TRY(lb_upload_append(&body->lists[body->n_lists++], text, strlen(text), err));
cleanup:
    free(text);
    lb_json_free(doc);
    lb_film_records_clear(&films);
    return st;
}

static LbStatus add_lists(LbJsonBody *body, const LbJsonValue *root, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; i < LB_JSON_BODY_LISTS && st == LB_OK; i++) {
        const LbJsonValue *array = lb_json_get(root, list_members[i]);
        if (array != NULL) st = add_list(body, array, i, err);
    }
    return st;
}

/* Beside "people" there may be lists and nothing else. */
static LbStatus check_members(const LbJsonValue *root, LbError *err)
{
    void              *at    = NULL;
    const char        *key   = NULL;
    const LbJsonValue *value = NULL;
    while (lb_json_next(root, &at, &key, &value)) {
        bool is_known = strcmp(key, "people") == 0;
        for (int i = 0; i < LB_JSON_BODY_LISTS; i++)
            is_known |= strcmp(key, list_members[i]) == 0;
        if (!is_known)
            return lb_error_set(
                err, LB_EDATA, 0,
                "'%s' beside people: expected exclude, not_interested or candidates",
                strlen(key) < 40 ? key : "a long name");
    }
    return LB_OK;
}

static LbStatus add_people(LbJsonBody *body, const LbJsonValue *array, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n  = lb_json_count(array);
    if (!lb_json_is_array(array) || n == 0 || n > PEOPLE_MAX)
        LB_FAIL(LB_EDATA, 0, "people: expected an array of 1 to %d", PEOPLE_MAX);
    LB_ALLOC_ZEROED(body->people, n);
    for (size_t i = 0; i < n; i++) {
        const LbJsonValue *person = lb_json_at(array, i);
        st                        = lb_json_is_object(person)
                                        ? lb_film_document_read(&body->people[i], person, "the request", NULL, 0, err)
                                        : lb_error_set(err, LB_EDATA, 0, "expected an object");
        if (st == LB_EDATA) lb_error_context(err, st, "people[%zu]", i);
        if (st != LB_OK) goto cleanup;
        body->n_people++;
    }
cleanup:
    return st;
}

static LbStatus add_person(LbJsonBody *body, const LbJsonValue *root, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(body->people, 1);
    LB_TRY(lb_film_document_read(body->people, root, "the request", list_members,
                                 LB_JSON_BODY_LISTS, err));
    body->n_people = 1;
cleanup:
    return st;
}

/* A file of another program, or a form that nobody has. */
static LbStatus check_foreign(LbSlice text, LbError *err)
{
    LbFilmRecords films = {0};
    LbJsonKind    kind;
    LbStatus      st = lb_read_json(&films, &kind, text, err);
    if (st == LB_OK && films.n == 0 && films.series == 0)
        st =
            lb_error_set(err, LB_EDATA, 0,
                         "no films: expected {\"ratings\": [{\"film\": ..., \"stars\": ...}], "
                         "\"watched\": [...], \"watchlist\": [...]} or a file that --export takes");
    lb_film_records_clear(&films);
    return st;
}

static LbStatus take(LbJsonBody *body, const LbJsonValue *root, LbError *err)
{
    LbStatus           st     = LB_OK;
    const LbJsonValue *people = lb_json_get(root, "people");
    if (people != NULL) {
        LB_TRY(check_members(root, err));
        LB_TRY(add_people(body, people, err));
    } else if (lb_film_document_is_one(root)) {
        LB_TRY(add_person(body, root, err));
    } else {
        goto cleanup;
    }
    LB_TRY(add_lists(body, root, err));
cleanup:
    return st;
}

LbStatus lb_json_body_read(LbJsonBody *body, const LbWebRequest *request, LbError *err)
{
    LbStatus st  = LB_OK;
    LbJson  *doc = NULL, *more = NULL;
    LbBuf    text = {0};
    size_t   used = 0;
    *body         = (LbJsonBody){0};
    if (request->n_uploads != 1 || request->uploads[0].field[0] != '\0' ||
        !lb_json_body_is(request))
        return LB_OK;
    if (request->uploads[0].size > BODY_MAX)
        return lb_error_set(
            err, LB_EDATA, 0,
            "expected at most %d MiB of JSON, found %zu bytes: send a file of films as "
            "part of a form",
            BODY_MAX >> 20, request->uploads[0].size);
    lb_buf_init(&text, BODY_MAX);
    LB_TRY(lb_upload_read(&text, &request->uploads[0], err));
    size_t  marks = lb_slice_marks((LbSlice){text.data, text.len});
    LbSlice json  = {text.data + marks, text.len - marks};
    LB_TRY(lb_json_parse_next(&doc, json.text, json.len, &used, err));
    if (doc != NULL) LB_TRY(take(body, lb_json_root(doc), err));
    if (body->n_people == 0) {
        LB_TRY(check_foreign(json, err));
        goto cleanup;
    }
    LB_TRY(lb_json_parse_next(&more, json.text + used, json.len - used, &used, err));
    if (more != NULL) LB_FAIL(LB_EDATA, 0, "expected one JSON object, found another behind it");
cleanup:
    lb_json_free(more);
    lb_json_free(doc);
    lb_buf_clear(&text);
    return st;
}

void lb_json_body_clear(LbJsonBody *body)
{
    for (int i = 0; i < body->n_people; i++)
        lb_export_free(body->people[i]);
    for (int i = 0; i < body->n_lists; i++)
        lb_upload_close(&body->lists[i]);
    free(body->people);
    *body = (LbJsonBody){0};
}
