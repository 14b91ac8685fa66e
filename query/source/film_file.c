/* SPDX-License-Identifier: MIT */
#include "query/source/film_file.h"

#include "common/base/path.h"
#include "query/source/film_text.h"
#include "query/source/read_json.h"
#include "query/source/read_lines.h"
#include "query/source/read_markdown.h"
#include "query/source/read_table.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define STARS                                                                                      \
    {                                                                                              \
        0.5, 5                                                                                     \
    }
#define TEN                                                                                        \
    {                                                                                              \
        1, 10                                                                                      \
    }

/* What the known formats mean; a scale of {0, 0}: by the values. */
typedef struct Format {
    const char *what;
    LbSource    source;
    LbFilmRole  role;
    LbScale     scale;
} Format;

static const Format tables[] = {
    [LB_TABLE_OTHER]              = {"a table of films", LB_SOURCE_TABLE, LB_ROLE_LISTED, {0, 0}},
    [LB_TABLE_LETTERBOXD_RATINGS] = {"Letterboxd's ratings", LB_SOURCE_EXPORT, LB_ROLE_SEEN, STARS},
    [LB_TABLE_LETTERBOXD_FILMS]   = {"Letterboxd's films", LB_SOURCE_EXPORT, LB_ROLE_SEEN, {0, 0}},
    [LB_TABLE_LETTERBOXD_DIARY]   = {"Letterboxd's diary", LB_SOURCE_EXPORT, LB_ROLE_SEEN, STARS},
    [LB_TABLE_LETTERBOXD_LIST]    = {"a Letterboxd list", LB_SOURCE_EXPORT, LB_ROLE_LISTED, {0, 0}},
    [LB_TABLE_LETTERBOXD_IMPORT]  = {"Letterboxd's import format", LB_SOURCE_TABLE, LB_ROLE_LISTED,
                                     STARS},
    [LB_TABLE_IMDB_RATINGS]       = {"IMDb's ratings", LB_SOURCE_IMDB, LB_ROLE_SEEN, TEN},
    [LB_TABLE_IMDB_LIST]          = {"an IMDb list", LB_SOURCE_IMDB, LB_ROLE_WISH, TEN},
    [LB_TABLE_MOVIELENS] = {"MovieLens's ratings", LB_SOURCE_MOVIELENS, LB_ROLE_LISTED, STARS},
    [LB_TABLE_LBREC]     = {"an answer of lbrec", LB_SOURCE_TABLE, LB_ROLE_LISTED, {0, 0}},
};

static const Format documents[] = {
    [LB_JSON_OTHER]   = {"films in JSON", LB_SOURCE_TABLE, LB_ROLE_LISTED, {0, 0}},
    [LB_JSON_TRAKT]   = {"Trakt's export", LB_SOURCE_TRAKT, LB_ROLE_LISTED, TEN},
    [LB_JSON_LIBRARY] = {"a media library", LB_SOURCE_TABLE, LB_ROLE_LISTED, TEN},
    [LB_JSON_LBREC]   = {"an answer of lbrec", LB_SOURCE_TABLE, LB_ROLE_LISTED, {0, 0}},
};

static const Format lines    = {"a list of films", LB_SOURCE_TABLE, LB_ROLE_LISTED, {0, 0}};
static const Format markdown = {"a list in Markdown", LB_SOURCE_TABLE, LB_ROLE_LISTED, {0, 0}};

static void set_format(LbFilmFile *file, const Format *format)
{
    file->what           = format->what;
    file->source         = format->source;
    file->role           = format->role;
    file->scale          = format->scale;
    file->is_scale_known = format->scale.lo < format->scale.hi;
}

static bool contains_nocase(const char *text, const char *part)
{
    size_t len = strlen(text), n = strlen(part);
    for (size_t i = 0; i + n <= len; i++)
        if (lb_slice_is_nocase((LbSlice){text + i, n}, part)) return true;
    return false;
}

/* Letterboxd's watched.csv, watchlist.csv and likes/films.csv differ in their names alone. */
static void tell_films_apart(LbFilmFile *file, const char *name)
{
    const char *base = lb_path_base(name);
    if (contains_nocase(base, "watchlist")) {
        file->what = "Letterboxd's watchlist";
        file->role = LB_ROLE_WISH;
    } else if (contains_nocase(base, "likes") || contains_nocase(name, "likes/films")) {
        file->what = "Letterboxd's likes";
        file->role = LB_ROLE_LIKED;
    } else {
        file->what = "Letterboxd's watched films";
    }
}

