/* SPDX-License-Identifier: MIT */
#include "query/options/apply.h"

enum { DEFAULT_COUNT = 10 };

static const LbReportFormat *format_of(int format)
{
    switch ((LbOutputFormat)format) {
    case LB_OUTPUT_JSON:
        return &lb_report_json;
    case LB_OUTPUT_CSV:
        return &lb_report_csv;
    case LB_OUTPUT_HTML:
        return &lb_report_html;
    case LB_OUTPUT_LETTERBOXD:
        return &lb_report_letterboxd;
    case LB_OUTPUT_RADARR:
        return &lb_report_radarr;
    case LB_OUTPUT_MARKDOWN:
        return &lb_report_markdown;
    case LB_OUTPUT_TABLE:
        break;
    }
    return &lb_report_table;
}

static LbPeopleSettings people_of(const LbQueryOptions *o)
{
    LbPeopleSettings people     = {.exports         = o->exports.items,
                                   .n_exports       = o->exports.n,
                                   .is_one_person   = o->one_person,
                                   .saved_pages     = o->saved_pages.items,
                                   .n_saved_pages   = o->saved_pages.n,
                                   .ratings         = o->ratings,
                                   .columns         = o->columns,
                                   .scale           = o->scale,
                                   .scale_is_given  = o->scale.lo < o->scale.hi,
                                   .http            = lb_http_defaults(),
                                   .member          = lb_member_defaults(),
                                   .max_age_seconds = o->max_age_hours * 3600,
                                   .refresh         = o->refresh,
                                   .offline         = o->offline};
    people.http.base_url        = o->base_url;
    people.http.user_agent      = o->user_agent;
    people.http.delay_seconds   = o->delay_seconds;
    people.http.timeout_seconds = o->timeout_seconds;
    people.http.connections     = (int)o->connections;
    people.member.source        = (LbMemberSource)o->source;
    people.member.max_pages     = (int32_t)o->max_pages;
    people.member.recent        = (int32_t)o->recent;
    people.member.is_parallel   = o->connections > 1;
    return people;
}

static LbFilterSettings filter_of(const LbQueryOptions *o, int32_t today)
{
    LbFilterSettings filter = lb_filter_defaults();
    filter.year_lo          = o->year.lo;
    filter.year_hi          = o->year.hi;
    filter.runtime_lo       = o->runtime.lo;
    filter.runtime_hi       = o->runtime.hi;
    if (o->min_ratings > 0) filter.ratings_lo = (double)o->min_ratings;
    if (o->max_ratings > 0) filter.ratings_hi = (double)o->max_ratings;
    filter.genres          = o->genres.items;
    filter.n_genres        = o->genres.n;
    filter.not_genres      = o->not_genres.items;
    filter.n_not_genres    = o->not_genres.n;
    filter.languages       = o->languages.items;
    filter.n_languages     = o->languages.n;
    filter.countries       = o->countries.items;
    filter.n_countries     = o->countries.n;
    filter.directors       = o->directors.items;
    filter.n_directors     = o->directors.n;
    filter.not_directors   = o->not_directors.items;
    filter.n_not_directors = o->not_directors.n;
    filter.released        = o->released ? today : 0;
    filter.films_only      = o->films_only || (!o->with_tv && o->candidates == NULL && !o->match);
    return filter;
}

/* --pick draws among twice as many, and at least as many as are shown without it. */
static int32_t count_of(const LbQueryOptions *o)
{
    if (o->count >= 0) return (int32_t)o->count;
    if (o->match) return LB_MATCH_FILMS;
    if (o->pick > 0) return (int32_t)(2 * o->pick > DEFAULT_COUNT ? 2 * o->pick : DEFAULT_COUNT);
    return o->candidates != NULL ? 0 : DEFAULT_COUNT;
}

static LbRecommendSettings recommend_of(const LbQueryOptions *o)
{
    LbRecommendSettings recommend = lb_recommend_defaults();
    recommend.count               = count_of(o);
    recommend.watchlist_boost     = o->watchlist_boost;
    recommend.watchlist_only      = o->watchlist_only;
    recommend.without_watchlist   = o->no_watchlist;
    recommend.include_watched     = o->include_watched;
    recommend.diversity           = o->diversity;
    recommend.novelty             = o->novelty;
    recommend.similar_by          = (LbSimilarBy)o->similar_by;
    recommend.per_director        = (int32_t)o->per_director;
    recommend.explain             = (int32_t)o->explain;
    return recommend;
}

static LbAvailabilitySettings available_of(const LbQueryOptions *o)
{
    return (LbAvailabilitySettings){.files       = o->available.items,
                                    .n_files     = o->available.n,
                                    .services    = o->services.items,
                                    .n_services  = o->services.n,
                                    .countries   = o->available_in.items,
                                    .n_countries = o->available_in.n};
}

static LbRequestSettings request_of(const LbQueryOptions *o, int32_t today)
{
    return (LbRequestSettings){.recommend        = recommend_of(o),
                               .filter           = filter_of(o, today),
                               .recent           = (int32_t)o->recent,
                               .pick             = (int32_t)o->pick,
                               .seed             = (uint64_t)(o->seed >= 0 ? o->seed : today),
                               .candidates       = o->candidates,
                               .columns          = o->columns,
                               .exclude          = o->exclude.items,
                               .n_exclude        = o->exclude.n,
                               .not_interested   = o->not_interested.items,
                               .n_not_interested = o->not_interested.n,
                               .available        = available_of(o),
                               .watched          = o->watched.items,
                               .n_watched        = o->watched.n,
                               .watchlist        = o->watchlist.items,
                               .n_watchlist      = o->watchlist.n};
}

LbRunSettings lb_apply_options(const LbQueryOptions *options, int32_t today)
{
    LbGroupTask task = options->blend   ? LB_GROUP_BLEND
                       : options->match ? LB_GROUP_MATCH
                                        : LB_GROUP_NONE;
    if (options->today > 0) today = options->today;
    return (LbRunSettings){.people  = people_of(options),
                           .request = request_of(options, today),
                           .group   = {.task      = task,
                                       .by        = (LbBlendBy)options->blend_by,
                                       .weights   = options->weights.items,
                                       .n_weights = options->weights.n},
                           .similar = options->similar,
                           .format  = format_of(options->format),
                           .report  = {.today      = today,
                                       .any_poster = options->any_poster,
                                       .own_scale  = options->own_scale},
                           .threads = (int)options->threads};
}
