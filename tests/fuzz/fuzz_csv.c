/* SPDX-License-Identifier: MIT */
/* The CSV reader. The first byte chooses the settings; the rest is read twice, as a whole and in
 * pieces, which must give the same rows and errors. */
#include "common/base/hash.h"
#include "common/input/csv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Pieces {
    const uint8_t *data;
    size_t         size, at, step;
} Pieces;

static LbStatus give(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    (void)err;
    Pieces *from = ctx;
    size_t  n    = from->size - from->at;
    if (n > from->step) n = from->step;
    if (n > cap) n = cap;
    if (n > 0) memcpy(buffer, from->data + from->at, n);
    from->at += n;
    *got = n;
    return LB_OK;
}

static void require(int claim)
{
    if (!claim) abort();
}

static void hash_row(LbHasher *hasher, const LbCsv *csv, const LbCsvRow *row)
{
    lb_hash_update(hasher, &row->line, sizeof row->line);
    for (int i = 0; i < row->n_fields; i++) {
        int64_t column = lb_csv_column(csv, i);
        require(column >= 1);
        lb_hash_update(hasher, &column, sizeof column);
        lb_hash_update(hasher, &row->fields[i].len, sizeof row->fields[i].len);
        lb_hash_update(hasher, row->fields[i].text, row->fields[i].len);
    }
}

/* Everything the reader says, in one number. */
static void read_all(char out[LB_HASH_TEXT], const LbCsvSettings *settings, Pieces from)
{
    LbError   err    = {0};
    LbInput  *in     = NULL;
    LbCsv    *csv    = NULL;
    LbHasher *hasher = NULL;
    LbCsvRow  row;
    int64_t   last = 0;
    require(lb_hash_new(&hasher, &err) == LB_OK);
    require(lb_input_open_stream(&in, "fuzz", give, &from, &err) == LB_OK);
    require(lb_csv_open(&csv, in, settings, &err) == LB_OK);
    for (;;) {
        LbStatus st = lb_csv_next(csv, &row, &err);
        if (st != LB_OK) {
            require(st == LB_EDATA);
            lb_hash_update(hasher, err.message, strlen(err.message));
            continue;
        }
        if (row.n_fields == 0) break;
        require(row.line > last && row.n_fields <= settings->max_fields);
        last = row.line;
        hash_row(hasher, csv, &row);
    }
    lb_hash_text(hasher, out);
    lb_csv_close(csv);
    lb_input_close(in);
    lb_hash_free(hasher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const separators[] = {",", "\t", "::", ";", NULL, NULL, NULL, NULL};
    if (size == 0) return 0;
    LbCsvSettings settings = lb_csv_defaults();
    settings.separator     = separators[data[0] & 7];
    settings.quotes        = (data[0] & 4) == 0;
    if ((data[0] & 8) != 0) settings.max_field = 16;
    if ((data[0] & 16) != 0) settings.max_fields = 3;
    char whole[LB_HASH_TEXT], pieces[LB_HASH_TEXT];
    read_all(whole, &settings, (Pieces){data + 1, size - 1, 0, size});
    read_all(pieces, &settings, (Pieces){data + 1, size - 1, 0, 1 + data[0] / 32});
    require(strcmp(whole, pieces) == 0);
    return 0;
}
