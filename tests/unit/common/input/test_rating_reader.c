/* SPDX-License-Identifier: MIT */
#include "common/input/rating_reader.h"

#include "tests/lb_test.h"

#include <stdio.h>

typedef struct Opened {
    LbInput        *in;
    LbRatingReader *reader;
} Opened;

static LbStatus open_text(Opened *out, const char *text, const LbRatingSettings *settings,
                          const LbReporter *reporter, LbError *err)
{
    *out        = (Opened){NULL, NULL};
    LbStatus st = lb_input_open_memory(&out->in, text, strlen(text), NULL, err);
    if (st == LB_OK) st = lb_rating_reader_open(&out->reader, out->in, settings, reporter, err);
    if (st != LB_OK) {
        assert_null(out->reader);
        lb_input_close(out->in);
    }
    return st;
}

static void close_text(Opened *opened)
{
    lb_rating_reader_close(opened->reader);
    lb_input_close(opened->in);
}

/* All rows as "line:user|film|rating;", then the error, if any, as "!message". */
static void assert_reads(const char *text, const LbRatingSettings *settings, const char *expected)
{
    LbError     err  = {0};
    Opened      open = {NULL, NULL};
    LbRatingRow row;
    bool        more      = true;
    char        got[2048] = "";
    LbStatus    st        = open_text(&open, text, settings, NULL, &err);
    size_t      len       = 0;
    if (st != LB_OK) {
        (void)snprintf(got, sizeof got, "!%s", err.message);
        assert_int_equal(st, LB_EDATA);
        assert_string_equal(got, expected);
        return;
    }
    while (more && (st = lb_rating_reader_next(open.reader, &row, &more, &err)) == LB_OK && more)
        len += (size_t)snprintf(got + len, sizeof got - len, "%d:%.*s|%.*s|%g;", (int)row.line,
                                (int)row.user.len, row.user.text, (int)row.film.len, row.film.text,
                                row.rating);
    if (st != LB_OK) (void)snprintf(got + len, sizeof got - len, "!%s", err.message);
    assert_string_equal(got, expected);
    close_text(&open);
}

static void rating_reader__finds_columns_and_formats(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"_id,movie_id,rating_val,user_id\n5f,heat,8,anna\n", "2:anna|heat|8;"},
        {"userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n", "2:1|31|2.5;"},
        {"\xEF\xBB\xBF\"Film\";\" UID \";\"Score\"\r\nheat;anna;4\r\n", "2:anna|heat|4;"},
        {"\xEF\xBB\xBF\xEF\xBB\xBFuser,film,rating\nanna,heat,8\n", "2:anna|heat|8;"},
        {"user|film|rating\nanna|heat|8\n", "2:anna|heat|8;"},
        {"username\tslug\tstars\nanna\theat\t4,5\n", "2:anna|heat|4.5;"},
        {"sep=;\nuser;film;rating\nanna;heat;4,5\n", "3:anna|heat|4.5;"},
        {"user,film,rating\nanna,heat,\"1,000\"\n",
         "!memory:2: column 3 (rating): expected a number, found '1,000'"},
        {"1::122::5::838985046\n2::185::4.5::8\n", "1:1|122|5;2:2|185|4.5;"},
        {"196\t242\t3\t881250949\n", "1:196|242|3;"},
        {"\n\nuser,film,rating\n\nanna,heat,4\n", "5:anna|heat|4;"},
        {"", ""},
        {"user,film,rating", ""},
        {"user,film,rating\n\"a,b\",\"two\nlines\",1\n",
         "!memory:2: column 2 (film): expected an id without control characters, found 'two "
         "lines'"},
    };
    LbRatingSettings settings = lb_rating_layout_defaults();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_reads(cases[i][0], &settings, cases[i][1]);
}

static void rating_reader__knows_what_is_no_table(void **state)
{
    (void)state;
    LbRatingSettings settings = lb_rating_layout_defaults();
    assert_reads("[{\"user\": 1, \"film\": 2}]", &settings,
                 "!memory: this is JSON; expected CSV with a header line");
    assert_reads("{\"user\": 1, \"film\": 2}\n{}\n", &settings,
                 "!memory: this is JSON; expected CSV with a header line");
    assert_reads("\n <!DOCTYPE html>\n", &settings,
                 "!memory: this is a page of the web or XML; expected CSV with a header line");
}

