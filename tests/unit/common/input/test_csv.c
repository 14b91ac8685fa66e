/* SPDX-License-Identifier: MIT */
#include "common/input/csv.h"

#include "tests/lb_test.h"

#include <stdio.h>
#include <stdlib.h>

/* Bytes given out a few at a time, so that every place of a row meets the end of a piece. */
typedef struct Drip {
    const char *bytes;
    size_t      len, at, step;
} Drip;

static LbStatus drip(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    (void)err;
    Drip  *from = ctx;
    size_t n    = from->len - from->at;
    if (n > from->step) n = from->step;
    if (n > cap) n = cap;
    if (n > 0) memcpy(buffer, from->bytes + from->at, n);
    from->at += n;
    *got = n;
    return LB_OK;
}

/* All rows as "line:[a|b]\n", errors as "!message\n". */
static void render(char *out, size_t cap, const LbCsvSettings *settings, Drip from)
{
    LbError  err = {0};
    LbInput *in  = NULL;
    LbCsv   *csv = NULL;
    LbCsvRow row;
    size_t   len = 0;
    LB_ASSERT_OK(lb_input_open_stream(&in, "drip", drip, &from, &err));
    LB_ASSERT_OK(lb_csv_open(&csv, in, settings, &err));
    for (;;) {
        LbStatus st = lb_csv_next(csv, &row, &err);
        assert_true(len + 600 < cap);
        if (st != LB_OK) {
            assert_int_equal(st, LB_EDATA);
            len += (size_t)snprintf(out + len, cap - len, "!%s\n", err.message);
            continue;
        }
        if (row.n_fields == 0) break;
        len += (size_t)snprintf(out + len, cap - len, "%d:[", (int)row.line);
        for (int i = 0; i < row.n_fields; i++)
            len += (size_t)snprintf(out + len, cap - len, "%s%.*s", i > 0 ? "|" : "",
                                    (int)row.fields[i].len, row.fields[i].text);
        len += (size_t)snprintf(out + len, cap - len, "]\n");
    }
    lb_csv_close(csv);
    lb_input_close(in);
}

static void assert_rows(const LbCsvSettings *settings, const char *bytes, size_t len,
                        const char *expected)
{
    static const size_t steps[] = {1, 2, 3, 5, 1000};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        char got[8192] = "";
        render(got, sizeof got, settings, (Drip){bytes, len, 0, steps[i]});
        assert_string_equal(got, expected);
    }
}

static void csv__reads_rfc_4180_and_its_neighbours(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *rows;
    } cases[] = {
        {"", ""},
        {"\n\r\n\r", ""},
        {"a,b\nc,d\n", "1:[a|b]\n2:[c|d]\n"},
        {"a,b\r\nc,d", "1:[a|b]\n2:[c|d]\n"},
        {"a,b\rc,d\r", "1:[a|b]\n2:[c|d]\n"},
        {"a\n\n\r\nb\n", "1:[a]\n4:[b]\n"},
        {"\xEF\xBB\xBF"
         "a,b\n",
         "1:[a|b]\n"},
        {"\xEF\xBB\xBF", ""},
        {"a,\xEF\xBB\xBF\n", "1:[a|\xEF\xBB\xBF]\n"},
        {",\n", "1:[|]\n"},
        {"a,", "1:[a|]\n"},
        {"\"\"\n", "1:[]\n"},
        {"\"a,b\",\"c\"\"d\"\n", "1:[a,b|c\"d]\n"},
        {"\"\"\"\"\"\",x\n", "1:[\"\"|x]\n"},
        {"\"two\nlines\",x\ny\n", "1:[two\nlines|x]\n3:[y]\n"},
        {"\"two\r\nlines\r\",x\r\ny\n", "1:[two\r\nlines\r|x]\n4:[y]\n"},
        {"5\" disk,b\"\"c\n", "1:[5\" disk|b\"\"c]\n"},
        {"\"last\"", "1:[last]\n"},
        {"a b ,\tc\n", "1:[a b |\tc]\n"},
    };
    LbCsvSettings settings = lb_csv_defaults();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_rows(&settings, cases[i].bytes, strlen(cases[i].bytes), cases[i].rows);
}

