/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/filmfacts.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/input/csv.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    MAX_NAMES     = 6,
    TITLE_MAX     = 501, /* with the NUL */
    POSTER_MAX    = 512,
    NAME_MAX      = 64,
    LANGUAGES_MAX = 4096,
    REPORTED_MAX  = 10,
    YEAR_MIN      = 1870,
    YEAR_MAX      = 2100,
    RUNTIME_MAX   = 30000
};

static const size_t TEXTS_MAX     = (size_t)1 << 30;
static const char   POSTER_HOST[] = "https://a.ltrbxd.com/resized/";

typedef enum Column {
    COL_SLUG,
    COL_TITLE,
    COL_YEAR,
    COL_GENRES,
    COL_LANGUAGE,
    COL_RUNTIME,
    COL_KIND,
    COL_POSTER,
    COL_ID,
    N_COLUMNS
} Column;

/* Names of each column, the preferred one first. */
static const char *const NAMES[N_COLUMNS][MAX_NAMES] = {
    [COL_SLUG]     = {"slug", "movie_id", "movieId", "film", "fid", "item_id"},
    [COL_TITLE]    = {"title", "movie_title", "name"},
    [COL_YEAR]     = {"year", "year_released"},
    [COL_GENRES]   = {"genres"},
    [COL_LANGUAGE] = {"language", "original_language"},
    [COL_RUNTIME]  = {"runtime", "runtime_minutes"},
    [COL_KIND]     = {"content_type", "kind"},
    [COL_POSTER]   = {"image_url", "poster"},
    [COL_ID]       = {"letterboxd_id"},
};

/* Where a film's text lies in the buffer of all texts. */
typedef struct Span {
    size_t begin, len;
} Span;

struct LbFilmFacts {
    LbFilms          films; /* the facts as they are lent; its arrays are those below */
    LbFilmFactsCount count;
    bool            *is_known;
    int16_t         *year, *runtime, *language;
    uint64_t        *genres;
    int8_t          *kind;
    int64_t         *id;
    int32_t         *by_id;
    char            *title_text, *poster_text;
    int64_t         *title_start, *poster_start;
    LbIdMap         *genre_names, *language_names;
};

typedef struct Reading {
    LbFilmFacts      *facts;
    const LbIdMap    *ids;
    const char       *path;
    const LbReporter *reporter;
    int               column[N_COLUMNS]; /* -1 = absent */
    int               n_fields;
    LbBuf             texts;
    Span             *title, *poster; /* [n_films] */
} Reading;

static LbSlice field(const Reading *reading, const LbCsvRow *row, Column column)
{
    int i = reading->column[column];
    return i < 0 ? (LbSlice){"", 0} : lb_slice_trim(row->fields[i]);
}

static void LB_PRINTF(2, 3) complain(Reading *reading, const char *fmt, ...)
{
    char    text[256];
    va_list args;
    if (reading->facts->count.bad++ >= REPORTED_MAX) return;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    lb_report(reading->reporter, LB_LEVEL_WARNING, "%s: %s", reading->path, text);
}

/* A number within lo..hi, or `unknown`. Tables that went through pandas have years like 1999.0. */
static int16_t take_number(Reading *reading, const LbCsvRow *row, Column column, int lo, int hi)
{
    LbSlice text = field(reading, row, column);
    double  value;
    if (text.len == 0) return 0;
    if (lb_parse_double(text, &value) && value == 0) return 0;
    if (lb_parse_double(text, &value) && value >= lo && value <= hi && floor(value) == value)
        return (int16_t)value;
    complain(reading, "line %lld: %s: expected %d..%d, found '%.*s'", (long long)row->line,
             NAMES[column][0], lo, hi, (int)(text.len < 40 ? text.len : 40), text.text);
    return 0;
}

