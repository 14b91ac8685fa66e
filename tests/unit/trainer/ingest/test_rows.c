/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/rows.h"

#include "common/base/mem.h"
#include "tests/lb_test.h"

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

/* A row as a scanner gives it: ids entered in its tables at the row's position. */
static LbStatus add_row(LbRows *rows, LbScanner *scanners, int32_t table, uint64_t position,
                        const char *user, const char *film, LbError *err)
{
    LbStatus st = LB_OK;
    int32_t  u, f;
    float    rating = (float)position;
    LbChunk  one    = {.user = &u, .film = &f, .rating = &rating};
    LB_TRY(lb_id_table_add(&scanners[table].users, slice(user), position, &u, err));
    LB_TRY(lb_id_table_add(&scanners[table].films, slice(film), position, &f, err));
    LB_TRY(lb_rows_append(rows, table, (int64_t)position + 1, &one, 0, 1, err));
cleanup:
    return st;
}

static LbStatus open_scanners(LbScanner *scanners, int n, LbError *err)
{
    LbStatus st = LB_OK;
    memset(scanners, 0, (size_t)n * sizeof *scanners);
    for (int i = 0; i < n; i++) {
        LB_TRY(lb_id_table_init(&scanners[i].users, err));
        LB_TRY(lb_id_table_init(&scanners[i].films, err));
    }
cleanup:
    return st;
}

static void close_scanners(LbScanner *scanners, int n)
{
    for (int i = 0; i < n; i++) {
        lb_id_table_clear(&scanners[i].users);
        lb_id_table_clear(&scanners[i].films);
    }
}

static void rows__know_their_lines(void **state)
{
    (void)state;
    LbError err      = {0};
    LbRows  rows     = {0};
    int32_t number[] = {0, 1, 2, 3, 4};
    float   rating[] = {1, 2, 3, 4, 5};
    LbChunk chunk    = {.user = number, .film = number, .rating = rating};
    LB_ASSERT_OK(lb_rows_append(&rows, 0, 2, &chunk, 0, 3, &err));
    LB_ASSERT_OK(lb_rows_append(&rows, 0, 5, &chunk, 3, 3, &err)); /* nothing */
    LB_ASSERT_OK(lb_rows_append(&rows, 0, 5, &chunk, 3, 5, &err)); /* goes on */
    LB_ASSERT_OK(lb_rows_append(&rows, 0, 9, &chunk, 0, 1, &err)); /* behind a gap */
    LB_ASSERT_OK(lb_rows_append(&rows, 1, 10, &chunk, 1, 3, &err));
    const int64_t lines[] = {2, 3, 4, 5, 6, 9, 10, 11};
    assert_int_equal(rows.n, 8);
    assert_int_equal(rows.n_runs, 3);
    for (int i = 0; i < 8; i++)
        assert_int_equal(lb_rows_line(&rows, i), lines[i]);
    LB_ASSERT_NEAR(rows.rating[5], 1, 0);
    lb_rows_clear(&rows);
}

/* Two scanners whose rows alternate: whoever saw an id first, the numbers are those of the file. */
static LbStatus read_two(LbRows *rows, LbIdMap **users, LbIdMap **films, LbError *err)
{
    static const char *const file[][2]   = {{"ann", "x"}, {"bob", "y"}, {"ann", "z"},
                                            {"cid", "x"}, {"bob", "w"}, {"dan", "y"}};
    LbStatus                 st          = LB_OK;
    LbScanner                scanners[2] = {0};
    LbIdTables               tables      = {scanners, 2, UINT64_MAX};
    *rows                                = (LbRows){0};
    *users = *films = NULL;
    LB_TRY(lb_idmap_new(users, err));
    LB_TRY(lb_idmap_new(films, err));
    LB_TRY(open_scanners(scanners, 2, err));
    for (size_t i = 0; i < sizeof file / sizeof *file; i++)
        LB_TRY(add_row(rows, scanners, (i / 2) % 2, i, file[i][0], file[i][1], err));
    LB_TRY(lb_rows_number(rows, &tables, NULL, *users, *films, err));
cleanup:
    close_scanners(scanners, 2);
    if (st != LB_OK) {
        lb_rows_clear(rows);
        lb_idmap_free(*users);
        lb_idmap_free(*films);
        *users = *films = NULL;
    }
    return st;
}

