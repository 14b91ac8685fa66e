/* SPDX-License-Identifier: MIT */
#include "query/source/film_records.h"

#include "common/base/ascii.h"
#include "common/base/date.h"
#include "common/base/mem.h"
#include "common/text/film_id.h"
#include "common/text/film_title.h"
#include "common/text/text.h"
#include "query/source/film_name.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N_NAMES = 3, NAME_CAP = 48, TEXT_CAP = 1024, YEAR_MIN = 1800, YEAR_MAX = 2200 };

void lb_film_records_clear(LbFilmRecords *records)
{
    free(records->items);
    lb_blocks_free(records->texts);
    *records = (LbFilmRecords){0};
}

/* "yes", "true", a number above 0; a date is a yes too. */
static bool is_yes(LbSlice text)
{
    static const char *const no[] = {"no", "false", "0", "0.0", "n", "unwatched", NULL};
    return !lb_slice_is_none(text) && !lb_slice_is_any(text, no);
}

static LbStatus unexpected(const char *expected, LbSlice found, int64_t line, LbError *err)
{
    char at[32] = "";
    if (line > 0) (void)snprintf(at, sizeof at, "line %" PRId64 ": ", line);
    return lb_error_set(err, LB_EDATA, 0, "%sexpected a %s, found '%.*s'", at, expected,
                        (int)(found.len < 40 ? found.len : 40), found.text);
}

/* "★★★½", as Letterboxd shows ratings; hollow stars are none. */
static bool to_stars(double *stars, LbSlice text)
{
    enum { STAR = 0x2605, HOLLOW = 0x2606, EMOJI = 0x2B50, AS_EMOJI = 0xFE0F, HALF = 0xBD };
    *stars = 0;
    while (text.len > 0) {
        uint32_t code = lb_text_next_code(&text);
        if (code == STAR || code == EMOJI)
            *stars += 1;
        else if (code == HALF)
            *stars += 0.5;
        else if (code != HOLLOW && code != AS_EMOJI)
            return false;
    }
    return *stars <= 5;
}

static LbStatus take_rating(LbFilmRecord *record, const LbSlice fields[LB_FIELDS], int64_t line,
                            LbError *err)
{
    LbSlice text   = fields[LB_FIELD_RATING];
    record->rating = (double)NAN;
    record->is_ten = lb_slice_is_none(text) && !lb_slice_is_none(fields[LB_FIELD_RATING10]);
    if (record->is_ten) text = fields[LB_FIELD_RATING10];
    if (lb_slice_is_none(text)) return LB_OK;
    if (!lb_slice_to_number(text, &record->rating) && !to_stars(&record->rating, text))
        return unexpected("rating", text, line, err);
    return LB_OK;
}

/* "1972", "1972.0", "1972-05-01", "2008-2013". */
static bool to_year(LbSlice text, int16_t *out)
{
    int64_t year = 0;
    double  real;
    text = lb_slice_inside(text, '(', ')');
    if (lb_slice_to_number(text, &real)) {
        if (real != floor(real) || real < (double)YEAR_MIN || real > (double)YEAR_MAX) return false;
        year = (int64_t)real;
    } else if (text.len < 5 || strchr("0123456789.,", text.text[4]) != NULL ||
               !lb_slice_to_int((LbSlice){text.text, 4}, &year)) {
        return false;
    }
    if (year < YEAR_MIN || year > YEAR_MAX) return false;
    *out = (int16_t)year;
    return true;
}

static LbStatus take_year(LbFilmRecord *record, const LbSlice fields[LB_FIELDS], int64_t line,
                          LbError *err)
{
    LbSlice text = fields[LB_FIELD_YEAR], released = fields[LB_FIELD_RELEASED];
    double  zero;
    bool    blank = lb_slice_is_none(text) || (lb_slice_to_double(text, &zero) && zero == 0);
    if (!blank && !to_year(text, &record->year)) return unexpected("year", text, line, err);
    if (blank && released.len >= 4) (void)to_year((LbSlice){released.text, 4}, &record->year);
    return LB_OK;
}

