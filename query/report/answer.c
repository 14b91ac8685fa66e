/* SPDX-License-Identifier: MIT */
#include "query/report/answer.h"

#include "common/base/date.h"
#include "common/text/text.h"

void lb_answer_name(char *out, size_t cap, const LbAnswer *answer, const LbPick *pick)
{
    LbSlice title = lb_answer_title(answer, pick);
    lb_text_clean(out, cap, title.len > 0 ? title : lb_answer_film(answer, pick));
}

LbSlice lb_answer_film(const LbAnswer *answer, const LbPick *pick)
{
    if (pick->film >= 0) return lb_model_string(&answer->model->films.slugs, pick->film);
    return answer->candidates->text[pick->candidate];
}

LbSlice lb_answer_title(const LbAnswer *answer, const LbPick *pick)
{
    if (pick->film < 0) return (LbSlice){"", 0};
    return lb_model_string(&answer->model->films.titles, pick->film);
}

int lb_answer_year(const LbAnswer *answer, const LbPick *pick)
{
    const int16_t *year = answer->model->films.year;
    return pick->film >= 0 && year != NULL ? year[pick->film] : LB_NO_YEAR;
}

double lb_answer_own_rating(const LbAnswer *answer, const LbPick *pick)
{
    return lb_rating_scale_from_stars(answer->model->info.scale, (double)pick->stars);
}

int lb_answer_runtime(const LbAnswer *answer, const LbPick *pick)
{
    const int16_t *minutes = answer->model->films.runtime_minutes;
    return pick->film >= 0 && minutes != NULL ? minutes[pick->film] : 0;
}

static int32_t number_of(const int32_t *facts, const LbPick *pick)
{
    return pick->film >= 0 && facts != NULL ? facts[pick->film] : 0;
}

int32_t lb_answer_imdb_id(const LbAnswer *answer, const LbPick *pick)
{
    return number_of(answer->model->films.imdb_id, pick);
}

int32_t lb_answer_tmdb_id(const LbAnswer *answer, const LbPick *pick)
{
    return number_of(answer->model->films.tmdb_id, pick);
}

int32_t lb_answer_release_date(const LbAnswer *answer, const LbPick *pick)
{
    return number_of(answer->model->films.release_date, pick);
}

bool lb_answer_has_ids(const LbModel *model)
{
    return model->films.imdb_id != NULL || model->films.tmdb_id != NULL;
}

int64_t lb_answer_letterboxd_id(const LbAnswer *answer, const LbPick *pick)
{
    const int64_t *ids = answer->model->films.letterboxd_id;
    return pick->film >= 0 && ids != NULL ? ids[pick->film] : 0;
}

int32_t lb_answer_tmdb_film(const LbAnswer *answer, const LbPick *pick)
{
    return lb_answer_is_tv(answer, pick) ? 0 : lb_answer_tmdb_id(answer, pick);
}

bool lb_answer_is_tv(const LbAnswer *answer, const LbPick *pick)
{
    const int8_t *kind = answer->model->films.kind;
    return pick->film >= 0 && kind != NULL && kind[pick->film] == LB_KIND_TV;
}

const LbEntry *lb_answer_wish(const LbAnswer *answer, const LbPick *pick)
{
    const LbResolved *resolved = answer->resolved;
    int32_t at = lb_resolve_search(resolved->watchlist, resolved->n_watchlist, pick->film);
    return at >= 0 ? lb_profile_at(answer->profile, resolved->watchlist_entry[at]) : NULL;
}

int32_t lb_answer_waiting_days(const LbAnswer *answer, const LbPick *pick, int32_t today)
{
    const LbEntry *wish = lb_answer_wish(answer, pick);
    if (wish == NULL || wish->watchlist_date <= 0 || today <= 0) return -1;
    int32_t days = lb_date_days(wish->watchlist_date, today);
    return days > 0 ? days : 0; /* added today, in a time zone ahead of ours */
}

bool lb_answer_link(char *link, const LbAnswer *answer, const LbPick *pick)
{
    return lb_filmlink_write(link, lb_answer_film(answer, pick),
                             lb_answer_letterboxd_id(answer, pick));
}
