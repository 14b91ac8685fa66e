/* SPDX-License-Identifier: MIT */
#include "query/source/film_list.h"

#include "common/base/mem.h"

static bool is_meant(const LbEntry *entry, LbListOf which)
{
    return which == LB_LIST_ALL || (which == LB_LIST_WISHES ? entry->watchlist : entry->watched);
}

/* How many films are meant, of all that there are. */
static size_t count(const LbExport *file, LbListOf which)
{
    size_t n = 0;
    for (int i = 0; i < file->n; i++)
        for (size_t k = 0; k < file->files[i].records.n; k++) {
            LbEntry entry = lb_film_file_entry(&file->files[i], &file->files[i].records.items[k]);
            n += is_meant(&entry, which);
        }
    return n;
}

static void take_file(LbFilmList *list, const LbFilmFile *file, LbListOf which)
{
    for (size_t k = 0; k < file->records.n; k++) {
        const LbFilmRecord *record = &file->records.items[k];
        LbEntry             entry  = lb_film_file_entry(file, record);
        if (!is_meant(&entry, which)) continue;
        list->names[list->n]     = record->name;
        list->users[list->n]     = record->user;
        list->services[list->n]  = record->service;
        list->countries[list->n] = record->country;
        list->entries[list->n++] = (LbEntry){.slug           = entry.slug,
                                             .title          = entry.title,
                                             .original_title = entry.original_title,
                                             .id             = entry.id,
                                             .imdb_id        = entry.imdb_id,
                                             .tmdb_id        = entry.tmdb_id,
                                             .year           = entry.year,
                                             .watchlist_date = entry.watchlist_date};
    }
}

LbStatus lb_film_list_read(LbFilmList *out, const char *path, LbListOf which,
                           const LbReporter *reporter, LbError *err)
{
    LbStatus           st       = LB_OK;
    LbFilmFileSettings settings = {.is_list = true};
    LbFilmList         list     = {0};
    *out                        = (LbFilmList){0};
    LB_TRY(lb_export_open(&list.file, path, NULL, &settings, reporter, err));
    if (count(list.file, which) == 0) which = LB_LIST_ALL;
    size_t n = count(list.file, which);
    LB_ALLOC(list.entries, n);
    LB_ALLOC(list.names, n);
    LB_ALLOC(list.users, n);
    LB_ALLOC(list.services, n);
    LB_ALLOC(list.countries, n);
    for (int i = 0; i < list.file->n; i++)
        take_file(&list, &list.file->files[i], which);
    *out = list;
    list = (LbFilmList){0};
cleanup:
    lb_film_list_clear(&list);
    return st;
}

void lb_film_list_clear(LbFilmList *list)
{
    free(list->entries);
    free(list->names);
    free(list->users);
    free(list->services);
    free(list->countries);
    lb_export_free(list->file);
    *list = (LbFilmList){0};
}