/* The day of a date or of a moment, "2014-09-01T09:10:11.000Z". */
static int32_t to_date(LbSlice text)
{
    return lb_date_parse((LbSlice){text.text, text.len > 10 ? 10 : text.len});
}

static int32_t first_date(const LbSlice fields[LB_FIELDS], LbFilmField a, LbFilmField b)
{
    int32_t date = to_date(fields[a]);
    return date > 0 ? date : to_date(fields[b]);
}

static void take_dates(LbFilmRecord *record, const LbSlice fields[LB_FIELDS])
{
    LbSlice watched = fields[LB_FIELD_WATCHED];
    record->date    = first_date(fields, LB_FIELD_WATCHED, LB_FIELD_RATED);
    if (record->date == 0) record->date = to_date(fields[LB_FIELD_DATE]);
    record->listed       = first_date(fields, LB_FIELD_LISTED, LB_FIELD_DATE);
    record->is_seen      = is_yes(fields[LB_FIELD_SEEN]) || is_yes(watched);
    record->is_liked     = is_yes(fields[LB_FIELD_LIKED]);
    record->is_rewatched = is_yes(fields[LB_FIELD_REWATCH]);
}

/* Whether a kind is one that Letterboxd has no films of. "TV Movie" is one that it has. */
static bool is_series(LbSlice kind)
{
    static const char *const parts[] = {"series",  "episode",    "season", "show",      "game",
                                        "podcast", "musicvideo", "boxset", "collection"};
    static const char *const whole[] = {"tv", "music", "album", "track", "artist", "anime"};
    char                     key[NAME_CAP];
    size_t                   len = 0;
    if (kind.len == 0) return false;
    for (size_t i = 0; i < kind.len && len < sizeof key - 1; i++)
        if (lb_is_letter(kind.text[i])) key[len++] = lb_to_lower(kind.text[i]);
    key[len] = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(key, parts[i]) != NULL) return true;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcmp(key, whole[i]) == 0) return true;
    return false;
}

static LbStatus keep(LbFilmRecords *records, const char **out, LbSlice text, LbError *err)
{
    *out = "";
    return text.len > 0 ? lb_blocks_copy(&records->texts, out, text, err) : LB_OK;
}

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

/* What the film is called: fields of any form first into an entry, whose texts stay in `scratch`. */
static void take_name(LbEntry *entry, const LbSlice fields[LB_FIELDS],
                      char scratch[N_NAMES][TEXT_CAP])
{
    const LbFilmField sources[N_NAMES] = {LB_FIELD_ADDRESS, LB_FIELD_SLUG, LB_FIELD_FILM};
    *entry                             = (LbEntry){.slug = "", .title = ""};
    for (int i = 0; i < N_NAMES; i++) {
        LbSlice text = fields[sources[i]];
        LbEntry one  = {.slug = "", .title = ""};
        if (text.len == 0 || text.len >= TEXT_CAP) continue;
        memcpy(scratch[i], text.text, text.len);
        scratch[i][text.len] = '\0';
        bool good = sources[i] == LB_FIELD_ADDRESS ? lb_film_name_parse_address(scratch[i], &one)
                                                   : lb_film_name_parse(scratch[i], &one);
        if (!good) one = (LbEntry){.slug = "", .title = ""};
        if (!good && sources[i] == LB_FIELD_FILM) one.title = scratch[i];
        if (!good && sources[i] == LB_FIELD_SLUG) one.slug = scratch[i];
        if (entry->slug[0] == '\0') entry->slug = one.slug;
        if (entry->title[0] == '\0') entry->title = one.title;
        if (entry->id == 0) entry->id = one.id;
        if (entry->imdb_id == 0) entry->imdb_id = one.imdb_id;
        if (entry->tmdb_id == 0) entry->tmdb_id = one.tmdb_id;
        if (entry->year == 0) entry->year = one.year;
    }
}

