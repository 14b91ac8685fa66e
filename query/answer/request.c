/* SPDX-License-Identifier: MIT */
#include "query/answer/request.h"

#include "common/base/mem.h"
#include "query/rank/pick.h"

#include <math.h>

enum { DOUBT_CAP = 512 };

LbRequestSettings lb_request_defaults(void)
{
    LbRequestSettings settings = {.recommend = lb_recommend_defaults(),
                                  .filter    = lb_filter_defaults()};
    settings.filter.films_only = true;
    return settings;
}

/* Files of one option. */
typedef struct Paths {
    const char *const *paths;
    int                n;
    LbListOf           which; /* of their films */
} Paths;

static LbStatus read_lists(LbFilmList **out, int *n, const Paths *of, const LbReporter *reporter,
                           LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(*out, of->n);
    for (; *n < of->n; ++*n)
        LB_TRY(lb_film_list_read(&(*out)[*n], of->paths[*n], of->which, reporter, err));
cleanup:
    return st;
}

static void free_lists(LbFilmList *lists, int n)
{
    for (int i = 0; i < n; i++)
        lb_film_list_clear(&lists[i]);
    free(lists);
}

static LbStatus find_excluded(LbRequest *request, const LbEntry *entry, int32_t *kept,
                              const LbReporter *reporter, LbError *err)
{
    const LbSession *session = request->session;
    LbFound          found;
    char             text[DOUBT_CAP];
    LbStatus         st = lb_resolver_find(session->resolver, entry, &found, err);
    if (st != LB_OK) return st;
    if (found.film >= 0) request->excluded[(*kept)++] = found.film;
    if (found.either[0] >= 0) {
        lb_resolver_doubt(text, sizeof text, &session->model->films, entry, found.either);
        lb_reporter_message(reporter, LB_LEVEL_NOTE, "--exclude: %s", text);
    }
    return LB_OK;
}

/* Films of --exclude in the model; those it does not know cannot be recommended anyway. */
static LbStatus read_excluded(LbRequest *request, const LbRequestSettings *settings,
                              const LbReporter *reporter, LbError *err)
{
    LbStatus    st    = LB_OK;
    LbFilmList *lists = NULL;
    int         n     = 0;
    int32_t     total = 0, kept = 0;
    LB_TRY(read_lists(&lists, &n, &(Paths){settings->exclude, settings->n_exclude, LB_LIST_ALL},
                      reporter, err));
    for (int i = 0; i < n; i++)
        total += lists[i].n;
    LB_ALLOC(request->excluded, total);
    for (int i = 0; i < n; i++)
        for (int32_t k = 0; k < lists[i].n; k++)
            LB_TRY(find_excluded(request, &lists[i].entries[k], &kept, reporter, err));
    request->recommend.excluded   = request->excluded;
    request->recommend.n_excluded = kept;
    if (kept < total)
        lb_reporter_message(reporter, LB_LEVEL_DETAIL,
                            "--exclude: %d of %d films are not in the model", (int)(total - kept),
                            (int)total);
cleanup:
    free_lists(lists, n);
    return st;
}

LbStatus lb_request_open(LbRequest *request, const LbSession *session,
                         const LbRequestSettings *settings, const LbReporter *reporter,
                         LbError *err)
{
    LbStatus       st    = LB_OK;
    const LbFilms *films = &session->model->films;
    *request             = (LbRequest){.session   = session,
                                       .recommend = settings->recommend,
                                       .recent    = settings->recent,
                                       .pick      = settings->pick,
                                       .seed      = settings->seed};
    if (!isnan(settings->recommend.novelty) && films->fame == NULL)
        LB_FAIL(LB_EUSAGE, 0,
                "--novelty needs a model that knows the fame of films: train it anew");
    LB_TRY(lb_filter_new(&request->filter, films, &settings->filter, err));
    request->recommend.filter = request->filter;
    LB_TRY(read_excluded(request, settings, reporter, err));
    LB_TRY(read_lists(&request->watched, &request->n_watched,
                      &(Paths){settings->watched, settings->n_watched, LB_LIST_SEEN}, reporter,
                      err));
    LB_TRY(read_lists(&request->watchlist, &request->n_watchlist,
                      &(Paths){settings->watchlist, settings->n_watchlist, LB_LIST_WISHES},
                      reporter, err));
    if (settings->candidates != NULL)
        LB_TRY(lb_candidates_file_read(&request->candidates, settings->candidates,
                                       &settings->columns, session->resolver, films, reporter,
                                       err));
cleanup:
    if (st != LB_OK) lb_request_close(request);
    return st;
}

void lb_request_close(LbRequest *request)
{
    lb_candidates_file_free(request->candidates);
    free_lists(request->watched, request->n_watched);
    free_lists(request->watchlist, request->n_watchlist);
    free(request->excluded);
    lb_filter_free(request->filter);
    *request = (LbRequest){0};
}

static LbStatus add_list(LbProfile *profile, const LbFilmList *list, bool is_watchlist,
                         LbError *err)
{
    LbStatus added = lb_profile_add_origin(profile, list->file->name, err);
    if (added != LB_OK) return added;
    int16_t origin = (int16_t)lb_profile_origins(profile);
    for (int32_t i = 0; i < list->n; i++) {
        LbEntry entry   = list->entries[i];
        entry.watched   = !is_watchlist;
        entry.watchlist = is_watchlist;
        entry.origin    = origin;
        LbStatus st     = lb_profile_add(profile, &entry, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

LbStatus lb_request_add_lists(const LbRequest *request, LbProfile *profile, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; i < request->n_watched; i++)
        LB_TRY(add_list(profile, &request->watched[i], false, err));
    for (int i = 0; i < request->n_watchlist; i++)
        LB_TRY(add_list(profile, &request->watchlist[i], true, err));
cleanup:
    return st;
}

LbStatus lb_request_draw(const LbRequest *request, LbPicks *picks, const char *user, LbError *err)
{
    if (request->pick <= 0) return LB_OK;
    return lb_pick_some(picks, request->pick, request->seed, user, err);
}
