/* SPDX-License-Identifier: MIT */
#include "common/input/rating_layout.h"

#include "tests/lb_test.h"

#include <stdio.h>

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void rating_layout__guesses_the_format_by_the_first_line(void **state)
{
    (void)state;
    static const struct {
        const char *line, *separator;
        bool        has_header;
        int         user, rating, n_fields;
    } cases[] = {
        {"user,film,rating", ",", true, -1, -1, 0},
        {"user;film;rating", ";", true, -1, -1, 0},
        {"user\tfilm\trating", "\t", true, -1, -1, 0},
        {"1::1193::5::978300760", "::", false, 0, 2, 4},
        {"196\t242\t3\t881250949", "\t", false, 0, 2, 4},
        {"1,1193,5", ",", true, -1, -1, 0},
        {"", ",", true, -1, -1, 0},
    };
    LbError          err      = {0};
    LbRatingSettings settings = lb_rating_layout_defaults();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbRatingLayout layout;
        LB_ASSERT_OK(lb_rating_layout_start(&layout, slice(cases[i].line), &settings, &err));
        assert_string_equal(layout.separator, cases[i].separator);
        assert_int_equal(layout.has_header, cases[i].has_header);
        assert_int_equal(layout.quotes, cases[i].has_header);
        assert_int_equal(layout.user, cases[i].user);
        assert_int_equal(layout.rating, cases[i].rating);
        assert_int_equal(layout.n_fields, cases[i].n_fields);
    }
}

static void rating_layout__wants_enough_fields_without_a_header(void **state)
{
    (void)state;
    LbError          err      = {0};
    LbRatingSettings settings = lb_rating_layout_defaults();
    LbRatingLayout   layout;
    LB_ASSERT_FAILS(lb_rating_layout_start(&layout, slice("1::2"), &settings, &err), LB_EDATA,
                    "with '::' between, found 2");
    settings.format = LB_FORMAT_TAB;
    LB_ASSERT_FAILS(lb_rating_layout_start(&layout, slice("1,2,3"), &settings, &err), LB_EDATA,
                    "with tabs between, found 1");
    settings.format       = LB_FORMAT_DAT;
    settings.needs_rating = false;
    LB_ASSERT_OK(lb_rating_layout_start(&layout, slice("1::2"), &settings, &err));
    assert_int_equal(layout.rating, -1);
}

/* Columns of a header whose names stand with ',' between. */
static LbStatus columns(LbRatingLayout *layout, const char *names, const LbRatingSettings *settings,
                        LbError *err)
{
    LbSlice  fields[16];
    LbCsvRow header = {.fields = fields};
    for (const char *at = names; header.n_fields < 16; at++) {
        size_t len                = strcspn(at, ",");
        fields[header.n_fields++] = (LbSlice){at, len};
        at += len;
        if (*at == '\0') break;
    }
    *layout = (LbRatingLayout){.has_header = true};
    return lb_rating_layout_columns(layout, &header, settings, err);
}

static void rating_layout__finds_columns_by_any_known_name(void **state)
{
    (void)state;
    LbError          err      = {0};
    LbRatingSettings settings = lb_rating_layout_defaults();
    LbRatingLayout   layout;
    LB_ASSERT_OK(columns(&layout, "x, Rating_Val ,userId,SLUG", &settings, &err));
    assert_true(layout.user == 2 && layout.film == 3 && layout.rating == 1 && layout.time == -1);
    assert_int_equal(layout.n_fields, 4);
    LB_ASSERT_OK(columns(&layout, "date,user,film,stars,TimeStamp", &settings, &err));
    assert_int_equal(layout.time, 4);
    (void)snprintf(settings.columns.user, sizeof settings.columns.user, "who");
    LB_ASSERT_OK(columns(&layout, "user,who,film,stars", &settings, &err));
    assert_int_equal(layout.user, 1);
    settings.needs_user   = false;
    settings.needs_rating = false;
    LB_ASSERT_OK(columns(&layout, "film,year", &settings, &err));
    assert_true(layout.user == -1 && layout.film == 0 && layout.rating == -1);
}

static void rating_layout__says_which_column_is_missing_or_double(void **state)
{
    (void)state;
    LbError          err      = {0};
    LbRatingSettings settings = lb_rating_layout_defaults();
    LbRatingLayout   layout;
    LB_ASSERT_FAILS(columns(&layout, "a,b,film", &settings, &err), LB_EDATA,
                    "no user column: found 'a', 'b', 'film'; expected 'user_id'");
    LB_ASSERT_FAILS(columns(&layout, "Date,Name,Year,Letterboxd URI,Rating", &settings, &err),
                    LB_EDATA, "looks like one person's export; lbrec-query --export takes it");
    LB_ASSERT_FAILS(columns(&layout, "user,film,rating,stars", &settings, &err), LB_EDATA,
                    "columns 3 and 4 may both be the rating");
    (void)snprintf(settings.columns.film, sizeof settings.columns.film, "user");
    LB_ASSERT_FAILS(columns(&layout, "user,film,rating", &settings, &err), LB_EDATA,
                    "the user and the film are one column");
    (void)snprintf(settings.columns.film, sizeof settings.columns.film, "movie");
    LB_ASSERT_FAILS(columns(&layout, "user,film,rating", &settings, &err), LB_EDATA,
                    "no film column: found 'user', 'film', 'rating'; expected 'movie'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rating_layout__guesses_the_format_by_the_first_line),
        cmocka_unit_test(rating_layout__wants_enough_fields_without_a_header),
        cmocka_unit_test(rating_layout__finds_columns_by_any_known_name),
        cmocka_unit_test(rating_layout__says_which_column_is_missing_or_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
