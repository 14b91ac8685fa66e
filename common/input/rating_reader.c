/* SPDX-License-Identifier: MIT */
#include "common/input/rating_reader.h"

#include "common/base/mem.h"
#include "common/input/csv_line.h"
#include "common/text/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { HEAD = 1 << 16, LABEL = LB_COLUMN_NAME, ID_MAX = 255, REPORTED = 10 };

struct LbRatingReader {
    LbRatingSettings  settings;
    const LbReporter *reporter;
    LbInput          *in;     /* borrowed */
    LbInput          *joined; /* the head that was looked at, then `in` */
    LbCsv            *csv;
    LbRatingLayout    layout;
    char (*labels)[LABEL]; /* of the fields, for messages */
    char    *head;
    size_t   head_len, head_given;
    LbStatus input_status; /* its failures are not bad rows */
    int64_t  n_skipped;
};

static LbStatus read_joined(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    LbRatingReader *reader = ctx;
    size_t          rest   = reader->head_len - reader->head_given;
    if (rest == 0) {
        reader->input_status = lb_input_read(reader->in, buffer, cap, got, err);
        return reader->input_status;
    }
    *got = rest < cap ? rest : cap;
    memcpy(buffer, reader->head + reader->head_given, *got);
    reader->head_given += *got;
    return LB_OK;
}

/* Read until the first line is there. */
static LbStatus read_head(LbRatingReader *reader, LbSlice *line, LbError *err)
{
    bool   whole = false;
    size_t got   = 1;
    while (!whole && got > 0 && reader->head_len < HEAD) {
        LbStatus st = lb_input_read(reader->in, reader->head + reader->head_len,
                                    HEAD - reader->head_len, &got, err);
        if (st != LB_OK) return st;
        reader->head_len += got;
        *line = lb_csv_line_first((LbSlice){reader->head, reader->head_len}, &whole);
    }
    return LB_OK;
}

/* Names of the columns as the file has them, or as we call them when it has none. */
static LbStatus set_labels(LbRatingReader *reader, const LbCsvRow *header, LbError *err)
{
    static const char *const ours[] = {"user", "film", "rating", "time"};
    LbStatus                 st     = LB_OK;
    LB_ALLOC_ZEROED(reader->labels, reader->layout.n_fields);
    for (int i = 0; i < reader->layout.n_fields; i++) {
        LbSlice label = {"", 0};
        if (header != NULL)
            label = lb_slice_trim(header->fields[i]);
        else if (i < 4)
            label = (LbSlice){ours[i], strlen(ours[i])};
        (void)lb_text_clean(reader->labels[i], LABEL, label);
    }
cleanup:
    return st;
}

static LbStatus read_header(LbRatingReader *reader, LbError *err)
{
    LbCsvRow header;
    LbStatus st = lb_csv_next(reader->csv, &header, err);
    if (st != LB_OK || header.n_fields == 0) return st;
    st = lb_rating_layout_columns(&reader->layout, &header, &reader->settings, err);
    if (st != LB_OK) return lb_error_context(err, st, "line %" PRId64, header.line);
    return set_labels(reader, &header, err);
}

static LbStatus open_reader(LbRatingReader *reader, LbError *err)
{
    LbStatus      st   = LB_OK;
    LbCsvSettings csv  = lb_csv_defaults();
    LbSlice       line = {"", 0};
    LB_ALLOC(reader->head, HEAD);
    LB_TRY(read_head(reader, &line, err));
    LB_TRY(lb_rating_layout_start(&reader->layout, line, &reader->settings, err));
    csv.separator = reader->layout.separator;
    csv.quotes    = reader->layout.quotes;
    LB_TRY(
        lb_input_open_stream(&reader->joined, lb_input_name(reader->in), read_joined, reader, err));
    LB_TRY(lb_csv_open(&reader->csv, reader->joined, &csv, err));
    if (reader->layout.has_header)
        LB_TRY(read_header(reader, err));
    else
        LB_TRY(set_labels(reader, NULL, err));
cleanup:
    return st;
}

