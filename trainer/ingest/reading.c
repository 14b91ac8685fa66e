/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/reading.h"

#include "common/base/mem.h"
#include "trainer/ingest/chunks.h"

#include <string.h>

enum { CHUNK_BYTES = 1 << 18, CHUNKS_PER_THREAD = 8, RATIO_MOST = 20 };

typedef struct Batch {
    LbChunk  *chunks; /* [batch_size] */
    LbError  *errors; /* [batch_size] of scanning */
    LbStatus *status; /* [batch_size] */
    int32_t  *thread; /* [batch_size] that scanned it */
    int       n;
    LbStatus  read_status; /* of what follows the n chunks */
    LbError   read_error;
} Batch;

typedef struct Reading {
    LbChunks         *source;
    LbPool           *pool;
    const LbReporter *reporter;
    LbRatingReader   *reader;
    LbScanner        *scanners; /* [n_threads]; the last one belongs to the fallback reader */
    int               n_scanners;
    int               batch_size;
    Batch             batch[2];
    Batch            *now, *next;
    size_t            first_begin; /* behind the header, in the first chunk */
    uint64_t          n_chunks;
    uint64_t          cut;  /* position at which the fallback reader took over */
    int64_t           line; /* of the file, at the start of the next chunk to be merged */
    LbRatingsFile    *file;
    LbIngest         *all;  /* to which its rows are added */
    LbFilePart       *part; /* NULL = the file is read as a whole */
} Reading;

/* Where the fallback reader takes the rest from: chunks that were read already, then the source. */
typedef struct Rest {
    Reading *reading;
    Batch   *batch;
    int      chunk;
    size_t   offset;
    bool     is_head; /* the first chunk and no more */
} Rest;

static void batch_clear(Batch *batch, int size)
{
    for (int i = 0; batch->chunks != NULL && i < size; i++)
        lb_scan_clear(&batch->chunks[i]);
    free(batch->chunks);
    free(batch->errors);
    free(batch->status);
    free(batch->thread);
    *batch = (Batch){0};
}

static LbStatus batch_init(Batch *batch, int size, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(batch->chunks, size);
    LB_ALLOC_ZEROED(batch->errors, size);
    LB_ALLOC_ZEROED(batch->status, size);
    LB_ALLOC_ZEROED(batch->thread, size);
cleanup:
    return st; /* the caller clears */
}

static void batches_clear(Reading *reading)
{
    batch_clear(&reading->batch[0], reading->batch_size);
    batch_clear(&reading->batch[1], reading->batch_size);
}

static void reading_clear(Reading *reading)
{
    lb_rating_reader_close(reading->reader);
    batches_clear(reading);
    for (int i = 0; reading->scanners != NULL && i < reading->n_scanners; i++) {
        lb_id_table_clear(&reading->scanners[i].users);
        lb_id_table_clear(&reading->scanners[i].films);
    }
    free(reading->scanners);
    lb_chunks_close(reading->source);
}

static LbStatus reading_init(Reading *reading, LbError *err)
{
    LbStatus st         = LB_OK;
    int      n_threads  = lb_pool_threads(reading->pool);
    reading->now        = &reading->batch[0];
    reading->next       = &reading->batch[1];
    reading->line       = 1;
    reading->cut        = UINT64_MAX;
    reading->batch_size = CHUNKS_PER_THREAD * n_threads;
    reading->n_scanners = n_threads + 1;
    LB_TRY(batch_init(reading->now, reading->batch_size, err));
    LB_TRY(batch_init(reading->next, reading->batch_size, err));
    LB_ALLOC_ZEROED(reading->scanners, reading->n_scanners);
    for (int i = 0; i < reading->n_scanners; i++) {
        LB_TRY(lb_id_table_init(&reading->scanners[i].users, err));
        LB_TRY(lb_id_table_init(&reading->scanners[i].films, err));
    }
cleanup:
    return st; /* the caller clears */
}

