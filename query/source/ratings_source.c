/* SPDX-License-Identifier: MIT */
#include "query/source/ratings_source.h"

#include "common/base/date.h"
#include "common/base/mem.h"
#include "common/input/rating_reader.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ID_MAX = 256, ENOUGH_STARS = 5 };

struct LbRatingsSource {
    LbIdMap *users, *films;
    bool     has_users, has_half, has_time;
    double   highest;     /* of the ratings; 0: none */
    int32_t *user, *film; /* [n] rows as read; `user` is freed once they are grouped */
    float   *stars;       /* [n] 0 = no rating */
    int64_t *time;        /* [n] when, in seconds or as NEVER; NULL: the file does not say */
    size_t   n, user_cap, film_cap, stars_cap, time_cap;
    int64_t *start; /* [users + 2] rows of each user begin here; the last is scratch */
};

static const int64_t NEVER = INT64_MIN;

/* "10:11:12" behind a date and one character more. */
static int64_t seconds_of_day(LbSlice text)
{
    int64_t hours, minutes, seconds;
    if (text.len < 19 || !lb_slice_to_int((LbSlice){text.text + 11, 2}, &hours) ||
        !lb_slice_to_int((LbSlice){text.text + 14, 2}, &minutes) ||
        !lb_slice_to_int((LbSlice){text.text + 17, 2}, &seconds))
        return 0;
    return 3600 * hours + 60 * minutes + seconds;
}

/* Seconds (or a thousandth of them) since 1970, a date, or a date and a time of day. */
static int64_t moment_of(LbSlice text)
{
    const int32_t epoch      = 19700101;
    const double  latest     = 1e11; /* seconds; beyond are milliseconds */
    double        number     = 0;
    LbSlice       date_alone = {text.text, text.len > 10 ? 10 : text.len};
    int32_t       date       = lb_date_parse(date_alone);
    if (date > 0) return (int64_t)lb_date_days(epoch, date) * 86400 + seconds_of_day(text);
    if (!lb_slice_to_double(text, &number) || !(fabs(number) < 1e15)) return NEVER;
    return (int64_t)(fabs(number) > latest ? number / 1000 : number);
}

static LbStatus push_time(LbRatingsSource *s, const LbRatingRow *row, LbError *err)
{
    LbStatus st = LB_GROW(&s->time, &s->time_cap, s->n + 1, err);
    if (st == LB_OK) s->time[s->n] = moment_of(row->time);
    return st;
}

static LbStatus push_row(LbRatingsSource *s, const LbRatingRow *row, float stars, LbError *err)
{
    LbStatus st = LB_OK;
    int32_t  u = 0, f = 0;
    LB_TRY(lb_idmap_add(s->users, row->user, &u, err));
    LB_TRY(lb_idmap_add(s->films, row->film, &f, err));
    LB_TRY(LB_GROW(&s->user, &s->user_cap, s->n + 1, err));
    LB_TRY(LB_GROW(&s->film, &s->film_cap, s->n + 1, err));
    LB_TRY(LB_GROW(&s->stars, &s->stars_cap, s->n + 1, err));
    if (s->has_time) LB_TRY(push_time(s, row, err));
    s->user[s->n]  = u;
    s->film[s->n]  = f;
    s->stars[s->n] = stars;
    s->n++;
cleanup:
    return st;
}

/* Stars of a row; 0 when it has no rating. */
static LbStatus stars_of(float *stars, const LbRatingRow *row, const LbRatingsSourceSettings *set,
                         const char *path, LbError *err)
{
    *stars = 0;
    if (isnan(row->rating) || !set->needs_rating) return LB_OK;
    if (row->rating < set->scale.lo || row->rating > set->scale.hi)
        return lb_error_set(err, LB_EDATA, 0,
                            "%s:%" PRId64 ": rating %g is outside the scale %g..%g %s", path,
                            row->line, row->rating, set->scale.lo, set->scale.hi,
                            set->scale_is_given ? "of --scale: correct or remove that row"
                                                : "of the model: name the scale of this file with "
                                                  "--scale MIN:MAX");
    *stars = (float)lb_rating_scale_to_stars(set->scale, row->rating);
    return LB_OK;
}

static LbStatus read_rows(LbRatingsSource *s, LbRatingReader *reader, const char *name,
                          const LbRatingsSourceSettings *set, LbError *err)
{
    LbStatus st = LB_OK;
    for (;;) {
        LbRatingRow row;
        bool        more  = false;
        float       stars = 0;
        LB_TRY(lb_rating_reader_next(reader, &row, &more, err));
        if (!more) break;
        LB_TRY(stars_of(&stars, &row, set, name, err));
        LB_TRY(push_row(s, &row, stars, err));
        if (isnan(row.rating)) continue;
        s->has_half = s->has_half || row.rating != floor(row.rating);
        s->highest  = fmax(s->highest, row.rating);
    }
cleanup:
    return st;
}