static void rating_reader__ids_have_no_blanks_around(void **state)
{
    (void)state;
    LbRatingSettings settings = lb_rating_layout_defaults();
    assert_reads("user, film, rating\n anna , heat, 4 \n", &settings, "2:anna|heat|4;");
    assert_reads("user\tfilm\trating\nanna \t heat x\t4\n", &settings, "2:anna|heat x|4;");
    assert_reads("user,film,rating\nanna,\" heat \",4\n", &settings, "2:anna|heat|4;");
    /* Quotes behind a blank are letters to CSV, but nobody means them so. */
    assert_reads("user, film, rating\nanna, \"heat\", 4\n", &settings, "2:anna|heat|4;");
    assert_reads("user,film,rating\nanna,\"\"\"heat\"\"\",4\n", &settings, "2:anna|\"heat\"|4;");
    assert_reads("user,film,rating\nanna,  ,4\n", &settings,
                 "!memory:2: column 2 (film): expected an id, found nothing");
    assert_reads("user,film,rating\nanna, \"\",4\n", &settings,
                 "!memory:2: column 2 (film): expected an id, found nothing");
    assert_reads("1 ::122::5\n", &settings, "1:1|122|5;");
    /* Where one file with a byte order mark was put behind another. */
    assert_reads("user,film,rating\nanna,heat,4\n\xEF\xBB\xBF"
                 "anna,alien,5\n",
                 &settings, "2:anna|heat|4;3:anna|alien|5;");
    assert_reads("user,film,rating\n\xEF\xBB\xBF\"anna\",alien,5\n", &settings, "2:anna|alien|5;");
    assert_reads("user,film,rating\n\xEF\xBB\xBF,alien,5\n", &settings,
                 "!memory:2: column 1 (user): expected an id, found nothing");
}

static void rating_reader__ids_are_utf8(void **state)
{
    (void)state;
    LbRatingSettings settings = lb_rating_layout_defaults();
    assert_reads("user,film,rating\nanna,am\xC3\xA9lie,4\nb,\xEF\xBF\xBD,4\n", &settings,
                 "2:anna|am\xC3\xA9lie|4;3:b|\xEF\xBF\xBD|4;");
    static const char *const bad[] = {"am\xE9lie", "\xC3", "\xED\xA0\x80", "\xF8\x88\x80\x80\x80",
                                      "\xC0\xAF"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char        text[64], start[] = "!memory:2: column 2 (film): expected an id in UTF-8";
        LbError     err  = {0};
        Opened      open = {NULL, NULL};
        LbRatingRow row;
        bool        more = true;
        (void)snprintf(text, sizeof text, "user,film,rating\nanna,%s,4\n", bad[i]);
        LB_ASSERT_OK(open_text(&open, text, &settings, NULL, &err));
        LB_ASSERT_FAILS(lb_rating_reader_next(open.reader, &row, &more, &err), LB_EDATA, start + 1);
        close_text(&open);
    }
}

static void rating_reader__rows_beyond_the_scale_are_bad(void **state)
{
    (void)state;
    LbRatingSettings settings = lb_rating_layout_defaults();
    settings.scale            = (LbScale){0.5, 5};
    assert_reads("user,film,rating\na,x,0.5\nb,x,5\nc,x,0\n", &settings,
                 "2:a|x|0.5;3:b|x|5;!memory:4: rating 0 is outside 0.5..5 (--scale)");
    settings.skip_bad = true;
    assert_reads("user,film,rating\na,x,-1\nb,x,5\nc,x,5.01\nd,x,0.4999\ne,x,1\n", &settings,
                 "3:b|x|5;6:e|x|1;");
}