static bool is_range(const Reading *reading)
{
    return reading->part != NULL && reading->part->is_range;
}

static void read_batch(Reading *reading, Batch *batch, int most)
{
    batch->n = 0;
    while (batch->read_status == LB_OK && batch->n < most) {
        LbChunk *chunk     = &batch->chunks[batch->n];
        batch->read_status = lb_chunks_next(reading->source, chunk, &batch->read_error);
        if (batch->read_status != LB_OK || chunk->len == 0) return;
        chunk->position = reading->n_chunks++ << 32;
        batch->n++;
    }
}

/* Block 0 reads the next batch, the others scan the chunks of this one. */
static void work(void *ctx, int64_t block, int thread)
{
    Reading *reading = ctx;
    Batch   *batch   = reading->now;
    if (block == 0) {
        reading->next->read_status = batch->read_status;
        reading->next->read_error  = batch->read_error;
        read_batch(reading, reading->next, reading->batch_size);
        return;
    }
    int    i         = (int)block - 1;
    size_t begin     = batch->chunks[i].position == 0 ? reading->first_begin : 0;
    batch->thread[i] = thread;
    batch->status[i] =
        lb_scan(&reading->scanners[thread], &batch->chunks[i], begin, &batch->errors[i]);
}

static LbStatus rest_read(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    Rest *rest = ctx;
    for (;;) {
        while (rest->chunk < (rest->is_head && rest->batch->n > 0 ? 1 : rest->batch->n)) {
            LbChunk *chunk = &rest->batch->chunks[rest->chunk];
            *got           = chunk->len - rest->offset < cap ? chunk->len - rest->offset : cap;
            if (*got > 0) {
                memcpy(buffer, chunk->bytes + rest->offset, *got);
                rest->offset += *got;
                return LB_OK;
            }
            rest->chunk++;
            rest->offset = 0;
        }
        if (rest->is_head) {
            *got = 0;
            return LB_OK;
        }
        if (rest->batch->read_status != LB_OK) {
            if (err != NULL) *err = rest->batch->read_error;
            return rest->batch->read_status;
        }
        if (rest->batch == rest->reading->next)
            return lb_chunks_read(rest->reading->source, buffer, cap, got, err);
        rest->batch  = rest->reading->next;
        rest->chunk  = 0;
        rest->offset = 0;
    }
}

static LbStatus take_row(Reading *reading, const LbRatingRow *row, uint64_t position, LbError *err)
{
    LbStatus   st       = LB_OK;
    int        table    = reading->n_scanners - 1;
    LbScanner *fallback = &reading->scanners[table];
    float      rating   = (float)row->rating;
    int32_t    user, film;
    LbChunk    one = {.user = &user, .film = &film, .rating = &rating};
    LB_TRY(lb_id_table_add(&fallback->users, row->user, position, &user, err));
    LB_TRY(lb_id_table_add(&fallback->films, row->film, position, &film, err));
    LB_TRY(lb_rows_append(&reading->all->rows, table, row->line, &one, 0, 1, err));
cleanup:
    return st;
}

/* All rows that the fallback reader has. A row's position is that of its line in a span, which
 * begins at `position` on line `line`; in the rest of the file rows are counted. */
static LbStatus take_fallback(Reading *reading, uint64_t position, int64_t line, bool is_rest,
                              LbError *err)
{
    LbStatus    st   = LB_OK;
    bool        more = true;
    LbRatingRow row;
    for (int64_t n = 0;; n++) {
        if (is_rest && n % 65536 == 0) LB_TRY(lb_reporter_check(reading->reporter, err));
        LB_TRY(lb_rating_reader_next(reading->reader, &row, &more, err));
        if (!more) break;
        LB_TRY(take_row(reading, &row, position + (uint64_t)(is_rest ? n : row.line - line), err));
    }
cleanup:
    return st;
}

/* As text, which is taken as it is: lines in the middle of a file that look like the beginning of
 * an archive are none. */
