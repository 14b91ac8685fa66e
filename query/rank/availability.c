/* SPDX-License-Identifier: MIT */
#include "query/rank/availability.h"

#include "common/base/buf.h"
#include "common/base/idmap.h"
#include "common/base/mem.h"
#include "common/text/text.h"
#include "query/resolve/iso_code.h"
#include "query/resolve/list_lookup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_CAP = 256, LIST_MAX = 400 };

static const char separators[] = ",;|";

/* An offer before it is put in order. */
typedef struct Row {
    LbOffer offer;
    int32_t film;
    int64_t order;
} Row;

struct LbAvailability {
    Row      *rows;   /* [n] by film, then as they came */
    LbOffer  *offers; /* [n] of the rows */
    int32_t  *start;  /* [n_films + 1] into offers */
    size_t    n, capacity;
    LbBlocks *texts;
};

/* While files are read. */
typedef struct Reading {
    LbAvailability               *out;
    const LbAvailabilitySettings *settings;
    bool                         *is_found; /* [n_services] */
    LbIdMap                      *seen;     /* services that some row has */
    int64_t                       unknown;  /* rows of films that the model lacks */
} Reading;

static bool is_same(LbSlice a, const char *b)
{
    char of_a[KEY_CAP], of_b[KEY_CAP];
    (void)lb_text_key(of_a, sizeof of_a, a);
    (void)lb_text_key(of_b, sizeof of_b, (LbSlice){b, strlen(b)});
    return strcmp(of_a, of_b) == 0;
}

/* "Disney+" and "Disney Plus" are the same, and "Prime Video" is not "Prime Video with Ads". */
static bool is_service(LbSlice name, const char *wanted)
{
    bool has_plus = name.len > 0 && name.text[name.len - 1] == '+';
    char spelt[KEY_CAP];
    if (is_same(name, wanted)) return true;
    if (!has_plus) return false;
    (void)snprintf(spelt, sizeof spelt, "%.*s plus", (int)(name.len < 100 ? name.len - 1 : 100),
                   name.text);
    return is_same((LbSlice){spelt, strlen(spelt)}, wanted);
}

static bool is_asked_service(Reading *reading, LbSlice name)
{
    bool is_asked = reading->settings->n_services == 0;
    for (int i = 0; i < reading->settings->n_services; i++) {
        if (!is_service(name, reading->settings->services[i])) continue;
        reading->is_found[i] = true;
        is_asked             = true;
    }
    return is_asked;
}

static bool is_country(LbSlice name, const char *wanted)
{
    char of_name[LB_ISO_CODE], of_wanted[LB_ISO_CODE];
    if (is_same(name, wanted)) return true;
    return lb_iso_code_find(of_name, LB_ISO_COUNTRY, name) &&
           lb_iso_code_find(of_wanted, LB_ISO_COUNTRY, (LbSlice){wanted, strlen(wanted)}) &&
           strcmp(of_name, of_wanted) == 0;
}

static bool is_asked_country(const Reading *reading, LbSlice name)
{
    if (name.len == 0 || reading->settings->n_countries == 0) return true;
    for (int i = 0; i < reading->settings->n_countries; i++)
        if (is_country(name, reading->settings->countries[i])) return true;
    return false;
}

static LbStatus add_row(Reading *reading, int32_t film, LbSlice service, LbSlice country,
                        LbError *err)
{
    LbStatus        st  = LB_OK;
    LbAvailability *out = reading->out;
    Row             row = {.film = film, .order = (int64_t)out->n};
    LB_TRY(lb_blocks_copy(&out->texts, &row.offer.service, service, err));
    LB_TRY(lb_blocks_copy(&out->texts, &row.offer.country, country, err));
    LB_TRY(LB_GROW(&out->rows, &out->capacity, out->n + 1, err));
    out->rows[out->n++] = row;
cleanup:
    return st;
}

/* The next of several names in one field; an empty field is one empty name. */
static LbSlice next_name(LbSlice *rest)
{
    size_t len = 0;
    while (len < rest->len && strchr(separators, rest->text[len]) == NULL)
        len++;
    LbSlice name = lb_slice_trim((LbSlice){rest->text, len});
    size_t  used = len < rest->len ? len + 1 : len;
    *rest        = (LbSlice){rest->text + used, rest->len - used};
    return name;
}

/* "Korea, Republic of" is one. */
static LbSlice next_country(LbSlice *rest)
{
    char    code[LB_ISO_CODE];
    LbSlice whole = *rest;
    if (!lb_iso_code_find(code, LB_ISO_COUNTRY, whole)) return next_name(rest);
    *rest = (LbSlice){"", 0};
    return lb_slice_trim(whole);
}

/* A film on each of the services, in each of the countries of a row. */
static LbStatus add_offers(Reading *reading, int32_t film, const char *services,
                           const char *countries, LbError *err)
{
    LbStatus st      = LB_OK;
    LbSlice  of_row  = {services, strlen(services)};
    int32_t  ignored = 0;
    do {
        LbSlice service = next_name(&of_row), places = {countries, strlen(countries)};
        if (service.len > 0) LB_TRY(lb_idmap_add(reading->seen, service, &ignored, err));
        bool is_asked = is_asked_service(reading, service);
        do {
            LbSlice country = next_country(&places);
            if (is_asked && is_asked_country(reading, country))
                LB_TRY(add_row(reading, film, service, country, err));
        } while (places.len > 0);
    } while (of_row.len > 0);
cleanup:
    return st;
}

