/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/fact_text.h"

#include "tests/lb_test.h"

typedef struct Case {
    const char *text;
    int         value; /* -1: none */
} Case;

static void check(bool (*read)(int *, LbSlice), const Case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int  value = -2;
        bool found = read(&value, (LbSlice){cases[i].text, strlen(cases[i].text)});
        if (found != (cases[i].value >= 0) || (found && value != cases[i].value))
            fail_msg("'%s': %d, %d", cases[i].text, found, value);
    }
}

static void fact_text__reads_years(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"1999", 1999},
        {" 1999 ", 1999},
        {"1999.0", 1999},
        {"1999,0", 1999},
        {"(1999)", 1999},
        {"( 1999 )", 1999},
        {"1999-05-01", 1999},
        {"(1999-05-01)", 1999},
        {"1999-05-01T00:00:00Z", 1999},
        {"1999-05-01 00:00", 1999},
        {"1999.5", -1},
        {"1,999", -1},
        {"()", -1},
        {"", -1},
        {"1999)", -1},
        {"1999-13-01", -1},
        {"1999-05", -1},
        {"05/01/1999", -1},
        {"1999-05-01x", -1},
        {"1e300", -1},
        {"nan", -1},
        {"MCMXCIX", -1},
    };
    check(lb_fact_text_year, cases, sizeof cases / sizeof *cases);
}

static void fact_text__reads_minutes(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"90", 90},
        {"90.0", 90},
        {"90,0", 90},
        {"90 min", 90},
        {"90min", 90},
        {"90 min.", 90},
        {"90 Mins", 90},
        {"90 minutes", 90},
        {"90m", 90},
        {"1h 30m", 90},
        {"1h30m", 90},
        {"1h30", 90},
        {"1 h 30 min", 90},
        {"1 hr. 30 min.", 90},
        {"1 hour 30 minutes", 90},
        {"2h", 120},
        {"2 hours", 120},
        {"0h 45m", 45},
        {"1h 0m", 60},
        {"PT1H30M", 90},
        {"PT90M", 90},
        {"90'", 90},
        {"1 hour, 30 minutes", 90},
        {"01:30:00", 90},
        {"2:05:59", 125},
        {"1:30", -1}, /* of an hour or a minute? */
        {"1:60:00", -1},
        {"1:30:00:00", -1},
        {"1::00", -1},
        {"90''", -1},
        {"1h,", -1},
        {"90.5", -1},
        {"1:30", -1},
        {"1h 60m", -1},
        {"1h 0x", -1},
        {"1h 30s", -1},
        {"h", -1},
        {"min", -1},
        {"90 m 30", -1},
        {"1h 30m 5s", -1},
        {"", -1},
        {"90 x", -1},
        {"PT", -1},
        {"PT90", -1},
        {"99999999999999999999 min", -1},
        {"999999h", -1},
        {"1,5 h", -1},
        {"-90 min", -1},
        {"90-100 min", -1},
    };
    check(lb_fact_text_minutes, cases, sizeof cases / sizeof *cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fact_text__reads_years),
        cmocka_unit_test(fact_text__reads_minutes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
