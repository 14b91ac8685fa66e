/* SPDX-License-Identifier: MIT */
#include "query/source/export.h"

#include "common/base/ascii.h"
#include "common/base/mem.h"
#include "common/base/path.h"
#include "common/input/input_walk.h"
#include "common/input/member_wish.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { OUTER_MAX = 1024, LABEL_CAP = 2048, NAME_MAX_LEN = 256, SEEN_MAX = 200 };

/* Files of Letterboxd's account export. */
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

typedef struct Reading {
    LbExport                 *out;
    const LbFilmFileSettings *settings;
    const LbReporter         *reporter;
    const char               *path, *name;
    const char               *sheet;               /* that it all is; NULL: none */
    char                      outer[OUTER_MAX];    /* folder around the account export */
    char                      other[NAME_MAX_LEN]; /* of another export as high as that; "" none */
    char    deeper[NAME_MAX_LEN]; /* of another one below, which is left aside; "" none */
    char    seen[SEEN_MAX];       /* members that are nothing here */
    int64_t series, blank;        /* rows left aside */
    int64_t rows;                 /* that were read */
    bool    has_part;
    int     part_of[LB_EXPORT_FILES]; /* PART_COUNT: none */
    int     n_others;                 /* members that were not looked at */
    char    only[OUTER_MAX];          /* the first of them */
    bool    takes_any;                /* look at it, the only one */
} Reading;

/* Folders of an account export: what lies in them is no part of that name. */
static bool is_inner_folder(LbSlice name)
{
    static const char *const inner[] = {"deleted", "orphaned", "likes", "lists", "__MACOSX", NULL};
    return lb_slice_is_any(name, inner);
}

static bool has_inner_folder(LbSlice path)
{
    while (path.len > 0) {
        const char *slash = memchr(path.text, '/', path.len);
        size_t      len   = slash != NULL ? (size_t)(slash - path.text) : path.len;
        if (is_inner_folder((LbSlice){path.text, len})) return true;
        len += slash != NULL;
        path = (LbSlice){path.text + len, path.len - len};
    }
    return false;
}

/* Which part a member is, PART_COUNT for none; `outer` is the folder around the export. */
static Part find_part(const char *member, LbSlice *outer)
{
    size_t len = strlen(member);
    for (int part = 0; part < PART_COUNT; part++) {
        size_t n = strlen(part_paths[part]);
        if (len < n || !lb_slice_is_nocase((LbSlice){member + len - n, n}, part_paths[part]))
            continue;
        if (len > n && member[len - n - 1] != '/') continue;
        *outer = (LbSlice){member, len > n ? len - n - 1 : 0};
        if (!has_inner_folder(*outer)) return (Part)part;
    }
    return PART_COUNT;
}

static LbStatus add_file(Reading *reading, LbInput *in, const char *name, Part part, bool is_table,
                         LbError *err)
{
    LbExport          *out      = reading->out;
    LbFilmFileSettings settings = *reading->settings;
    char               label[LABEL_CAP];
    settings.needs_table = is_table;
    if (out->n == LB_EXPORT_FILES)
        return lb_error_set(err, LB_EDATA, 0, "more than %d files of films", LB_EXPORT_FILES);
    (void)snprintf(label, sizeof label, out->is_loose ? "%s" : "%s: %s", reading->name, name);
    LbFilmFile *file = &out->files[out->n];
    LbStatus    st   = lb_film_file_read(file, in, label, &settings, reading->reporter, err);
    if (st != LB_OK) return st;
    reading->part_of[out->n++] = (int)part;
    reading->rows += (int64_t)file->records.n;
    reading->series += file->records.series;
    reading->blank += file->records.blank;
    if (reading->rows <= LB_EXPORT_ROWS) return LB_OK;
    return lb_error_set(err, LB_EDATA, 0, "more than %d rows in all its files", LB_EXPORT_ROWS);
}

static int depth_of(LbSlice path)
{
    int depth = path.len > 0;
    for (size_t i = 0; i < path.len; i++)
        depth += path.text[i] == '/';
    return depth;
}

