/* SPDX-License-Identifier: MIT */
#include "query/source/read_table.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/input/csv.h"

#include <inttypes.h>
#include <string.h>

enum { MAX_COLUMNS = 64, HEAD_MAX = 65536 };

static const char list_mark[] = "Letterboxd list export v";

/* A column that is understood. */
typedef struct Column {
    int         at, rank; /* of several columns of a field the lowest rank comes first */
    LbFilmField field;
} Column;

typedef struct Layout {
    LbTable table;
    Column  columns[MAX_COLUMNS]; /* [n] by rank */
    int     n, n_fields;
} Layout;

static bool is_list(LbSlice text)
{
    text     = lb_slice_trim(text);
    size_t n = sizeof list_mark - 1;
    if (text.len > 0 && text.text[0] == '"') text = (LbSlice){text.text + 1, text.len - 1};
    return text.len > n && memcmp(text.text, list_mark, n) == 0;
}

static int column_of(const LbCsvRow *header, const char *name)
{
    for (int i = 0; i < header->n_fields; i++)
        if (lb_slice_is_nocase(lb_slice_trim(header->fields[i]), name)) return i;
    return -1;
}

/* All of the names, up to a NULL, are columns. */
static bool has_columns(const LbCsvRow *header, const char *const *names)
{
    for (; *names != NULL; names++)
        if (column_of(header, *names) < 0) return false;
    return true;
}

/* The first that fits it is. */
static const struct {
    LbTableKind kind;
    const char *columns[5];
} signatures[] = {
    {LB_TABLE_LBREC, {"rank", "film", "score", "stars"}},
    {LB_TABLE_LETTERBOXD_DIARY, {"Name", "Letterboxd URI", "Watched Date"}},
    {LB_TABLE_LETTERBOXD_RATINGS, {"Name", "Letterboxd URI", "Rating"}},
    {LB_TABLE_LETTERBOXD_FILMS, {"Name", "Year", "Letterboxd URI"}},
    {LB_TABLE_IMDB_LIST, {"Const", "Position"}},
    {LB_TABLE_IMDB_RATINGS, {"Const", "Your Rating"}},
    {LB_TABLE_MOVIELENS, {"imdb_id", "tmdb_id", "average_rating", "rating"}},
    {LB_TABLE_LETTERBOXD_IMPORT, {"LetterboxdURI"}},
    {LB_TABLE_LETTERBOXD_IMPORT, {"Title", "Rating10"}},
    {LB_TABLE_LETTERBOXD_IMPORT, {"Title", "WatchedDate"}},
    {LB_TABLE_LETTERBOXD_IMPORT, {"imdbID", "Rating10"}},
    {LB_TABLE_LETTERBOXD_IMPORT, {"tmdbID", "Rating10"}},
    {LB_TABLE_LETTERBOXD_IMPORT, {"imdbID", "WatchedDate"}},
    {LB_TABLE_LETTERBOXD_IMPORT, {"tmdbID", "WatchedDate"}},
};

static LbTableKind kind_of(const LbCsvRow *header)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (has_columns(header, signatures[i].columns)) return signatures[i].kind;
    return LB_TABLE_OTHER;
}

static void add_column(Layout *layout, Column column)
{
    int at = layout->n;
    if (layout->n == MAX_COLUMNS) return;
    for (; at > 0 && layout->columns[at - 1].rank > column.rank; at--)
        layout->columns[at] = layout->columns[at - 1];
    layout->columns[at] = column;
    layout->n++;
    layout->table.has[column.field] = true;
}

/* A prediction is no rating. */
static bool is_misleading(LbTableKind kind, LbFilmField field)
{
    return kind == LB_TABLE_LBREC && field == LB_FIELD_RATING;
}

static void set_layout(Layout *layout, const LbCsvRow *header)
{
    *layout            = (Layout){.n_fields = header->n_fields};
    layout->table.kind = kind_of(header);
    for (int i = 0; i < header->n_fields; i++) {
        Column column = {.at = i};
        column.field  = lb_film_field_find(lb_slice_trim(header->fields[i]), &column.rank);
        if (column.field != LB_FIELDS && !is_misleading(layout->table.kind, column.field))
            add_column(layout, column);
    }
}

static bool names_films(const Layout *layout)
{
    const bool *has = layout->table.has;
    return has[LB_FIELD_TITLE] || has[LB_FIELD_FILM] || has[LB_FIELD_SLUG] ||
           has[LB_FIELD_ADDRESS] || has[LB_FIELD_IMDB] || has[LB_FIELD_TMDB] || has[LB_FIELD_KEY];
}

/* A line of one word may be a film of a list, a slug, as "link" is: names of addresses
 * and ids are taken for a header, and of the others only these. */
static bool is_lone_name(LbSlice name)
{
    static const char *const names[] = {"film", "movie", "title", "name", "slug"};
    LbFilmField              field   = lb_film_field_find(name, NULL);
    if (field == LB_FIELD_IMDB || field == LB_FIELD_TMDB || field == LB_FIELD_KEY) return true;
    if (field == LB_FIELD_ADDRESS) return !lb_slice_is_nocase(lb_slice_trim(name), "link");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (lb_slice_is_nocase(lb_slice_trim(name), names[i])) return true;
    return false;
}

/* Go to the header: behind the description of a list, which is a table of its own. */
static LbStatus find_header(LbCsv *csv, LbCsvRow *header, bool of_list, LbError *err)
{
    LbStatus st = LB_OK;
    do
        st = lb_csv_next(csv, header, err);
    while (st == LB_OK && of_list && header->n_fields > 0 && column_of(header, "Position") != 0);
    return st;
}