LbStatus lb_rating_reader_open(LbRatingReader **out, LbInput *in, const LbRatingSettings *settings,
                               const LbReporter *reporter, LbError *err)
{
    LbStatus        st     = LB_OK;
    LbRatingReader *reader = NULL;
    *out                   = NULL;
    LB_ALLOC_ZEROED(reader, 1);
    reader->settings = *settings;
    reader->reporter = reporter;
    reader->in       = in;
    st               = open_reader(reader, err);
    if (st != LB_OK) {
        lb_error_context(err, st, "%s", lb_input_name(in));
        goto cleanup;
    }
    if (reader->layout.liked[0] != '\0')
        lb_reporter_message(
            reporter, LB_LEVEL_WARNING,
            "%s has users and films alone: every row counts as a film that was liked",
            lb_input_name(in));
    *out   = reader;
    reader = NULL;
cleanup:
    lb_rating_reader_close(reader);
    return st;
}

/* Whether the columns of a file that begins so are found. */
static LbStatus begins_as_ratings(bool *fits, const void *ctx, LbSlice head, LbError *err)
{
    LbStatus         st       = LB_OK;
    LbInput         *in       = NULL;
    LbRatingReader  *reader   = NULL;
    LbRatingSettings settings = *(const LbRatingSettings *)ctx;
    settings.liked            = 0; /* of several files the one with ratings is meant */
    *fits                     = false;
    LB_TRY(lb_input_open_text(&in, "member", head, err));
    LB_TRY(lb_rating_reader_open(&reader, in, &settings, NULL, err));
    *fits = reader->layout.n_fields > 0;
cleanup:
    lb_rating_reader_close(reader);
    lb_input_close(in);
    return st == LB_EDATA ? LB_OK : st;
}

LbMemberWish lb_rating_reader_wish(const LbRatingSettings *settings)
{
    static const char *const names[] = {"ratings_export.csv", "ratings.csv", "ratings.dat",
                                        "u.data", NULL};
    return (LbMemberWish){"ratings", names, begins_as_ratings, settings};
}

void lb_rating_reader_resume(LbRatingReader *reader, LbInput *in, int64_t line)
{
    reader->in           = in;
    reader->head_given   = reader->head_len;
    reader->input_status = LB_OK;
    lb_csv_restart(reader->csv, reader->joined, line);
}

void lb_rating_reader_close(LbRatingReader *reader)
{
    if (reader == NULL) return;
    lb_csv_close(reader->csv);
    lb_input_close(reader->joined);
    free(reader->labels);
    free(reader->head);
    free(reader);
}

static LbStatus bad_field(const LbRatingReader *reader, int field, const char *expected,
                          LbSlice found, LbError *err)
{
    char text[LABEL];
    if (found.len == 0)
        (void)snprintf(text, sizeof text, "nothing");
    else
        (void)lb_text_clean(text, sizeof text, found);
    const char *quote = found.len > 0 ? "'" : "";
    return lb_error_set(err, LB_EDATA, 0, "column %d (%s): expected %s, found %s%s%s", field + 1,
                        reader->labels[field], expected, quote, text, quote);
}

static bool has_controls(LbSlice id)
{
    while (id.len > 0) {
        uint32_t code = lb_text_next_code(&id);
        if (code < 0x20 || (code >= 0x7F && code < 0xA0)) return true;
    }
    return false;
}

/* Without blanks around, without byte order marks, which stand where one file was put behind another,
 * and without the quotes behind either, where CSV takes them for letters. */
static LbSlice bare_id(const LbRatingReader *reader, LbSlice field)
{
    LbSlice id = lb_slice_trim(field);
    for (size_t n = lb_slice_marks(id); n > 0; n = lb_slice_marks(id))
        id = lb_slice_trim((LbSlice){id.text + n, id.len - n});
    if (!reader->layout.quotes || id.len == field.len) return id;
    return lb_slice_trim(lb_slice_inside(id, '"', '"'));
}

static LbStatus take_id(const LbRatingReader *reader, const LbCsvRow *row, int field, LbSlice *id,
                        LbError *err)
{
    *id = (LbSlice){"", 0};
    if (field < 0) return LB_OK;
    *id = bare_id(reader, row->fields[field]);
    if (id->len == 0) return bad_field(reader, field, "an id", *id, err);
    if (id->len > ID_MAX) return bad_field(reader, field, "an id of at most 255 bytes", *id, err);
    if (has_controls(*id))
        return bad_field(reader, field, "an id without control characters", *id, err);
    if (!lb_text_is_utf8(*id))
        return bad_field(reader, field,
                         "an id in UTF-8 (iconv -f LATIN1 -t UTF-8 turns Latin-1 into it)", *id,
                         err);
    return LB_OK;
}

