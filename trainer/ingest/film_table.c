/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/film_table.h"

#include "common/base/buf.h"
#include "common/base/date.h"
#include "common/base/mem.h"
#include "common/model/model.h"
#include "common/text/film_id.h"
#include "common/text/text.h"
#include "trainer/ingest/fact_text.h"
#include "trainer/ingest/film_columns.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    PATH_MAX_LEN = 512, /* of an image, without its host */
    REPORTED_MAX = 10,
    YEAR_MIN     = 1870,
    YEAR_MAX     = 2100,
    RUNTIME_MAX  = 30000,
    CHECK_EVERY  = 1024
};

static const char POSTER_HOST[] = "https://a.ltrbxd.com/resized/";

struct LbFilmTable {
    const char       *path;
    const LbIdMap    *films;
    const LbReporter *reporter;
    LbInput          *in, *watched;
    LbStatus          input_status; /* its failures are not bad rows */
    LbCsv            *csv;
    LbFilmColumns     columns;
    int               n_fields;
    LbFilmTableCount  count;
};

static LbSlice field(const LbFilmTable *table, const LbCsvRow *row, LbFilmColumn column)
{
    int     i    = table->columns.field[column];
    LbSlice text = i < 0 ? (LbSlice){"", 0} : lb_slice_trim(row->fields[i]);
    return lb_slice_is(text, "\\N") ? (LbSlice){"", 0} : text; /* none, in tables of IMDb */
}

static bool is_blank(LbSlice text)
{
    double value;
    return lb_slice_is_none(text) || (lb_slice_to_double(text, &value) && value == 0);
}

/* Names, of which those words are none. */
static LbSlice names(const LbFilmTable *table, const LbCsvRow *row, LbFilmColumn column)
{
    LbSlice text = field(table, row, column);
    return is_blank(text) ? (LbSlice){"", 0} : text;
}

static void LB_PRINTF(2, 3) complain(LbFilmTable *table, const char *fmt, ...)
{
    char    text[256];
    va_list args;
    if (table->count.bad++ >= REPORTED_MAX) return;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    lb_reporter_message(table->reporter, LB_LEVEL_WARNING, "%s: %s", table->path, text);
}

static void complain_of(LbFilmTable *table, const LbCsvRow *row, LbFilmColumn column,
                        const char *expected)
{
    LbSlice text = field(table, row, column);
    complain(table, "line %lld: %s: expected %s, found '%.*s'", (long long)row->line,
             lb_film_columns_name(column), expected, (int)(text.len < 40 ? text.len : 40),
             text.text);
}

/* What a reader of years or minutes finds within lo..hi, or 0. */
static int16_t take_number(LbFilmTable *table, const LbCsvRow *row, LbFilmColumn column,
                           bool (*read)(int *, LbSlice), int lo, int hi)
{
    char    expected[32];
    LbSlice text  = field(table, row, column);
    int     value = 0;
    if (is_blank(text)) return 0;
    if (read(&value, text) && value >= lo && value <= hi) return (int16_t)value;
    (void)snprintf(expected, sizeof expected, "%d..%d", lo, hi);
    complain_of(table, row, column, expected);
    return 0;
}

/* The poster's address: complete, or as in the films files the path of the image without host. */
static void take_poster(char out[LB_POSTER_MAX], LbSlice poster)
{
    char   clean[PATH_MAX_LEN];
    size_t len = lb_text_clean(clean, sizeof clean, poster);
    out[0]     = '\0';
    if (len == 0 || poster.len >= sizeof clean || strpbrk(clean, " \"<>\\") != NULL) return;
    if (strncmp(clean, "https://", 8) == 0)
        (void)snprintf(out, LB_POSTER_MAX, "%s", clean);
    else if (strstr(clean, "://") == NULL && clean[0] != '/')
        (void)snprintf(out, LB_POSTER_MAX, "%s%s.jpg", POSTER_HOST, clean);
}

