/* SPDX-License-Identifier: MIT */
#include "query/rank/candidates.h"

#include "common/base/buf.h"
#include "common/base/idmap.h"
#include "common/base/mem.h"
#include "common/base/path.h"
#include "query/resolve/list_lookup.h"
#include "query/source/film_name.h"
#include "query/source/ratings_source.h"
#include "query/source/read_table.h"

#include <string.h>

enum { NAME_CAP = 512, HEAD_MAX = 65536, KEY_MAX = 1 << 16 };

struct LbCandidatesFile {
    LbRatingsSource *source; /* pairs of user and film; NULL: a list */
    LbFilmList       list;
    LbIdMap         *users;   /* of the list, those with a name */
    bool            *repeats; /* [list.n] a film that was there before, of the same user */
    int32_t         *film;    /* [films of the source, or list.n] in the model, -1 unknown */
};

static LbStatus find_pairs(LbCandidatesFile *file, const LbResolver *resolver, LbError *err)
{
    LbStatus       st    = LB_OK;
    const LbIdMap *films = lb_ratings_source_films(file->source);
    LB_ALLOC(file->film, lb_idmap_count(films));
    for (int32_t i = 0; i < lb_idmap_count(films); i++) {
        char    text[NAME_CAP];
        LbSlice name  = lb_idmap_text(films, i);
        LbEntry entry = {.slug = text, .title = ""};
        size_t  len   = name.len < NAME_CAP ? name.len : NAME_CAP - 1;
        memcpy(text, name.text, len);
        text[len] = '\0';
        LbFound found;
        LB_TRY(lb_resolver_find(resolver, &entry, &found, err));
        if (found.film < 0 && lb_film_name_parse(text, &entry))
            LB_TRY(lb_resolver_find(resolver, &entry, &found, err));
        file->film[i] = found.film;
    }
cleanup:
    return st;
}

/* Mark what a user has twice: the film of the model, or the name of one that it does not know. */
static LbStatus find_repeats(LbCandidatesFile *file, LbError *err)
{
    LbStatus st   = LB_OK;
    LbIdMap *seen = NULL;
    LbBuf    key;
    lb_buf_init(&key, KEY_MAX);
    LB_TRY(lb_idmap_new(&seen, err));
    for (int32_t i = 0; i < file->list.n; i++) {
        const LbEntry *entry = &file->list.entries[i];
        int32_t        known = lb_idmap_count(seen), index = 0;
        lb_buf_reset(&key);
        if (file->film[i] >= 0)
            LB_TRY(lb_buf_printf(&key, err, "%s\n%d", file->list.users[i], (int)file->film[i]));
        else
            LB_TRY(lb_buf_printf(&key, err, "%s\n%s\n%s\n%d", file->list.users[i], entry->slug,
                                 entry->title, entry->year));
        LB_TRY(lb_idmap_add(seen, (LbSlice){lb_buf_text(&key), key.len}, &index, err));
        file->repeats[i] = index < known;
    }
cleanup:
    lb_idmap_free(seen);
    lb_buf_clear(&key);
    return st;
}

static LbStatus find_list(LbCandidatesFile *file, const LbResolver *resolver, const LbFilms *films,
                          const LbReporter *reporter, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(file->film, file->list.n);
    LB_ALLOC_ZEROED(file->repeats, file->list.n);
    LB_TRY(lb_idmap_new(&file->users, err));
    LB_TRY(lb_list_lookup_all(file->film, &file->list, resolver, films, "--candidates", reporter,
                              err));
    for (int32_t i = 0; i < file->list.n; i++) {
        int32_t     index = 0;
        const char *user  = file->list.users[i];
        if (user[0] != '\0')
            LB_TRY(lb_idmap_add(file->users, (LbSlice){user, strlen(user)}, &index, err));
    }
    LB_TRY(find_repeats(file, err));
cleanup:
    return st;
}

/* Whether a file begins as a table of users and films does: such files may be large, and say whose
 * a film is. What cannot be looked at is no such table: whoever reads it will tell why. */