static LbStatus open_with(LbCsv **csv, Layout *layout, LbInput *in, const char *separator,
                          bool of_list, LbError *err)
{
    LbStatus      st       = LB_OK;
    LbCsvSettings settings = lb_csv_defaults();
    LbCsvRow      header;
    settings.separator = separator;
    LB_TRY(lb_csv_open(csv, in, &settings, err));
    LB_TRY(find_header(*csv, &header, of_list, err));
    set_layout(layout, &header);
    if (header.n_fields == 1 && !is_lone_name(header.fields[0])) layout->n = 0;
    if (of_list) layout->table.kind = LB_TABLE_LETTERBOXD_LIST;
cleanup:
    return st;
}

/* How much of a text is understood with this separator: columns of its header, 0 when they name no
 * film. */
static LbStatus try_separator(int *understood, LbTable *table, LbSlice head, const char *separator,
                              LbError *err)
{
    LbInput *in  = NULL;
    LbCsv   *csv = NULL;
    Layout   layout;
    LbStatus st = lb_input_open_memory(&in, head.text, head.len, NULL, err);
    if (st == LB_OK) st = open_with(&csv, &layout, in, separator, is_list(head), err);
    *understood = st == LB_OK && names_films(&layout) ? layout.n : 0;
    if (*understood > 0) *table = layout.table;
    lb_csv_close(csv);
    lb_input_close(in);
    return st == LB_EDATA ? LB_OK : st; /* what is no CSV is not understood */
}

/* The separator with which most columns are understood; NULL: with none of them any film. */
static LbStatus find_separator(const char **best, LbTable *table, LbSlice text, LbError *err)
{
    static const char *const separators[] = {",", ";", "\t", "|"};

    int     most = 0;
    LbSlice head = {text.text, text.len < HEAD_MAX ? text.len : HEAD_MAX};
    *best        = NULL;
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        LbTable  own        = {0};
        int      understood = 0;
        LbStatus st         = try_separator(&understood, &own, head, separators[i], err);
        if (st != LB_OK) return st;
        if (understood <= most) continue;
        most   = understood;
        *best  = separators[i];
        *table = own;
    }
    return LB_OK;
}

LbStatus lb_read_table_look(LbTable *table, bool *is_one, LbSlice head, LbError *err)
{
    const char *separator = NULL;
    *table                = (LbTable){.kind = LB_TABLE_OTHER};
    LbStatus st           = find_separator(&separator, table, head, err);
    *is_one               = separator != NULL || is_list(head);
    return st;
}

/* A row as long as the header; spreadsheets may have put empty fields behind it. */
static bool is_of_length(const LbCsvRow *row, int n)
{
    for (int i = n; i < row->n_fields; i++)
        if (lb_slice_trim(row->fields[i]).len > 0) return false;
    return row->n_fields >= n;
}

/* Nothing, or what parts the head of a table from its rows in Markdown, "|---|:--|". */
static bool is_empty(const LbCsvRow *row)
{
    for (int i = 0; i < row->n_fields; i++) {
        LbSlice text    = lb_slice_trim(row->fields[i]);
        bool    is_rule = text.len >= 3 && row->n_fields > 1;
        for (size_t k = 0; k < text.len; k++)
            is_rule = is_rule && (text.text[k] == '-' || text.text[k] == ':');
        if (text.len > 0 && !is_rule) return false;
    }
    return true;
}

/* Without blanks and, behind a blank, without quotes, which are letters there to CSV. */
static LbSlice bare(LbSlice field)
{
    LbSlice text = lb_slice_trim(field);
    return text.len < field.len ? lb_slice_inside(text, '"', '"') : text;
}

static LbStatus read_rows(LbFilmRecords *out, LbCsv *csv, const Layout *layout, LbError *err)
{
    LbStatus st = LB_OK;
    for (;;) {
        LbSlice  fields[LB_FIELDS] = {{"", 0}};
        LbCsvRow row;
        LB_TRY(lb_csv_next(csv, &row, err));
        if (row.n_fields == 0) break;
        if (is_empty(&row)) continue;
        if (!is_of_length(&row, layout->n_fields))
            LB_FAIL(LB_EDATA, 0, "line %" PRId64 ": expected %d fields, found %d", row.line,
                    layout->n_fields, row.n_fields);
        for (int i = 0; i < layout->n; i++) {
            const Column *column = &layout->columns[i];
            LbSlice       text   = bare(row.fields[column->at]);
            if (fields[column->field].len == 0) fields[column->field] = text;
        }
        LB_TRY(lb_film_records_add(out, fields, row.line, err));
    }
cleanup:
    return st;
}

LbStatus lb_read_table(LbFilmRecords *out, LbTable *table, LbSlice text, LbError *err)
{
    LbStatus    st        = LB_OK;
    LbInput    *in        = NULL;
    LbCsv      *csv       = NULL;
    const char *separator = NULL;
    Layout      layout;
    *table = (LbTable){.kind = LB_TABLE_OTHER};
    LB_TRY(find_separator(&separator, table, text, err));
    if (separator == NULL)
        LB_FAIL(LB_EDATA, 0,
                "line 1: expected a header with a column that names films, such as Name, Title, "
                "imdb_id or Letterboxd URI");
    LB_TRY(lb_input_open_memory(&in, text.text, text.len, NULL, err));
    LB_TRY(open_with(&csv, &layout, in, separator, is_list(text), err));
    *table = layout.table;
    LB_TRY(read_rows(out, csv, &layout, err));
cleanup:
    lb_csv_close(csv);
    lb_input_close(in);
    return st;
}
