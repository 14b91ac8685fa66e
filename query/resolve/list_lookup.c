/* SPDX-License-Identifier: MIT */
#include "query/resolve/list_lookup.h"

#include "common/base/mem.h"

enum { DOUBT_CAP = 512 };

static void tell_doubt(const LbFilms *films, const LbEntry *entry, const LbFound *found,
                       const char *option, const LbReporter *reporter)
{
    char text[DOUBT_CAP];
    if (found->either[0] < 0) return;
    lb_resolver_doubt(text, sizeof text, films, entry, found->either);
    lb_reporter_message(reporter, LB_LEVEL_NOTE, "%s: %s", option, text);
}

LbStatus lb_list_lookup_all(int32_t *film, const LbFilmList *list, const LbResolver *resolver,
                            const LbFilms *films, const char *option, const LbReporter *reporter,
                            LbError *err)
{
    for (int32_t i = 0; i < list->n; i++) {
        LbFound  found;
        LbStatus st = lb_resolver_find(resolver, &list->entries[i], &found, err);
        if (st != LB_OK) return st;
        tell_doubt(films, &list->entries[i], &found, option, reporter);
        film[i] = found.film;
    }
    return LB_OK;
}

typedef struct Films {
    int32_t *items;
    size_t   n, capacity;
    int64_t  unknown;
} Films;

static LbStatus add_file(Films *out, const char *path, const LbResolver *resolver,
                         const LbFilms *films, const char *option, const LbReporter *reporter,
                         LbError *err)
{
    LbStatus   st   = LB_OK;
    LbFilmList list = {0};
    LB_TRY(lb_film_list_read(&list, path, LB_LIST_ALL, reporter, err));
    LB_TRY(LB_GROW(&out->items, &out->capacity, out->n + (size_t)list.n, err));
    int32_t *found = out->items + out->n;
    LB_TRY(lb_list_lookup_all(found, &list, resolver, films, option, reporter, err));
    for (int32_t i = 0; i < list.n; i++) {
        if (found[i] >= 0)
            out->items[out->n++] = found[i];
        else
            out->unknown++;
    }
cleanup:
    lb_film_list_clear(&list);
    return st;
}

LbStatus lb_list_lookup_files(int32_t **out, int32_t *n, const LbListFiles *files,
                              const LbResolver *resolver, const LbFilms *films,
                              const LbReporter *reporter, LbError *err)
{
    LbStatus st    = LB_OK;
    Films    known = {0};
    *out           = NULL;
    *n             = 0;
    for (int i = 0; i < files->n; i++)
        if (files->paths[i][0] != '\0')
            LB_TRY(
                add_file(&known, files->paths[i], resolver, films, files->option, reporter, err));
    /* Of long lists many films may be unknown; of one without any nothing comes. */
    if (known.unknown > 0)
        lb_reporter_message(reporter, known.n == 0 ? LB_LEVEL_NOTE : LB_LEVEL_DETAIL,
                            "%s: %lld of %lld films are not in the model", files->option,
                            (long long)known.unknown,
                            (long long)known.n + (long long)known.unknown);
    *out        = known.items;
    *n          = (int32_t)known.n;
    known.items = NULL;
cleanup:
    free(known.items);
    return st;
}