static int64_t take_id(LbFilmTable *table, const LbCsvRow *row)
{
    LbSlice text = field(table, row, LB_COL_ID);
    int64_t id   = 0;
    if (lb_slice_is_none(text)) return lb_film_id_parse_poster(field(table, row, LB_COL_POSTER));
    if (lb_slice_to_int(text, &id) && id > 0) return id;
    complain_of(table, row, LB_COL_ID, "a number above 0");
    return 0;
}

static int32_t take_imdb(LbFilmTable *table, const LbCsvRow *row)
{
    LbSlice text = field(table, row, LB_COL_IMDB);
    if (is_blank(text)) return lb_film_id_parse_imdb(field(table, row, LB_COL_IMDB_LINK));
    int32_t id = lb_film_id_parse_imdb(text);
    if (id == 0) complain_of(table, row, LB_COL_IMDB, "an IMDb id like tt0137523");
    return id;
}

static void take_tmdb(LbFilmTable *table, const LbCsvRow *row, LbFilmRow *out)
{
    bool    is_tv = false;
    LbSlice text  = field(table, row, LB_COL_TMDB);
    bool    blank = is_blank(text);
    if (!blank) out->tmdb_id = lb_film_id_parse_tmdb(text, &is_tv);
    if (!blank && out->tmdb_id == 0) complain_of(table, row, LB_COL_TMDB, "a number above 0");
    if (out->tmdb_id > 0 && !is_tv)
        (void)lb_film_id_parse_tmdb(field(table, row, LB_COL_TMDB_LINK), &is_tv);
    else if (blank)
        out->tmdb_id = lb_film_id_parse_tmdb(field(table, row, LB_COL_TMDB_LINK), &is_tv);
    if (is_tv && out->kind == LB_KIND_UNKNOWN) out->kind = LB_KIND_TV;
}

/* By TMDB's words and IMDb's ("tvMiniSeries", "TV Mini Series"): shorts and films made for television
 * or video are films. */
static int8_t take_kind(LbSlice text)
{
    static const struct {
        const char *word;
        int8_t      kind;
    } known[] = {
        {"movie", LB_KIND_FILM},    {"film", LB_KIND_FILM},       {"short", LB_KIND_FILM},
        {"tvmovie", LB_KIND_FILM},  {"tvshort", LB_KIND_FILM},    {"tvspecial", LB_KIND_FILM},
        {"video", LB_KIND_FILM},    {"tv", LB_KIND_TV},           {"tvseries", LB_KIND_TV},
        {"tvepisode", LB_KIND_TV},  {"tvminiseries", LB_KIND_TV}, {"series", LB_KIND_TV},
        {"miniseries", LB_KIND_TV}, {"tvshow", LB_KIND_TV},
    };
    char   key[16];
    size_t len = 0;
    for (size_t i = 0; i < text.len && len < sizeof key; i++)
        if (strchr(" -_", text.text[i]) == NULL) key[len++] = text.text[i];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (lb_slice_is_nocase((LbSlice){key, len}, known[i].word)) return known[i].kind;
    return LB_KIND_UNKNOWN;
}

static int32_t take_date(LbFilmTable *table, const LbCsvRow *row)
{
    LbSlice text = field(table, row, LB_COL_RELEASE);
    if (is_blank(text)) return 0;
    LbSlice day  = {text.text, text.len > 10 ? 10 : text.len}; /* a time of day may follow */
    int32_t date = lb_date_parse(day);
    if (date == 0) complain_of(table, row, LB_COL_RELEASE, "a day as 1999-10-15");
    return date;
}