/* Stars that are read as one to ten say that a person likes nothing. */
static void hint_at_scale(const LbRatingsSource *s, const char *name,
                          const LbRatingsSourceSettings *set, const LbReporter *reporter)
{
    bool are_stars = s->has_half || (s->n >= ENOUGH_STARS && s->highest <= 5);
    if (!set->needs_rating || set->scale_is_given || set->scale.hi <= 5 || !are_stars) return;
    lb_reporter_message(
        reporter, LB_LEVEL_WARNING,
        "%s has %s, but is read on the model's scale %g..%g: if it holds stars, say --scale "
        "0.5:5",
        name, s->has_half ? "half ratings" : "no rating above 5", set->scale.lo, set->scale.hi);
}

static LbStatus read_file(LbRatingsSource *s, const char *path, const LbRatingsSourceSettings *set,
                          const LbReporter *reporter, LbError *err)
{
    LbStatus         st       = LB_OK;
    LbInput         *in       = NULL;
    LbRatingReader  *reader   = NULL;
    LbRatingSettings settings = lb_rating_layout_defaults();
    settings.columns          = set->columns;
    settings.needs_user       = false;
    settings.needs_rating     = set->needs_rating;
    settings.liked            = set->needs_rating ? set->scale.hi : 0;
    LbMemberWish wish         = lb_rating_reader_wish(&settings);
    LB_TRY(lb_input_open_member(&in, path, &wish, err));
    LB_TRY(lb_rating_reader_open(&reader, in, &settings, reporter, err));
    s->has_users = lb_rating_reader_layout(reader).user >= 0;
    s->has_time  = lb_rating_reader_layout(reader).time >= 0 && set->needs_rating;
    LB_TRY(read_rows(s, reader, lb_input_name(in), set, err));
    hint_at_scale(s, lb_input_name(in), set, reporter);
cleanup:
    lb_rating_reader_close(reader);
    lb_input_close(in);
    return st;
}

/* Where the rows of each user will begin. */
static LbStatus count_rows(LbRatingsSource *s, LbError *err)
{
    LbStatus st      = LB_OK;
    size_t   n_users = (size_t)lb_idmap_count(s->users);
    LB_ALLOC_ZEROED(s->start, n_users + 2);
    for (size_t i = 0; i < s->n; i++)
        s->start[s->user[i] + 2]++;
    for (size_t u = 0; u < n_users; u++)
        s->start[u + 2] += s->start[u + 1];
cleanup:
    return st;
}

/* Order the rows by user, keeping the file's order within each (counting sort). */
static LbStatus group_rows(LbRatingsSource *s, LbError *err)
{
    LbStatus st    = LB_OK;
    int32_t *film  = NULL;
    float   *stars = NULL;
    int64_t *time  = NULL;
    LB_TRY(count_rows(s, err));
    LB_ALLOC(film, s->n);
    LB_ALLOC(stars, s->n);
    if (s->time != NULL) LB_ALLOC(time, s->n);
    for (size_t i = 0; i < s->n; i++) {
        int64_t at = s->start[s->user[i] + 1]++; /* ends as the start of the next user */
        film[at]   = s->film[i];
        stars[at]  = s->stars[i];
        if (time != NULL) time[at] = s->time[i];
    }
    free(s->film);
    free(s->stars);
    free(s->user);
    free(s->time);
    s->film  = film;
    s->stars = stars;
    s->time  = time;
    s->user  = NULL;
    return LB_OK;
cleanup:
    free(film);
    free(stars);
    free(time);
    return st;
}

/* Within each user, let the last row of a film replace the first one, at its position.
 * @return rows that were replaced */
static LbStatus drop_duplicates(LbRatingsSource *s, int64_t *dropped, LbError *err)
{
    LbStatus st      = LB_OK;
    int32_t  n_users = lb_idmap_count(s->users);
    int64_t *row_of  = NULL; /* [films] row of the film for the user at hand, from `begin` on */
    int64_t  kept    = 0;
    size_t   n_films = (size_t)lb_idmap_count(s->films);
    LB_ALLOC(row_of, n_films);
    for (size_t f = 0; f < n_films; f++)
        row_of[f] = -1;
    for (int32_t u = 0; u < n_users; u++) {
        int64_t from = s->start[u], begin = kept;
        for (int64_t i = from; i < s->start[u + 1]; i++) {
            int32_t film = s->film[i];
            if (row_of[film] >= begin) {
                s->stars[row_of[film]] = s->stars[i];
                if (s->time != NULL) s->time[row_of[film]] = s->time[i];
                continue;
            }
            row_of[film]   = kept;
            s->film[kept]  = film;
            s->stars[kept] = s->stars[i];
            if (s->time != NULL) s->time[kept] = s->time[i];
            kept++;
        }
        s->start[u] = begin;
    }
    *dropped          = (int64_t)s->n - kept;
    s->start[n_users] = kept;
    s->n              = (size_t)kept;
cleanup:
    free(row_of);
    return st;
}