/* Index of a name; -1 when it is empty, too long, or there are `max` others. */
static LbStatus take_name(LbIdMap *names, LbSlice name, int32_t max, int32_t *index, LbError *err)
{
    char   clean[NAME_MAX];
    size_t len = lb_text_clean(clean, sizeof clean, lb_slice_trim(name));
    *index     = -1;
    if (len == 0) return LB_OK;
    *index = lb_idmap_find(names, (LbSlice){clean, len});
    if (*index >= 0 || lb_idmap_count(names) >= max) return LB_OK;
    return lb_idmap_add(names, (LbSlice){clean, len}, index, err);
}

/* The next genre of ["Drama","Crime"] or of Drama|Crime; false at the end. */
static bool next_genre(LbSlice *text, bool is_list, LbSlice *genre)
{
    if (is_list) {
        const char *open  = text->len > 0 ? memchr(text->text, '"', text->len) : NULL;
        const char *end   = text->text + text->len;
        const char *close = open != NULL ? memchr(open + 1, '"', (size_t)(end - open - 1)) : NULL;
        if (close == NULL) return false;
        *genre = (LbSlice){open + 1, (size_t)(close - open - 1)};
        *text  = (LbSlice){close + 1, (size_t)(end - close - 1)};
        return true;
    }
    if (text->len == 0) return false;
    const char *bar = memchr(text->text, '|', text->len);
    size_t      len = bar != NULL ? (size_t)(bar - text->text) : text->len;
    size_t      cut = bar != NULL ? len + 1 : len;
    *genre          = (LbSlice){text->text, len};
    *text           = (LbSlice){text->text + cut, text->len - cut};
    return true;
}

static LbStatus take_genres(LbIdMap *names, LbSlice text, uint64_t *genres, LbError *err)
{
    LbSlice genre;
    bool    is_list = text.len > 0 && text.text[0] == '[';
    *genres         = 0;
    while (next_genre(&text, is_list, &genre)) {
        int32_t  index;
        LbStatus st = take_name(names, genre, LB_GENRES_MAX, &index, err);
        if (st != LB_OK) return st;
        if (index >= 0) *genres |= UINT64_C(1) << index;
    }
    return LB_OK;
}

/* The id in film-poster/5/1/5/6/8/51568-...: its digits are spelt by the folders. 0 when there is
 * none. */
static int64_t poster_id(LbSlice poster)
{
    static const char FOLDER[] = "film-poster/";
    size_t            skip     = sizeof FOLDER - 1;
    const char       *p = poster.text, *end = poster.text + poster.len;
    char              digits[20];
    size_t            n = 0;
    while (p < end && ((size_t)(end - p) < skip || memcmp(p, FOLDER, skip) != 0))
        p++;
    if (p == end) return 0;
    for (p += skip; end - p >= 2 && p[0] >= '0' && p[0] <= '9' && p[1] == '/'; p += 2) {
        if (n == sizeof digits - 2) return 0;
        digits[n++] = p[0];
    }
    int64_t id = 0;
    if (n == 0 || (size_t)(end - p) <= n || memcmp(p, digits, n) != 0 || p[n] != '-') return 0;
    return lb_parse_int((LbSlice){digits, n}, &id) ? id : 0;
}

static LbStatus take_text(Reading *reading, Span *span, const char *prefix, const char *text,
                          const char *suffix, LbError *err)
{
    LbStatus st    = LB_OK;
    size_t   begin = reading->texts.len;
    LB_TRY(lb_buf_puts(&reading->texts, prefix, err));
    LB_TRY(lb_buf_puts(&reading->texts, text, err));
    LB_TRY(lb_buf_puts(&reading->texts, suffix, err));
    *span = (Span){begin, reading->texts.len - begin};
cleanup:
    return st;
}

/* The poster's address: complete, or as in the films files the path of the image without host. */
static LbStatus take_poster(Reading *reading, Span *span, LbSlice poster, LbError *err)
{
    char   clean[POSTER_MAX];
    size_t len = lb_text_clean(clean, sizeof clean, poster);
    *span      = (Span){0, 0};
    if (len == 0 || poster.len >= sizeof clean || strpbrk(clean, " \"<>\\") != NULL) return LB_OK;
    if (strncmp(clean, "https://", 8) == 0) return take_text(reading, span, "", clean, "", err);
    if (strstr(clean, "://") != NULL || clean[0] == '/') return LB_OK;
    return take_text(reading, span, POSTER_HOST, clean, ".jpg", err);
}