/* Title and year: each from its column, or both from the title. */
static void take_title(LbFilmTable *table, const LbCsvRow *row, LbFilmRow *out)
{
    LbSlice text = field(table, row, LB_COL_TITLE), original = field(table, row, LB_COL_ORIGINAL);
    if (!lb_text_is_utf8(text))
        complain(table,
                 "line %lld: title: expected text in UTF-8 (iconv -f LATIN1 -t UTF-8 turns "
                 "Latin-1 into it)",
                 (long long)row->line);
    LbFilmTitle parts = {.year = 0};
    bool is_split     = table->columns.field[LB_COL_YEAR] < 0 && lb_film_title_split(&parts, text);
    if (is_split) {
        memcpy(out->title, parts.title, sizeof out->title);
        memcpy(out->original_title, parts.original, sizeof out->original_title);
        out->year = (int16_t)parts.year;
    } else {
        (void)lb_text_clean(out->title, sizeof out->title, text);
        out->year = take_number(table, row, LB_COL_YEAR, lb_fact_text_year, YEAR_MIN, YEAR_MAX);
    }
    if (original.len > 0)
        (void)lb_text_clean(out->original_title, sizeof out->original_title, original);
    if (strcmp(out->original_title, out->title) == 0) out->original_title[0] = '\0';
    if (table->columns.field[LB_COL_YEAR] < 0 && out->year == 0 && out->release_date > 0)
        out->year = (int16_t)(out->release_date / 10000);
}

static void take_row(LbFilmTable *table, const LbCsvRow *row, LbFilmRow *out)
{
    *out = (LbFilmRow){.film = lb_idmap_find(table->films, field(table, row, LB_COL_FILM))};
    if (out->film < 0) return; /* nobody has rated it: what is wrong in the row does not matter */
    memcpy(out->is_told, table->columns.tells, sizeof out->is_told);
    out->release_date = take_date(table, row);
    take_title(table, row, out);
    take_poster(out->poster, field(table, row, LB_COL_POSTER));
    out->runtime_minutes =
        take_number(table, row, LB_COL_RUNTIME, lb_fact_text_minutes, 1, RUNTIME_MAX);
    out->kind          = take_kind(field(table, row, LB_COL_KIND));
    out->letterboxd_id = take_id(table, row);
    out->imdb_id       = take_imdb(table, row);
    take_tmdb(table, row, out);
    out->genres    = names(table, row, LB_COL_GENRES);
    out->language  = names(table, row, LB_COL_LANGUAGE);
    out->countries = names(table, row, LB_COL_COUNTRIES);
    out->directors = names(table, row, LB_COL_DIRECTORS);
    if (lb_slice_is_nocase(out->genres, "(no genres listed)")) out->genres.len = 0; /* MovieLens */
}

static LbStatus read_header(LbFilmTable *table, LbError *err)
{
    LbStatus st = LB_OK;
    LbCsvRow header;
    LbBuf    found;
    lb_buf_init(&found, LB_MESSAGE_MAX);
    LB_TRY(lb_csv_next(table->csv, &header, err));
    table->n_fields = header.n_fields;
    table->columns  = lb_film_columns_find(&header);
    if (table->columns.field[LB_COL_FILM] >= 0 && table->columns.tells_anything) goto cleanup;
    for (int i = 0; i < header.n_fields && found.len < 200; i++)
        LB_TRY(lb_buf_printf(&found, err, "%s%.*s", i > 0 ? ", " : "",
                             (int)(header.fields[i].len < 60 ? header.fields[i].len : 60),
                             header.fields[i].text));
    LB_FAIL(LB_EDATA, 0, "expected %s, found %s",
            table->columns.field[LB_COL_FILM] < 0
                ? "a column slug or movie_id"
                : "columns of titles, years, genres or other facts",
            header.n_fields > 0 ? lb_buf_text(&found) : "an empty file");
cleanup:
    lb_buf_clear(&found);
    return st;
}

static LbCsvSettings csv_settings(void)
{
    LbCsvSettings settings = lb_csv_defaults();
    settings.separator     = NULL;
    return settings;
}

