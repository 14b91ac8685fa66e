/* SPDX-License-Identifier: MIT */
#include "common/model/slug_table.h"

#include "common/base/hash.h"
#include "common/base/mem.h"

#include <inttypes.h>
#include <string.h>

static LbStatus bad_film(int32_t film, LbError *err)
{
    return lb_error_set(err, LB_EDATA, 0,
                        "film %" PRId32 ": its slug is empty, repeated or not in the slug table",
                        film);
}

static bool is_same(LbSlice a, LbSlice b)
{
    return a.len == b.len && memcmp(a.text, b.text, a.len) == 0;
}

/* Each slug is there, and once: films by their slugs' keyed hashes, whose texts stay where they are. */
static LbStatus check_slugs(const LbFilms *films, LbError *err)
{
    LbStatus  st    = LB_OK;
    LbHashKey key   = lb_hash_key();
    int64_t   size  = lb_model_table_size(films->n_films);
    uint64_t  mask  = (uint64_t)size - 1;
    int       shift = 32 - __builtin_ctzll((uint64_t)size);
    int32_t  *known = NULL;
    LB_ALLOC(known, size);
    memset(known, 0xff, (size_t)size * sizeof *known);
    for (int32_t film = 0; film < films->n_films; film++) {
        LbSlice  slug = lb_model_string(&films->slugs, film);
        uint64_t at   = lb_hash_keyed(&key, slug.text, slug.len) >> (shift > 0 ? shift : 0);
        while (known[at] >= 0 && !is_same(lb_model_string(&films->slugs, known[at]), slug))
            at = (at + 1) & mask;
        if (slug.len == 0 || known[at] >= 0) LB_TRY(bad_film(film, err));
        known[at] = film;
    }
cleanup:
    free(known);
    return st;
}

/* Where a search for nothing ends; -1: nowhere. */
static int64_t find_empty(const LbFilms *films)
{
    int64_t at = films->table_size - 1;
    while (at >= 0 && films->slug_table[at] >= 0)
        at--;
    return at;
}

/* Every entry must be joined by taken ones to the place where the search for its film begins. */
static LbStatus check_entries(const LbFilms *films, bool *is_there, int64_t empty, LbError *err)
{
    uint64_t mask = (uint64_t)films->table_size - 1, run = 0;
    for (int64_t k = 1; k < films->table_size; k++) {
        uint64_t at   = (uint64_t)(empty + k) & mask;
        int32_t  film = films->slug_table[at];
        if (film < 0) {
            run = 0;
            continue;
        }
        if (film >= films->n_films)
            return lb_error_set(err, LB_EDATA, 0,
                                "film %" PRId32 " of %" PRId32 " is in the slug table", film,
                                films->n_films);
        LbSlice slug = lb_model_string(&films->slugs, film);
        if (is_there[film] || ((at - lb_hash_bytes(slug.text, slug.len)) & mask) > run)
            return bad_film(film, err);
        is_there[film] = true;
        run++;
    }
    return LB_OK;
}

LbStatus lb_slug_table_check(const LbFilms *films, LbError *err)
{
    LbStatus st       = LB_OK;
    bool    *is_there = NULL;
    LB_TRY(check_slugs(films, err));
    if (films->slug_table == NULL) goto cleanup;
    int64_t empty = find_empty(films);
    if (empty < 0) LB_FAIL(LB_EDATA, 0, "the slug table has no empty entry");
    LB_ALLOC_ZEROED(is_there, films->n_films);
    LB_TRY(check_entries(films, is_there, empty, err));
    for (int32_t film = 0; film < films->n_films; film++)
        if (!is_there[film]) LB_TRY(bad_film(film, err));
cleanup:
    free(is_there);
    return st;
}
