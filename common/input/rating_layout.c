/* SPDX-License-Identifier: MIT */
#include "common/input/rating_layout.h"

#include "common/base/ascii.h"
#include "common/input/csv_header.h"
#include "common/input/csv_line.h"
#include "common/text/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

LbRatingSettings lb_rating_layout_defaults(void)
{
    return (LbRatingSettings){.needs_user = true, .needs_rating = true};
}

static bool has_letters(LbSlice line)
{
    for (size_t i = 0; i < line.len; i++)
        if (lb_is_letter(line.text[i])) return true;
    return false;
}

static LbRatingFormat guess_format(LbSlice line)
{
    if (lb_csv_line_count(line, "::", false) > 0) return LB_FORMAT_DAT;
    return lb_csv_line_count(line, "\t", false) > 0 && !has_letters(line) ? LB_FORMAT_TAB
                                                                          : LB_FORMAT_CSV;
}

/* Two columns, of which neither can be a rating that goes by another name. */
static bool is_of_liked(LbRatingLayout *layout, const LbRatingSettings *settings)
{
    if (!settings->needs_rating || !(settings->liked > 0) || *settings->columns.rating != '\0' ||
        layout->n_fields != 2 || layout->user < 0 || layout->film < 0)
        return false;
    (void)snprintf(layout->liked, sizeof layout->liked, "%.9g", settings->liked);
    return true;
}

/* No table begins so. */
static const char *foreign_text(LbSlice line)
{
    line = lb_slice_trim(line);
    if (line.len == 0) return NULL;
    char c = line.text[0];
    return c == '<' ? "a page of the web or XML" : c == '{' || c == '[' ? "JSON" : NULL;
}

LbStatus lb_rating_layout_start(LbRatingLayout *out, LbSlice line, const LbRatingSettings *settings,
                                LbError *err)
{
    LbRatingFormat format = settings->format;
    LbRatingLayout layout = {.user = -1, .film = -1, .rating = -1, .time = -1};
    const char    *hint   = lb_csv_line_hint(line);
    if (foreign_text(line) != NULL)
        return lb_error_set(err, LB_EDATA, 0, "this is %s; expected CSV with a header line",
                            foreign_text(line));
    if (format == LB_FORMAT_AUTO) format = guess_format(line);
    layout.has_header     = format == LB_FORMAT_CSV;
    layout.quotes         = format == LB_FORMAT_CSV;
    const char *separator = format == LB_FORMAT_DAT   ? "::"
                            : format == LB_FORMAT_TAB ? "\t"
                            : hint != NULL            ? hint
                                                      : lb_csv_line_separator(line);
    (void)snprintf(layout.separator, sizeof layout.separator, "%s", separator);
    if (!layout.has_header && line.len > 0) {
        layout.n_fields = 1 + lb_csv_line_count(line, separator, false);
        layout.user     = 0;
        layout.film     = 1;
        if (layout.n_fields < (settings->needs_rating ? 3 : 2) && !is_of_liked(&layout, settings))
            return lb_error_set(err, LB_EDATA, 0,
                                "expected the fields user, film and rating with %s between, "
                                "found %d of them; see --format",
                                format == LB_FORMAT_DAT ? "'::'" : "tabs", layout.n_fields);
        layout.rating = layout.n_fields > 2 ? 2 : -1;
        layout.time   = layout.n_fields > 3 ? 3 : -1;
    }
    *out = layout;
    return LB_OK;
}

typedef struct Role {
    const char *what;
    const char *names[7];
} Role;

static const Role user_role   = {"user", {"user_id", "userId", "user", "uid", "username"}};
static const Role film_role   = {"film", {"movie_id", "movieId", "film", "fid", "item_id", "slug"}};
static const Role rating_role = {"rating", {"rating_val", "rating", "score", "stars"}};

/* "'a', 'b', 'c'", cut where the room ends. */
static void list_header(char *out, size_t cap, const LbCsvRow *header)
{
    size_t len = 0;
    out[0]     = '\0';
    for (int i = 0; i < header->n_fields; i++) {
        char name[40];
        (void)lb_text_clean(name, sizeof name, lb_slice_trim(header->fields[i]));
        if (len + strlen(name) + 10 > cap) {
            (void)snprintf(out + len, cap - len, ", ...");
            return;
        }
        len += (size_t)snprintf(out + len, cap - len, "%s'%s'", i > 0 ? ", " : "", name);
    }
}

/* No column is called by a number. */
static bool looks_like_data(const LbCsvRow *header)
{
    double number;
    for (int i = 0; i < header->n_fields; i++)
        if (lb_slice_to_double(header->fields[i], &number)) return true;
    return false;
}