static void rating_reader__a_missing_header_is_told(void **state)
{
    (void)state;
    LbRatingSettings settings = lb_rating_layout_defaults();
    assert_reads(
        "u0,f4,5\nu1,f4,4\n", &settings,
        "!memory: line 1: no user column: found 'u0', 'f4', '5', which looks like a file "
        "without a header line; put 'user_id,movie_id,rating_val' in front, in the order of "
        "its columns, or say --format tab where tabs stand between the fields");
    settings.format = LB_FORMAT_TAB;
    assert_reads("u0\tf4\t5\n", &settings, "1:u0|f4|5;");
}

static void rating_reader__a_rating_that_is_not_needed_may_be_unclear(void **state)
{
    (void)state;
    LbRatingSettings settings = lb_rating_layout_defaults();
    settings.needs_rating     = false;
    assert_reads("user,film,score,stars\nanna,heat,1.5,4\n", &settings, "2:anna|heat|nan;");
    (void)snprintf(settings.columns.rating, sizeof settings.columns.rating, "stars");
    assert_reads("user,film,score,stars\nanna,heat,1.5,4\n", &settings, "2:anna|heat|4;");
}

static void rating_reader__takes_the_format_it_is_told(void **state)
{
    (void)state;
    LbRatingSettings settings = lb_rating_layout_defaults();
    settings.format           = LB_FORMAT_TAB;
    assert_reads("anna\theat\t4\n", &settings, "1:anna|heat|4;");
    assert_reads("anna\theat\n", &settings,
                 "!memory: expected the fields user, film and rating with tabs between, found 2 of "
                 "them; see --format");
    settings.format = LB_FORMAT_DAT;
    assert_reads("anna::\"heat::4\n", &settings, "1:anna|\"heat|4;");
    settings.format = LB_FORMAT_CSV;
    assert_reads("user,film,rating,a::b\nanna,heat,4,x\n", &settings, "2:anna|heat|4;");
    settings              = lb_rating_layout_defaults();
    settings.format       = LB_FORMAT_DAT;
    settings.needs_rating = false;
    assert_reads("1::2\n", &settings, "1:1|2|nan;");
}

static void rating_reader__says_which_column_is_missing(void **state)
{
    (void)state;
    LbRatingSettings settings = lb_rating_layout_defaults();
    assert_reads("who,film,rating\n", &settings,
                 "!memory: line 1: no user column: found 'who', 'film', 'rating'; expected "
                 "'user_id', 'userId', 'user', 'uid', 'username', or name the columns with "
                 "--columns USER,FILM,RATING");
    assert_reads("user,film,stars,rating\n", &settings,
                 "!memory: line 1: columns 3 and 4 may both be the rating; name the right one with "
                 "--columns USER,FILM,RATING");
    (void)snprintf(settings.columns.user, sizeof settings.columns.user, "who");
    (void)snprintf(settings.columns.rating, sizeof settings.columns.rating, "Stars");
    assert_reads("who,film,stars,rating,user\nanna,heat,4,8,x\n", &settings, "2:anna|heat|4;");
    assert_reads("user,film,rating\n", &settings,
                 "!memory: line 1: no user column: found 'user', 'film', 'rating'; expected 'who', "
                 "or name the columns with --columns USER,FILM,RATING");
}

static void rating_reader__columns_may_be_optional(void **state)
{
    (void)state;
    LbRatingSettings settings = lb_rating_layout_defaults();
    settings.needs_user       = false;
    assert_reads("film,rating\nheat,4\n", &settings, "2:|heat|4;");
    settings.needs_rating = false;
    assert_reads("film\nheat\nalien\n", &settings, "2:|heat|nan;3:|alien|nan;");
    assert_reads("film,rating\nheat,\nalien,3\nx,y\n", &settings,
                 "2:|heat|nan;3:|alien|3;!memory:4: column 2 (rating): expected a number, found "
                 "'y'");
}

