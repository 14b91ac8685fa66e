/* SPDX-License-Identifier: MIT */
#include "common/model/model.h"

#include "common/model/slug_table.h"
#include "tests/lb_fixture.h"
#include "tests/lb_flood.h"
#include "tests/lb_test.h"

#include <stdio.h>

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void model__finds_films_by_slug_and_id(void **state)
{
    (void)state;
    LbFixture *fixture = lb_fixture_new(1000, 5, 3);
    LbFilms   *films   = &fixture->model.films;
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t i = 0; i < films->n_films; i++) {
            char slug[32];
            snprintf(slug, sizeof slug, "film-%d", (int)i);
            assert_int_equal(lb_model_find_film(films, slice(slug)), i);
        }
        assert_int_equal(lb_model_find_film(films, slice("film-1000")), -1);
        assert_int_equal(lb_model_find_film(films, slice("film-")), -1);
        assert_int_equal(lb_model_find_film(films, slice("")), -1);
        films->slug_table = NULL; /* second pass: without the table */
    }
    assert_int_equal(lb_model_find_film_id(films, 1000), 0);
    assert_int_equal(lb_model_find_film_id(films, 1000 + 7 * 999), 999);
    assert_int_equal(lb_model_find_film_id(films, 1001), -1);
    assert_int_equal(lb_model_find_film_id(films, 0), -1);
    assert_int_equal(lb_model_find_film_id(films, INT64_MAX), -1);
    films->by_id = NULL;
    assert_int_equal(lb_model_find_film_id(films, 1000), -1);
    lb_fixture_free(fixture);
}

static void model__strings_stay_inside_whatever_the_starts_say(void **state)
{
    (void)state;
    int64_t   start[]  = {0, 3, 2, 900, -5, 6};
    LbStrings strings  = {5, "abcdef", start};
    size_t    length[] = {3, 0, 0, 0, 0};
    for (int32_t i = 0; i < 5; i++)
        assert_int_equal(lb_model_string(&strings, i).len, length[i]);
    assert_int_equal(lb_model_string(&strings, -1).len, 0);
    assert_int_equal(lb_model_string(&strings, 5).len, 0);
    assert_int_equal(lb_model_string(&(LbStrings){0}, 0).len, 0);
}

static void model__lists_stay_inside_whatever_the_starts_say(void **state)
{
    (void)state;
    int32_t        start[] = {0, 2, 1, 3}, item[] = {7, 8, 9}, n = 5;
    const LbLists  lists  = {start, item};
    const LbLists  absent = {NULL, NULL};
    const int32_t *first  = lb_model_list(&lists, 3, 0, &n);
    assert_int_equal(n, 2);
    assert_int_equal(first[1], 8);
    assert_null(lb_model_list(&lists, 3, 1, &n)); /* ends before it starts */
    assert_int_equal(n, 0);
    assert_int_equal(*lb_model_list(&lists, 3, 2, &n), 8);
    assert_int_equal(n, 2);
    start[1] = 4; /* behind the last item */
    assert_null(lb_model_list(&lists, 3, 0, &n));
    assert_null(lb_model_list(&lists, 3, -1, &n));
    assert_null(lb_model_list(&lists, 3, 3, &n));
    assert_null(lb_model_list(&absent, 3, 0, &n));
    assert_int_equal(n, 0);
}

/* As the table is when each film looks for the first free entry from its own on: half of these
 * begin at one entry shortly before the end of the table, the others anywhere. */
static void model__slugs_that_collide_lie_where_a_search_finds_them(void **state)
{
    (void)state;
    enum { N = 200, LEN = 8, SIZE = 512 };
    char      text[N * LEN];
    int64_t   start[N + 1] = {0};
    int32_t   table[SIZE], expected[SIZE];
    LbStrings slugs = {N, text, start};
    LbFilms   films = {.n_films = N, .slugs = slugs, .slug_table = table, .table_size = SIZE};
    memset(expected, 0xff, sizeof expected);
    for (int32_t i = 0; i < N; i++) {
        int at = i % 2 ? SIZE - 20 : i * 37 % SIZE;
        lb_flood_id(text + i * LEN, (uint64_t)(i + 1) << 32 | (uint64_t)at);
        start[i + 1] = start[i] + LEN;
        while (expected[at] >= 0)
            at = (at + 1) % SIZE;
        expected[at] = i;
    }
    assert_int_equal(lb_model_hash_slugs(&slugs, N, table, SIZE, NULL), LB_OK);
    assert_memory_equal(table, expected, sizeof table);
    for (int32_t i = 0; i < N; i++)
        assert_int_equal(lb_model_find_film(&films, (LbSlice){text + i * LEN, LEN}), i);
}

