/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/base/rng.h"
#include "trainer/ingest/stops.h"

#include <stdlib.h>

enum { LEN = 9001, KINDS = 9 };

/* Bytes of every kind, and many of them stops, so that the room is filled more than once. */
static char *random_text(void)
{
    static const char kinds[KINDS] = {',', '"', '\n', '\t', 'a', ' ', '\x7f', '\xff', 'z'};
    char             *text         = malloc(LEN + LB_STOPS_BLOCK);
    LbRng             rng;
    lb_rng_init(&rng, 3, 0);
    for (int i = 0; i < LEN; i++)
        text[i] = kinds[(int)(lb_rng_uniform(&rng) * (double)KINDS)];
    memset(text + LEN, '\n', LB_STOPS_BLOCK);
    return text;
}

static bool is_stop(char c)
{
    return c == ',' || c == '"' || (unsigned char)c < 0x20;
}

static void stops__are_every_byte_that_may_end_a_field(void **state)
{
    (void)state;
    char    *text  = random_text();
    LbStops *stops = malloc(sizeof *stops);
    lb_stops_begin(stops, text, LEN, ',', '"');
    for (size_t begin = 0; begin < LEN;) {
        const uint32_t *at = lb_stops_from(stops, begin, 1);
        assert_non_null(at);
        while (!is_stop(text[begin]))
            begin++;
        assert_int_equal(at[0], begin);
        begin++;
    }
    assert_true(stops->has_high_bytes);
    free(stops);
    free(text);
}

static void stops__come_many_at_a_time(void **state)
{
    (void)state;
    char    *text  = random_text();
    LbStops *stops = malloc(sizeof *stops);
    for (size_t step = 1; step < 700; step = step * 3 + 1) {
        lb_stops_begin(stops, text, LEN, ',', '"');
        for (size_t begin = 0; begin < LEN; begin += step) {
            const uint32_t *at   = lb_stops_from(stops, begin, LB_STOPS_MOST);
            size_t          from = begin;
            if (at == NULL) {
                assert_true(LEN - begin < LB_STOPS_MOST * 4);
                break;
            }
            for (int i = 0; i < LB_STOPS_MOST; i++, from++) {
                while (!is_stop(text[from]))
                    from++;
                assert_int_equal(at[i], from);
            }
        }
    }
    free(stops);
    free(text);
}

static void stops__end_behind_the_text(void **state)
{
    (void)state;
    static LbStops stops;
    char           text[70 + LB_STOPS_BLOCK];
    memset(text, 'x', 70);
    memset(text + 70, '\n', LB_STOPS_BLOCK);
    lb_stops_begin(&stops, text, 70, ',', ',');
    const uint32_t *at = lb_stops_from(&stops, 0, 2);
    assert_non_null(at);
    assert_int_equal(at[0], 70);
    assert_int_equal(at[1], 71);
    assert_false(stops.has_high_bytes);
    assert_null(lb_stops_from(&stops, 70 + LB_STOPS_BLOCK, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stops__are_every_byte_that_may_end_a_field),
        cmocka_unit_test(stops__come_many_at_a_time),
        cmocka_unit_test(stops__end_behind_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