static void rating_reader__says_what_a_bad_row_has(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"anna,heat,abc\n", "column 3 (rating): expected a number, found 'abc'"},
        {"anna,heat,nan\n", "column 3 (rating): expected a number, found 'nan'"},
        {"anna,heat,\n", "column 3 (rating): expected a number, found nothing"},
        {"anna,heat\n", "expected 3 fields, found 2"},
        {"anna,heat,4,5\n", "expected 3 fields, found 4"},
        {",heat,4\n", "column 1 (user): expected an id, found nothing"},
        {"anna,,4\n", "column 2 (film): expected an id, found nothing"},
        {"an\x1bna,heat,4\n", "column 1 (user): expected an id without control characters"},
        {"anna,h\xC2\x85,4\n", "column 2 (film): expected an id without control characters"},
        {"anna,\"heat,4\n", "line 2, column 6: a quote that is not closed"},
    };
    LbRatingSettings settings = lb_rating_layout_defaults();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbError     err  = {0};
        Opened      open = {NULL, NULL};
        LbRatingRow row;
        bool        more;
        char        text[200];
        (void)snprintf(text, sizeof text, "user,film,rating\n%s", cases[i][0]);
        assert_int_equal(open_text(&open, text, &settings, NULL, &err), LB_OK);
        LB_ASSERT_FAILS(lb_rating_reader_next(open.reader, &row, &more, &err), LB_EDATA,
                        cases[i][1]);
        assert_int_equal(strncmp(err.message, "memory:", 7), 0);
        close_text(&open);
    }
}

static void rating_reader__bounds_the_length_of_ids(void **state)
{
    (void)state;
    LbRatingSettings settings = lb_rating_layout_defaults();
    LbError          err      = {0};
    for (int len = 255; len <= 256; len++) {
        Opened      open = {NULL, NULL};
        LbRatingRow row;
        bool        more;
        char        text[400];
        (void)snprintf(text, sizeof text, "user,film,rating\n%0*d,heat,4\n", len, 7);
        assert_int_equal(open_text(&open, text, &settings, NULL, &err), LB_OK);
        LbStatus st = lb_rating_reader_next(open.reader, &row, &more, &err);
        assert_int_equal(st, len == 255 ? LB_OK : LB_EDATA);
        if (st != LB_OK) assert_non_null(strstr(err.message, "at most 255 bytes, found '000"));
        close_text(&open);
    }
}

typedef struct Heard {
    int  n;
    char last[LB_MESSAGE_MAX];
} Heard;

static void hear(void *ctx, LbLevel level, const char *text)
{
    Heard *heard = ctx;
    assert_int_equal(level, LB_LEVEL_WARNING);
    heard->n++;
    (void)snprintf(heard->last, sizeof heard->last, "%s", text);
}

static void rating_reader__skips_bad_rows_when_told(void **state)
{
    (void)state;
    LbError          err      = {0};
    Heard            heard    = {0, ""};
    LbReporter       reporter = {.message = hear, .ctx = &heard};
    LbRatingSettings settings = lb_rating_layout_defaults();
    Opened           open     = {NULL, NULL};
    LbRatingRow      row;
    bool             more = true;
    int              good = 0;
    char             text[1024];
    size_t           len = (size_t)snprintf(text, sizeof text, "user,film,rating\n");
    for (int i = 0; i < 12; i++) {
        int n = snprintf(text + len, sizeof text - len, "a,f%d,4\nb,\"f%d,5\nc,,1\n", i, i);
        len += (size_t)n;
    }
    settings.skip_bad = true;
    assert_int_equal(open_text(&open, text, &settings, &reporter, &err), LB_OK);
    while (lb_rating_reader_next(open.reader, &row, &more, &err) == LB_OK && more)
        good++;
    assert_false(more);
    assert_int_equal(good, 12);
    assert_int_equal(lb_rating_reader_skipped(open.reader), 24);
    assert_int_equal(heard.n, 10);
    assert_string_equal(heard.last,
                        "memory:16: column 2 (film): expected an id, found nothing; row skipped");
    close_text(&open);
}

static LbStatus breaks(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    static const char head[] = "user,film,rating\na,b,3\n";
    if ((*(int *)ctx)++ > 0) return lb_error_set(err, LB_EDATA, 0, "damaged archive");
    assert_true(cap >= sizeof head - 1);
    memcpy(buffer, head, sizeof head - 1);
    *got = sizeof head - 1;
    return LB_OK;
}

