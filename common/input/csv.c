/* SPDX-License-Identifier: MIT */
#include "common/input/csv.h"

#include "common/base/mem.h"
#include "common/input/csv_line.h"

#include <inttypes.h>
#include <string.h>

#define NUL_BYTE                                                                                   \
    "a NUL byte; expected text in UTF-8 (iconv -f UTF-16 -t UTF-8 turns UTF-16 into it)"

enum { FIRST_CAPACITY = 1 << 18, ROW_PER_FIELD = 4, FIRST_LINE = 1 << 16, HINT_LINE = 16 };

/* A field as it lies in the buffer, between its quotes; offsets count from the start of the row. */
typedef struct Span {
    size_t  start, end;
    int64_t column;
    bool    has_pairs; /* of quotes, to be made single */
} Span;

struct LbCsv {
    LbInput      *in;
    LbCsvSettings settings;
    char          separator[3];
    size_t        n_separator;
    bool          stops[256]; /* bytes at which an unquoted field may end, and NUL */

    char  *buf; /* [begin, end) is read and not given out; the row at hand starts at begin */
    size_t cap, begin, end;
    bool   at_end;      /* of the input */
    bool   is_start;    /* no byte was looked at: a BOM may come */
    bool   is_skipping; /* the rest of a bad line is still there */

    int64_t  line; /* of buf[begin] */
    Span    *spans;
    LbSlice *fields;
    size_t   spans_cap, fields_cap;
    int      n_fields;
};

/* Where the scan of a row is. */
typedef struct Scan {
    size_t  at;
    int64_t line;
    size_t  line_start; /* its offset */
    Span    field;
    int64_t field_line;
} Scan;

LbCsvSettings lb_csv_defaults(void)
{
    return (LbCsvSettings){
        .separator = ",", .quotes = true, .max_field = 1 << 20, .max_fields = 1024};
}

static void set_input(LbCsv *csv, LbInput *in, int64_t line)
{
    csv->in          = in;
    csv->line        = line;
    csv->begin       = 0;
    csv->end         = 0;
    csv->at_end      = false;
    csv->is_start    = line == 1;
    csv->is_skipping = false;
    csv->n_fields    = 0;
}

static void set_separator(LbCsv *csv, const char *separator)
{
    csv->n_separator = strlen(separator);
    memcpy(csv->separator, separator, csv->n_separator);
    csv->stops[(unsigned char)separator[0]] = true;
}

LbStatus lb_csv_open(LbCsv **out, LbInput *in, const LbCsvSettings *settings, LbError *err)
{
    LbStatus st  = LB_OK;
    LbCsv   *csv = NULL;
    *out         = NULL;
    size_t n     = settings->separator != NULL ? strlen(settings->separator) : 1;
    if (n < 1 || n > 2)
        LB_FAIL(LB_EUSAGE, 0, "expected a separator of one or two bytes, found '%s'",
                settings->separator);
    LB_ALLOC_ZEROED(csv, 1);
    csv->settings    = *settings;
    csv->stops['\n'] = csv->stops['\r'] = csv->stops['\0'] = true;
    csv->cap                                               = FIRST_CAPACITY;
    if (settings->separator != NULL) set_separator(csv, settings->separator);
    LB_ALLOC(csv->buf, csv->cap);
    set_input(csv, in, 1);
    *out = csv;
    csv  = NULL;
cleanup:
    lb_csv_close(csv);
    return st;
}

void lb_csv_restart(LbCsv *csv, LbInput *in, int64_t line)
{
    set_input(csv, in, line);
}

void lb_csv_close(LbCsv *csv)
{
    if (csv == NULL) return;
    free(csv->buf);
    free(csv->spans);
    free(csv->fields);
    free(csv);
}

/* Read more behind what is there; sets at_end when nothing is left. */
static LbStatus read_more(LbCsv *csv, LbError *err)
{
    if (csv->begin > 0) {
        memmove(csv->buf, csv->buf + csv->begin, csv->end - csv->begin);
        csv->end -= csv->begin;
        csv->begin = 0;
    }
    size_t   got = 0;
    LbStatus st  = LB_OK;
    if (csv->end == csv->cap) st = LB_GROW(&csv->buf, &csv->cap, csv->cap + 1, err);
    if (st == LB_OK)
        st = lb_input_read(csv->in, csv->buf + csv->end, csv->cap - csv->end, &got, err);
    csv->end += got;
    if (st == LB_OK) csv->at_end = got == 0;
    return st;
}