static LbStatus take_span(Reading *reading, const LbChunk *chunk, const LbSpan *span, LbError *err)
{
    LbStatus st    = LB_OK;
    LbInput *in    = NULL;
    LbSlice  piece = {chunk->bytes + span->begin, span->end - span->begin};
    int64_t  line  = reading->line + span->line;
    LB_TRY(lb_input_open_text(&in, lb_chunks_name(reading->source), piece, err));
    lb_rating_reader_resume(reading->reader, in, line);
    LB_TRY(take_fallback(reading, chunk->position + (uint64_t)span->line, line, false, err));
cleanup:
    lb_input_close(in);
    return st;
}

static LbStatus take_rest(Reading *reading, int i, LbError *err)
{
    LbStatus st   = LB_OK;
    LbInput *in   = NULL;
    Rest     rest = {reading, reading->now, i, reading->now->chunks[i].stop, false};
    LB_TRY(lb_input_open_stream(&in, lb_chunks_name(reading->source), rest_read, &rest, err));
    lb_rating_reader_resume(reading->reader, in, reading->line);
    reading->cut = reading->now->chunks[i].position + (uint64_t)reading->now->chunks[i].n_lines;
    LB_TRY(take_fallback(reading, reading->cut, 0, true, err));
cleanup:
    lb_input_close(in);
    return st;
}

static LbStatus merge_chunk(Reading *reading, int i, LbError *err)
{
    LbStatus       st    = LB_OK;
    const LbChunk *chunk = &reading->now->chunks[i];
    int64_t        row = 0, line = reading->line;
    int            table = reading->now->thread[i];
    if (reading->now->status[i] != LB_OK) {
        if (err != NULL) *err = reading->now->errors[i];
        return reading->now->status[i];
    }
    for (int64_t s = 0; s < chunk->n_spans; s++) {
        const LbSpan *span = &chunk->spans[s];
        LB_TRY(lb_rows_append(&reading->all->rows, table, line, chunk, row, span->row, err));
        LB_TRY(take_span(reading, chunk, span, err));
        row  = span->row;
        line = reading->line + span->line + span->n_lines;
    }
    LB_TRY(lb_rows_append(&reading->all->rows, table, line, chunk, row, chunk->n_rows, err));
    reading->line += chunk->n_lines;
cleanup:
    return st;
}

static LbStatus merge_batch(Reading *reading, bool *is_done, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; i < reading->now->n && !*is_done; i++) {
        LB_TRY(merge_chunk(reading, i, err));
        if (reading->now->chunks[i].stop == reading->now->chunks[i].len) continue;
        if (is_range(reading))
            reading->part->is_good = false;
        else
            LB_TRY(take_rest(reading, i, err));
        *is_done = true;
    }
cleanup:
    return st;
}

static void show_progress(const Reading *reading)
{
    const LbIngest *all = reading->all;
    int64_t         done, size;
    lb_chunks_progress(reading->source, &done, &size);
    if (all->n_files > 1) {
        done += all->bytes_before;
        size = all->bytes;
    }
    lb_reporter_progress(reading->reporter, "reading", (double)done, (double)size);
}

static double batch_bytes(const Batch *batch)
{
    double bytes = 0;
    for (int i = 0; i < batch->n; i++)
        bytes += (double)batch->chunks[i].len;
    return bytes;
}

/* When the first batch has been merged and the second one read: as many rows for each byte as in the
 * former, and one in 32 more; of a packed file as many bytes as its ratio until now promises. */
