/* SPDX-License-Identifier: MIT */
#include "query/source/export.h"

#include "common/base/buf.h"
#include "common/base/date.h"
#include "common/base/idmap.h"
#include "common/base/mem.h"
#include "common/input/csv_header.h"
#include "common/input/input_walk.h"
#include "query/profile/boxd.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME_MAX_LEN = 64, AMBIGUOUS = -2, TEXT_MAX = 64 << 20, MEMBER_MAX = 256 << 20 };

/* In the order in which they enter the profile, whatever their order in the archive. */
typedef enum Part {
    PART_RATINGS,
    PART_WATCHED,
    PART_LIKES,
    PART_WATCHLIST,
    PART_DIARY,
    PART_REVIEWS,
    PART_COUNT
} Part;

static const char *const part_paths[PART_COUNT] = {
    "ratings.csv", "watched.csv", "likes/films.csv", "watchlist.csv", "diary.csv", "reviews.csv"};

typedef struct Row {
    size_t  title; /* offset in Export.texts */
    int64_t id;
    size_t  order; /* in the file */
    int32_t date;
    int16_t year;
    float   stars;
    bool    rewatch;
} Row;

typedef struct Rows {
    Row   *items;
    size_t n, capacity;
    bool   is_present;
} Rows;

typedef struct Export {
    Rows       parts[PART_COUNT];
    LbBuf      texts; /* titles, each with its NUL */
    char       outer[256];
    bool       has_part;
    LbProfile *profile;
    LbIdMap   *titles; /* title and year -> index into films */
    int32_t   *films;  /* profile entry, or AMBIGUOUS */
    size_t     films_capacity;
} Export;

enum { COL_DATE, COL_NAME, COL_YEAR, COL_URI, COL_RATING, COL_REWATCH, COL_WATCHED, COL_COUNT };

static const char *const column_names[COL_COUNT] = {
    "Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Watched Date"};

typedef struct Columns {
    int at[COL_COUNT]; /* field of the column, -1 absent */
    int n_fields;
} Columns;

/* A folder of the export itself is no outer folder: "deleted/diary.csv" is not a diary. */
static bool is_inner_folder(LbSlice name)
{
    static const char *const inner[] = {"deleted", "orphaned", "likes", "lists", "__MACOSX"};
    for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++)
        if (lb_slice_is_nocase(name, inner[i])) return true;
    return false;
}

/* Which part a member is, PART_COUNT for none; `outer` is the folder around the export. */
static Part find_part(const char *member, LbSlice *outer)
{
    const char *slash = strchr(member, '/');
    LbSlice     first = {member, slash != NULL ? (size_t)(slash - member) : 0};
    for (int part = 0; part < PART_COUNT; part++) {
        *outer = (LbSlice){member, 0};
        if (strcmp(member, part_paths[part]) == 0) return (Part)part;
        if (slash == NULL || is_inner_folder(first)) continue;
        *outer = first;
        if (strcmp(slash + 1, part_paths[part]) == 0) return (Part)part;
    }
    return PART_COUNT;
}

static LbStatus read_header(Columns *columns, const LbCsvRow *row, Part part, LbError *err)
{
    for (int c = 0; c < COL_COUNT; c++) {
        const char *const names[] = {column_names[c], NULL};
        columns->at[c]            = lb_csv_header_find(row, names, 0);
    }
    columns->n_fields  = row->n_fields;
    const int needed[] = {COL_NAME, COL_YEAR, COL_URI,
                          part == PART_RATINGS ? COL_RATING : COL_NAME};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (columns->at[needed[i]] < 0)
            return lb_error_set(err, LB_EDATA, 0, "line %" PRId64 ": expected a column '%s'",
                                row->line, column_names[needed[i]]);
    return LB_OK;
}

static LbSlice field(const Columns *columns, const LbCsvRow *row, int column)
{
    return columns->at[column] < 0 ? (LbSlice){"", 0}
                                   : lb_slice_trim(row->fields[columns->at[column]]);
}