static void keep_name(char out[NAME_MAX_LEN], LbSlice folder)
{
    if (out[0] == '\0')
        (void)snprintf(out, NAME_MAX_LEN, "%.*s", (int)(folder.len < 200 ? folder.len : 200),
                       folder.text);
}

static void drop_files(Reading *reading, bool (*is_dropped)(int part))
{
    LbExport *out  = reading->out;
    int       kept = 0;
    for (int i = 0; i < out->n; i++) {
        if (is_dropped(reading->part_of[i])) {
            lb_film_file_clear(&out->files[i]);
        } else {
            reading->part_of[kept] = reading->part_of[i];
            out->files[kept++]     = out->files[i];
        }
    }
    out->n = kept;
}

static bool is_part(int part)
{
    return part < PART_COUNT;
}

static bool is_review(int part)
{
    return part == PART_REVIEWS;
}

/* Whether a part in this folder belongs to the export that is read: of several the one that lies
 * highest. What was read of a deeper one is then forgotten. */
static LbStatus choose_folder(Reading *reading, LbSlice outer, bool *is_chosen, LbError *err)
{
    LbSlice known  = {reading->outer, strlen(reading->outer)};
    int     deeper = reading->has_part ? depth_of(outer) - depth_of(known) : -1;
    *is_chosen     = deeper < 0 || lb_slice_is(outer, reading->outer);
    if (!*is_chosen) keep_name(deeper == 0 ? reading->other : reading->deeper, outer);
    if (deeper >= 0) return LB_OK;
    if (outer.len >= sizeof reading->outer)
        return lb_error_set(err, LB_EDATA, 0, "a folder name of %zu bytes is too long", outer.len);
    if (reading->has_part) keep_name(reading->deeper, known);
    drop_files(reading, is_part);
    memcpy(reading->outer, outer.text, outer.len);
    reading->outer[outer.len] = '\0';
    reading->other[0]         = '\0';
    reading->has_part         = true;
    return LB_OK;
}

static LbStatus add_part(Reading *reading, LbInput *in, const char *member, Part part,
                         LbSlice outer, LbError *err)
{
    bool     is_chosen = false;
    LbStatus st        = choose_folder(reading, outer, &is_chosen, err);
    if (st != LB_OK || !is_chosen) return st;
    st = add_file(reading, in, member, part, true, err);
    if (st != LB_OK) return st;
    const LbFilmFile *file = &reading->out->files[reading->out->n - 1];
    if (part == PART_RATINGS && file->is_letterboxd && !file->has_rating_column)
        return lb_error_set(err, LB_EDATA, 0, "line 1: expected a column 'Rating'");
    return LB_OK;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), n = strlen(end);
    return len >= n && lb_slice_is_nocase((LbSlice){text + len - n, n}, end);
}

static bool is_nothing(const Reading *reading)
{
    return reading->out->n == 0 && reading->series == 0;
}

/* Lists other than the watchlist say nothing of what was seen or wished for. */
static void quiet_wishes(LbFilmFile *file, const char *member)
{
    bool is_watchlist = strstr(lb_path_base(member), "watchlist") != NULL;
    for (size_t i = 0; i < file->records.n && !is_watchlist; i++)
        file->records.items[i].is_wish = false;
}

/* A JSON file, which may tell of other things than films. */
static LbStatus add_document(Reading *reading, LbInput *in, const char *member, LbError *err)
{
    LbStatus st = add_file(reading, in, member, PART_COUNT, false, err);
    if (st != LB_OK) return st;
    LbFilmFile *file = &reading->out->files[reading->out->n - 1];
    quiet_wishes(file, member);
    if (file->records.n > 0) return LB_OK;
    lb_film_file_clear(file);
    reading->out->n--;
    return LB_OK;
}

