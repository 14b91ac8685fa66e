/* SPDX-License-Identifier: MIT */
/** @file csv.h
 *  Streaming reader of RFC 4180 and its neighbours: quotes, embedded newlines, LF, CRLF or CR,
 *  UTF-8 with or without BOM, a separator of one or two bytes. Constant memory. */
#ifndef LB_COMMON_INPUT_CSV_H
#define LB_COMMON_INPUT_CSV_H

#include "common/base/error.h"
#include "common/base/slice.h"
#include "common/input/input.h"

typedef struct LbCsvSettings {
    const char *separator;  /**< "," (default), "\t", "::", ";", "|"; NULL: comma, semicolon, tab or
                                  bar, whichever the first line has most of */
    bool        quotes;     /**< '"' quotes fields (default); false: a quote is a letter */
    size_t      max_field;  /**< bytes of one field; default 1 MiB */
    int         max_fields; /**< of one row; default 1024 */
} LbCsvSettings;

LbCsvSettings lb_csv_defaults(void);

typedef struct LbCsvRow {
    const LbSlice *fields; /**< unquoted; borrowed until the next call */
    int            n_fields;
    int64_t        line; /**< 1-based line on which the row starts */
} LbCsvRow;

typedef struct LbCsv LbCsv;

/** Read rows from `in`, which is borrowed and must outlive the reader.
 *  @retval LB_EUSAGE  a separator of neither one nor two bytes */
LB_NODISCARD LbStatus lb_csv_open(LbCsv **out, LbInput *in, const LbCsvSettings *settings,
                                  LbError *err);

/** The next row that is not empty; row->n_fields = 0 at the end. A quote inside an unquoted field
 *  is a letter. A row may be four times max_field long.
 *  @retval LB_EDATA  unclosed quote, text after a closing quote, field or row over the limit, NUL
 *                    byte; the message has line and column ("line 7, column 12: ..."), not the
 *                    name. After LB_EDATA the next call goes on behind the line on which the bad
 *                    field begins, so that callers may skip: of an unclosed quote one line is lost.
 *  @retval LB_EIO, LB_ENOMEM, LB_EDATA  from the input, whose message has no line; calling again
 *                    reads the input again */
LB_NODISCARD LbStatus lb_csv_next(LbCsv *csv, LbCsvRow *row, LbError *err);

/** The separator; "" while the first line has not been looked at. Borrowed. */
const char *lb_csv_separator(const LbCsv *csv);

/** Column (1-based byte) at which field i of the last row starts, for messages. */
int64_t lb_csv_column(const LbCsv *csv, int field);

/** Go on with other bytes, which begin at the start of line `line`: `in` is borrowed. Unless line
 *  is 1 a BOM is text. */
void lb_csv_restart(LbCsv *csv, LbInput *in, int64_t line);

void lb_csv_close(LbCsv *csv);

#endif