/* Have at least n bytes from offset `at` on, unless the input ends before. */
static LbStatus have(LbCsv *csv, size_t at, size_t n, LbError *err)
{
    LbStatus st = LB_OK;
    while (st == LB_OK && !csv->at_end && csv->end - csv->begin < at + n)
        st = read_more(csv, err);
    return st;
}

static bool is_end(const LbCsv *csv, size_t at)
{
    return csv->begin + at >= csv->end;
}

static char byte_at(const LbCsv *csv, size_t at)
{
    return csv->buf[csv->begin + at];
}

/* Give up the row: the next call goes on behind the line on which the field at hand begins. */
static LbStatus bad_row(LbCsv *csv, const Scan *scan, size_t at, const char *what, LbError *err)
{
    bool    in_field = at <= scan->field.start;
    int64_t line     = in_field ? scan->field_line : scan->line;
    int64_t column   = in_field ? scan->field.column : (int64_t)(at - scan->line_start) + 1;
    csv->begin += scan->field.start;
    csv->line        = scan->field_line;
    csv->is_skipping = true;
    return lb_error_set(err, LB_EDATA, 0, "line %" PRId64 ", column %" PRId64 ": %s", line, column,
                        what);
}

/* Whether the field at hand, now `end` bytes behind the start of its row, is over a limit. */
static bool is_too_long(const LbCsv *csv, const Scan *scan, size_t end)
{
    return end - scan->field.start > csv->settings.max_field ||
           end > ROW_PER_FIELD * csv->settings.max_field;
}

static LbStatus too_long(LbCsv *csv, const Scan *scan, LbError *err)
{
    return bad_row(csv, scan, scan->field.start,
                   "a field or row over the limit of length; is a quote not closed?", err);
}

/* Whether the separator is at `at`, both of whose bytes are there if the input has them. */
static bool is_separator(const LbCsv *csv, size_t at)
{
    return csv->begin + at + csv->n_separator <= csv->end &&
           byte_at(csv, at) == csv->separator[0] &&
           (csv->n_separator == 1 || byte_at(csv, at + 1) == csv->separator[1]);
}

/* Up to the separator, line end or end of input behind an unquoted field, or past the limit. */
static LbStatus scan_plain(LbCsv *csv, Scan *scan, LbError *err)
{
    LbStatus st = LB_OK;
    for (;;) {
        const char *p   = csv->buf + csv->begin + scan->at;
        const char *end = csv->buf + csv->end;
        while (p < end && !csv->stops[(unsigned char)*p])
            p++;
        scan->at = (size_t)(p - (csv->buf + csv->begin));
        if (p == end) {
            if (csv->at_end || is_too_long(csv, scan, scan->at)) break;
            st = read_more(csv, err);
            if (st != LB_OK) return st;
            continue;
        }
        if (is_too_long(csv, scan, scan->at)) break;
        if (*p == '\0') return bad_row(csv, scan, scan->at, NUL_BYTE, err);
        if (*p == '\n' || *p == '\r') break;
        st = have(csv, scan->at, csv->n_separator, err);
        if (st != LB_OK) return st;
        if (is_separator(csv, scan->at)) break;
        scan->at++;
    }
    scan->field.end = scan->at;
    return LB_OK;
}

/* Count the lines that end within a quoted field, whose closing quote is at scan->at. */
static LbStatus count_lines(LbCsv *csv, Scan *scan, LbError *err)
{
    for (size_t i = scan->field.start; i < scan->at; i++) {
        char c = byte_at(csv, i);
        if (c == '\0') return bad_row(csv, scan, i, NUL_BYTE, err);
        if (c == '\n' || (c == '\r' && byte_at(csv, i + 1) != '\n')) {
            scan->line++;
            scan->line_start = i + 1;
        }
    }
    return LB_OK;
}