static LbStatus take_rating(const LbRatingReader *reader, const LbCsvRow *row, double *rating,
                            LbError *err)
{
    int field = reader->layout.rating;
    *rating   = reader->layout.liked[0] != '\0' ? reader->settings.liked : (double)NAN;
    if (field < 0) return LB_OK;
    LbSlice text = row->fields[field];
    if (!reader->settings.needs_rating && lb_slice_trim(text).len == 0) return LB_OK;
    if (!lb_slice_to_number(text, rating)) return bad_field(reader, field, "a number", text, err);
    LbScale scale = reader->settings.scale;
    if (scale.lo == scale.hi || (*rating >= scale.lo && *rating <= scale.hi)) return LB_OK;
    return lb_error_set(err, LB_EDATA, 0, "rating %g is outside %g..%g (--scale)", *rating,
                        scale.lo, scale.hi);
}

static LbStatus take_row(const LbRatingReader *reader, const LbCsvRow *row, LbRatingRow *out,
                         LbError *err)
{
    LbStatus    st    = LB_OK;
    LbRatingRow taken = {.time = {"", 0}, .line = row->line};
    if (row->n_fields != reader->layout.n_fields)
        LB_FAIL(LB_EDATA, 0, "expected %d fields, found %d", reader->layout.n_fields,
                row->n_fields);
    LB_TRY(take_id(reader, row, reader->layout.user, &taken.user, err));
    LB_TRY(take_id(reader, row, reader->layout.film, &taken.film, err));
    LB_TRY(take_rating(reader, row, &taken.rating, err));
    if (reader->layout.time >= 0) taken.time = lb_slice_trim(row->fields[reader->layout.time]);
    *out = taken;
cleanup:
    return st;
}

/* One row, good or bad; n_fields = 0 at the end. */
static LbStatus next_row(LbRatingReader *reader, LbRatingRow *out, bool *more, LbError *err)
{
    LbCsvRow    row;
    const char *name = lb_input_name(reader->joined);
    *more            = false;
    LbStatus st      = lb_csv_next(reader->csv, &row, err);
    if (st != LB_OK) return lb_error_context(err, st, "%s", name);
    if (row.n_fields == 0) return LB_OK;
    st = take_row(reader, &row, out, err);
    if (st != LB_OK) return lb_error_context(err, st, "%s:%" PRId64, name, row.line);
    *more = true;
    return LB_OK;
}

LbStatus lb_rating_reader_next(LbRatingReader *reader, LbRatingRow *row, bool *more, LbError *err)
{
    LbError why;
    why.message[0] = '\0';
    for (;;) {
        LbStatus st = next_row(reader, row, more, &why);
        if (st == LB_OK) return LB_OK;
        bool is_bad_row = st == LB_EDATA && reader->input_status == LB_OK;
        if (!is_bad_row || !reader->settings.skip_bad) {
            if (err != NULL) *err = why;
            return st;
        }
        if (++reader->n_skipped <= REPORTED)
            lb_reporter_message(reader->reporter, LB_LEVEL_WARNING, "%s; row skipped", why.message);
    }
}

int64_t lb_rating_reader_skipped(const LbRatingReader *reader)
{
    return reader->n_skipped;
}

LbRatingLayout lb_rating_reader_layout(const LbRatingReader *reader)
{
    return reader->layout;
}

void lb_rating_reader_header(const LbRatingReader *reader, LbRatingHeader *out)
{
    const LbRatingLayout *layout = &reader->layout;
    *out                         = (LbRatingHeader){0};
    if (!layout->has_header || reader->labels == NULL) return;
    for (; out->n < layout->n_fields && out->n < LB_COLUMNS_KEPT; out->n++)
        memcpy(out->name[out->n], reader->labels[out->n], LABEL);
    if (layout->user >= 0) memcpy(out->user, reader->labels[layout->user], LABEL);
    if (layout->film >= 0) memcpy(out->film, reader->labels[layout->film], LABEL);
    if (layout->rating >= 0) memcpy(out->rating, reader->labels[layout->rating], LABEL);
}