static LbStatus read_watched(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    LbFilmTable *table  = ctx;
    table->input_status = lb_input_read(table->in, buffer, cap, got, err);
    return table->input_status;
}

/* Of an archive the table with titles is meant, not the ratings, which name films too. */
static LbStatus begins_as_films(bool *fits, const void *ctx, LbSlice head, LbError *err)
{
    LbStatus      st       = LB_OK;
    LbInput      *in       = NULL;
    LbCsv        *csv      = NULL;
    LbCsvSettings settings = csv_settings();
    LbCsvRow      header   = {.n_fields = 0};
    (void)ctx;
    *fits = false;
    LB_TRY(lb_input_open_text(&in, "member", head, err));
    LB_TRY(lb_csv_open(&csv, in, &settings, err));
    LB_TRY(lb_csv_next(csv, &header, err));
    LbFilmColumns columns = lb_film_columns_find(&header);
    *fits                 = columns.field[LB_COL_FILM] >= 0 && columns.field[LB_COL_TITLE] >= 0;
cleanup:
    lb_csv_close(csv);
    lb_input_close(in);
    return st == LB_EDATA ? LB_OK : st;
}

static const char *const known_names[] = {"movie_data.csv", "movies.csv", "films.csv", NULL};

static const LbMemberWish wish = {"film table", known_names, begins_as_films, NULL};

LbStatus lb_film_table_open(LbFilmTable **out, const char *path, const LbIdMap *films,
                            const LbReporter *reporter, LbError *err)
{
    LbStatus      st       = LB_OK;
    LbFilmTable  *table    = NULL;
    LbCsvSettings settings = csv_settings();
    *out                   = NULL;
    LB_ALLOC_ZEROED(table, 1);
    table->path     = path;
    table->films    = films;
    table->reporter = reporter;
    LB_TRY(lb_input_open_member(&table->in, path, &wish, err));
    LB_TRY(lb_input_open_stream(&table->watched, path, read_watched, table, err));
    LB_TRY(lb_csv_open(&table->csv, table->watched, &settings, err));
    st = read_header(table, err);
    if (st != LB_OK) {
        lb_error_context(err, st, "%s", path);
        goto cleanup;
    }
    *out  = table;
    table = NULL;
cleanup:
    lb_film_table_close(table);
    return st;
}

void lb_film_table_close(LbFilmTable *table)
{
    if (table == NULL) return;
    lb_csv_close(table->csv);
    lb_input_close(table->watched);
    lb_input_close(table->in);
    free(table);
}

/* The next row of as many fields as the header; none at the end. */
static LbStatus next_row(LbFilmTable *table, LbCsvRow *row, LbError *err)
{
    for (;;) {
        LbError  why = {0};
        LbStatus st  = lb_csv_next(table->csv, row, &why);
        if (st == LB_OK && (row->n_fields == 0 || row->n_fields == table->n_fields)) return LB_OK;
        if (st == LB_OK) {
            complain(table, "line %lld: expected %d fields, found %d", (long long)row->line,
                     table->n_fields, row->n_fields);
        } else if (st == LB_EDATA && table->input_status == LB_OK) {
            complain(table, "%s", why.message);
        } else {
            if (err != NULL) *err = why;
            return lb_error_context(err, st, "%s", table->path);
        }
    }
}

LbStatus lb_film_table_next(LbFilmTable *table, LbFilmRow *row, bool *more, LbError *err)
{
    LbStatus st = LB_OK;
    LbCsvRow csv;
    *more = false;
    do {
        if (table->count.rows % CHECK_EVERY == 0) LB_TRY(lb_reporter_check(table->reporter, err));
        LB_TRY(next_row(table, &csv, err));
        if (csv.n_fields == 0) break;
        table->count.rows++;
        take_row(table, &csv, row);
        *more = row->film >= 0;
    } while (!*more);
cleanup:
    return st;
}

LbFilmTableCount lb_film_table_count(const LbFilmTable *table)
{
    return table->count;
}
