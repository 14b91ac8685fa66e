/* SPDX-License-Identifier: MIT */
#include "query/answer/request.h"

#include "common/base/mem.h"
#include "query/rank/pick.h"
#include "query/resolve/list_lookup.h"

#include <math.h>
#include <string.h>

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

/* What is excluded, and what the person is not interested in; films that the model does not know
 * cannot be recommended anyway. */
static LbStatus read_excluded(LbRequest *request, const LbRequestSettings *settings,
                              const LbReporter *reporter, LbError *err)
{
    LbStatus         st        = LB_OK;
    const LbSession *session   = request->session;
    const LbFilms   *films     = &session->model->films;
    int32_t         *dismissed = NULL;
    int32_t          n = 0, n_dismissed = 0;
    LbListFiles      excluded       = {settings->exclude, settings->n_exclude, "--exclude"};
    LbListFiles      not_interested = {settings->not_interested, settings->n_not_interested,
                                       "--not-interested"};
    LB_TRY(lb_list_lookup_files(&request->excluded, &n, &excluded, session->resolver, films,
                                reporter, err));
    LB_TRY(lb_list_lookup_files(&dismissed, &n_dismissed, &not_interested, session->resolver, films,
                                reporter, err));
    if (n_dismissed > 0) {
        size_t capacity = (size_t)n;
        LB_TRY(LB_GROW(&request->excluded, &capacity, (size_t)n + (size_t)n_dismissed, err));
        memcpy(request->excluded + n, dismissed, sizeof *dismissed * (size_t)n_dismissed);
    }
    request->recommend.excluded   = request->excluded;
    request->recommend.n_excluded = n + n_dismissed;
cleanup:
    free(dismissed);
    return st;
}

/* Filters and weights that the model cannot serve. */
static LbStatus check_model(const LbRequestSettings *settings, const LbFilms *films, LbError *err)
{
    if (!isnan(settings->recommend.novelty) && films->fame == NULL)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--novelty needs a model that knows the fame of films: train it anew");
    if (settings->recommend.per_director > 0 && films->directors.start == NULL)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--max-per-director: the model does not have this fact of its films: "
                            "train it with lbrec-train --films FILMS.csv");
    return LB_OK;
}

LbStatus lb_request_open(LbRequest *request, const LbSession *session,
                         const LbRequestSettings *settings, const LbReporter *reporter,
                         LbError *err)
{
    LbStatus         st     = LB_OK;
    const LbFilms   *films  = &session->model->films;
    LbFilterSettings filter = settings->filter;
    *request                = (LbRequest){.session   = session,
                                          .recommend = settings->recommend,
                                          .recent    = settings->recent,
                                          .pick      = settings->pick,
                                          .seed      = settings->seed};
    LB_TRY(check_model(settings, films, err));
    LB_TRY(lb_availability_read(&request->availability, &settings->available, session->resolver,
                                films, reporter, err));
    filter.available = request->availability;
    LB_TRY(lb_filter_new(&request->filter, films, &filter, err));
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
    lb_availability_free(request->availability);
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