LbStatus lb_ratings_source_read(LbRatingsSource **out, const char *path,
                                const LbRatingsSourceSettings *settings, const LbReporter *reporter,
                                LbError *err)
{
    LbStatus         st      = LB_OK;
    LbRatingsSource *s       = NULL;
    int64_t          dropped = 0;
    *out                     = NULL;
    LB_ALLOC_ZEROED(s, 1);
    LB_TRY(lb_idmap_new(&s->users, err));
    LB_TRY(lb_idmap_new(&s->films, err));
    LB_TRY(read_file(s, path, settings, reporter, err));
    LB_TRY(group_rows(s, err));
    LB_TRY(drop_duplicates(s, &dropped, err));
    if (dropped > 0)
        lb_reporter_message(reporter, LB_LEVEL_NOTE,
                            "%s: %" PRId64 " rows repeat a user and film: the last one counts",
                            path, dropped);
    *out = s;
    s    = NULL;
cleanup:
    lb_ratings_source_free(s);
    return st;
}

void lb_ratings_source_free(LbRatingsSource *source)
{
    if (source == NULL) return;
    lb_idmap_free(source->users);
    lb_idmap_free(source->films);
    free(source->user);
    free(source->film);
    free(source->stars);
    free(source->time);
    free(source->start);
    free(source);
}

bool lb_ratings_source_has_users(const LbRatingsSource *source)
{
    return source->has_users;
}

const LbIdMap *lb_ratings_source_users(const LbRatingsSource *source)
{
    return source->users;
}

const LbIdMap *lb_ratings_source_films(const LbRatingsSource *source)
{
    return source->films;
}

const int32_t *lb_ratings_source_films_of(const LbRatingsSource *source, int32_t user, int32_t *n)
{
    *n = (int32_t)(source->start[user + 1] - source->start[user]);
    return source->film + source->start[user];
}

/* Copy an id, which the reader has bounded, into a string. */
static const char *copy_id(char text[ID_MAX], LbSlice id)
{
    size_t len = id.len < ID_MAX ? id.len : ID_MAX - 1;
    memcpy(text, id.text, len);
    text[len] = '\0';
    return text;
}

typedef struct Moment {
    int64_t time;
    int32_t at; /* row of the user, from 0 */
} Moment;

static int by_time(const void *a, const void *b)
{
    const Moment *x = a, *y = b;
    if (x->time != y->time) return x->time > y->time ? -1 : 1;
    return (x->at < y->at) - (x->at > y->at);
}

/* Rank the rows of a user: 1 = the latest, which is the last where the file does not say when. */
static LbStatus rank_rows(int32_t **out, const LbRatingsSource *source, int32_t user, LbError *err)
{
    LbStatus st      = LB_OK;
    int32_t *rank    = NULL;
    Moment  *moments = NULL;
    int64_t  begin   = source->start[user];
    int32_t  n       = (int32_t)(source->start[user + 1] - begin);
    LB_ALLOC(rank, n);
    for (int32_t i = 0; i < n; i++)
        rank[i] = n - i;
    if (source->time != NULL) {
        LB_ALLOC(moments, n);
        for (int32_t i = 0; i < n; i++)
            moments[i] = (Moment){source->time[begin + i], i};
        if (n > 1) qsort(moments, (size_t)n, sizeof *moments, by_time);
        for (int32_t i = 0; i < n; i++)
            rank[moments[i].at] = i + 1;
    }
    *out = rank;
    rank = NULL;
cleanup:
    free(rank);
    free(moments);
    return st;
}

LbStatus lb_ratings_source_profile(LbProfile **out, const LbRatingsSource *source, int32_t user,
                                   LbError *err)
{
    LbStatus   st      = LB_OK;
    LbProfile *profile = NULL;
    char       text[ID_MAX];
    int32_t   *rank  = NULL;
    int64_t    begin = source->start[user], end = source->start[user + 1];
    *out = NULL;
    LB_TRY(rank_rows(&rank, source, user, err));
    LB_TRY(lb_profile_new(&profile, copy_id(text, lb_idmap_text(source->users, user)),
                          LB_SOURCE_CSV, err));
    for (int64_t i = begin; i < end; i++) {
        LbEntry entry = {.slug       = copy_id(text, lb_idmap_text(source->films, source->film[i])),
                         .title      = "",
                         .stars      = source->stars[i],
                         .watched    = true,
                         .diary_rank = rank[i - begin]};
        LB_TRY(lb_profile_add(profile, &entry, err));
    }
    *out    = profile;
    profile = NULL;
cleanup:
    lb_profile_free(profile);
    free(rank);
    return st;
}