static void expect_rows(Reading *reading)
{
    LbRows           *rows = &reading->all->rows;
    const LbFilePart *part = reading->part;
    const double      now  = batch_bytes(reading->now);
    int64_t           done, size;
    lb_chunks_progress(reading->source, &done, &size);
    if (size <= 0 || done <= 0 || now <= 0) return;
    double ratio = (now + batch_bytes(reading->next)) / (double)done;
    if (is_range(reading)) {
        size  = part->at[part->rank + 1] - part->at[part->rank];
        ratio = 1;
    }
    if (ratio > RATIO_MOST) ratio = RATIO_MOST;
    double n = (double)(rows->n - reading->file->first_row) / now * (double)size * ratio;
    lb_rows_expect(rows, reading->file->first_row + (int64_t)(n * 33 / 32));
}

static LbStatus read_batches(Reading *reading, LbError *err)
{
    LbStatus st       = LB_OK;
    bool     is_first = true, is_done = false;
    while (!is_done && reading->now->n > 0) {
        LB_TRY(lb_reporter_check(reading->reporter, err));
        lb_pool_run(reading->pool, reading->now->n + 1, work, reading);
        LB_TRY(merge_batch(reading, &is_done, err));
        if (is_first) expect_rows(reading);
        is_first      = false;
        Batch *done   = reading->now;
        reading->now  = reading->next;
        reading->next = done;
        show_progress(reading);
    }
    if (!is_done && reading->now->read_status != LB_OK) {
        if (err != NULL) *err = reading->now->read_error;
        st =
            lb_error_context(err, reading->now->read_status, "%s", lb_chunks_name(reading->source));
    }
cleanup:
    return st;
}

static void set_layout(Reading *reading, const LbChunk *first, const LbRatingSettings *settings)
{
    LbRatingLayout layout = lb_rating_reader_layout(reading->reader);
    for (int i = 0; i < reading->n_scanners; i++) {
        reading->scanners[i].layout = layout;
        reading->scanners[i].scale  = settings->scale;
    }
    if (!layout.has_header) return;
    const char *end      = memchr(first->bytes, '\n', first->len);
    reading->first_begin = end != NULL ? (size_t)(end - first->bytes) + 1 : first->len;
    reading->line        = 2;
}

/* From the head of the file to the part that is this rank's. */
static void go_to_range(Reading *reading)
{
    const LbFilePart *part = reading->part;
    lb_chunks_restrict(reading->source, part->at[part->rank], part->at[part->rank + 1]);
    reading->now->read_status = LB_OK;
    reading->n_chunks         = 0;
    if (part->at[part->rank] > 0) {
        reading->first_begin = 0;
        reading->line        = 1;
    }
    read_batch(reading, reading->now, reading->batch_size);
}

/* Open the fallback reader on the head of the file. Where the header certainly is the first line,
 * the scanners begin behind it; else the fallback reader takes the whole file. */
static LbStatus read_file(Reading *reading, const LbRatingSettings *settings, LbError *err)
{
    LbStatus st = LB_OK;
    LbInput *in = NULL;
    read_batch(reading, reading->now, is_range(reading) ? 1 : reading->batch_size);
    LbChunk *first    = &reading->now->chunks[0];
    bool     is_plain = reading->now->n > 0 && !first->is_partial &&
                    lb_scan_is_plain_head(first->bytes, first->len);
    Rest rest = {reading, reading->now, 0, 0, is_plain};
    LB_TRY(lb_input_open_stream(&in, lb_chunks_name(reading->source), rest_read, &rest, err));
    LB_TRY(lb_rating_reader_open(&reading->reader, in, settings, reading->reporter, err));
    if (is_plain) {
        set_layout(reading, first, settings);
        if (is_range(reading)) go_to_range(reading);
        LB_TRY(read_batches(reading, err));
    } else if (is_range(reading)) {
        reading->part->is_good = false;
    } else {
        LB_TRY(take_fallback(reading, 0, 0, true, err));
    }
cleanup:
    lb_input_close(in);
    return st;
}

