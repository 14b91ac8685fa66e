/* SPDX-License-Identifier: MIT */
/* A file of films of any kind, as a profile and as a list: tables of every site, JSON, lines. */
#include "query/profile/boxd.h"
#include "query/source/film_list.h"
#include "query/source/profile_build.h"

#include "tests/fuzz/fuzz_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_boxd(LbSlice text)
{
    int64_t number = lb_boxd_decode(text);
    int64_t film   = lb_boxd_film_id(text);
    require(number >= -1 && film >= 0);
    require(film == 0 || number == 10 * film);
}

static void check_entry(const LbEntry *entry)
{
    require(entry->slug[0] != '\0' || entry->title[0] != '\0' || entry->id > 0 ||
            entry->imdb_id > 0 || entry->tmdb_id > 0);
    require(entry->id >= 0 && entry->imdb_id >= 0 && entry->tmdb_id >= 0);
    require(entry->year == 0 || (entry->year >= 1800 && entry->year <= 2200));
    require(entry->stars == 0 || (entry->stars >= 0.5F && entry->stars <= 5));
}

static void check_list(const char *path, LbListOf which)
{
    LbFilmList list = {0};
    LbError    err  = {0};
    LbStatus   st   = lb_film_list_read(&list, path, which, NULL, &err);
    require(st == LB_OK || (st == LB_EDATA && err.message[0] != '\0' && list.n == 0));
    for (int32_t i = 0; i < list.n; i++)
        check_entry(&list.entries[i]);
    lb_film_list_clear(&list);
}

static void check_profile(const char *path)
{
    LbProfile *profile = NULL;
    LbError    err     = {0};
    LbStatus   st      = lb_profile_build_from(&profile, path, NULL, &err);
    require(st == LB_OK || (st == LB_EDATA && err.message[0] != '\0' && profile == NULL));
    if (st != LB_OK) return;
    for (int32_t i = 0; i < lb_profile_count(profile); i++) {
        const LbEntry *entry = lb_profile_at(profile, i);
        check_entry(entry);
        require(entry->watched || entry->watchlist);
        require(entry->origin == 1 && lb_profile_origins(profile) == 1);
    }
    lb_profile_free(profile);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    check_boxd((LbSlice){(const char *)data, size});
    fuzz_path(path, sizeof path, ".txt");
    fuzz_write(path, data, size);
    check_profile(path);
    for (int which = LB_LIST_ALL; which <= LB_LIST_SEEN; which++)
        check_list(path, (LbListOf)which);
    unlink(path);
    return 0;
}