static LbStatus parse_row(Row *out, const Columns *columns, const LbCsvRow *row, LbError *err)
{
    if (row->n_fields != columns->n_fields)
        return lb_error_set(err, LB_EDATA, 0, "line %" PRId64 ": expected %d fields, found %d",
                            row->line, columns->n_fields, row->n_fields);
    LbSlice year_text = field(columns, row, COL_YEAR);
    int64_t year      = 0;
    if (year_text.len > 0 && (!lb_slice_to_int(year_text, &year) || year < 1800 || year > 2200))
        return lb_error_set(err, LB_EDATA, 0, "line %" PRId64 ": expected a year, found '%.*s'",
                            row->line, (int)(year_text.len < 40 ? year_text.len : 40),
                            year_text.text);
    LbSlice stars_text = field(columns, row, COL_RATING);
    double  stars      = 0;
    if (stars_text.len > 0 && (!lb_slice_to_double(stars_text, &stars) || stars < 0.5 || stars > 5))
        return lb_error_set(
            err, LB_EDATA, 0, "line %" PRId64 ": expected a rating of 0.5 to 5, found '%.*s'",
            row->line, (int)(stars_text.len < 40 ? stars_text.len : 40), stars_text.text);
    LbSlice seen = field(columns, row, COL_WATCHED);
    *out         = (Row){.id      = lb_boxd_film_id(field(columns, row, COL_URI)),
                         .date    = lb_date_parse(seen.len > 0 ? seen : field(columns, row, COL_DATE)),
                         .year    = (int16_t)year,
                         .stars   = (float)stars,
                         .rewatch = lb_slice_is_nocase(field(columns, row, COL_REWATCH), "yes")};
    return LB_OK;
}

static LbStatus append_row(Export *ex, Rows *rows, Row row, LbSlice title, LbError *err)
{
    LbStatus st = LB_GROW(&rows->items, &rows->capacity, rows->n + 1, err);
    if (st != LB_OK) return st;
    row.title = ex->texts.len;
    row.order = rows->n;
    st        = lb_buf_append(&ex->texts, title.text, title.len, err);
    if (st == LB_OK) st = lb_buf_append(&ex->texts, "", 1, err);
    if (st == LB_OK) rows->items[rows->n++] = row;
    return st;
}

static LbStatus read_rows(Export *ex, Part part, LbCsv *csv, const Columns *columns, LbError *err)
{
    LbStatus st = LB_OK;
    for (;;) {
        LbCsvRow row;
        Row      parsed = {0};
        LB_TRY(lb_csv_next(csv, &row, err));
        if (row.n_fields == 0) break;
        LB_TRY(parse_row(&parsed, columns, &row, err));
        LB_TRY(append_row(ex, &ex->parts[part], parsed, field(columns, &row, COL_NAME), err));
    }
cleanup:
    return st;
}

static LbStatus read_part(Export *ex, Part part, LbInput *in, LbError *err)
{
    LbStatus      st       = LB_OK;
    LbCsv        *csv      = NULL;
    LbCsvSettings settings = lb_csv_defaults();
    LbCsvRow      header;
    Columns       columns;
    LB_TRY(lb_csv_open(&csv, in, &settings, err));
    LB_TRY(lb_csv_next(csv, &header, err));
    if (header.n_fields == 0) LB_FAIL(LB_EDATA, 0, "empty: expected a line of column names");
    LB_TRY(read_header(&columns, &header, part, err));
    LB_TRY(read_rows(ex, part, csv, &columns, err));
    ex->parts[part].is_present = true;
cleanup:
    lb_csv_close(csv);
    return st;
}

