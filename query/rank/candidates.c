/* SPDX-License-Identifier: MIT */
#include "query/rank/candidates.h"

#include "common/base/mem.h"
#include "query/source/filmlist.h"

#include <string.h>

enum { NAME_CAP = 512 };

struct LbCandidatesFile {
    LbRatingsSource *source;
    int32_t         *film; /* [films of the source] in the model, -1 unknown */
};

static LbStatus find_films(LbCandidatesFile *file, const LbResolver *resolver, LbError *err)
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
        if (found.film < 0 && lb_filmlist_parse(text, &entry))
            LB_TRY(lb_resolver_find(resolver, &entry, &found, err));
        file->film[i] = found.film;
    }
cleanup:
    return st;
}

LbStatus lb_candidates_file_read(LbCandidatesFile **out, const char *path,
                                 const LbRatingColumns *columns, const LbResolver *resolver,
                                 const LbReporter *reporter, LbError *err)
{
    LbStatus                st       = LB_OK;
    LbCandidatesFile       *file     = NULL;
    LbRatingsSourceSettings settings = {.columns = *columns, .needs_rating = false};
    *out                             = NULL;
    LB_ALLOC_ZEROED(file, 1);
    LB_TRY(lb_ratings_source_read(&file->source, path, &settings, reporter, err));
    LB_TRY(find_films(file, resolver, err));
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

LbStatus lb_candidates_file_list(LbCandidates *out, const LbCandidatesFile *file, const char *user,
                                 LbError *err)
{
    LbStatus       st    = LB_OK;
    const int32_t *rows  = NULL;
    int32_t       *film  = NULL;
    LbSlice       *text  = NULL;
    int32_t        n     = 0;
    int32_t        index = find_user(file->source, user);
    *out                 = (LbCandidates){0};
    if (index >= 0) rows = lb_ratings_source_films_of(file->source, index, &n);
    LB_ALLOC(film, n);
    LB_ALLOC(text, n);
    for (int32_t i = 0; i < n; i++) {
        film[i] = file->film[rows[i]];
        text[i] = lb_idmap_text(lb_ratings_source_films(file->source), rows[i]);
    }
    *out = (LbCandidates){.film = film, .text = text, .n = n};
    film = NULL;
    text = NULL;
cleanup:
    free(film);
    free(text);
    return st;
}

void lb_candidates_clear(LbCandidates *list)
{
    free(list->film);
    free(list->text);
    *list = (LbCandidates){0};
}
