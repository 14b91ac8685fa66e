/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/profile/boxd.h"

#include <inttypes.h>

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void boxd__decodes_codes_and_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t     value;
    } cases[] = {
        {"2a9q", 515680},
        {"hTha", 4264060},
        {"https://boxd.it/4VZ8", 1176210},
        {"http://boxd.it/4VZ8/", 1176210},
        {" boxd.it/NroWY ", 730571232},
        {"HTTPS://BOXD.IT/2aZcr", 32171207},
        {"0", 0},
        {"", -1},
        {"https://boxd.it/", -1},
        {"https://boxd.it/2a9q/x", -1},
        {"https://letterboxd.com/film/alien/", -1},
        {"2a-q", -1},
        {"aZl8N0y58M7", INT64_MAX},
        {"aZl8N0y58M8", -1},
        {"zzzzzzzzzzzzzzzzzzzz", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (lb_boxd_decode(slice(cases[i].text)) != cases[i].value)
            fail_msg("'%s' decodes to %" PRId64, cases[i].text,
                     lb_boxd_decode(slice(cases[i].text)));
}

static void boxd__gives_ids_of_films_only(void **state)
{
    (void)state;
    assert_int_equal(lb_boxd_film_id(slice("https://boxd.it/2a9q")), 51568);
    assert_int_equal(lb_boxd_film_id(slice("https://boxd.it/hTha")), 426406);
    assert_int_equal(lb_boxd_film_id(slice("https://boxd.it/41x4Bd")), 0); /* a diary entry */
    assert_int_equal(lb_boxd_film_id(slice("https://boxd.it/NroWY")), 0);  /* a list */
    assert_int_equal(lb_boxd_film_id(slice("https://boxd.it/2aZcr")), 0);  /* a member */
    assert_int_equal(lb_boxd_film_id(slice("2a9q")), 0);                   /* no address */
    assert_int_equal(lb_boxd_film_id(slice("")), 0);
}

static void boxd__encodes_films(void **state)
{
    (void)state;
    static const int64_t ids[] = {1, 51568, 426406, 151796, INT64_MAX / 10};
    char                 code[LB_BOXD_MAX];
    assert_true(lb_boxd_encode_film(code, 51568));
    assert_string_equal(code, "2a9q");
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        assert_true(lb_boxd_encode_film(code, ids[i]));
        assert_int_equal(lb_boxd_decode(slice(code)), 10 * ids[i]);
    }
    assert_false(lb_boxd_encode_film(code, 0));
    assert_string_equal(code, "");
    assert_false(lb_boxd_encode_film(code, -1));
    assert_false(lb_boxd_encode_film(code, INT64_MAX / 10 + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxd__decodes_codes_and_addresses),
        cmocka_unit_test(boxd__encodes_films),
        cmocka_unit_test(boxd__gives_ids_of_films_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