static LbStatus visit_member(void *ctx, const char *member, LbInput *in, LbError *err)
{
    Export *ex = ctx;
    LbSlice outer;
    Part    part = find_part(member, &outer);
    if (part == PART_COUNT) return LB_OK;
    if (ex->has_part && !lb_slice_is(outer, ex->outer))
        return lb_error_set(err, LB_EDATA, 0,
                            "holds more than one export ('%s' and '%.*s'): name one of them",
                            ex->outer[0] != '\0' ? ex->outer : ".",
                            (int)(outer.len < 200 ? outer.len : 200), outer.text);
    if (outer.len >= sizeof ex->outer)
        return lb_error_set(err, LB_EDATA, 0, "a folder name of %zu bytes is too long", outer.len);
    memcpy(ex->outer, outer.text, outer.len);
    ex->outer[outer.len] = '\0';
    ex->has_part         = true;
    LbStatus st          = read_part(ex, part, in, err);
    return st == LB_OK ? st : lb_error_context(err, st, "%s", member);
}

static bool all_digits(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isdigit((unsigned char)text[i])) return false; /* also at the NUL */
    return true;
}

/* The user in "letterboxd-USER-2026-03-01-...": the part before the date. */
static bool find_user(char user[NAME_MAX_LEN], LbSlice name)
{
    static const char prefix[] = "letterboxd-";
    size_t            skip     = sizeof prefix - 1;
    if (name.len <= skip || !lb_slice_is_nocase((LbSlice){name.text, skip}, prefix)) return false;
    const char *text = name.text + skip;
    size_t      len = 0, left = name.len - skip;
    while (len < left && (isalnum((unsigned char)text[len]) || text[len] == '_'))
        len++;
    if (len == 0 || len >= NAME_MAX_LEN || left - len < 6) return false;
    if (text[len] != '-' || !all_digits(text + len + 1, 4) || text[len + 5] != '-') return false;
    memcpy(user, text, len);
    user[len] = '\0';
    return true;
}

static LbSlice last_part(const char *path)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/')
        start--;
    return (LbSlice){path + start, end - start};
}

/* Key of a title and year; false when it is too long to be compared. */
static bool title_key(char *out, size_t cap, const char *title, int year, LbSlice *key)
{
    int len = snprintf(out, cap, "%s\n%d", title, year);
    if (len < 0 || (size_t)len >= cap) return false;
    *key = (LbSlice){out, (size_t)len};
    return true;
}

/* Add an entry, and remember where the films of its title and year are. */
static LbStatus add_entry(Export *ex, const LbEntry *entry, LbError *err)
{
    int32_t  before = lb_profile_count(ex->profile);
    LbStatus st     = lb_profile_add(ex->profile, entry, err);
    if (st != LB_OK || lb_profile_count(ex->profile) == before) return st;
    char    text[1024];
    LbSlice key;
    if (!title_key(text, sizeof text, entry->title, entry->year, &key)) return LB_OK;
    int32_t known = lb_idmap_count(ex->titles), index = 0;
    st = lb_idmap_add(ex->titles, key, &index, err);
    if (st != LB_OK) return st;
    st = LB_GROW(&ex->films, &ex->films_capacity, (size_t)index + 1, err);
    if (st == LB_OK) ex->films[index] = index < known ? AMBIGUOUS : before;
    return st;
}

static LbEntry entry_of(const Export *ex, const Row *row)
{
    return (LbEntry){
        .slug = "", .title = ex->texts.data + row->title, .id = row->id, .year = row->year};
}