static void rows__get_one_numbering_by_first_appearance(void **state)
{
    (void)state;
    LbError       err = {0};
    LbRows        rows;
    LbIdMap      *users, *films;
    const int32_t user[] = {0, 1, 0, 2, 1, 3}, film[] = {0, 1, 2, 0, 3, 1};
    LB_ASSERT_OK(read_two(&rows, &users, &films, &err));
    assert_memory_equal(rows.user, user, sizeof user);
    assert_memory_equal(rows.film, film, sizeof film);
    assert_true(lb_idmap_count(users) == 4 && lb_idmap_count(films) == 4);
    assert_int_equal(lb_idmap_find(users, slice("dan")), 3);
    assert_int_equal(lb_idmap_find(films, slice("z")), 2);
    lb_rows_clear(&rows);
    lb_idmap_free(users);
    lb_idmap_free(films);
}

/* What comes next goes on with the numbers, in tables of its own. */
static void rows__of_the_next_file_go_on_with_the_numbers(void **state)
{
    (void)state;
    LbError    err = {0};
    LbRows     rows;
    LbIdMap   *users, *films;
    LbScanner  scanner;
    LbIdTables tables = {&scanner, 1, UINT64_MAX};
    LB_ASSERT_OK(read_two(&rows, &users, &films, &err));
    LB_ASSERT_OK(open_scanners(&scanner, 1, &err));
    LB_ASSERT_OK(add_row(&rows, &scanner, 0, 6, "eve", "w", &err)); /* as if on the next line */
    LB_ASSERT_OK(add_row(&rows, &scanner, 0, 7, "ann", "v", &err));
    LB_ASSERT_OK(lb_rows_number(&rows, &tables, NULL, users, films, &err));
    assert_true(rows.user[6] == 4 && rows.user[7] == 0);
    assert_true(rows.film[6] == 3 && rows.film[7] == 4);
    assert_true(rows.user[5] == 3 && rows.film[5] == 1);
    close_scanners(&scanner, 1);
    lb_rows_clear(&rows);
    lb_idmap_free(users);
    lb_idmap_free(films);
}

/* From the cut on the last scanner read alone; what another one had scanned behind it is void. */
static void rows__forget_what_was_scanned_behind_the_cut(void **state)
{
    (void)state;
    LbError    err  = {0};
    LbRows     rows = {0};
    LbScanner  scanners[2];
    LbIdTables tables = {scanners, 2, 5};
    LbIdMap   *users, *films;
    int32_t    index;
    LB_ASSERT_OK(lb_idmap_new(&users, &err));
    LB_ASSERT_OK(lb_idmap_new(&films, &err));
    LB_ASSERT_OK(open_scanners(scanners, 2, &err));
    LB_ASSERT_OK(add_row(&rows, scanners, 0, 1, "ann", "x", &err));
    LB_ASSERT_OK(lb_id_table_add(&scanners[0].users, slice("void"), 6, &index, &err));
    LB_ASSERT_OK(add_row(&rows, scanners, 1, 5, "bob", "x", &err));
    LB_ASSERT_OK(add_row(&rows, scanners, 1, 7, "ann", "y", &err));
    LB_ASSERT_OK(lb_rows_number(&rows, &tables, NULL, users, films, &err));
    assert_int_equal(lb_idmap_count(users), 2);
    assert_int_equal(lb_idmap_find(users, slice("void")), -1);
    assert_true(rows.user[0] == 0 && rows.user[1] == 1 && rows.user[2] == 0);
    assert_true(rows.film[0] == 0 && rows.film[1] == 0 && rows.film[2] == 1);
    close_scanners(scanners, 2);
    lb_rows_clear(&rows);
    lb_idmap_free(users);
    lb_idmap_free(films);
}

static void rows__survive_lack_of_memory(void **state)
{
    (void)state;
    LbError  err = {0};
    LbRows   rows;
    LbIdMap *users, *films;
    LB_ASSERT_SURVIVES_NOMEM(read_two(&rows, &users, &films, &err), lb_rows_clear(&rows));
    lb_idmap_free(users);
    lb_idmap_free(films);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__know_their_lines),
        cmocka_unit_test(rows__get_one_numbering_by_first_appearance),
        cmocka_unit_test(rows__of_the_next_file_go_on_with_the_numbers),
        cmocka_unit_test(rows__forget_what_was_scanned_behind_the_cut),
        cmocka_unit_test(rows__survive_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
