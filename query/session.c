/* SPDX-License-Identifier: MIT */
#include "query/session.h"

#include "common/base/mem.h"
#include "common/model/model_file.h"

#include <math.h>

enum { DEFAULT_COUNT = 10 };

static bool filters_anything(const LbFilterSettings *s)
{
    return s->year_lo > -INFINITY || s->year_hi < INFINITY || s->runtime_lo > -INFINITY ||
           s->runtime_hi < INFINITY || s->ratings_lo > -INFINITY || s->ratings_hi < INFINITY ||
           s->n_genres + s->n_not_genres + s->n_languages > 0 || s->films_only;
}

static LbStatus make_filter(LbSession *session, LbError *err)
{
    const LbQueryOptions *o        = session->options;
    LbFilterSettings      settings = lb_filter_defaults();
    settings.year_lo               = o->year.lo;
    settings.year_hi               = o->year.hi;
    settings.runtime_lo            = o->runtime.lo;
    settings.runtime_hi            = o->runtime.hi;
    if (o->min_ratings > 0) settings.ratings_lo = (double)o->min_ratings;
    if (o->max_ratings > 0) settings.ratings_hi = (double)o->max_ratings;
    settings.genres       = o->genres.items;
    settings.n_genres     = o->genres.n;
    settings.not_genres   = o->not_genres.items;
    settings.n_not_genres = o->not_genres.n;
    settings.languages    = o->languages.items;
    settings.n_languages  = o->languages.n;
    settings.films_only   = o->films_only || (!o->with_tv && o->candidates == NULL);
    if (!filters_anything(&settings)) return LB_OK;
    return lb_filter_new(&session->filter, &session->model->films, &settings, err);
}

static LbStatus read_lists(LbFilmList **out, int *n, const LbTextList *paths, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(*out, paths->n);
    for (; *n < paths->n; ++*n)
        LB_TRY(lb_filmlist_read(&(*out)[*n], paths->items[*n], err));
cleanup:
    return st;
}

static void free_lists(LbFilmList *lists, int n)
{
    for (int i = 0; i < n; i++)
        lb_filmlist_clear(&lists[i]);
    free(lists);
}

/* Films of --exclude in the model; those it does not know cannot be recommended anyway. */
static LbStatus read_excluded(LbSession *session, const LbReporter *reporter, LbError *err)
{
    LbStatus    st    = LB_OK;
    LbFilmList *lists = NULL;
    int         n     = 0;
    int32_t     total = 0, kept = 0;
    LB_TRY(read_lists(&lists, &n, &session->options->exclude, err));
    for (int i = 0; i < n; i++)
        total += lists[i].n;
    LB_ALLOC(session->excluded, total);
    for (int i = 0; i < n; i++)
        for (int32_t k = 0; k < lists[i].n; k++) {
            int32_t film = -1;
            LB_TRY(lb_resolver_find(session->resolver, &lists[i].entries[k], &film, err));
            if (film >= 0) session->excluded[kept++] = film;
        }
    session->recommend.excluded   = session->excluded;
    session->recommend.n_excluded = kept;
    if (kept < total)
        lb_report(reporter, LB_LEVEL_DETAIL, "--exclude: %d of %d films are not in the model",
                  (int)(total - kept), (int)total);
cleanup:
    free_lists(lists, n);
    return st;
}

static void fill_recommend(LbSession *session)
{
    const LbQueryOptions *o              = session->options;
    session->recommend                   = lb_recommend_defaults();
    session->recommend.watchlist_boost   = o->watchlist_boost;
    session->recommend.watchlist_only    = o->watchlist_only;
    session->recommend.without_watchlist = o->no_watchlist;
    session->recommend.include_watched   = o->include_watched;
    session->recommend.diversity         = o->diversity;
    session->recommend.novelty           = o->novelty;
    session->recommend.explain           = (int32_t)o->explain;
    session->recommend.count             = (int32_t)o->count;
    if (o->count < 0 && o->pick > 0)
        session->recommend.count =
            (int32_t)(2 * o->pick > DEFAULT_COUNT ? 2 * o->pick : DEFAULT_COUNT);
    else if (o->count < 0)
        session->recommend.count = o->candidates != NULL ? 0 : DEFAULT_COUNT;
}

LbStatus lb_session_open(LbSession *session, const char *model_path, const LbQueryOptions *options,
                         const LbReporter *reporter, LbError *err)
{
    LbStatus st = LB_OK;
    *session    = (LbSession){.options = options};
    LB_TRY(lb_model_file_open(&session->file, &session->model, model_path, false, NULL, err));
    LB_TRY(lb_resolver_new(&session->resolver, &session->model->films, err));
    fill_recommend(session);
    if (!isnan(options->novelty) && session->model->films.fame == NULL)
        LB_FAIL(LB_EUSAGE, 0,
                "--novelty needs a model that knows the fame of films: train it anew");
    LB_TRY(make_filter(session, err));
    session->recommend.filter = session->filter;
    LB_TRY(read_excluded(session, reporter, err));
    LB_TRY(read_lists(&session->watched, &session->n_watched, &options->watched, err));
    LB_TRY(read_lists(&session->watchlist, &session->n_watchlist, &options->watchlist, err));
    if (options->candidates != NULL)
        LB_TRY(lb_candidates_file_read(&session->candidates, options->candidates, &options->columns,
                                       session->resolver, reporter, err));
cleanup:
    if (st != LB_OK) lb_session_close(session);
    return st;
}

void lb_session_close(LbSession *session)
{
    lb_candidates_file_free(session->candidates);
    free_lists(session->watched, session->n_watched);
    free_lists(session->watchlist, session->n_watchlist);
    free(session->excluded);
    lb_filter_free(session->filter);
    lb_resolver_free(session->resolver);
    lb_model_file_close(session->file);
    *session = (LbSession){0};
}

static LbStatus add_list(LbProfile *profile, const LbFilmList *list, bool is_watchlist,
                         LbError *err)
{
    for (int32_t i = 0; i < list->n; i++) {
        LbEntry entry   = list->entries[i];
        entry.watched   = !is_watchlist;
        entry.watchlist = is_watchlist;
        LbStatus st     = lb_profile_add(profile, &entry, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

LbStatus lb_session_add_lists(const LbSession *session, LbProfile *profile, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; i < session->n_watched; i++)
        LB_TRY(add_list(profile, &session->watched[i], false, err));
    for (int i = 0; i < session->n_watchlist; i++)
        LB_TRY(add_list(profile, &session->watchlist[i], true, err));
cleanup:
    return st;
}