static int64_t take_id(Reading *reading, const LbCsvRow *row)
{
    LbSlice text = field(reading, row, COL_ID);
    int64_t id   = 0;
    if (text.len == 0) return poster_id(field(reading, row, COL_POSTER));
    if (lb_parse_int(text, &id) && id > 0) return id;
    complain(reading, "line %lld: letterboxd_id: expected a number above 0", (long long)row->line);
    return 0;
}

static int8_t take_kind(LbSlice text)
{
    if (lb_slice_is_nocase(text, "movie") || lb_slice_is_nocase(text, "film")) return LB_KIND_FILM;
    return lb_slice_is_nocase(text, "tv") ? LB_KIND_TV : LB_KIND_UNKNOWN;
}

static LbStatus take_row(Reading *reading, const LbCsvRow *row, LbError *err)
{
    LbStatus     st       = LB_OK;
    LbFilmFacts *facts    = reading->facts;
    int32_t      f        = lb_idmap_find(reading->ids, field(reading, row, COL_SLUG));
    int32_t      language = -1;
    char         title[TITLE_MAX];
    facts->count.rows++;
    if (f < 0) return LB_OK;
    if (!facts->is_known[f]) facts->count.matched++;
    facts->is_known[f] = true;
    facts->year[f]     = take_number(reading, row, COL_YEAR, YEAR_MIN, YEAR_MAX);
    facts->runtime[f]  = take_number(reading, row, COL_RUNTIME, 1, RUNTIME_MAX);
    facts->kind[f]     = take_kind(field(reading, row, COL_KIND));
    facts->id[f]       = take_id(reading, row);
    LB_TRY(
        take_genres(facts->genre_names, field(reading, row, COL_GENRES), &facts->genres[f], err));
    LB_TRY(take_name(facts->language_names, field(reading, row, COL_LANGUAGE), LANGUAGES_MAX,
                     &language, err));
    facts->language[f] = (int16_t)language;
    (void)lb_text_clean(title, sizeof title, field(reading, row, COL_TITLE));
    LB_TRY(take_text(reading, &reading->title[f], "", title, "", err));
    LB_TRY(take_poster(reading, &reading->poster[f], field(reading, row, COL_POSTER), err));
cleanup:
    return st;
}

/* The first of a column's names that the header has; -1 when it has none. */
static int find_column(const LbCsvRow *header, const char *const names[MAX_NAMES])
{
    for (int k = 0; k < MAX_NAMES && names[k] != NULL; k++)
        for (int i = 0; i < header->n_fields; i++)
            if (lb_slice_is_nocase(lb_slice_trim(header->fields[i]), names[k])) return i;
    return -1;
}

static LbStatus find_columns(Reading *reading, const LbCsvRow *header, LbError *err)
{
    LbStatus st = LB_OK;
    LbBuf    found;
    lb_buf_init(&found, LB_MESSAGE_MAX);
    reading->n_fields = header->n_fields;
    for (int c = 0; c < N_COLUMNS; c++)
        reading->column[c] = find_column(header, NAMES[c]);
    if (reading->column[COL_SLUG] >= 0) goto cleanup;
    for (int i = 0; i < header->n_fields && found.len < 200; i++)
        LB_TRY(lb_buf_printf(&found, err, "%s%.*s", i > 0 ? ", " : "",
                             (int)(header->fields[i].len < 60 ? header->fields[i].len : 60),
                             header->fields[i].text));
    LB_FAIL(LB_EDATA, 0, "%s: expected a column slug or movie_id, found %s", reading->path,
            header->n_fields > 0 ? lb_buf_text(&found) : "an empty file");
cleanup:
    lb_buf_clear(&found);
    return st;
}

