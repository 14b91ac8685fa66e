/* SPDX-License-Identifier: MIT */
#include "query/source/profile_build.h"

#include "common/base/idmap.h"
#include "common/base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AMBIGUOUS = -2, KEY_CAP = 1024 };

/* An entry to come, with its place in the order of the files. */
typedef struct Row {
    LbEntry entry;
    int64_t order;
} Row;

typedef struct Rows {
    Row   *items;
    size_t n, capacity;
} Rows;

typedef struct Building {
    LbProfile *profile;
    Rows       wishes, diary;
    int64_t    n_rows, n_idle; /* rows in all, and those that say nothing of the person */
    LbIdMap   *titles;         /* title and year -> index into films */
    int32_t   *films;          /* profile entry, or AMBIGUOUS */
    size_t     films_capacity;
} Building;

/* Key of a title and year; false when it is too long to be compared. */
static bool title_key(char out[KEY_CAP], const LbEntry *entry, LbSlice *key)
{
    int len = snprintf(out, KEY_CAP, "%s\n%d", entry->title, entry->year);
    if (len < 0 || (size_t)len >= KEY_CAP) return false;
    *key = (LbSlice){out, (size_t)len};
    return true;
}

/* Add an entry, and remember where the films of its title and year are. */
static LbStatus add_entry(Building *building, const LbEntry *entry, LbError *err)
{
    int32_t  before = lb_profile_count(building->profile);
    LbStatus st     = lb_profile_add(building->profile, entry, err);
    if (st != LB_OK || lb_profile_count(building->profile) == before) return st;
    char    text[KEY_CAP];
    LbSlice key;
    if (!title_key(text, entry, &key)) return LB_OK;
    int32_t known = lb_idmap_count(building->titles), index = 0;
    st = lb_idmap_add(building->titles, key, &index, err);
    if (st != LB_OK) return st;
    st = LB_GROW(&building->films, &building->films_capacity, (size_t)index + 1, err);
    if (st == LB_OK) building->films[index] = index < known ? AMBIGUOUS : before;
    return st;
}

static bool is_nameless(const LbEntry *entry)
{
    return entry->id == 0 && entry->imdb_id == 0 && entry->tmdb_id == 0 && entry->slug[0] == '\0';
}

/* The film of the profile that has this title and year; AMBIGUOUS, or -1: none. */
static int32_t find_namesake(const Building *building, const LbEntry *entry)
{
    char    text[KEY_CAP];
    LbSlice key;
    int32_t at = -1;
    if (title_key(text, entry, &key)) at = lb_idmap_find(building->titles, key);
    return at >= 0 ? building->films[at] : -1;
}

/* Rows that have a title alone join the film that another file has with its ids. */
static void take_identity(const Building *building, LbEntry *entry, int32_t namesake)
{
    const LbEntry *film = lb_profile_at(building->profile, namesake);
    entry->id           = film->id;
    entry->imdb_id      = film->imdb_id;
    entry->tmdb_id      = film->tmdb_id;
    if (entry->slug[0] == '\0') entry->slug = film->slug;
}

static LbStatus add_known(Building *building, LbEntry *entry, LbError *err)
{
    int32_t namesake = is_nameless(entry) ? find_namesake(building, entry) : -1;
    if (namesake >= 0) take_identity(building, entry, namesake);
    return add_entry(building, entry, err);
}

static LbStatus defer(Building *building, Rows *rows, const LbEntry *entry, LbError *err)
{
    LbStatus st = LB_GROW(&rows->items, &rows->capacity, rows->n + 1, err);
    if (st == LB_OK) rows->items[rows->n++] = (Row){*entry, building->n_rows};
    return st;
}