/* Each fault of a table that finds its films. */
static void model__slug_tables_are_checked_entry_by_entry(void **state)
{
    (void)state;
    LbError    err     = {0};
    LbFixture *fixture = lb_fixture_new(300, 5, 3);
    LbFilms   *films   = &fixture->model.films;
    int32_t    table[2048];
    assert_true(films->table_size <= 2048);
    size_t bytes = (size_t)films->table_size * sizeof *table;
    LB_ASSERT_OK(lb_slug_table_check(films, &err));
    for (int64_t at = 0; at < films->table_size; at++) {
        const int32_t *whole = films->slug_table;
        if (whole[at] < 0) continue;
        for (int kind = 0; kind < 4; kind++) {
            int64_t far = (at + films->table_size / 2) % films->table_size;
            memcpy(table, whole, bytes);
            if (kind == 0) table[at] = -1;                    /* missing */
            if (kind == 1) table[at] = (whole[at] + 1) % 300; /* another one, twice */
            if (kind == 2) table[at] = 300;                   /* none of them */
            if (kind == 3 && whole[far] >= 0) continue;
            if (kind == 3) table[far] = table[at], table[at] = -1; /* where nobody looks */
            films->slug_table = table;
            LB_ASSERT_FAILS(lb_slug_table_check(films, &err), LB_EDATA, "slug table");
            films->slug_table = whole;
        }
    }
    memset(table, 0, bytes);
    films->slug_table = table;
    LB_ASSERT_FAILS(lb_slug_table_check(films, &err), LB_EDATA, "no empty entry");
    films->slug_table = NULL;
    LB_ASSERT_OK(lb_slug_table_check(films, &err));
    lb_fixture_free(fixture);
}

static void model__survives_a_damaged_slug_table(void **state)
{
    (void)state;
    LbFixture *fixture              = lb_fixture_new(10, 2, 2);
    int32_t    table[32]            = {0};
    fixture->model.films.slug_table = table;
    for (int i = 0; i < 32; i++)
        table[i] = i % 2 ? 1 << 30 : 3; /* no empty entry, wild films */
    assert_int_equal(lb_model_find_film(&fixture->model.films, slice("nothing")), -1);
    assert_int_equal(lb_model_find_film(&fixture->model.films, slice("film-3")), 3);
    lb_fixture_free(fixture);
}

static void model__table_size_is_a_power_of_two_and_half_empty(void **state)
{
    (void)state;
    for (int32_t n = 1; n < 5000; n++) {
        int64_t size = lb_model_table_size(n);
        assert_true(size >= 2 * n && (size & (size - 1)) == 0);
    }
}

static void model__methods_have_names(void **state)
{
    (void)state;
    assert_string_equal(lb_model_method_name(LB_METHOD_HYBRID), "hybrid");
    assert_string_equal(lb_model_method_name(LB_METHOD_ZSCORE), "zscore");
    assert_string_equal(lb_model_method_name(LB_METHOD_EIGENREC), "eigenrec");
    assert_string_equal(lb_model_method_name(LB_METHOD_SOFTIMPUTE), "softimpute");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(model__finds_films_by_slug_and_id),
        cmocka_unit_test(model__strings_stay_inside_whatever_the_starts_say),
        cmocka_unit_test(model__lists_stay_inside_whatever_the_starts_say),
        cmocka_unit_test(model__slugs_that_collide_lie_where_a_search_finds_them),
        cmocka_unit_test(model__slug_tables_are_checked_entry_by_entry),
        cmocka_unit_test(model__survives_a_damaged_slug_table),
        cmocka_unit_test(model__table_size_is_a_power_of_two_and_half_empty),
        cmocka_unit_test(model__methods_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