/* As the film is written, for messages and answers about films that nobody knows. */
static LbSlice name_of(const LbSlice fields[LB_FIELDS])
{
    static const LbFilmField sources[] = {LB_FIELD_FILM,    LB_FIELD_SLUG, LB_FIELD_TITLE,
                                          LB_FIELD_ADDRESS, LB_FIELD_IMDB, LB_FIELD_TMDB};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (fields[sources[i]].len > 0) return fields[sources[i]];
    return fields[LB_FIELD_KEY];
}

static LbStatus take_identity(LbFilmRecords *records, LbFilmRecord *record,
                              const LbSlice fields[LB_FIELDS], LbError *err)
{
    LbStatus    st = LB_OK;
    LbEntry     entry;
    char        scratch[N_NAMES][TEXT_CAP];
    LbFilmTitle parts;
    LbSlice     title = fields[LB_FIELD_TITLE], original = fields[LB_FIELD_ORIGINAL_TITLE];
    take_name(&entry, fields, scratch);
    LbSlice slug = slice(entry.slug);
    if (title.len == 0) title = slice(entry.title);
    if (record->year == 0) record->year = entry.year;
    if (record->year == 0 && lb_film_title_split(&parts, title)) {
        record->year = (int16_t)parts.year;
        title        = slice(parts.title);
        if (original.len == 0) original = slice(parts.original);
    }
    char turned[LB_FILM_TITLE_MAX];
    if (lb_film_title_turn(turned, title)) {
        if (original.len == 0) original = title;
        title = slice(turned);
    }
    record->id      = entry.id;
    record->imdb_id = lb_film_id_parse_imdb(fields[LB_FIELD_IMDB]);
    record->tmdb_id = lb_film_id_parse_tmdb(fields[LB_FIELD_TMDB], NULL);
    if (record->imdb_id == 0) record->imdb_id = entry.imdb_id;
    if (record->tmdb_id == 0) record->tmdb_id = entry.tmdb_id;
    bool is_named = title.len > 0 || slug.len > 0 || record->id > 0 || record->imdb_id > 0 ||
                    record->tmdb_id > 0;
    if (!is_named) slug = fields[LB_FIELD_KEY];
    LB_TRY(keep(records, &record->name, name_of(fields), err));
    LB_TRY(keep(records, &record->slug, slug, err));
    LB_TRY(keep(records, &record->title, title, err));
    LB_TRY(keep(records, &record->original_title, original, err));
cleanup:
    return st;
}

static bool names_a_film(const LbFilmRecord *record)
{
    return record->slug[0] != '\0' || record->title[0] != '\0' || record->id > 0 ||
           record->imdb_id > 0 || record->tmdb_id > 0;
}

LbStatus lb_film_records_add(LbFilmRecords *records, const LbSlice fields[LB_FIELDS], int64_t line,
                             LbError *err)
{
    LbStatus     st     = LB_OK;
    LbFilmRecord record = {.line = line};
    bool         is_tv  = false;
    (void)lb_film_id_parse_tmdb(fields[LB_FIELD_TMDB], &is_tv);
    if (is_series(fields[LB_FIELD_KIND]) || is_tv) {
        records->series++;
        return LB_OK;
    }
    LB_TRY(take_year(&record, fields, line, err));
    LB_TRY(take_rating(&record, fields, line, err));
    take_dates(&record, fields);
    LB_TRY(take_identity(records, &record, fields, err));
    LB_TRY(keep(records, &record.user, fields[LB_FIELD_USER], err));
    LB_TRY(keep(records, &record.service, fields[LB_FIELD_SERVICE], err));
    LB_TRY(keep(records, &record.country, fields[LB_FIELD_COUNTRY], err));
    if (!names_a_film(&record)) {
        records->blank++;
        return LB_OK;
    }
    LB_TRY(LB_GROW(&records->items, &records->capacity, records->n + 1, err));
    records->items[records->n++] = record;
cleanup:
    return st;
}