/* The next row that is well-formed. */
static LbStatus next_row(Reading *reading, LbCsv *csv, LbCsvRow *row, LbError *err)
{
    LbStatus st;
    LbError  why = {0};
    while ((st = lb_csv_next(csv, row, &why)) == LB_EDATA)
        complain(reading, "%s", why.message);
    if (st != LB_OK && err != NULL) *err = why;
    return st;
}

static LbStatus read_rows(Reading *reading, LbCsv *csv, LbError *err)
{
    LbStatus st = LB_OK;
    LbCsvRow row;
    LB_TRY(lb_csv_next(csv, &row, err));
    LB_TRY(find_columns(reading, &row, err));
    for (int64_t n = 0;; n++) {
        if (n % 1024 == 0) LB_TRY(lb_check_interrupt(reading->reporter, err));
        LB_TRY(next_row(reading, csv, &row, err));
        if (row.n_fields == 0) break;
        if (row.n_fields == reading->n_fields)
            LB_TRY(take_row(reading, &row, err));
        else
            complain(reading, "line %lld: expected %d fields, found %d", (long long)row.line,
                     reading->n_fields, row.n_fields);
    }
cleanup:
    return st;
}

static LbStatus read_file(Reading *reading, LbError *err)
{
    LbStatus      st       = LB_OK;
    LbInput      *in       = NULL;
    LbCsv        *csv      = NULL;
    LbCsvSettings settings = lb_csv_defaults();
    LB_TRY(lb_input_open(&in, reading->path, err));
    LB_TRY(lb_csv_open(&csv, in, &settings, err));
    LB_TRY(read_rows(reading, csv, err));
cleanup:
    lb_csv_close(csv);
    lb_input_close(in);
    return st;
}

/* The texts in the order of the films, in one block. */
static LbStatus gather(LbStrings *out, char **text, int64_t **start, const Reading *reading,
                       const Span *span, LbError *err)
{
    LbStatus st  = LB_OK;
    int32_t  n   = lb_idmap_count(reading->ids);
    size_t   len = 0;
    for (int32_t f = 0; f < n; f++)
        len += span[f].len;
    LB_ALLOC(*text, len);
    LB_ALLOC(*start, (size_t)n + 1);
    len = 0;
    for (int32_t f = 0; f < n; f++) {
        (*start)[f] = (int64_t)len;
        if (span[f].len > 0) memcpy(*text + len, reading->texts.data + span[f].begin, span[f].len);
        len += span[f].len;
    }
    (*start)[n] = (int64_t)len;
    *out        = (LbStrings){n, *text, *start};
cleanup:
    return st; /* the caller frees */
}

typedef struct IdOrder {
    int64_t id;
    int32_t film;
} IdOrder;

static int by_id_then_film(const void *a, const void *b)
{
    const IdOrder *x = a, *y = b;
    if (x->id != y->id) return x->id < y->id ? -1 : 1;
    return (x->film > y->film) - (x->film < y->film);
}

/* Films that share an id are one film under two slugs: the first of them is found. */
static LbStatus order_ids(LbFilmFacts *facts, int32_t n, LbError *err)
{
    LbStatus st    = LB_OK;
    IdOrder *order = NULL;
    int32_t  found = 0, kept = 0;
    LB_ALLOC(order, n);
    for (int32_t f = 0; f < n; f++)
        if (facts->id[f] > 0) order[found++] = (IdOrder){facts->id[f], f};
    if (found > 1) qsort(order, (size_t)found, sizeof *order, by_id_then_film);
    for (int32_t i = 0; i < found; i++)
        if (i == 0 || order[i].id != order[i - 1].id) facts->by_id[kept++] = order[i].film;
    facts->films.n_by_id = kept;
    facts->count.with_id = found;
cleanup:
    free(order);
    return st;
}

static LbStrings strings_of(const LbIdMap *map)
{
    LbStrings strings = {.n = lb_idmap_count(map)};
    lb_idmap_strings(map, &strings.text, &strings.start);
    return strings;
}