static void note_other(Reading *reading, const char *member)
{
    size_t used = strlen(reading->seen), len = strlen(member);
    if (reading->sheet == NULL) reading->sheet = lb_input_member_sheet(member);
    if (!has_inner_folder((LbSlice){member, len}) && reading->n_others++ == 0 &&
        len < sizeof reading->only)
        memcpy(reading->only, member, len + 1);
    if (used + len + 3 < sizeof reading->seen)
        (void)snprintf(reading->seen + used, sizeof reading->seen - used, "%s%s",
                       used > 0 ? ", " : "", member);
}

static bool is_hidden(const char *member)
{
    const char *base = lb_path_base(member);
    return base[0] == '.' || strncmp(member, "__MACOSX/", 9) == 0;
}

static LbStatus visit_member(void *ctx, const char *member, LbInput *in, LbError *err)
{
    Reading *reading = ctx;
    LbSlice  outer;
    LbStatus st = LB_OK;
    if (member[0] == '\0') {
        reading->out->is_loose = true;
        return add_file(reading, in, reading->name, PART_COUNT, false, err);
    }
    if (is_hidden(member)) return LB_OK;
    Part part = find_part(member, &outer);
    if (part < PART_COUNT) {
        st = add_part(reading, in, member, part, outer, err);
    } else if (ends_with(member, ".json")) {
        st = add_document(reading, in, member, err);
    } else if (reading->takes_any && strcmp(member, reading->only) == 0) {
        reading->out->is_loose = true;
        st                     = add_file(reading, in, member, PART_COUNT, false, err);
    } else {
        note_other(reading, member);
    }
    return st == LB_OK ? st : lb_error_context(err, st, "%s", member);
}

static bool all_digits(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!lb_is_digit(text[i])) return false; /* also at the NUL */
    return true;
}

/* The user in "letterboxd-USER-2026-03-01-...": the part before the date. */
static bool find_user(char user[LB_EXPORT_USER], LbSlice name)
{
    static const char prefix[] = "letterboxd-";
    size_t            skip     = sizeof prefix - 1;
    if (name.len <= skip || !lb_slice_is_nocase((LbSlice){name.text, skip}, prefix)) return false;
    const char *text = name.text + skip;
    size_t      len = 0, left = name.len - skip;
    while (len < left && (lb_is_letter(text[len]) || lb_is_digit(text[len]) || text[len] == '_'))
        len++;
    if (len == 0 || len >= LB_EXPORT_USER || left - len < 6) return false;
    if (text[len] != '-' || !all_digits(text + len + 1, 4) || text[len + 5] != '-') return false;
    memcpy(user, text, len);
    user[len] = '\0';
    return true;
}

/* By a folder around the export, the innermost first, by the name of the one file that there is, or by
 * that of the whole. */