static void rating_reader__a_damaged_file_is_no_bad_row(void **state)
{
    (void)state;
    LbError          err      = {0};
    LbInput         *in       = NULL;
    LbRatingReader  *reader   = NULL;
    int              calls    = 0;
    LbRatingSettings settings = lb_rating_layout_defaults();
    LbRatingRow      row;
    bool             more;
    settings.skip_bad = true;
    LB_ASSERT_OK(lb_input_open_stream(&in, "r.csv.gz", breaks, &calls, &err));
    LB_ASSERT_OK(lb_rating_reader_open(&reader, in, &settings, NULL, &err));
    /* The row may be read before the damage is met, or not. */
    LbStatus st = lb_rating_reader_next(reader, &row, &more, &err);
    if (st == LB_OK) st = lb_rating_reader_next(reader, &row, &more, &err);
    assert_int_equal(st, LB_EDATA);
    assert_string_equal(err.message, "r.csv.gz: damaged archive");
    assert_int_equal(lb_rating_reader_skipped(reader), 0);
    lb_rating_reader_close(reader);
    lb_rating_reader_close(NULL);
    lb_input_close(in);
}

static void rating_reader__resumes_and_tells_its_layout(void **state)
{
    (void)state;
    LbError          err      = {0};
    LbRatingSettings settings = lb_rating_layout_defaults();
    Opened           open     = {NULL, NULL};
    LbInput         *rest     = NULL;
    LbRatingRow      row;
    bool             more;
    assert_int_equal(open_text(&open, "x;film;user;rating\n1;a;b;3\n", &settings, NULL, &err),
                     LB_OK);
    LbRatingLayout layout = lb_rating_reader_layout(open.reader);
    assert_string_equal(layout.separator, ";");
    assert_true(layout.has_header && layout.quotes);
    assert_int_equal(layout.user, 2);
    assert_int_equal(layout.film, 1);
    assert_int_equal(layout.rating, 3);
    assert_int_equal(layout.n_fields, 4);
    assert_int_equal(lb_input_open_memory(&rest, "1;heat;anna;4\n1;x;y;z", 21, NULL, &err), LB_OK);
    lb_rating_reader_resume(open.reader, rest, 1000);
    LB_ASSERT_OK(lb_rating_reader_next(open.reader, &row, &more, &err));
    assert_true(more && lb_slice_is(row.user, "anna"));
    assert_int_equal(row.line, 1000);
    LB_ASSERT_FAILS(lb_rating_reader_next(open.reader, &row, &more, &err), LB_EDATA,
                    "memory:1001: column 4 (rating): expected a number, found 'z'");
    close_text(&open);
    lb_input_close(rest);
}

static void rating_reader__survives_failed_allocations(void **state)
{
    (void)state;
    LbError          err      = {0};
    LbRatingSettings settings = lb_rating_layout_defaults();
    Opened           open     = {NULL, NULL};
    LB_ASSERT_SURVIVES_NOMEM(open_text(&open, "user,film,rating\n", &settings, NULL, &err),
                             close_text(&open));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rating_reader__finds_columns_and_formats),
        cmocka_unit_test(rating_reader__knows_what_is_no_table),
        cmocka_unit_test(rating_reader__ids_have_no_blanks_around),
        cmocka_unit_test(rating_reader__ids_are_utf8),
        cmocka_unit_test(rating_reader__rows_beyond_the_scale_are_bad),
        cmocka_unit_test(rating_reader__a_missing_header_is_told),
        cmocka_unit_test(rating_reader__a_rating_that_is_not_needed_may_be_unclear),
        cmocka_unit_test(rating_reader__takes_the_format_it_is_told),
        cmocka_unit_test(rating_reader__says_which_column_is_missing),
        cmocka_unit_test(rating_reader__columns_may_be_optional),
        cmocka_unit_test(rating_reader__says_what_a_bad_row_has),
        cmocka_unit_test(rating_reader__bounds_the_length_of_ids),
        cmocka_unit_test(rating_reader__skips_bad_rows_when_told),
        cmocka_unit_test(rating_reader__a_damaged_file_is_no_bad_row),
        cmocka_unit_test(rating_reader__resumes_and_tells_its_layout),
        cmocka_unit_test(rating_reader__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