static LbStatus add_file(Building *building, const LbFilmFile *file, int origin, LbError *err)
{
    LbStatus st = LB_OK;
    for (size_t i = 0; i < file->records.n; i++) {
        const LbFilmRecord *record = &file->records.items[i];
        LbEntry             entry  = lb_film_file_entry(file, record);
        entry.origin               = (int16_t)origin;
        building->n_rows++;
        if (file->is_diary)
            st = defer(building, &building->diary, &entry, err);
        else if (entry.watchlist)
            st = defer(building, &building->wishes, &entry, err);
        else if (entry.watched)
            st = add_known(building, &entry, err);
        else
            building->n_idle++;
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

static int newest_first(const void *a, const void *b)
{
    const Row *x = a, *y = b;
    int32_t    of_x = x->entry.watchlist ? x->entry.watchlist_date : x->entry.date;
    int32_t    of_y = y->entry.watchlist ? y->entry.watchlist_date : y->entry.date;
    if (of_x != of_y) return of_x < of_y ? 1 : -1;
    return (x->order < y->order) - (x->order > y->order);
}

static LbStatus add_wishes(Building *building, LbError *err)
{
    Rows *rows = &building->wishes;
    if (rows->n > 1) qsort(rows->items, rows->n, sizeof *rows->items, newest_first);
    for (size_t i = 0; i < rows->n; i++) {
        rows->items[i].entry.watchlist_rank = (int32_t)i + 1;
        LbStatus st                         = add_known(building, &rows->items[i].entry, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

/* Which film of the profile a diary row names: by its slug where its address has one, else by title
 * and year alone. */
static LbStatus add_diary_row(Building *building, LbEntry *entry, LbError *err)
{
    int32_t known = find_namesake(building, entry);
    /* Two films of that name: both are in watched.csv. */
    if (known == AMBIGUOUS && entry->slug[0] == '\0') return LB_OK;
    if (known >= 0) take_identity(building, entry, known);
    if (known >= 0 && lb_profile_at(building->profile, known)->stars > 0) entry->stars = 0;
    return add_entry(building, entry, err);
}

static LbStatus add_diary(Building *building, LbError *err)
{
    Rows   *rows  = &building->diary;
    int32_t rated = 0;
    if (rows->n > 1) qsort(rows->items, rows->n, sizeof *rows->items, newest_first);
    for (size_t i = 0; i < rows->n; i++) {
        LbEntry *entry = &rows->items[i].entry;
        if (entry->stars > 0) entry->diary_rank = ++rated;
        LbStatus st = add_diary_row(building, entry, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

/* Files that have ratings come before those that have none, and these before likes. */
static int turn_of(const LbFilmFile *file)
{
    if (file->role == LB_ROLE_LIKED) return 2;
    return file->has_ratings ? 0 : 1;
}

static LbStatus add_exports(Building *building, const LbExport *const *exports, int n, LbError *err)
{
    for (int turn = 0; turn <= 2; turn++)
        for (int e = 0; e < n; e++)
            for (int i = 0; i < exports[e]->n; i++) {
                const LbFilmFile *file = &exports[e]->files[i];
                if (turn_of(file) != turn) continue;
                LbStatus st = add_file(building, file, e + 1, err);
                if (st != LB_OK) return st;
            }
    return LB_OK;
}

static LbSource source_of(const LbExport *const *exports, int n)
{
    LbSource source = LB_SOURCE_FILES;
    bool     first  = true;
    for (int e = 0; e < n; e++)
        for (int i = 0; i < exports[e]->n; i++) {
            LbSource own = exports[e]->files[i].source;
            if (!first && own != source) return LB_SOURCE_FILES;
            source = own;
            first  = false;
        }
    return source;
}

static void tell_idle(const Building *building, const LbExport *const *exports, int n,
                      const LbReporter *reporter)
{
    bool is_own = false;
    for (int e = 0; e < n; e++)
        for (int i = 0; i < exports[e]->n; i++)
            is_own = is_own || exports[e]->files[i].is_own;
    if (building->n_idle == 0) return;
    lb_reporter_message(reporter, LB_LEVEL_WARNING,
                        "%s%s: films left aside, being %s: %lld (--watchlist, --watched, --exclude "
                        "and --candidates take lists)",
                        exports[0]->name, n > 1 ? " and others" : "",
                        is_own ? "predictions of lbrec and no ratings"
                               : "neither rated nor watched nor on a watchlist",
                        (long long)building->n_idle);
}

static LbStatus add_gaps(Building *building, const LbExport *const *exports, int n, LbError *err)
{
    for (int e = 0; e < n; e++) {
        LbStatus st = LB_OK;
        if (exports[e]->lacks_ratings)
            st = lb_profile_add_gap(building->profile, "the export has no ratings.csv", err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

static void clear(Building *building)
{
    lb_profile_free(building->profile);
    free(building->wishes.items);
    free(building->diary.items);
    lb_idmap_free(building->titles);
    free(building->films);
}

LbStatus lb_profile_build(LbProfile **out, const LbExport *const *exports, int n,
                          const LbReporter *reporter, LbError *err)
{
    LbStatus    st       = LB_OK;
    Building    building = {0};
    const char *user     = "";
    *out                 = NULL;
    for (int e = 0; e < n && user[0] == '\0'; e++)
        user = exports[e]->user;
    LB_TRY(lb_profile_new(&building.profile, user, source_of(exports, n), err));
    LB_TRY(lb_idmap_new(&building.titles, err));
    for (int e = 0; e < n; e++)
        LB_TRY(lb_profile_add_origin(building.profile, exports[e]->name, err));
    LB_TRY(add_exports(&building, exports, n, err));
    LB_TRY(add_wishes(&building, err));
    LB_TRY(add_diary(&building, err));
    LB_TRY(add_gaps(&building, exports, n, err));
    tell_idle(&building, exports, n, reporter);
    *out             = building.profile;
    building.profile = NULL;
cleanup:
    clear(&building);
    return st;
}

LbStatus lb_profile_build_from(LbProfile **out, const char *path, const LbReporter *reporter,
                               LbError *err)
{
    LbFilmFileSettings settings = {.needs_table = false};
    LbExport          *self     = NULL;
    *out                        = NULL;
    LbStatus st                 = lb_export_open(&self, path, NULL, &settings, reporter, err);
    if (st == LB_OK) st = lb_profile_build(out, (const LbExport *const *)&self, 1, reporter, err);
    lb_export_free(self);
    return st;
}
