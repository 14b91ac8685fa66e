/* SPDX-License-Identifier: MIT */
#include "common/model/model.h"

#include "common/base/hash.h"
#include "common/base/mem.h"

#include <math.h>
#include <string.h>

static const char *const method_names[] = {"hybrid", "zscore", "eigenrec", "softimpute"};

const char *lb_model_method_name(LbMethod method)
{
    return method_names[method];
}

LbSlice lb_model_string(const LbStrings *strings, int32_t i)
{
    if (i < 0 || i >= strings->n) return (LbSlice){"", 0};
    int64_t from = strings->start[i], to = strings->start[i + 1];
    if (from < 0 || to < from || to > strings->start[strings->n]) return (LbSlice){"", 0};
    return (LbSlice){strings->text + from, (size_t)(to - from)};
}

const int32_t *lb_model_list(const LbLists *lists, int32_t n_films, int32_t f, int32_t *n)
{
    *n = 0;
    if (lists->start == NULL || f < 0 || f >= n_films) return NULL;
    int32_t from = lists->start[f], to = lists->start[f + 1];
    if (from < 0 || to < from || to > lists->start[n_films]) return NULL;
    *n = to - from;
    return lists->item + from;
}

static bool is_string(const LbStrings *strings, int32_t i, LbSlice wanted)
{
    LbSlice text = lb_model_string(strings, i);
    return text.len == wanted.len && memcmp(text.text, wanted.text, wanted.len) == 0;
}

static int32_t find_linearly(const LbStrings *strings, LbSlice wanted)
{
    for (int32_t i = 0; i < strings->n; i++)
        if (is_string(strings, i, wanted)) return i;
    return -1;
}

int32_t lb_model_find_film(const LbFilms *films, LbSlice slug)
{
    if (slug.len == 0) return -1;
    if (films->slug_table == NULL) return find_linearly(&films->slugs, slug);
    uint64_t mask = (uint64_t)films->table_size - 1;
    uint64_t at   = lb_hash_bytes(slug.text, slug.len) & mask;
    /* A damaged table without an empty entry must not keep us here for ever. */
    for (int64_t probe = 0; probe < films->table_size; probe++, at = (at + 1) & mask) {
        int32_t film = films->slug_table[at];
        if (film < 0) return -1;
        if (is_string(&films->slugs, film, slug)) return film;
    }
    return -1;
}

int32_t lb_model_find_film_id(const LbFilms *films, int64_t id)
{
    if (films->by_id == NULL || films->letterboxd_id == NULL) return -1;
    int32_t from = 0, to = films->n_by_id;
    while (from < to) {
        int32_t middle = from + (to - from) / 2;
        int32_t film   = films->by_id[middle];
        if (film < 0 || film >= films->n_films) return -1;
        if (films->letterboxd_id[film] == id) return film;
        if (films->letterboxd_id[film] < id)
            from = middle + 1;
        else
            to = middle;
    }
    return -1;
}

int64_t lb_model_table_size(int32_t n_films)
{
    int64_t size = 16;
    while (size < 2 * (int64_t)n_films)
        size *= 2;
    return size;
}

/* The first free slot from `at` on. next[slot]: the slot itself while it is free, else one to look
 * on from; every slot passed is pointed ahead, so that slugs that were chosen to share a slot cost
 * no more than others. */
static uint32_t free_slot(uint32_t *next, uint32_t at)
{
    while (next[at] != at) {
        next[at] = next[next[at]];
        at       = next[at];
    }
    return at;
}

LbStatus lb_model_hash_slugs(const LbStrings *slugs, int32_t n_films, int32_t *table, int64_t size,
                             LbError *err)
{
    LbStatus  st   = LB_OK;
    uint32_t *next = NULL, mask = (uint32_t)(size - 1);
    LB_ALLOC(next, size);
    for (int64_t at = 0; at < size; at++) {
        table[at] = -1;
        next[at]  = (uint32_t)at;
    }
    for (int32_t film = 0; film < n_films; film++) {
        LbSlice  slug = lb_model_string(slugs, film);
        uint32_t at   = free_slot(next, (uint32_t)lb_hash_bytes(slug.text, slug.len) & mask);
        table[at]     = film;
        next[at]      = (at + 1) & mask;
    }
cleanup:
    free(next);
    return st;
}

int32_t lb_model_schema_of(const LbModel *model)
{
    bool is_half =
        model->taste.half != NULL || model->stars.half != NULL || model->stars.prior.half != NULL;
    return is_half ? LB_MODEL_SCHEMA : 1;
}