static void take_table(LbFilmFile *file, const LbTable *table, const char *name)
{
    set_format(file, &tables[table->kind]);
    file->is_own            = table->kind == LB_TABLE_LBREC;
    file->has_rating_column = table->has[LB_FIELD_RATING];
    file->is_diary          = table->kind == LB_TABLE_LETTERBOXD_DIARY;
    file->is_letterboxd     = table->kind == LB_TABLE_LETTERBOXD_RATINGS ||
                          table->kind == LB_TABLE_LETTERBOXD_FILMS || file->is_diary;
    if (table->kind == LB_TABLE_LETTERBOXD_FILMS) tell_films_apart(file, name);
    /* What is imported without a date is watched, but a list has neither dates nor ratings. */
    bool is_log = table->has[LB_FIELD_RATING] || table->has[LB_FIELD_RATING10] ||
                  table->has[LB_FIELD_WATCHED];
    if (table->kind == LB_TABLE_LETTERBOXD_IMPORT && is_log) file->role = LB_ROLE_SEEN;
}

static LbStatus read_text(LbFilmFile *file, LbSlice text, const char *name, bool needs_table,
                          LbError *err)
{
    LbStatus   st       = LB_OK;
    bool       is_json  = !needs_table && lb_read_json_is_one(text);
    bool       is_table = needs_table;
    LbJsonKind kind;
    LbTable    table;
    if (!is_json && !is_table) LB_TRY(lb_read_table_look(&table, &is_table, text, err));
    if (is_json) {
        LB_TRY(lb_read_json(&file->records, &kind, text, err));
        set_format(file, &documents[kind]);
        file->is_own = kind == LB_JSON_LBREC;
    } else if (is_table) {
        LB_TRY(lb_read_table(&file->records, &table, text, err));
        take_table(file, &table, name);
    } else if (lb_read_markdown_is_one(text)) {
        LB_TRY(lb_read_markdown(&file->records, text, err));
        set_format(file, &markdown);
    } else {
        LB_TRY(lb_read_lines(&file->records, text, err));
        set_format(file, &lines);
    }
cleanup:
    return st;
}

/* The scale of ratings between lo and hi, as people use them. */
static LbStatus detect_scale(LbScale *scale, double lo, double hi, LbError *err)
{
    if (hi > 10 && hi <= 100)
        *scale = (LbScale){1, 100};
    else if (lo >= 0.5 && lo < 1 && hi > 5 && hi <= 10)
        *scale = (LbScale){0.5, 10};
    else
        return lb_rating_scale_detect(scale, lo, hi, err);
    return LB_OK;
}

/* Settle what the ratings mean. A rating of 0 or below is none, but in Letterboxd's own files. */
static LbStatus settle_scale(LbFilmFile *file, const char *name, const LbFilmFileSettings *settings,
                             const LbReporter *reporter, LbError *err)
{
    LbStatus st = LB_OK;
    double   lo = INFINITY, hi = -INFINITY;
    size_t   n        = 0;
    bool     is_given = settings->scale.lo < settings->scale.hi && !file->is_scale_known;
    for (size_t i = 0; i < file->records.n; i++) {
        LbFilmRecord *record  = &file->records.items[i];
        bool          is_none = !file->is_letterboxd && !is_given && record->rating <= 0;
        if (is_none) record->rating = (double)NAN;
        if (isnan(record->rating)) continue;
        file->has_ratings = true;
        if (record->is_ten) continue;
        n++;
        if (record->rating < lo) lo = record->rating;
        if (record->rating > hi) hi = record->rating;
    }
    if (is_given) file->scale = settings->scale;
    if (n == 0 || file->is_scale_known || is_given) return LB_OK;
    LB_TRY(detect_scale(&file->scale, lo, hi, err));
    lb_reporter_message(reporter, LB_LEVEL_NOTE,
                        "%s: %zu ratings from %g to %g, read on the scale %g..%g (--scale MIN:MAX "
                        "names another)",
                        name, n, lo, hi, file->scale.lo, file->scale.hi);
cleanup:
    return st;
}