static LbStatus add_part(Export *ex, Part part, LbError *err)
{
    const Rows *rows = &ex->parts[part];
    for (size_t i = 0; i < rows->n; i++) {
        const Row *row   = &rows->items[i];
        LbEntry    entry = entry_of(ex, row);
        if (part == PART_WATCHLIST) {
            entry.watchlist      = true;
            entry.watchlist_date = row->date;
            entry.watchlist_rank = (int32_t)i + 1;
        } else {
            entry.watched = true;
            entry.liked   = part == PART_LIKES;
            entry.stars   = row->stars;
            if (part == PART_RATINGS) entry.date = row->date;
        }
        LbStatus st = add_entry(ex, &entry, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

/* A diary row names its film by title and year alone: find which film of the profile that is. */
static LbStatus add_diary(Export *ex, const Rows *rows, LbError *err)
{
    int32_t rated = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const Row *row   = &rows->items[i];
        LbEntry    entry = entry_of(ex, row);
        entry.id         = 0;
        entry.watched    = true;
        entry.rewatched  = row->rewatch;
        entry.date       = row->date;
        entry.stars      = row->stars;
        if (row->stars > 0) entry.diary_rank = ++rated;
        char    text[1024];
        LbSlice key;
        int32_t at = -1;
        if (title_key(text, sizeof text, entry.title, entry.year, &key))
            at = lb_idmap_find(ex->titles, key);
        int32_t known = at >= 0 ? ex->films[at] : -1;
        if (known == AMBIGUOUS) continue; /* two films of that name: both are in watched.csv */
        if (known >= 0) {
            const LbEntry *film = lb_profile_at(ex->profile, known);
            entry.id            = film->id;
            if (film->stars > 0) entry.stars = 0;
        }
        LbStatus st = add_entry(ex, &entry, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

static int newest_first(const void *a, const void *b)
{
    const Row *x = a, *y = b;
    if (x->date != y->date) return x->date < y->date ? 1 : -1;
    return (x->order < y->order) - (x->order > y->order);
}

static LbStatus build_profile(Export *ex, const char *path, LbError *err)
{
    LbStatus st                 = LB_OK;
    char     user[NAME_MAX_LEN] = "";
    if (!find_user(user, (LbSlice){ex->outer, strlen(ex->outer)})) find_user(user, last_part(path));
    LB_TRY(lb_profile_new(&ex->profile, user, LB_SOURCE_EXPORT, err));
    LB_TRY(lb_idmap_new(&ex->titles, err));
    Rows *diary = &ex->parts[ex->parts[PART_DIARY].is_present ? PART_DIARY : PART_REVIEWS];
    Rows *list  = &ex->parts[PART_WATCHLIST];
    if (diary->n > 1) qsort(diary->items, diary->n, sizeof *diary->items, newest_first);
    if (list->n > 1) qsort(list->items, list->n, sizeof *list->items, newest_first);
    for (int part = PART_RATINGS; part <= PART_WATCHLIST; part++)
        LB_TRY(add_part(ex, (Part)part, err));
    LB_TRY(add_diary(ex, diary, err));
    if (!ex->parts[PART_RATINGS].is_present)
        LB_TRY(lb_profile_add_gap(ex->profile, "the export has no ratings.csv", err));
cleanup:
    return st;
}

static void clear(Export *ex)
{
    for (int part = 0; part < PART_COUNT; part++)
        free(ex->parts[part].items);
    lb_buf_clear(&ex->texts);
    lb_profile_free(ex->profile);
    lb_idmap_free(ex->titles);
    free(ex->films);
}

LbStatus lb_export_read(LbProfile **out, const char *path, const LbReporter *reporter, LbError *err)
{
    LbStatus st = LB_OK;
    Export   ex = {0};
    *out        = NULL;
    lb_buf_init(&ex.texts, TEXT_MAX);
    LB_TRY(lb_input_walk(path, MEMBER_MAX, visit_member, &ex, err));
    if (!ex.has_part)
        LB_FAIL(LB_EDATA, 0,
                "not a Letterboxd export: expected ratings.csv, watched.csv, watchlist.csv or "
                "diary.csv in it");
    LB_TRY(build_profile(&ex, path, err));
    for (int part = 0; part < PART_COUNT; part++)
        if (ex.parts[part].is_present)
            lb_reporter_message(reporter, LB_LEVEL_DETAIL, "%s: %s: %zu rows", path,
                                part_paths[part], ex.parts[part].n);
    *out       = ex.profile;
    ex.profile = NULL;
cleanup:
    clear(&ex);
    if (st != LB_OK) lb_error_context(err, st, "%s", path);
    return st;
}
