/* SPDX-License-Identifier: MIT */
#include "query/source/export.h"

#include "common/base/buf.h"
#include "common/base/idmap.h"
#include "common/base/mem.h"
#include "common/base/text.h"
#include "common/input/input_walk.h"
#include "query/site/charset.h"
#include "query/source/export_table.h"

#include <ctype.h>
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
    size_t  title, slug; /* offsets in Export.texts */
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
    LbBuf      texts;       /* titles and slugs, each with its NUL */
    char       outer[256];  /* path of its folder in the archive, "" at the top */
    char       other[256];  /* of another export as high as that; "" none */
    char       deeper[256]; /* of another one below, which is left aside; "" none */
    bool       has_part;
    LbProfile *profile;
    LbIdMap   *titles; /* title and year -> index into films */
    int32_t   *films;  /* profile entry, or AMBIGUOUS */
    size_t     films_capacity;
} Export;

/* A folder of the export itself is no outer folder: "deleted/diary.csv" is not a diary. */
static bool is_inner_folder(LbSlice name)
{
    static const char *const inner[] = {"deleted", "orphaned", "likes", "lists", "__MACOSX"};
    for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++)
        if (lb_slice_is_nocase(name, inner[i])) return true;
    return false;
}

static bool has_inner_folder(LbSlice path)
{
    for (size_t start = 0, end = 0; end <= path.len; end++) {
        if (end < path.len && path.text[end] != '/') continue;
        if (is_inner_folder((LbSlice){path.text + start, end - start})) return true;
        start = end + 1;
    }
    return false;
}

/* Which part a member is, PART_COUNT for none; `outer` is the path of the folder around the export,
 * which may lie in others: a zip that was unpacked and packed again. */
static Part find_part(const char *member, LbSlice *outer)
{
    size_t len = strlen(member);
    for (int part = 0; part < PART_COUNT; part++) {
        size_t part_len = strlen(part_paths[part]);
        if (part_len > len ||
            !lb_slice_is_nocase((LbSlice){member + len - part_len, part_len}, part_paths[part]))
            continue;
        *outer = (LbSlice){member, len - part_len};
        if (outer->len > 0 && member[--outer->len] != '/') continue;
        if (!has_inner_folder(*outer)) return (Part)part;
    }
    return PART_COUNT;
}

static LbStatus append_text(LbBuf *texts, LbSlice text, size_t *at, LbError *err)
{
    LbStatus st = LB_OK;
    *at         = texts->len;
    if (lb_text_is_utf8(text))
        st = lb_buf_append(texts, text.text, text.len, err);
    else /* as a spreadsheet saves it */
        st = lb_charset_to_utf8(texts, text, "text/csv; charset=windows-1252", err);
    return st == LB_OK ? lb_buf_append(texts, "", 1, err) : st;
}

static LbStatus append_row(Export *ex, Rows *rows, const LbExportRow *row, LbError *err)
{
    LbStatus st  = LB_OK;
    Row      own = {.id      = row->id,
                    .order   = rows->n,
                    .date    = row->date,
                    .year    = row->year,
                    .stars   = row->stars,
                    .rewatch = row->rewatch};
    LB_TRY(LB_GROW(&rows->items, &rows->capacity, rows->n + 1, err));
    LB_TRY(append_text(&ex->texts, row->title, &own.title, err));
    LB_TRY(append_text(&ex->texts, row->slug, &own.slug, err));
    rows->items[rows->n++] = own;
cleanup:
    return st;
}

static LbStatus read_part(Export *ex, Part part, LbInput *in, LbError *err)
{
    LbStatus       st    = LB_OK;
    LbExportTable *table = NULL;
    LbExportRow    row;
    bool           more = true;
    LB_TRY(lb_export_table_open(&table, in, part == PART_RATINGS, err));
    for (;;) {
        LB_TRY(lb_export_table_next(table, &row, &more, err));
        if (!more) break;
        LB_TRY(append_row(ex, &ex->parts[part], &row, err));
    }
    ex->parts[part].is_present = true;
cleanup:
    lb_export_table_close(table);
    return st;
}

static int depth_of(LbSlice path)
{
    int depth = path.len > 0;
    for (size_t i = 0; i < path.len; i++)
        depth += path.text[i] == '/';
    return depth;
}

static void keep_name(char out[256], LbSlice folder)
{
    if (out[0] == '\0')
        (void)snprintf(out, 256, "%.*s", (int)(folder.len < 200 ? folder.len : 200), folder.text);
}

/* Whether a part in this folder belongs to the export that is read: of several the one that lies
 * highest. What was read of a deeper one is then forgotten. */
static LbStatus choose_folder(Export *ex, LbSlice outer, bool *is_chosen, LbError *err)
{
    LbSlice known  = {ex->outer, strlen(ex->outer)};
    int     deeper = ex->has_part ? depth_of(outer) - depth_of(known) : -1;
    *is_chosen     = deeper < 0 || lb_slice_is(outer, ex->outer);
    if (!*is_chosen) keep_name(deeper == 0 ? ex->other : ex->deeper, outer);
    if (deeper >= 0) return LB_OK;
    if (outer.len >= sizeof ex->outer)
        return lb_error_set(err, LB_EDATA, 0, "a folder name of %zu bytes is too long", outer.len);
    if (ex->has_part) keep_name(ex->deeper, known);
    for (int part = 0; part < PART_COUNT; part++) {
        ex->parts[part].n          = 0;
        ex->parts[part].is_present = false;
    }
    memcpy(ex->outer, outer.text, outer.len);
    ex->outer[outer.len] = '\0';
    ex->other[0]         = '\0';
    ex->has_part         = true;
    return LB_OK;
}

static LbStatus visit_member(void *ctx, const char *member, LbInput *in, LbError *err)
{
    Export  *ex = ctx;
    LbSlice  outer;
    bool     is_chosen = false;
    Part     part      = find_part(member, &outer);
    LbStatus st        = LB_OK;
    if (part == PART_COUNT) return LB_OK;
    st = choose_folder(ex, outer, &is_chosen, err);
    if (st == LB_OK && is_chosen) st = read_part(ex, part, in, err);
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
    return (LbEntry){.slug  = ex->texts.data + row->slug,
                     .title = ex->texts.data + row->title,
                     .id    = row->id,
                     .year  = row->year};
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

/* A diary row names its film by title and year alone, unless its address does: find which film of
 * the profile that is. */
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
        /* Two films of that name: both are in watched.csv. */
        if (known == AMBIGUOUS && entry.slug[0] == '\0') continue;
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
    if (!find_user(user, last_part(ex->outer))) find_user(user, last_part(path));
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
    if (ex.other[0] != '\0')
        LB_FAIL(LB_EDATA, 0, "holds more than one export ('%s' and '%s'): name one of them",
                ex.outer, ex.other);
    if (ex.deeper[0] != '\0')
        lb_reporter_message(reporter, LB_LEVEL_WARNING,
                            "%s: another export, in '%s', is left aside: name it to read it", path,
                            ex.deeper);
    LB_TRY(build_profile(&ex, path, err));
    for (int part = 0; part < PART_COUNT; part++)
        if (ex.parts[part].is_present)
            lb_reporter_message(reporter, LB_LEVEL_DETAIL, "%s: %s: %zu rows", path,
                                part_paths[part], ex.parts[part].n);
    *out       = ex.profile;
    ex.profile = NULL;
cleanup:
    clear(&ex);
    if (st != LB_OK && st != LB_ENOINPUT) lb_error_context(err, st, "%s", path);
    return st;
}
