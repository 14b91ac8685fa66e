/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/resolve/name_match.h"

#include <stdio.h>

enum { MANY = 150, TEXT_CAP = 4096 };

static void name_match__marks_all_that_are_meant(void **state)
{
    (void)state;
    static const int64_t start[]   = {0, 3, 27, 33, 39};
    const LbStrings      countries = {4, "USAUnited States of AmericaFranceGenève", start};
    LbError              err       = {0};
    bool                 wanted[4] = {false};
    LB_ASSERT_OK(lb_name_match_mark(wanted, &countries, LB_ISO_COUNTRY, "--country", "us", &err));
    assert_true(wanted[0] && wanted[1] && !wanted[2] && !wanted[3]);
    LB_ASSERT_OK(
        lb_name_match_mark(wanted, &countries, LB_ISO_COUNTRY, "--country", "FRANCE", &err));
    assert_true(wanted[0] && wanted[1] && wanted[2]);
    LB_ASSERT_FAILS(
        lb_name_match_mark(wanted, &countries, LB_ISO_COUNTRY, "--country", "Italy", &err),
        LB_EUSAGE, "--country: the model has no 'Italy'; it has USA, United States of America, ");
    LB_ASSERT_FAILS(lb_name_match_mark(wanted, &countries, LB_ISO_NONE, "--genre", "us", &err),
                    LB_EUSAGE, "--genre: the model has no 'us'");
}

/* Of many names only those that are alike are worth reading. */
static void name_match__guesses_among_many(void **state)
{
    (void)state;
    static char    text[TEXT_CAP];
    static int64_t start[MANY + 1];
    bool           wanted[MANY] = {false};
    LbError        err          = {0};
    for (int i = 0; i < MANY; i++) {
        int used     = i == 7    ? snprintf(text + start[i], 32, "Akira Kurosawa")
                       : i == 90 ? snprintf(text + start[i], 32, "Kiyoshi Kurosawa")
                                 : snprintf(text + start[i], 32, "Director %d", i);
        start[i + 1] = start[i] + used;
    }
    const LbStrings names = {MANY, text, start};
    LB_ASSERT_OK(
        lb_name_match_mark(wanted, &names, LB_ISO_NONE, "--director", "akira kurosawa", &err));
    assert_true(wanted[7]);
    LB_ASSERT_FAILS(lb_name_match_mark(wanted, &names, LB_ISO_NONE, "--director", "Kurosawa", &err),
                    LB_EUSAGE, "did you mean Akira Kurosawa, Kiyoshi Kurosawa?");
    LB_ASSERT_FAILS(
        lb_name_match_mark(wanted, &names, LB_ISO_NONE, "--director", "Akria Kurosawa", &err),
        LB_EUSAGE, "did you mean Akira Kurosawa?");
    LB_ASSERT_FAILS(lb_name_match_mark(wanted, &names, LB_ISO_NONE, "--director", "Nobody", &err),
                    LB_EUSAGE, "--director: the model has no 'Nobody'");
    assert_null(strstr(err.message, "did you mean"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name_match__marks_all_that_are_meant),
        cmocka_unit_test(name_match__guesses_among_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
