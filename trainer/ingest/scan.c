/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/scan.h"

#include "common/base/ascii.h"
#include "common/base/mem.h"
#include "common/input/csv_line.h"

#include <string.h>

/* Eight bytes at a time. In the masks below the lowest set bit is exact; bits above it may be
 * wrong, because a borrow runs upwards: only the lowest is ever used, or whether there is any. */
static const uint64_t ONES  = 0x0101010101010101U;
static const uint64_t HIGHS = 0x8080808080808080U;

enum { ID_MAX = 255, LINE_PLAIN_MAX = 65536, DELETE = 0x7f, GROUP = 64 };

typedef enum LineKind { LINE_PLAIN, LINE_FALLBACK, LINE_HARD } LineKind;

typedef struct Line {
    LineKind kind;
    bool     is_ascii; /* known to have no bytes from 0x7f on */
    LbSlice  user, film, rating;
    char    *next; /* start of the next line */
} Line;

static uint64_t load8(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

static uint64_t zero_bytes(uint64_t word)
{
    return (word - ONES) & ~word & HIGHS;
}

/* First byte at or behind p that is a control character, the separator or a quote. There is one:
 * the chunk ends in LF. */
static char *next_stop(char *p, char separator, char quote)
{
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t separators = ONES * (unsigned char)separator;
    const uint64_t quotes     = ONES * (unsigned char)quote;
    for (;; p += 8) {
        uint64_t word = load8(p);
        uint64_t stop = zero_bytes(word ^ separators) | zero_bytes(word ^ quotes) |
                        ((word - ONES * 0x20) & ~word & HIGHS);
        if (stop != 0) return p + (__builtin_ctzll(stop) >> 3);
    }
#else
    while ((unsigned char)*p >= 0x20 && *p != separator && *p != quote)
        p++;
    return p;
#endif
}

static bool is_line_end(const char *p)
{
    return *p == '\n' || (*p == '\r' && p[1] == '\n');
}

static bool is_separator(const LbRatingLayout *layout, const char *p)
{
    return *p == layout->separator[0] &&
           (layout->separator[1] == '\0' || p[1] == layout->separator[1]);
}

/* The field at p: its text, and in *after the separator or line end behind it. Other control
 * characters are walked over and need the fallback reader. False when the line is hard. */
static bool take_field(const LbRatingLayout *layout, char *p, LbSlice *field, char **after,
                       bool *needs_fallback)
{
    bool  is_quoted = layout->quotes && *p == '"';
    char  quote     = '"';
    char *start     = is_quoted ? p + 1 : p;
    if (!layout->quotes) quote = layout->separator[0];
    for (p = next_stop(start, layout->separator[0], quote);;
         p = next_stop(p + 1, layout->separator[0], quote)) {
        if (layout->quotes && *p == '"') {
            *field = (LbSlice){start, (size_t)(p - start)};
            *after = p + 1;
            return is_quoted && (is_line_end(*after) || is_separator(layout, *after));
        }
        if (!is_quoted && (is_line_end(p) || is_separator(layout, p))) {
            *field = (LbSlice){start, (size_t)(p - start)};
            *after = p;
            return true;
        }
        if (*p == '\n' || *p == '\r') return false;
        if (*p != layout->separator[0]) *needs_fallback = true;
    }
}

/* The rating of a line without one. */
static LbSlice liked_of(const LbRatingLayout *layout)
{
    return (LbSlice){layout->liked, strlen(layout->liked)};
}

static Line take_line(const LbRatingLayout *layout, char *p)
{
    Line   line           = {.kind = LINE_HARD, .next = p, .rating = liked_of(layout)};
    bool   needs_fallback = false;
    size_t width          = layout->separator[1] == '\0' ? 1 : 2;
    for (int i = 0;; i++) {
        LbSlice field;
        char   *after;
        if (!take_field(layout, p, &field, &after, &needs_fallback)) return line;
        if (i == layout->user) line.user = field;
        if (i == layout->film) line.film = field;
        if (i == layout->rating) line.rating = field;
        if (is_line_end(after)) {
            if (i + 1 != layout->n_fields) needs_fallback = true;
            p = after + (*after == '\r' ? 2 : 1);
            break;
        }
        p = after + width;
    }
    line.kind = needs_fallback || p - line.next > LINE_PLAIN_MAX ? LINE_FALLBACK : LINE_PLAIN;
    line.next = p;
    return line;
}

/* A field of the line at p, given the line's stops. */
static LbSlice field_at(const LbStops *stops, const uint32_t *at, int field, const char *p)
{
    const char *begin = field == 0 ? p : stops->text + at[field - 1] + 1;
    return (LbSlice){begin, (size_t)(stops->text + at[field] - begin)};
}

/* The line at p when it is of the plainest form, as almost all are: as many fields as expected, no
 * quotes and no stray control characters. The others are for take_line(). */
static bool take_simple_line(LbStops *stops, const LbRatingLayout *layout, char *p, Line *line)
{
    size_t          n = (size_t)layout->n_fields, last = n - 1;
    const uint32_t *at;
    char           *text = p - (p - stops->text); /* as stops->text, but writable */
    if (layout->separator[1] != '\0' || n >= LB_STOPS_MOST) return false;
    at = lb_stops_from(stops, (size_t)(p - stops->text), n + 1);
    if (at == NULL) return false;
    for (size_t i = 0; i < last; i++)
        if (text[at[i]] != layout->separator[0]) return false;
    size_t end = at[last];
    if (text[end] == '\r' && at[n] == end + 1) end++;
    if (text[end] != '\n' || text + end - p >= LINE_PLAIN_MAX) return false;
    line->user     = field_at(stops, at, layout->user, p);
    line->film     = field_at(stops, at, layout->film, p);
    line->rating   = layout->rating < 0 ? liked_of(layout) : field_at(stops, at, layout->rating, p);
    line->is_ascii = !stops->has_high_bytes;
    line->kind     = LINE_PLAIN;
    line->next     = text + end + 1;
    return true;
}

/* 1 to 255 bytes of printable ASCII that no reader would trim. */
static bool is_plain_id(LbSlice id, bool is_ascii)
{
    if (id.len == 0 || id.len > ID_MAX || id.text[0] == ' ' || id.text[id.len - 1] == ' ')
        return false;
    if (is_ascii) return true;
    uint64_t high = 0;
    size_t   i    = 0;
    for (; i + 8 <= id.len; i += 8) {
        uint64_t word = load8(id.text + i);
        high |= (word & HIGHS) | zero_bytes(word ^ ONES * DELETE);
    }
    for (; i < id.len; i++)
        high |= (unsigned char)id.text[i] >= DELETE;
    return high == 0;
}

/* Up to four digits, and up to four decimals: both are exact as integers, so that one division
 * rounds as strtod() does. */
static bool take_rating(LbSlice text, LbScale scale, float *rating)
{
    const char *p     = text.text;
    const char *end   = p + text.len;
    int         value = 0, power = 1;
    if (text.len == 0 || text.len > 9) return false;
    const char *digits = p;
    for (; p < end && lb_is_digit(*p); p++)
        value = 10 * value + (*p - '0');
    if (p == digits || p - digits > 4) return false;
    if (p < end) {
        if (*p++ != '.' || p == end || end - p > 4) return false;
        for (; p < end && lb_is_digit(*p); p++, power *= 10)
            value = 10 * value + (*p - '0');
        if (p < end) return false;
    }
    double exact = (double)value / power;
    *rating      = (float)exact;
    return scale.lo == scale.hi || (exact >= scale.lo && exact <= scale.hi);
}

/* Ids of one column, collected so that they can be looked up together. An id that repeats the one
 * before is not entered again: files are grouped by user more often than not. */
typedef struct Column {
    LbSlice  id[GROUP];
    uint64_t position[GROUP];
    int32_t  index[GROUP];
    size_t   n;
    uint8_t  entry[GROUP]; /* of each row of the group, in the arrays above */
} Column;

/* Ids of one or two words at most, mostly: no call. */
static bool is_same(LbSlice a, LbSlice b)
{
    size_t n = a.len, i = 0;
    if (n != b.len) return false;
    for (; i + 8 <= n; i += 8)
        if (load8(a.text + i) != load8(b.text + i)) return false;
    if (i < n && n >= 8) return load8(a.text + n - 8) == load8(b.text + n - 8);
    for (; i < n; i++)
        if (a.text[i] != b.text[i]) return false;
    return true;
}

static void collect(Column *column, size_t row, LbSlice id, uint64_t position)
{
    if (column->n == 0 || !is_same(column->id[column->n - 1], id)) {
        column->id[column->n]         = id;
        column->position[column->n++] = position;
    }
    column->entry[row] = (uint8_t)(column->n - 1);
}

/* Rows [n_rows - group .. n_rows) of the chunk get their indices. */
static LbStatus look_up(LbIdTable *table, Column *column, int32_t *out, size_t group, LbError *err)
{
    LbStatus st =
        lb_id_table_add_many(table, column->id, column->position, column->n, column->index, err);
    for (size_t i = 0; st == LB_OK && i < group; i++)
        out[i] = column->index[column->entry[i]];
    column->n = 0;
    return st;
}

static LbStatus add_span(LbChunk *chunk, size_t begin, size_t end, LbError *err)
{
    LbSpan *last = chunk->n_spans > 0 ? &chunk->spans[chunk->n_spans - 1] : NULL;
    if (last != NULL && last->end == begin) {
        last->end = end;
        last->n_lines++;
        return LB_OK;
    }
    LbStatus st = LB_GROW(&chunk->spans, &chunk->span_cap, (size_t)chunk->n_spans + 1, err);
    if (st == LB_OK)
        chunk->spans[chunk->n_spans++] = (LbSpan){chunk->n_rows, begin, end, chunk->n_lines, 1};
    return st;
}

/* Room for as many rows as the bytes could be: a row has two ids, a rating, two separators and a
 * line end; without ratings two bytes less. What is not used of it takes no memory. */
static LbStatus make_room(LbChunk *chunk, bool has_ratings, LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   rows = chunk->cap / (has_ratings ? 6 : 4) + 1;
    LB_TRY(LB_GROW(&chunk->user, &chunk->user_cap, rows, err));
    LB_TRY(LB_GROW(&chunk->film, &chunk->film_cap, rows, err));
    LB_TRY(LB_GROW(&chunk->rating, &chunk->rating_cap, rows, err));
cleanup:
    return st;
}

/* The group's rows are known but for their indices. */
static LbStatus finish_group(LbScanner *scanner, LbChunk *chunk, Column *users, Column *films,
                             size_t *group, LbError *err)
{
    LbStatus st    = LB_OK;
    int64_t  first = chunk->n_rows - (int64_t)*group;
    LB_TRY(look_up(&scanner->users, users, chunk->user + first, *group, err));
    LB_TRY(look_up(&scanner->films, films, chunk->film + first, *group, err));
    *group = 0;
cleanup:
    return st;
}

static bool is_plain_row(const Line *line, LbScale scale, float *rating)
{
    return line->kind == LINE_PLAIN && take_rating(line->rating, scale, rating) &&
           is_plain_id(line->user, line->is_ascii) && is_plain_id(line->film, line->is_ascii);
}

static Line next_line(LbScanner *scanner, char *p)
{
    Line line = {.kind = LINE_PLAIN};
    if (take_simple_line(&scanner->stops, &scanner->layout, p, &line)) return line;
    return take_line(&scanner->layout, p);
}

/* Where fields may end: never at a quote in a file that has none. */
static void find_stops(LbScanner *scanner, const LbChunk *chunk)
{
    char separator = scanner->layout.separator[0], quote = '"';
    if (!scanner->layout.quotes) quote = separator;
    lb_stops_begin(&scanner->stops, chunk->bytes, chunk->len, separator, quote);
}

static LbStatus scan_lines(LbScanner *scanner, LbChunk *chunk, size_t begin, LbError *err)
{
    LbStatus st    = LB_OK;
    Column   users = {.n = 0}, films = {.n = 0};
    size_t   group = 0;
    char    *p = chunk->bytes + begin, *end = chunk->bytes + chunk->len;
    find_stops(scanner, chunk);
    for (; p < end; chunk->n_lines++) {
        Line line = next_line(scanner, p);
        if (line.kind == LINE_HARD) {
            chunk->stop = (size_t)(p - chunk->bytes);
            break;
        }
        char *next = line.next < end ? line.next : end;
        if (is_plain_row(&line, scanner->scale, &chunk->rating[chunk->n_rows])) {
            uint64_t position = chunk->position + (uint64_t)chunk->n_lines;
            collect(&users, group, line.user, position);
            collect(&films, group, line.film, position);
            chunk->n_rows++;
            if (++group == GROUP) LB_TRY(finish_group(scanner, chunk, &users, &films, &group, err));
        } else {
            LB_TRY(add_span(chunk, (size_t)(p - chunk->bytes), (size_t)(next - chunk->bytes), err));
        }
        p = next;
    }
    LB_TRY(finish_group(scanner, chunk, &users, &films, &group, err));
cleanup:
    return st;
}

LbStatus lb_scan(LbScanner *scanner, LbChunk *chunk, size_t begin, LbError *err)
{
    LbStatus st   = make_room(chunk, scanner->layout.rating >= 0, err);
    chunk->n_rows = chunk->n_spans = chunk->n_lines = 0;
    chunk->stop                                     = chunk->is_partial ? begin : chunk->len;
    memset(chunk->bytes + chunk->len, '\n', LB_SCAN_PAD);
    if (st != LB_OK || chunk->is_partial) return st;
    return scan_lines(scanner, chunk, begin, err);
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static const size_t NOT_SIMPLE = SIZE_MAX;

/* Where the field at i ends, whichever of the usual separators the file has: at a separator, a line
 * end or the end of the text. */
static size_t end_of_head_field(const char *bytes, size_t len, size_t i)
{
    if (i < len && bytes[i] == '"') {
        for (i++; i < len && !is_one_of(bytes[i], "\"\n"); i++) {
        }
        if (i == len || bytes[i] == '\n') return NOT_SIMPLE;
        i++;
        return i == len || is_one_of(bytes[i], ",;|\t\r\n") ? i : NOT_SIMPLE;
    }
    while (i < len && !is_one_of(bytes[i], ",;|\t\r\n\""))
        i++;
    return i < len && bytes[i] == '"' ? NOT_SIMPLE : i;
}

bool lb_scan_is_plain_head(const char *bytes, size_t len)
{
    size_t start = lb_slice_marks((LbSlice){bytes, len});
    bool   whole;
    if (lb_csv_line_hint(lb_csv_line_first((LbSlice){bytes, len}, &whole)) != NULL) return false;
    if (len == start || bytes[start] == '\n' || bytes[start] == '\r') return false;
    for (size_t i = start;; i++) {
        i = end_of_head_field(bytes, len, i);
        if (i == NOT_SIMPLE) return false;
        if (i >= len || bytes[i] == '\n') return true;
        if (bytes[i] == '\r') return i + 1 < len && bytes[i + 1] == '\n';
    }
}

void lb_scan_clear(LbChunk *chunk)
{
    free(chunk->bytes);
    free(chunk->user);
    free(chunk->film);
    free(chunk->rating);
    free(chunk->spans);
    *chunk = (LbChunk){0};
}