static LbStatus read_file(Reading *reading, const char *path, const LbResolver *resolver,
                          const LbFilms *films, const LbReporter *reporter, LbError *err)
{
    LbStatus   st   = LB_OK;
    LbFilmList list = {0};
    int32_t   *film = NULL;
    LB_TRY(lb_film_list_read(&list, path, LB_LIST_ALL, reporter, err));
    LB_ALLOC(film, list.n);
    LB_TRY(lb_list_lookup_all(film, &list, resolver, films, "--available", reporter, err));
    for (int32_t i = 0; i < list.n; i++) {
        LB_TRY(add_offers(reading, film[i], list.services[i], list.countries[i], err));
        reading->unknown += film[i] < 0;
    }
cleanup:
    free(film);
    lb_film_list_clear(&list);
    return st;
}

static LbStatus say_unknown(const Reading *reading, const char *wanted, LbError *err)
{
    LbBuf list;
    lb_buf_init(&list, LIST_MAX);
    for (int32_t i = 0; i < lb_idmap_count(reading->seen); i++) {
        LbSlice name = lb_idmap_text(reading->seen, i);
        if (lb_buf_printf(&list, NULL, "%s%.*s", i > 0 ? ", " : "", (int)name.len, name.text) !=
            LB_OK)
            break; /* enough to read */
    }
    LbStatus st =
        lb_error_set(err, LB_EUSAGE, 0, "--service: no film of --available is on '%s'; there %s%s",
                     wanted, list.len > 0 ? "are " : "is no column service", lb_buf_text(&list));
    lb_buf_clear(&list);
    return st;
}

static int by_film(const void *a, const void *b)
{
    const Row *x = a, *y = b;
    if (x->film != y->film) return x->film < y->film ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static bool is_same_offer(const Row *a, const Row *b)
{
    return a->film == b->film && strcmp(a->offer.service, b->offer.service) == 0 &&
           strcmp(a->offer.country, b->offer.country) == 0;
}

/* Order the rows by film, drop what is said twice, and note where each film's begin. */
static LbStatus index_rows(LbAvailability *out, int32_t n_films, LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   kept = 0, at = 0;
    if (out->n > 1) qsort(out->rows, out->n, sizeof *out->rows, by_film);
    LB_ALLOC(out->start, (size_t)n_films + 1);
    LB_ALLOC(out->offers, out->n);
    for (size_t i = 0; i < out->n; i++) {
        bool is_twice = kept > 0 && is_same_offer(&out->rows[kept - 1], &out->rows[i]);
        if (out->rows[i].film < 0 || is_twice) continue;
        out->rows[kept++] = out->rows[i];
    }
    out->n = kept;
    for (int32_t film = 0; film <= n_films; film++) {
        while (at < out->n && out->rows[at].film < film)
            at++;
        out->start[film] = (int32_t)at;
    }
    for (size_t i = 0; i < out->n; i++)
        out->offers[i] = out->rows[i].offer;
cleanup:
    return st;
}

LbStatus lb_availability_read(LbAvailability **out, const LbAvailabilitySettings *settings,
                              const LbResolver *resolver, const LbFilms *films,
                              const LbReporter *reporter, LbError *err)
{
    LbStatus st      = LB_OK;
    Reading  reading = {.settings = settings};
    *out             = NULL;
    if (settings->n_files == 0) return LB_OK;
    LB_ALLOC_ZEROED(reading.out, 1);
    LB_ALLOC_ZEROED(reading.is_found, settings->n_services);
    LB_TRY(lb_idmap_new(&reading.seen, err));
    for (int i = 0; i < settings->n_files; i++)
        LB_TRY(read_file(&reading, settings->files[i], resolver, films, reporter, err));
    for (int i = 0; i < settings->n_services; i++)
        if (!reading.is_found[i]) LB_TRY(say_unknown(&reading, settings->services[i], err));
    if (reading.unknown > 0)
        lb_reporter_message(reporter, LB_LEVEL_DETAIL,
                            "--available: films that are not in the model: %lld",
                            (long long)reading.unknown);
    LB_TRY(index_rows(reading.out, films->n_films, err));
    *out        = reading.out;
    reading.out = NULL;
cleanup:
    lb_availability_free(reading.out);
    lb_idmap_free(reading.seen);
    free(reading.is_found);
    return st;
}

void lb_availability_free(LbAvailability *availability)
{
    if (availability == NULL) return;
    free(availability->rows);
    free(availability->offers);
    free(availability->start);
    lb_blocks_free(availability->texts);
    free(availability);
}

const LbOffer *lb_availability_of(const LbAvailability *availability, int32_t film, int32_t *n)
{
    *n = 0;
    if (film < 0) return NULL;
    int32_t first = availability->start[film];
    *n            = availability->start[film + 1] - first;
    return availability->offers + first;
}

void lb_availability_text(char *out, size_t cap, const LbAvailability *availability, int32_t film)
{
    LbBuf          text;
    int32_t        n      = 0;
    const LbOffer *offers = lb_availability_of(availability, film, &n);
    lb_buf_init(&text, cap);
    for (int32_t i = 0; i < n; i++) {
        const LbOffer *offer = &offers[i];
        bool           both  = offer->service[0] != '\0' && offer->country[0] != '\0';
        if (offer->service[0] == '\0' && offer->country[0] == '\0') continue;
        if (lb_buf_printf(&text, NULL, "%s%s%s%s%s", text.len > 0 ? ", " : "", offer->service,
                          both ? " (" : "", offer->country, both ? ")" : "") != LB_OK)
            break; /* enough to read */
    }
    lb_text_clean(out, cap, (LbSlice){lb_buf_text(&text), text.len});
    lb_buf_clear(&text);
}