static void csv__takes_other_separators(void **state)
{
    (void)state;
    static const struct {
        const char *separator;
        bool        quotes;
        const char *bytes, *rows;
    } cases[] = {
        {"::", false, "1::122::5\n2:3::4::\n", "1:[1|122|5]\n2:[2:3|4|]\n"},
        {"::", false, ":::\n:\n", "1:[|:]\n2:[:]\n"},
        {"::", true, "\"a::b\"::c\n", "1:[a::b|c]\n"},
        {"\t", false, "1\t\"x\t3\n", "1:[1|\"x|3]\n"},
        {";", true, "\"a;b\";c,d\n", "1:[a;b|c,d]\n"},
        {NULL, true, "a,b;c,d\n1;2,3,4\n", "1:[a|b;c|d]\n2:[1;2|3|4]\n"},
        {NULL, true, "\xEF\xBB\xBF\n\n\"a,b,c\";d\r\n1;2\r\n", "3:[a,b,c|d]\n4:[1|2]\n"},
        {NULL, true, "a\tb", "1:[a|b]\n"},
        {NULL, true, "\n", ""},
        {NULL, true, "a\nb,c\n", "1:[a]\n2:[b|c]\n"},
        {NULL, true, "sep=;\na,b;c\n", "2:[a,b|c]\n"},
        {NULL, true, "\xEF\xBB\xBFSEP=|\r\n\r\na|b,c\r\n", "3:[a|b,c]\n"},
        {NULL, true, "\"sep=\t\"\na\tb", "2:[a|b]\n"},
        {NULL, true, "sep=,", ""},
        {",", true, "sep=,\na,b\nsep=,\n", "2:[a|b]\n3:[sep=|]\n"},
        {",", false, "sep=,\n", "1:[sep=|]\n"},
        {NULL, true, "sep=;;\n", "1:[sep=||]\n"},
        {NULL, true, "sep=x\n", "1:[sep=x]\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbCsvSettings settings = lb_csv_defaults();
        settings.separator     = cases[i].separator;
        settings.quotes        = cases[i].quotes;
        assert_rows(&settings, cases[i].bytes, strlen(cases[i].bytes), cases[i].rows);
    }
    LbError       err      = {0};
    LbInput      *in       = NULL;
    LbCsv        *csv      = NULL;
    LbCsvSettings settings = lb_csv_defaults();
    settings.separator     = "---";
    LB_ASSERT_OK(lb_input_open_memory(&in, "", 0, NULL, &err));
    LB_ASSERT_FAILS(lb_csv_open(&csv, in, &settings, &err), LB_EUSAGE, "'---'");
    assert_null(csv);
    lb_input_close(in);
}

static void csv__goes_on_behind_a_bad_line(void **state)
{
    (void)state;
#define NUL_FOUND                                                                                  \
    ": a NUL byte; expected text in UTF-8 (iconv -f UTF-16 -t UTF-8 turns UTF-16 into it)\n"
    static const struct {
        const char *bytes;
        size_t      len;
        const char *rows;
    } cases[] = {
        {"a,b\nc,\"d\ne,f\n", 13,
         "1:[a|b]\n!line 2, column 3: a quote that is not closed\n3:[e|f]\n"},
        {"\"a\"b,c\nd\n", 9, "!line 1, column 4: text after a closing quote\n2:[d]\n"},
        /* What a quote has swallowed is read again. */
        {"x\n\"a\nbb\"c,\nd\n", 13,
         "1:[x]\n!line 3, column 4: text after a closing quote\n3:[bb\"c|]\n4:[d]\n"},
        {"a\0b\nc\n", 6, "!line 1, column 2" NUL_FOUND "2:[c]\n"},
        {"\"a\n\0b\"\nc\n", 9,
         "!line 2, column 1" NUL_FOUND "!line 2, column 1" NUL_FOUND "3:[c]\n"},
    };
#undef NUL_FOUND
    LbCsvSettings settings = lb_csv_defaults();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_rows(&settings, cases[i].bytes, cases[i].len, cases[i].rows);
}

static void csv__keeps_its_limits(void **state)
{
    (void)state;
    LbCsvSettings settings = lb_csv_defaults();
    settings.max_field     = 8;
    settings.max_fields    = 3;
    static const struct {
        const char *bytes, *rows;
    } cases[] = {
        {"12345678,b\n", "1:[12345678|b]\n"},
        {"\"12345678\",b\n", "1:[12345678|b]\n"},
        {"a,123456789\nc\n",
         "!line 1, column 3: a field or row over the limit of length; is a quote not closed?\n"
         "2:[c]\n"},
        {"a\n\"123456789\",b\nc\n",
         "1:[a]\n"
         "!line 2, column 1: a field or row over the limit of length; is a quote not closed?\n"
         "3:[c]\n"},
        {"1,2,3\n1,2,3,4\nc\n",
         "1:[1|2|3]\n!line 2, column 7: a field more than the limit of a row\n3:[c]\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_rows(&settings, cases[i].bytes, strlen(cases[i].bytes), cases[i].rows);
    settings.max_fields = 100;
    assert_rows(&settings, "1234567,1234567,1234567,1234567,1\nc\n", 36,
                "!line 1, column 33: a field or row over the limit of length; is a quote not "
                "closed?\n2:[c]\n");
}

static void next_row(LbCsv *csv, LbCsvRow *row)
{
    LbError err = {0};
    LB_ASSERT_OK(lb_csv_next(csv, row, &err));
}

/* A row longer than the buffer, and a stray quote that swallows more than the limit. */
static void csv__long_rows_and_stray_quotes(void **state)
{
    (void)state;
    enum { LONG = 900000, FILE_LEN = 3000000 };
    LbError       err      = {0};
    LbInput      *in       = NULL;
    LbCsv        *csv      = NULL;
    LbCsvSettings settings = lb_csv_defaults();
    LbCsvRow      row;
    char         *bytes = malloc(FILE_LEN);
    assert_non_null(bytes);
    memset(bytes, 'x', FILE_LEN);
    bytes[LONG]                 = '\n';
    static const char stray[13] = "a,\"stray\nb,c\n"; /* without its NUL */
    memcpy(bytes + LONG + 1, stray, sizeof stray);
    for (size_t i = LONG + 100; i < FILE_LEN; i += 100)
        bytes[i] = '\n';
    LB_ASSERT_OK(lb_input_open_memory(&in, bytes, FILE_LEN, NULL, &err));
    LB_ASSERT_OK(lb_csv_open(&csv, in, &settings, &err));
    next_row(csv, &row);
    assert_int_equal(row.fields[0].len, LONG);
    LB_ASSERT_FAILS(lb_csv_next(csv, &row, &err), LB_EDATA,
                    "line 2, column 3: a field or row over");
    next_row(csv, &row);
    assert_int_equal(row.line, 3);
    for (int64_t line = 4; line <= 3 + (FILE_LEN - LONG) / 100; line++) {
        next_row(csv, &row);
        assert_int_equal(row.line, line);
    }
    next_row(csv, &row);
    assert_int_equal(row.n_fields, 0);
    lb_csv_close(csv);
    lb_input_close(in);
    free(bytes);
}

static void csv__tells_the_column_of_a_field(void **state)
{
    (void)state;
    static const char text[] = "ab,\"c\nd\",e\n";
    LbError           err    = {0};
    LbInput          *in     = NULL;
    LbCsv            *csv    = NULL;
    LbCsvSettings     set    = lb_csv_defaults();
    LbCsvRow          row;
    LB_ASSERT_OK(lb_input_open_memory(&in, text, sizeof text - 1, NULL, &err));
    LB_ASSERT_OK(lb_csv_open(&csv, in, &set, &err));
    next_row(csv, &row);
    assert_int_equal(lb_csv_column(csv, 0), 1);
    assert_int_equal(lb_csv_column(csv, 1), 4);
    assert_int_equal(lb_csv_column(csv, 2), 4); /* on line 2 */
    assert_int_equal(lb_csv_column(csv, 3), 0);
    lb_csv_close(csv);
    lb_csv_close(NULL);
    lb_input_close(in);
}

static void csv__restarts_in_the_middle_of_a_file(void **state)
{
    (void)state;
    LbError       err   = {0};
    LbInput      *first = NULL, *second = NULL;
    LbCsv        *csv = NULL;
    LbCsvSettings set = lb_csv_defaults();
    LbCsvRow      row;
    LB_ASSERT_OK(lb_input_open_memory(&first, "a\nb,\"", 5, NULL, &err));
    LB_ASSERT_OK(lb_input_open_memory(&second, "\xEF\xBB\xBFz\n\ny", 7, NULL, &err));
    LB_ASSERT_OK(lb_csv_open(&csv, first, &set, &err));
    next_row(csv, &row);
    LB_ASSERT_FAILS(lb_csv_next(csv, &row, &err), LB_EDATA, "line 2, column 3");
    lb_csv_restart(csv, second, 70);
    next_row(csv, &row);
    assert_int_equal(row.line, 70);
    assert_true(lb_slice_is(row.fields[0], "\xEF\xBB\xBFz"));
    next_row(csv, &row);
    assert_int_equal(row.line, 72);
    lb_csv_close(csv);
    lb_input_close(first);
    lb_input_close(second);
}

static LbStatus failing(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    if ((*(int *)ctx)++ > 0) return lb_error_set(err, LB_EIO, 5, "disk on fire");
    assert_true(cap > 5);
    memset(buffer, 'a', 5);
    ((char *)buffer)[1] = '\n';
    *got                = 5;
    return LB_OK;
}

static void csv__hands_on_what_the_input_says(void **state)
{
    (void)state;
    LbError       err   = {0};
    LbInput      *in    = NULL;
    LbCsv        *csv   = NULL;
    LbCsvSettings set   = lb_csv_defaults();
    int           calls = 0;
    LbCsvRow      row;
    LB_ASSERT_OK(lb_input_open_stream(&in, "x", failing, &calls, &err));
    LB_ASSERT_OK(lb_csv_open(&csv, in, &set, &err));
    LB_ASSERT_OK(lb_csv_next(csv, &row, &err));
    LB_ASSERT_FAILS(lb_csv_next(csv, &row, &err), LB_EIO, "disk on fire");
    assert_int_equal(row.n_fields, 0);
    lb_csv_close(csv);
    lb_input_close(in);
}

static LbStatus read_two_rows(LbInput **in, LbCsv **csv, LbError *err)
{
    static char   text[600000]; /* longer than the first buffer */
    LbCsvSettings set = lb_csv_defaults();
    LbCsvRow      row;
    LbStatus      st = LB_OK;
    memset(text, 'x', sizeof text);
    text[1] = ',';
    text[5] = '\n';
    *in     = NULL;
    *csv    = NULL;
    LB_TRY(lb_input_open_memory(in, text, sizeof text, NULL, err));
    LB_TRY(lb_csv_open(csv, *in, &set, err));
    LB_TRY(lb_csv_next(*csv, &row, err));
    LB_TRY(lb_csv_next(*csv, &row, err));
    assert_int_equal(row.fields[0].len, sizeof text - 6);
cleanup:
    if (st != LB_OK) {
        lb_csv_close(*csv);
        lb_input_close(*in);
    }
    return st;
}

static void csv__survives_failed_allocations(void **state)
{
    (void)state;
    LbError  err = {0};
    LbInput *in  = NULL;
    LbCsv   *csv = NULL;
    LB_ASSERT_SURVIVES_NOMEM(read_two_rows(&in, &csv, &err), lb_csv_close(csv));
    lb_input_close(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv__reads_rfc_4180_and_its_neighbours),
        cmocka_unit_test(csv__takes_other_separators),
        cmocka_unit_test(csv__goes_on_behind_a_bad_line),
        cmocka_unit_test(csv__keeps_its_limits),
        cmocka_unit_test(csv__long_rows_and_stray_quotes),
        cmocka_unit_test(csv__tells_the_column_of_a_field),
        cmocka_unit_test(csv__restarts_in_the_middle_of_a_file),
        cmocka_unit_test(csv__hands_on_what_the_input_says),
        cmocka_unit_test(csv__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