/* From behind the opening quote to behind the closing one. */
static LbStatus scan_quoted(LbCsv *csv, Scan *scan, LbError *err)
{
    for (;;) {
        const char *p     = csv->buf + csv->begin + scan->at;
        const char *end   = csv->buf + csv->end;
        const char *quote = memchr(p, '"', (size_t)(end - p));
        scan->at          = (size_t)((quote != NULL ? quote : end) - (csv->buf + csv->begin));
        if (quote == NULL) {
            if (is_too_long(csv, scan, scan->at)) return too_long(csv, scan, err);
            if (csv->at_end)
                return bad_row(csv, scan, scan->field.start, "a quote that is not closed", err);
            LbStatus st = read_more(csv, err);
            if (st != LB_OK) return st;
            continue;
        }
        LbStatus st = have(csv, scan->at, 1 + csv->n_separator, err);
        if (st != LB_OK) return st;
        if (is_end(csv, scan->at + 1) || byte_at(csv, scan->at + 1) != '"') break;
        scan->field.has_pairs = true;
        scan->at += 2;
    }
    if (is_too_long(csv, scan, scan->at)) return too_long(csv, scan, err);
    LbStatus st = count_lines(csv, scan, err);
    if (st != LB_OK) return st;
    scan->field.end = scan->at++;
    if (is_end(csv, scan->at) || is_separator(csv, scan->at)) return LB_OK;
    char next = byte_at(csv, scan->at);
    if (next == '\n' || next == '\r') return LB_OK;
    return bad_row(csv, scan, scan->at, "text after a closing quote", err);
}

static LbStatus add_field(LbCsv *csv, const Scan *scan, LbError *err)
{
    if (is_too_long(csv, scan, scan->field.end)) return too_long(csv, scan, err);
    if (csv->n_fields == csv->settings.max_fields)
        return bad_row(csv, scan, scan->field.start, "a field more than the limit of a row", err);
    LbStatus st = LB_GROW(&csv->spans, &csv->spans_cap, (size_t)csv->n_fields + 1, err);
    if (st == LB_OK) st = LB_GROW(&csv->fields, &csv->fields_cap, (size_t)csv->n_fields + 1, err);
    if (st == LB_OK) csv->spans[csv->n_fields++] = scan->field;
    return st;
}

/* One row, up to its line end or the end of the input. */
static LbStatus scan_row(LbCsv *csv, Scan *scan, LbError *err)
{
    for (;;) {
        scan->field = (Span){scan->at, scan->at, (int64_t)(scan->at - scan->line_start) + 1, false};
        scan->field_line = scan->line;
        LbStatus st      = have(csv, scan->at, 1, err);
        if (st != LB_OK) return st;
        if (csv->settings.quotes && !is_end(csv, scan->at) && byte_at(csv, scan->at) == '"') {
            scan->field.start = ++scan->at;
            st                = scan_quoted(csv, scan, err);
        } else {
            st = scan_plain(csv, scan, err);
        }
        if (st == LB_OK) st = add_field(csv, scan, err);
        if (st != LB_OK) return st;
        if (!is_separator(csv, scan->at)) return LB_OK;
        scan->at += csv->n_separator;
    }
}

/* Pass the line end at begin, if there is one. */
static LbStatus pass_line_end(LbCsv *csv, bool *passed, LbError *err)
{
    LbStatus st = have(csv, 0, 2, err);
    *passed     = false;
    if (st != LB_OK || is_end(csv, 0)) return st;
    char c = byte_at(csv, 0);
    if (c != '\n' && c != '\r') return LB_OK;
    csv->begin += c == '\r' && !is_end(csv, 1) && byte_at(csv, 1) == '\n' ? 2 : 1;
    csv->line++;
    *passed = true;
    return LB_OK;
}

/* Drop bytes up to and with the end of the line. */
static LbStatus skip_line(LbCsv *csv, LbError *err)
{
    bool passed = false;
    for (;;) {
        while (csv->begin < csv->end && byte_at(csv, 0) != '\n' && byte_at(csv, 0) != '\r')
            csv->begin++;
        if (csv->begin == csv->end && csv->at_end) break;
        LbStatus st = pass_line_end(csv, &passed, err);
        if (st != LB_OK) return st;
        if (passed) break;
    }
    csv->is_skipping = false;
    return LB_OK;
}