static LbStatus look_for_pairs(bool *is_pairs, const char *path, LbError *err)
{
    char     head[HEAD_MAX];
    size_t   len = 0, got = 1;
    LbInput *in       = NULL;
    LbTable  table    = {0};
    bool     is_table = false;
    *is_pairs         = false;
    if (strcmp(path, "-") == 0 || lb_path_is_pipe(path)) return LB_OK; /* read but once */
    LbStatus st = lb_input_open(&in, path, err);
    while (st == LB_OK && got > 0 && len < sizeof head) {
        st = lb_input_read(in, head + len, sizeof head - len, &got, err);
        if (st == LB_OK) len += got;
    }
    lb_input_close(in);
    if (st == LB_OK) st = lb_read_table_look(&table, &is_table, (LbSlice){head, len}, err);
    *is_pairs = is_table && table.has[LB_FIELD_USER] && table.kind == LB_TABLE_OTHER;
    return st == LB_ENOMEM ? st : LB_OK;
}

LbStatus lb_candidates_file_read(LbCandidatesFile **out, const char *path,
                                 const LbRatingColumns *columns, const LbResolver *resolver,
                                 const LbFilms *films, const LbReporter *reporter, LbError *err)
{
    LbStatus                st       = LB_OK;
    LbCandidatesFile       *file     = NULL;
    LbRatingsSourceSettings settings = {.columns = *columns, .needs_rating = false};
    bool                    is_pairs =
        columns->user[0] != '\0' || columns->film[0] != '\0' || columns->rating[0] != '\0';
    *out = NULL;
    LB_ALLOC_ZEROED(file, 1);
    if (!is_pairs) LB_TRY(look_for_pairs(&is_pairs, path, err));
    if (is_pairs) {
        LB_TRY(lb_ratings_source_read(&file->source, path, &settings, reporter, err));
        LB_TRY(find_pairs(file, resolver, err));
    } else {
        LB_TRY(lb_film_list_read(&file->list, path, LB_LIST_ALL, reporter, err));
        LB_TRY(find_list(file, resolver, films, reporter, err));
    }
    *out = file;
    file = NULL;
cleanup:
    lb_candidates_file_free(file);
    return st;
}

void lb_candidates_file_free(LbCandidatesFile *file)
{
    if (file == NULL) return;
    lb_ratings_source_free(file->source);
    lb_film_list_clear(&file->list);
    lb_idmap_free(file->users);
    free(file->repeats);
    free(file->film);
    free(file);
}

/* The user whose rows count; -1 for nobody. */
static int32_t find_user(const LbRatingsSource *source, const char *user)
{
    const LbIdMap *users = lb_ratings_source_users(source);
    if (lb_ratings_source_has_users(source))
        return lb_idmap_find(users, (LbSlice){user, strlen(user)});
    return lb_idmap_count(users) > 0 ? 0 : -1;
}

static int32_t take_pairs(LbCandidates *out, const LbCandidatesFile *file, const int32_t *rows,
                          int32_t n)
{
    for (int32_t i = 0; i < n && rows != NULL; i++) {
        out->film[i] = file->film[rows[i]];
        out->text[i] = lb_idmap_text(lb_ratings_source_films(file->source), rows[i]);
    }
    return n;
}

/* A list that names several users is for each of them their own; else it is for everybody. */
static int32_t take_list(LbCandidates *out, const LbCandidatesFile *file, const char *user)
{
    int32_t n       = 0;
    bool    is_each = lb_idmap_count(file->users) > 1;
    for (int32_t i = 0; i < file->list.n; i++) {
        const char *name = file->list.names[i];
        if (file->repeats[i] || (is_each && strcmp(file->list.users[i], user) != 0)) continue;
        out->film[n]   = file->film[i];
        out->text[n++] = (LbSlice){name, strlen(name)};
    }
    return n;
}

LbStatus lb_candidates_file_list(LbCandidates *out, const LbCandidatesFile *file, const char *user,
                                 LbError *err)
{
    LbStatus       st   = LB_OK;
    const int32_t *rows = NULL;
    LbCandidates   list = {0};
    int32_t        n    = file->list.n;
    *out                = (LbCandidates){0};
    if (file->source != NULL) {
        int32_t index = find_user(file->source, user);
        if (index >= 0) rows = lb_ratings_source_films_of(file->source, index, &n);
    }
    LB_ALLOC(list.film, n);
    LB_ALLOC(list.text, n);
    list.n = file->source != NULL ? take_pairs(&list, file, rows, n) : take_list(&list, file, user);
    *out   = list;
    list   = (LbCandidates){0};
cleanup:
    lb_candidates_clear(&list);
    return st;
}

void lb_candidates_clear(LbCandidates *list)
{
    free(list->film);
    free(list->text);
    *list = (LbCandidates){0};
}
