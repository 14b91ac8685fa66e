/* SPDX-License-Identifier: MIT */
#include "tests/unit/query/report/answer_scene.h"

#include "common/input/csv.h"
#include "common/text/text.h"

static void report_csv__quotes_what_must_be(void **state)
{
    (void)state;
    Scene scene;
    char  text[4096];
    set_scene(&scene, "ann");
    print(text, sizeof text, &lb_report_csv, &scene, (LbReportSettings){.width = 80});
    assert_string_equal(text, "user,rank,film,title,year,score,stars,watchlist\n"
                              "ann,1,amelie,Amélie,2001,1.25,4.5,yes\n"
                              "ann,2,face-off,Face/Off,1997,-0.5,3.25,no\n"
                              "ann,3,8-half,8½,1963,-1,0.5,no\n"
                              "ann,4,\"a,\"\"b\"\" [31m\",,,,,no\n");
    lb_profile_free(scene.profile);
}

/* What a spreadsheet or an importer might trip over. */
static void report_csv__reads_back_as_it_was(void **state)
{
    (void)state;
    static const char *const texts[] = {"plain",
                                        "",
                                        "a,b",
                                        "say \"x\"",
                                        "=1+1",
                                        "@cmd",
                                        "-1",
                                        " padded ",
                                        "\"",
                                        "',;\t|",
                                        "\xC3\xA9",
                                        "+a,b",
                                        ("\xEF\xBC\x9D"
                                         "1"),
                                        "\x01=1"};
    static char              longest[5000];
    LbError                  err = {0};
    LbInput                 *in  = NULL;
    LbCsv                   *csv = NULL;
    LbCsvSettings            set = lb_csv_defaults();
    LbCsvRow                 row;
    enum { N = sizeof texts / sizeof texts[0] };
    memset(longest, 'x', sizeof longest);
    static char text[8000];
    FILE       *out = tmpfile();
    assert_non_null(out);
    for (int i = 0; i < N; i++) {
        lb_report_csv_field(out, (LbSlice){texts[i], strlen(texts[i])});
        fputc(',', out);
    }
    lb_report_csv_field(out, (LbSlice){longest, sizeof longest});
    rewind(out);
    size_t got = fread(text, 1, sizeof text, out);
    fclose(out);
    LB_ASSERT_OK(lb_input_open_memory(&in, text, got, NULL, &err));
    LB_ASSERT_OK(lb_csv_open(&csv, in, &set, &err));
    LB_ASSERT_OK(lb_csv_next(csv, &row, &err));
    assert_int_equal(row.n_fields, N + 1);
    for (int i = 0; i < N; i++) {
        char expected[32];
        lb_text_clean(expected, sizeof expected, (LbSlice){texts[i], strlen(texts[i])});
        LbSlice field = row.fields[i], whole = {expected, strlen(expected)};
        assert_true(field.len == 0 || strchr("=+-@\xEF", field.text[0]) == NULL);
        if (strchr(texts[i], ' ') == NULL) {
            field = lb_slice_trim(field);
            whole = lb_slice_trim(whole);
        }
        assert_int_equal(field.len, whole.len);
        assert_memory_equal(field.text, whole.text, field.len);
    }
    assert_int_equal(row.fields[N].len, sizeof longest);
    lb_csv_close(csv);
    lb_input_close(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_csv__quotes_what_must_be),
        cmocka_unit_test(report_csv__reads_back_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