static LbStatus check_ratings(const LbFilmFile *file, LbError *err)
{
    for (size_t i = 0; i < file->records.n; i++) {
        const LbFilmRecord *record = &file->records.items[i];
        LbScale             scale  = record->is_ten ? (LbScale){1, 10} : file->scale;
        if (isnan(record->rating) || (record->rating >= scale.lo && record->rating <= scale.hi))
            continue;
        return lb_error_set(err, LB_EDATA, 0,
                            "line %" PRId64 ": expected a rating of %g to %g, found '%g'",
                            record->line, scale.lo, scale.hi, record->rating);
    }
    return LB_OK;
}

/* Many people's ratings would come out as those of one whom nobody knows. Names of which each stands
 * once are something else, as the ids of films. */
static LbStatus check_one_person(const LbFilmFile *file, LbError *err)
{
    const LbFilmRecord *first = NULL, *other = NULL;
    size_t              n_first = 0;
    for (size_t i = 0; i < file->records.n && !file->is_own; i++) {
        const LbFilmRecord *record = &file->records.items[i];
        if (record->user[0] == '\0') continue;
        if (first == NULL) first = record;
        if (strcmp(record->user, first->user) == 0)
            n_first++;
        else if (other == NULL)
            other = record;
    }
    if (other == NULL || n_first < 2) return LB_OK;
    return lb_error_set(err, LB_EDATA, 0,
                        "line %" PRId64 ": films of '%s' beside those of '%s': expected one "
                        "person's (--ratings takes a file of user, film and rating)",
                        other->line, other->user, first->user);
}

static void tell(const LbFilmFile *file, const char *name, const char *charset,
                 const LbReporter *reporter)
{
    const LbFilmRecords *records = &file->records;
    if (records->n > 0)
        lb_reporter_message(reporter, LB_LEVEL_DETAIL, "%s: %s, %zu film%s", name, file->what,
                            records->n, records->n == 1 ? "" : "s");
    if (charset != NULL)
        lb_reporter_message(reporter, LB_LEVEL_NOTE, "%s: not in UTF-8: read as %s", name, charset);
}

LbStatus lb_film_file_read(LbFilmFile *out, LbInput *in, const char *name,
                           const LbFilmFileSettings *settings, const LbReporter *reporter,
                           LbError *err)
{
    LbStatus    st      = LB_OK;
    const char *charset = NULL;
    LbFilmFile  file    = {0};
    LbBuf       text;
    *out = (LbFilmFile){0};
    lb_buf_init(&text, LB_FILM_FILE_MAX);
    LB_TRY(lb_film_text_read(&text, &charset, in, err));
    LbSlice all = {lb_buf_text(&text), text.len};
    if (!settings->is_list && lb_slice_trim(all).len == 0)
        LB_FAIL(LB_EDATA, 0, "it is empty: was it saved, or downloaded, to its end?");
    LB_TRY(read_text(&file, all, name, settings->needs_table, err));
    if (!settings->is_list) {
        LB_TRY(check_one_person(&file, err));
        LB_TRY(settle_scale(&file, name, settings, reporter, err));
        LB_TRY(check_ratings(&file, err));
    }
    tell(&file, name, charset, reporter);
    *out = file;
    file = (LbFilmFile){0};
cleanup:
    lb_film_file_clear(&file);
    lb_buf_clear(&text);
    return st;
}

void lb_film_file_clear(LbFilmFile *file)
{
    lb_film_records_clear(&file->records);
    *file = (LbFilmFile){0};
}

LbEntry lb_film_file_entry(const LbFilmFile *file, const LbFilmRecord *record)
{
    bool    is_rated = !isnan(record->rating);
    LbScale scale    = record->is_ten ? (LbScale){1, 10} : file->scale;
    LbEntry entry    = {.slug           = record->slug,
                        .title          = record->title,
                        .original_title = record->original_title,
                        .id             = record->id,
                        .imdb_id        = record->imdb_id,
                        .tmdb_id        = record->tmdb_id,
                        .year           = record->year,
                        .rewatched      = record->is_rewatched};
    if (file->is_own) return entry;
    if (is_rated) entry.stars = (float)lb_rating_scale_to_stars(scale, record->rating);
    entry.liked     = record->is_liked || file->role == LB_ROLE_LIKED;
    entry.watched   = is_rated || record->is_seen || entry.liked || file->role == LB_ROLE_SEEN;
    entry.watchlist = !entry.watched && (record->is_wish || file->role == LB_ROLE_WISH);
    if (is_rated || file->is_diary) entry.date = record->date;
    if (entry.watchlist) entry.watchlist_date = record->listed > 0 ? record->listed : record->date;
    return entry;
}