/* The line at begin, up to about `most` bytes of it. */
static LbStatus look_at_line(LbCsv *csv, size_t most, LbSlice *line, LbError *err)
{
    bool whole = false;
    for (size_t n = 0; !whole && n < most; n += most / 16) {
        LbStatus st = have(csv, 0, n + most / 16, err);
        if (st != LB_OK) return st;
        *line = lb_csv_line_first((LbSlice){csv->buf + csv->begin, csv->end - csv->begin}, &whole);
    }
    return LB_OK;
}

static LbStatus pass_line_ends(LbCsv *csv, LbError *err)
{
    LbStatus st = LB_OK;
    for (bool passed = true; st == LB_OK && passed;)
        st = pass_line_end(csv, &passed, err);
    return st;
}

/* What comes before the rows: a BOM, and a line that tells spreadsheets the separator. */
static LbStatus pass_start(LbCsv *csv, LbError *err)
{
    LbStatus st   = LB_OK;
    LbSlice  line = {NULL, 0};
    for (size_t marks = 1; marks > 0; csv->begin += marks) {
        LB_TRY(have(csv, 0, 3, err));
        marks = lb_slice_marks((LbSlice){csv->buf + csv->begin, csv->end - csv->begin});
    }
    csv->is_start = false;
    LB_TRY(pass_line_ends(csv, err));
    LB_TRY(look_at_line(csv, HINT_LINE, &line, err));
    const char *hint = csv->settings.quotes ? lb_csv_line_hint(line) : NULL;
    if (hint == NULL) goto cleanup;
    csv->begin += line.len;
    if (csv->n_separator == 0) set_separator(csv, hint);
cleanup:
    return st;
}

/* By the line at begin, as far as it is there. */
static LbStatus find_separator(LbCsv *csv, LbError *err)
{
    LbSlice  line = {NULL, 0};
    LbStatus st   = look_at_line(csv, FIRST_LINE, &line, err);
    if (st == LB_OK) set_separator(csv, lb_csv_line_separator(line));
    return st;
}

/* Make begin the first byte of a row, or of nothing. */
static LbStatus find_row(LbCsv *csv, LbError *err)
{
    LbStatus st = LB_OK;
    if (csv->is_skipping) LB_TRY(skip_line(csv, err));
    if (csv->is_start) LB_TRY(pass_start(csv, err));
    LB_TRY(pass_line_ends(csv, err));
    if (csv->n_separator == 0 && !is_end(csv, 0)) LB_TRY(find_separator(csv, err));
cleanup:
    return st;
}

/* The text of a field; doubled quotes are made single where they lie. */
static LbSlice unquoted(char *row, const Span *span)
{
    char  *text = row + span->start;
    size_t len  = span->end - span->start;
    if (!span->has_pairs) return (LbSlice){text, len};
    size_t kept = 0;
    for (size_t i = 0; i < len; i++) {
        text[kept++] = text[i];
        if (text[i] == '"') i++;
    }
    return (LbSlice){text, kept};
}

LbStatus lb_csv_next(LbCsv *csv, LbCsvRow *row, LbError *err)
{
    csv->n_fields = 0;
    *row          = (LbCsvRow){csv->fields, 0, csv->line};
    LbStatus st   = find_row(csv, err);
    row->line     = csv->line;
    if (st != LB_OK || is_end(csv, 0)) return st;
    Scan scan = {.line = csv->line};
    st        = scan_row(csv, &scan, err);
    if (st != LB_OK) {
        csv->n_fields = 0;
        return st;
    }
    for (int i = 0; i < csv->n_fields; i++)
        csv->fields[i] = unquoted(csv->buf + csv->begin, &csv->spans[i]);
    row->fields   = csv->fields;
    row->n_fields = csv->n_fields;
    csv->begin += scan.at;
    csv->line = scan.line;
    return LB_OK;
}

const char *lb_csv_separator(const LbCsv *csv)
{
    return csv->separator;
}

int64_t lb_csv_column(const LbCsv *csv, int field)
{
    return field >= 0 && field < csv->n_fields ? csv->spans[field].column : 0;
}
