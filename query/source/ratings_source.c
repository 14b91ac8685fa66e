/* SPDX-License-Identifier: MIT */
#include "query/source/ratings_source.h"

#include "common/base/mem.h"
#include "common/input/rating_reader.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { ID_MAX = 256, ENOUGH_STARS = 5 };

struct LbRatingsSource {
    LbIdMap *users, *films;
    bool     has_users, has_half;
    double   highest;     /* of the ratings; 0: none */
    int32_t *user, *film; /* [n] rows as read; `user` is freed once they are grouped */
    float   *stars;       /* [n] 0 = no rating */
    size_t   n, user_cap, film_cap, stars_cap;
    int64_t *start; /* [users + 2] rows of each user begin here; the last is scratch */
};

static LbStatus push_row(LbRatingsSource *s, const LbRatingRow *row, float stars, LbError *err)
{
    LbStatus st = LB_OK;
    int32_t  u = 0, f = 0;
    LB_TRY(lb_idmap_add(s->users, row->user, &u, err));
    LB_TRY(lb_idmap_add(s->films, row->film, &f, err));
    LB_TRY(LB_GROW(&s->user, &s->user_cap, s->n + 1, err));
    LB_TRY(LB_GROW(&s->film, &s->film_cap, s->n + 1, err));
    LB_TRY(LB_GROW(&s->stars, &s->stars_cap, s->n + 1, err));
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
    LB_TRY(count_rows(s, err));
    LB_ALLOC(film, s->n);
    LB_ALLOC(stars, s->n);
    for (size_t i = 0; i < s->n; i++) {
        int64_t at = s->start[s->user[i] + 1]++; /* ends as the start of the next user */
        film[at]   = s->film[i];
        stars[at]  = s->stars[i];
    }
    free(s->film);
    free(s->stars);
    free(s->user);
    s->film  = film;
    s->stars = stars;
    s->user  = NULL;
    return LB_OK;
cleanup:
    free(film);
    free(stars);
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
                continue;
            }
            row_of[film]   = kept;
            s->film[kept]  = film;
            s->stars[kept] = s->stars[i];
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

LbStatus lb_ratings_source_profile(LbProfile **out, const LbRatingsSource *source, int32_t user,
                                   LbError *err)
{
    LbStatus   st      = LB_OK;
    LbProfile *profile = NULL;
    char       text[ID_MAX];
    int64_t    end = source->start[user + 1];
    *out           = NULL;
    LB_TRY(lb_profile_new(&profile, copy_id(text, lb_idmap_text(source->users, user)),
                          LB_SOURCE_CSV, err));
    for (int64_t i = source->start[user]; i < end; i++) {
        LbEntry entry = {.slug       = copy_id(text, lb_idmap_text(source->films, source->film[i])),
                         .title      = "",
                         .stars      = source->stars[i],
                         .watched    = true,
                         .diary_rank = (int32_t)(end - i)};
        LB_TRY(lb_profile_add(profile, &entry, err));
    }
    *out    = profile;
    profile = NULL;
cleanup:
    lb_profile_free(profile);
    return st;
}