/* Letterboxd's account export, IMDb's ratings: there is no user in them, and no film of the model. */
static bool looks_like_export(const LbCsvRow *header)
{
    static const char *const names[] = {"Letterboxd URI", "Const", NULL};
    return lb_csv_header_find(header, names, 0) >= 0;
}

static LbStatus missing(const Role *role, const char *wanted, const LbCsvRow *header, LbError *err)
{
    char found[200], expected[100] = "";
    list_header(found, sizeof found, header);
    if (*wanted == '\0' && looks_like_data(header))
        return lb_error_set(
            err, LB_EDATA, 0,
            "no %s column: found %s, which looks like a file without a header line; "
            "put 'user_id,movie_id,rating_val' in front, in the order of its "
            "columns, or say --format tab where tabs stand between the fields",
            role->what, found);
    if (*wanted == '\0' && looks_like_export(header))
        return lb_error_set(err, LB_EDATA, 0,
                            "no %s column: found %s, which looks like one person's export; "
                            "lbrec-query --export takes it",
                            role->what, found);
    size_t len = (size_t)snprintf(expected, sizeof expected, "'%s'",
                                  *wanted != '\0' ? wanted : role->names[0]);
    for (size_t i = 1; *wanted == '\0' && role->names[i] != NULL; i++)
        len += (size_t)snprintf(expected + len, sizeof expected - len, ", '%s'", role->names[i]);
    return lb_error_set(err, LB_EDATA, 0,
                        "no %s column: found %s; expected %s, or name the columns with --columns "
                        "USER,FILM,RATING",
                        role->what, found, expected);
}

static LbStatus find(int *column, const Role *role, const char *wanted, bool needed,
                     const LbCsvRow *header, LbError *err)
{
    const char *const  given[] = {wanted, NULL};
    const char *const *names   = *wanted != '\0' ? given : role->names;
    *column                    = lb_csv_header_find(header, names, 0);
    int other                  = *column < 0 ? -1 : lb_csv_header_find(header, names, *column + 1);
    if (other >= 0)
        return lb_error_set(err, LB_EDATA, 0,
                            "columns %d and %d may both be the %s; name the right one with "
                            "--columns USER,FILM,RATING",
                            *column + 1, other + 1, role->what);
    return *column < 0 && needed ? missing(role, wanted, header, err) : LB_OK;
}

/* Of several the surest. */
static int find_time(const LbCsvRow *header)
{
    static const char *const known[] = {"timestamp",   "rated_at", "date_rated",
                                        "rating_date", "date",     "watched_date"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const char *const names[] = {known[i], NULL};
        int               column  = lb_csv_header_find(header, names, 0);
        if (column >= 0) return column;
    }
    return -1;
}

/* By --columns alone: the names that we know are of one role each. */
static LbStatus check_roles(const LbRatingLayout *layout, LbError *err)
{
    const char *first = NULL, *second = "rating";
    if (layout->user >= 0 && layout->user == layout->film) {
        first  = "user";
        second = "film";
    } else if (layout->rating >= 0 && layout->rating == layout->user) {
        first = "user";
    } else if (layout->rating >= 0 && layout->rating == layout->film) {
        first = "film";
    }
    return first == NULL ? LB_OK
                         : lb_error_set(err, LB_EDATA, 0,
                                        "--columns: the %s and the %s are one column: expected "
                                        "USER,FILM,RATING",
                                        first, second);
}

LbStatus lb_rating_layout_columns(LbRatingLayout *layout, const LbCsvRow *header,
                                  const LbRatingSettings *settings, LbError *err)
{
    const LbRatingColumns *wanted = &settings->columns;
    LbStatus               st     = LB_OK;
    layout->n_fields              = header->n_fields;
    layout->time                  = find_time(header);
    LB_TRY(find(&layout->user, &user_role, wanted->user, settings->needs_user, header, err));
    LB_TRY(find(&layout->film, &film_role, wanted->film, true, header, err));
    layout->rating = -1;
    if (lb_csv_header_find(header, rating_role.names, 0) < 0 && is_of_liked(layout, settings))
        return LB_OK;
    st = find(&layout->rating, &rating_role, wanted->rating, settings->needs_rating, header, err);
    /* Two columns may be one that nobody needs: a list of recommendations has a score and stars. */
    if (st == LB_EDATA && !settings->needs_rating && *wanted->rating == '\0') {
        layout->rating = -1;
        st             = LB_OK;
    }
    if (st == LB_OK) st = check_roles(layout, err);
cleanup:
    return st;
}