static void name_user(LbExport *self, const Reading *reading)
{
    LbSlice outer = {reading->outer, strlen(reading->outer)};
    while (outer.len > 0) {
        size_t start = outer.len;
        while (start > 0 && outer.text[start - 1] != '/')
            start--;
        if (find_user(self->user, (LbSlice){outer.text + start, outer.len - start})) return;
        outer.len = start > 0 ? start - 1 : 0;
    }
    const char *only = lb_path_base(reading->only);
    if (reading->takes_any && find_user(self->user, (LbSlice){only, strlen(only)})) return;
    const char *path = reading->name;
    size_t      end  = strlen(path);
    while (end > 1 && path[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/')
        start--;
    find_user(self->user, (LbSlice){path + start, end - start});
}

static void tell_left_aside(const Reading *reading)
{
    if (reading->series > 0)
        lb_reporter_message(reading->reporter, LB_LEVEL_NOTE,
                            "%s: series, episodes and games are left aside: %lld", reading->name,
                            (long long)reading->series);
    if (reading->blank > 0)
        lb_reporter_message(reading->reporter, LB_LEVEL_WARNING, "%s: rows that name no film: %lld",
                            reading->name, (long long)reading->blank);
}

/* Of diary and reviews the first alone counts: every review is an entry of the diary. */
static void settle_parts(Reading *reading)
{
    LbExport *out       = reading->out;
    bool      has_diary = false, has_ratings = false;
    for (int i = 0; i < out->n; i++) {
        has_diary   = has_diary || reading->part_of[i] == PART_DIARY;
        has_ratings = has_ratings || reading->part_of[i] == PART_RATINGS;
    }
    if (has_diary) drop_files(reading, is_review);
    out->lacks_ratings = reading->has_part && !has_ratings;
    if (reading->deeper[0] != '\0')
        lb_reporter_message(reading->reporter, LB_LEVEL_WARNING,
                            "%s: another export, in '%s', is left aside: name it to read it",
                            reading->name, reading->deeper);
}

/* Which file is the one that there is shows at the end of the pipe. */
static LbStatus ended_with_pipe(const Reading *reading, LbError *err)
{
    return lb_error_set(err, LB_EDATA, 0,
                        "not a Letterboxd export, and its one file, %s, cannot be read from a "
                        "pipe: give it by its name, or unpacked",
                        reading->only);
}

/* The one file that there is, which in a folder may be an export that was not unpacked. */
static LbStatus read_only(Reading *reading, LbError *err)
{
    struct stat info;
    char        inside[2 * OUTER_MAX];
    const char *path = reading->path;
    int         len  = snprintf(inside, sizeof inside, "%s/%s", path, reading->only);
    if (ends_with(reading->only, ".zip") && len > 0 && len < (int)sizeof inside &&
        stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        path = inside;
    return lb_input_walk_any(path, LB_FILM_FILE_MAX, visit_member, reading, err);
}

static LbStatus read_path(Reading *reading, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_input_walk_any(reading->path, LB_FILM_FILE_MAX, visit_member, reading, err));
    if (is_nothing(reading) && reading->n_others == 1 && reading->only[0] != '\0') {
        if (lb_path_is_pipe(reading->path)) return ended_with_pipe(reading, err);
        reading->takes_any = true;
        st                 = read_only(reading, err);
        if (st == LB_EDATA) lb_error_context(err, st, "not a Letterboxd export, and its one file");
        if (st != LB_OK) goto cleanup;
    }
    if (reading->other[0] != '\0')
        LB_FAIL(LB_EDATA, 0, "holds more than one export ('%s' and '%s'): name one of them",
                reading->outer, reading->other);
    if (is_nothing(reading) && reading->sheet != NULL)
        LB_FAIL(LB_EDATA, 0, "%s: save it as CSV", reading->sheet);
    if (is_nothing(reading))
        LB_FAIL(LB_EDATA, 0,
                "not a Letterboxd export: expected ratings.csv, watched.csv, watchlist.csv or "
                "diary.csv in it (or the JSON files of Trakt's), found %s",
                reading->seen[0] != '\0' ? reading->seen : "nothing");
cleanup:
    return st;
}

LbStatus lb_export_open(LbExport **out, const char *path, const char *name,
                        const LbFilmFileSettings *settings, const LbReporter *reporter,
                        LbError *err)
{
    LbStatus  st      = LB_OK;
    LbExport *self    = NULL;
    Reading   reading = {.settings = settings, .reporter = reporter, .path = path};
    *out              = NULL;
    LB_ALLOC_ZEROED(self, 1);
    self->name   = name != NULL ? name : path;
    reading.out  = self;
    reading.name = self->name;
    st           = read_path(&reading, err);
    if (st != LB_OK) {
        if (st != LB_ENOINPUT && st != LB_ENOMEM) lb_error_context(err, st, "%s", reading.name);
        goto cleanup;
    }
    settle_parts(&reading);
    tell_left_aside(&reading);
    name_user(self, &reading);
    *out = self;
    self = NULL;
cleanup:
    lb_export_free(self);
    return st;
}

void lb_export_free(LbExport *self)
{
    if (self == NULL) return;
    for (int i = 0; i < self->n; i++)
        lb_film_file_clear(&self->files[i]);
    free(self);
}