/* What is known of the file as a whole, and the numbers of its users and films. */
static LbStatus conclude(Reading *reading, LbError *err)
{
    LbStatus       st     = LB_OK;
    LbIngest      *all    = reading->all;
    LbRatingsFile *file   = reading->file;
    LbIdTables     tables = {reading->scanners, reading->n_scanners, reading->cut};
    LB_TRY(lb_chunks_hash(reading->source, file->hash, reading->reporter, err));
    LB_TRY(lb_chunks_check(reading->source, err));
    batches_clear(reading);
    LB_TRY(lb_rows_number(&all->rows, &tables, reading->pool, all->users, all->films, err));
    file->n_rows = all->rows.n - file->first_row;
    if (file->n_rows > 0)
        file->extremes =
            lb_moments_extremes(all->rows.rating + file->first_row, file->n_rows, reading->pool);
    lb_rating_reader_header(reading->reader, &file->header);
    all->skipped += lb_rating_reader_skipped(reading->reader);
cleanup:
    return st;
}

/* Half a row at the end of a file that somebody is writing is not the fault of the row. */
static LbStatus blame(const Reading *reading, LbStatus st, LbError *err)
{
    if (reading->source == NULL || (st != LB_EDATA && st != LB_ENOINPUT)) return st;
    return lb_chunks_check(reading->source, err) != LB_OK ? LB_ETEMPFAIL : st;
}

static LbStatus open_chunks(Reading *reading, const char *path, const LbReadingHow *how,
                            LbError *err)
{
    LbMemberWish wish = lb_rating_reader_wish(how->settings);
    return lb_chunks_open(&reading->source, path, &wish,
                          how->chunk_bytes > 0 ? how->chunk_bytes : (size_t)CHUNK_BYTES, err);
}

LbStatus lb_reading_add(LbIngest *all, LbRatingsFile *file, const char *path,
                        const LbReadingHow *how, LbError *err)
{
    LbStatus st      = LB_OK;
    Reading  reading = {.pool = how->pool, .reporter = how->reporter, .file = file, .all = all};
    file->first_row  = all->rows.n;
    LB_TRY(open_chunks(&reading, path, how, err));
    LB_STRDUP(file->name, lb_chunks_name(reading.source));
    LB_TRY(reading_init(&reading, err));
    LB_TRY(read_file(&reading, how->settings, err));
    LB_TRY(conclude(&reading, err));
cleanup:
    st = blame(&reading, st, err);
    reading_clear(&reading);
    return st;
}

static LbStatus read_part(Reading *reading, const char *path, const LbReadingHow *how, LbError *err)
{
    LbStatus    st   = LB_OK;
    LbFilePart *part = reading->part;
    LB_TRY(open_chunks(reading, path, how, err));
    LB_TRY(lb_chunks_split(reading->source, part->size, part->at, &part->is_range, err));
    if (!part->is_range && part->turn % part->size != part->rank) goto cleanup;
    LB_TRY(reading_init(reading, err));
    LB_TRY(read_file(reading, how->settings, err));
    LB_TRY(conclude(reading, err));
    bool is_empty = part->is_range && part->at[part->rank] == part->at[part->rank + 1];
    part->lines   = is_empty ? 0 : reading->line - 1;
    if (lb_rating_reader_skipped(reading->reader) > 0) part->is_good = false;
cleanup:
    return st;
}

LbStatus lb_reading_add_part(LbIngest *own, LbRatingsFile *file, const char *path,
                             const LbReadingHow *how, LbFilePart *part, LbError *err)
{
    LbReporter silent  = how->reporter != NULL ? *how->reporter : (LbReporter){0};
    Reading    reading = {
           .pool = how->pool, .reporter = &silent, .file = file, .all = own, .part = part};
    silent.message = NULL; /* what there is to say is said when it is read again */
    part->is_good  = true;
    part->is_range = false;
    part->lines    = 0;
    LbStatus st    = read_part(&reading, path, how, err);
    reading_clear(&reading);
    if (st == LB_OK || st == LB_EINTR || st == LB_ENOMEM || st == LB_EINTERNAL) return st;
    part->is_good = false;
    return LB_OK;
}
