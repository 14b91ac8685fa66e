/* SPDX-License-Identifier: MIT */
#include "query/source/export_table.h"

#include "common/base/date.h"
#include "common/base/mem.h"
#include "common/input/csv_header.h"
#include "query/profile/boxd.h"
#include "query/profile/filmlink.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { COL_DATE, COL_NAME, COL_YEAR, COL_URI, COL_RATING, COL_REWATCH, COL_WATCHED, N_COLUMNS };

static const char *const column_names[N_COLUMNS] = {
    "Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Watched Date"};

enum { RATING_MAX = 8, YEAR_MIN = 1800, YEAR_MAX = 2200 };

struct LbExportTable {
    LbCsv *csv;
    int    column[N_COLUMNS]; /* -1 = absent */
    int    n_fields;
};

static LbStatus read_header(LbExportTable *table, bool needs_rating, LbError *err)
{
    LbCsvRow header;
    LbStatus st = lb_csv_next(table->csv, &header, err);
    if (st != LB_OK) return st;
    if (header.n_fields == 0)
        return lb_error_set(err, LB_EDATA, 0, "empty: expected a line of column names");
    table->n_fields = header.n_fields;
    for (int c = 0; c < N_COLUMNS; c++) {
        const char *const names[] = {column_names[c], NULL};
        table->column[c]          = lb_csv_header_find(&header, names, 0);
    }
    const int needed[] = {COL_NAME, COL_YEAR, COL_URI, COL_RATING};
    for (int i = 0; i < (needs_rating ? 4 : 3); i++)
        if (table->column[needed[i]] < 0)
            return lb_error_set(err, LB_EDATA, 0, "line %" PRId64 ": expected a column '%s'",
                                header.line, column_names[needed[i]]);
    return LB_OK;
}

LbStatus lb_export_table_open(LbExportTable **out, LbInput *in, bool needs_rating, LbError *err)
{
    LbStatus       st       = LB_OK;
    LbExportTable *table    = NULL;
    LbCsvSettings  settings = lb_csv_defaults();
    *out                    = NULL;
    settings.separator      = NULL;
    LB_ALLOC_ZEROED(table, 1);
    LB_TRY(lb_csv_open(&table->csv, in, &settings, err));
    LB_TRY(read_header(table, needs_rating, err));
    *out  = table;
    table = NULL;
cleanup:
    lb_export_table_close(table);
    return st;
}

void lb_export_table_close(LbExportTable *table)
{
    if (table == NULL) return;
    lb_csv_close(table->csv);
    free(table);
}

static LbSlice field(const LbExportTable *table, const LbCsvRow *row, int column)
{
    int i = table->column[column];
    return i < 0 ? (LbSlice){"", 0} : lb_slice_trim(row->fields[i]);
}

static LbStatus bad_value(const LbCsvRow *row, const char *expected, LbSlice found, LbError *err)
{
    return lb_error_set(err, LB_EDATA, 0, "line %" PRId64 ": expected %s, found '%.*s'", row->line,
                        expected, (int)(found.len < 40 ? found.len : 40), found.text);
}

static LbStatus take_year(int16_t *year, const LbCsvRow *row, LbSlice text, LbError *err)
{
    double value = 0;
    *year        = 0;
    if (text.len == 0) return LB_OK;
    if (!lb_slice_to_double(text, &value) || value < YEAR_MIN || value > YEAR_MAX ||
        floor(value) != value)
        return bad_value(row, "a year", text, err);
    *year = (int16_t)value;
    return LB_OK;
}

/* Where commas do not part the fields, one may be the decimal point. */
static bool parse_stars(const LbExportTable *table, LbSlice text, double *stars)
{
    char        copy[RATING_MAX];
    const char *comma = memchr(text.text, ',', text.len);
    if (comma == NULL || text.len > sizeof copy || strcmp(lb_csv_separator(table->csv), ",") == 0)
        return lb_slice_to_double(text, stars);
    memcpy(copy, text.text, text.len);
    copy[comma - text.text] = '.';
    return lb_slice_to_double((LbSlice){copy, text.len}, stars);
}

static LbStatus take_stars(float *stars, const LbExportTable *table, const LbCsvRow *row,
                           LbError *err)
{
    LbSlice text  = field(table, row, COL_RATING);
    double  value = 0;
    *stars        = 0;
    if (text.len == 0) return LB_OK;
    if (!parse_stars(table, text, &value) || value < 0.5 || value > 5)
        return bad_value(row, "a rating of 0.5 to 5", text, err);
    *stars = (float)value;
    return LB_OK;
}

static LbStatus take_row(LbExportRow *out, const LbExportTable *table, const LbCsvRow *row,
                         LbError *err)
{
    LbStatus st      = LB_OK;
    LbSlice  seen    = field(table, row, COL_WATCHED);
    LbSlice  address = field(table, row, COL_URI);
    *out             = (LbExportRow){.title   = field(table, row, COL_NAME),
                                     .slug    = lb_filmlink_slug(address),
                                     .id      = lb_boxd_film_id(address),
                                     .rewatch = lb_slice_is_nocase(field(table, row, COL_REWATCH), "yes")};
    out->date        = lb_date_parse(seen.len > 0 ? seen : field(table, row, COL_DATE));
    LB_TRY(take_year(&out->year, row, field(table, row, COL_YEAR), err));
    LB_TRY(take_stars(&out->stars, table, row, err));
cleanup:
    return st;
}

LbStatus lb_export_table_next(LbExportTable *table, LbExportRow *row, bool *more, LbError *err)
{
    LbCsvRow csv;
    *more       = false;
    LbStatus st = lb_csv_next(table->csv, &csv, err);
    if (st != LB_OK || csv.n_fields == 0) return st;
    if (csv.n_fields != table->n_fields)
        return lb_error_set(err, LB_EDATA, 0, "line %" PRId64 ": expected %d fields, found %d",
                            csv.line, table->n_fields, csv.n_fields);
    st    = take_row(row, table, &csv, err);
    *more = st == LB_OK;
    return st;
}