static LbStatus allocate_numbers(LbFilmFacts *facts, int32_t n, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(facts->year, n);
    LB_ALLOC_ZEROED(facts->runtime, n);
    LB_ALLOC_ZEROED(facts->genres, n);
    LB_ALLOC_ZEROED(facts->kind, n);
    LB_ALLOC(facts->language, n);
    for (int32_t f = 0; f < n; f++)
        facts->language[f] = -1;
cleanup:
    return st; /* the caller frees */
}

static LbStatus allocate(LbFilmFacts *facts, Reading *reading, int32_t n, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(allocate_numbers(facts, n, err));
    LB_ALLOC_ZEROED(facts->is_known, n);
    LB_ALLOC_ZEROED(facts->id, n);
    LB_ALLOC(facts->by_id, n);
    LB_ALLOC_ZEROED(reading->title, n);
    LB_ALLOC_ZEROED(reading->poster, n);
cleanup:
    return st; /* the caller frees */
}

static LbStatus finish(LbFilmFacts *facts, const Reading *reading, int32_t n, LbError *err)
{
    LbStatus st    = LB_OK;
    LbFilms *films = &facts->films;
    LB_TRY(gather(&films->titles, &facts->title_text, &facts->title_start, reading, reading->title,
                  err));
    LB_TRY(gather(&films->posters, &facts->poster_text, &facts->poster_start, reading,
                  reading->poster, err));
    LB_TRY(order_ids(facts, n, err));
    films->n_films         = n;
    films->year            = facts->year;
    films->runtime_minutes = facts->runtime;
    films->genres          = facts->genres;
    films->language        = facts->language;
    films->kind            = facts->kind;
    films->letterboxd_id   = facts->id;
    films->by_id           = facts->by_id;
    films->genre_names     = strings_of(facts->genre_names);
    films->language_names  = strings_of(facts->language_names);
cleanup:
    return st;
}

LbStatus lb_filmfacts_read(LbFilmFacts **out, const char *path, const LbIdMap *films,
                           const LbReporter *reporter, LbError *err)
{
    LbStatus     st      = LB_OK;
    LbFilmFacts *facts   = NULL;
    Reading      reading = {.ids = films, .path = path, .reporter = reporter};
    int32_t      n       = lb_idmap_count(films);
    *out                 = NULL;
    lb_buf_init(&reading.texts, TEXTS_MAX);
    LB_ALLOC_ZEROED(facts, 1);
    reading.facts = facts;
    LB_TRY(lb_idmap_new(&facts->genre_names, err));
    LB_TRY(lb_idmap_new(&facts->language_names, err));
    LB_TRY(allocate(facts, &reading, n, err));
    LB_TRY(read_file(&reading, err));
    LB_TRY(finish(facts, &reading, n, err));
    *out  = facts;
    facts = NULL;
cleanup:
    lb_buf_clear(&reading.texts);
    free(reading.title);
    free(reading.poster);
    lb_filmfacts_free(facts);
    return st;
}

void lb_filmfacts_free(LbFilmFacts *facts)
{
    if (facts == NULL) return;
    free(facts->is_known);
    free(facts->year);
    free(facts->runtime);
    free(facts->language);
    free(facts->genres);
    free(facts->kind);
    free(facts->id);
    free(facts->by_id);
    free(facts->title_text);
    free(facts->title_start);
    free(facts->poster_text);
    free(facts->poster_start);
    lb_idmap_free(facts->genre_names);
    lb_idmap_free(facts->language_names);
    free(facts);
}

LbFilmFactsCount lb_filmfacts_count(const LbFilmFacts *facts)
{
    return facts->count;
}

void lb_filmfacts_lend(const LbFilmFacts *facts, LbFilms *films)
{
    const LbFilms *own     = &facts->films;
    films->titles          = own->titles;
    films->posters         = own->posters;
    films->year            = own->year;
    films->runtime_minutes = own->runtime_minutes;
    films->genres          = own->genres;
    films->language        = own->language;
    films->kind            = own->kind;
    films->letterboxd_id   = own->letterboxd_id;
    films->by_id           = own->by_id;
    films->n_by_id         = own->n_by_id;
    films->genre_names     = own->genre_names;
    films->language_names  = own->language_names;
}
