/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/scan.h"

#include "common/base/mem.h"
#include "tests/lb_test.h"

#include <stdio.h>
#include <stdlib.h>

static const LbRatingLayout CSV = {.separator  = ",",
                                   .has_header = true,
                                   .quotes     = true,
                                   .user       = 0,
                                   .film       = 1,
                                   .rating     = 2,
                                   .n_fields   = 3};
static const LbRatingLayout DAT = {
    .separator = "::", .user = 0, .film = 1, .rating = 2, .n_fields = 4};

/* Scan a copy of the text that ends where its allocation ends. */
static void scan(LbScanner *scanner, LbChunk *chunk, const LbRatingLayout *layout, const char *text)
{
    LbError err;
    *chunk   = (LbChunk){.len = strlen(text), .cap = strlen(text) + LB_SCAN_PAD, .position = 100};
    *scanner = (LbScanner){.layout = *layout};
    chunk->bytes = lb_mem_array(chunk->cap, 1);
    memcpy(chunk->bytes, text, chunk->len);
    LB_ASSERT_OK(lb_id_table_init(&scanner->users, &err));
    LB_ASSERT_OK(lb_id_table_init(&scanner->films, &err));
    LB_ASSERT_OK(lb_scan(scanner, chunk, 0, &err));
}

static void clear(LbScanner *scanner, LbChunk *chunk)
{
    lb_id_table_clear(&scanner->users);
    lb_id_table_clear(&scanner->films);
    lb_scan_clear(chunk);
}

static void assert_id(const LbIdTable *table, int32_t index, const char *expected)
{
    LbSlice id = lb_idmap_text(table->ids, index);
    assert_int_equal(id.len, strlen(expected));
    assert_memory_equal(id.text, expected, id.len);
}

static void scan__takes_plain_lines(void **state)
{
    (void)state;
    LbScanner scanner;
    LbChunk   chunk;
    scan(&scanner, &chunk, &CSV,
         "ann,heat,8\nann,ran,3.5\r\n\"bob\",\"he,at\",10\nann,heat,0.25\nbob,film:9,7");
    assert_int_equal(chunk.n_rows, 5);
    assert_int_equal(chunk.n_spans, 0);
    assert_int_equal(chunk.n_lines, 5);
    assert_int_equal(chunk.stop, chunk.len);
    const float rating[] = {8, 3.5F, 10, 0.25F, 7};
    assert_memory_equal(chunk.rating, rating, sizeof rating);
    const int32_t user[] = {0, 0, 1, 0, 1}, film[] = {0, 1, 2, 0, 3};
    assert_memory_equal(chunk.user, user, sizeof user);
    assert_memory_equal(chunk.film, film, sizeof film);
    assert_id(&scanner.users, 1, "bob");
    assert_id(&scanner.films, 2, "he,at");
    assert_int_equal(scanner.users.position[1], 102);
    assert_int_equal(scanner.films.position[3], 104);
    clear(&scanner, &chunk);
}

static void scan__takes_two_byte_separators(void **state)
{
    (void)state;
    LbScanner scanner;
    LbChunk   chunk;
    scan(&scanner, &chunk, &DAT,
         "1::film:12::5::978300760\n1::\"q\"::3::978302109\n1:2::3::4::5\n");
    assert_int_equal(chunk.n_rows, 3);
    assert_id(&scanner.films, 0, "film:12");
    assert_id(&scanner.films, 1, "\"q\"");
    assert_id(&scanner.users, 1, "1:2");
    clear(&scanner, &chunk);
}

/* What is not plain is left to the fallback reader: the line alone, or everything from it on. */
static void scan__leaves_the_rest(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool        is_hard;
    } CASES[] = {
        {"ann,heat", false},
        {"ann,heat,8,9", false},
        {",heat,8", false},
        {"ann,,8", false},
        {"ann,heat,", false},
        {"ann,heat,eight", false},
        {"ann,heat,1e1", false},
        {"ann,heat, 8", false},
        {"ann,heat,+8", false},
        {"ann,heat,8.", false},
        {"ann,heat,.5", false},
        {"ann,heat,12345", false},
        {"ann,heat,1.23456", false},
        {"ann,heat,-1", false},
        {" ann,heat,8", false},
        {"ann,heat ,8", false},
        {"\xc3\xa4nn,heat,8", false},
        {"ann,a slug that is longer than a word\xff,8", false},
        {"ann,he\x7f"
         "at,8",
         false},
        {"ann,he\tat,8", false},
        {"\"an\tn\",heat,8", false},
        {"", false},
        {"\"a\",\"b\"", false},
        {"ann,\"he\"\"at\",8", true},
        {"ann,\"heat,8", true},
        {"ann,\"he\nat\",8", true},
        {"ann,\"heat\"x,8", true},
        {"ann,he\"at,8", true},
        {"ann,heat,8\rbob,heat,8", true},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        LbScanner scanner;
        LbChunk   chunk;
        char      text[200];
        size_t    end = strlen("ann,ran,8\n") + strlen(CASES[i].line) + 1;
        snprintf(text, sizeof text, "ann,ran,8\n%s\nbob,ran,8\n", CASES[i].line);
        scan(&scanner, &chunk, &CSV, text);
        if (CASES[i].is_hard) {
            assert_int_equal(chunk.n_rows, 1);
            assert_int_equal(chunk.n_spans, 0);
            assert_int_equal(chunk.stop, 10);
            assert_int_equal(chunk.n_lines, 1);
        } else {
            if (chunk.n_spans != 1) fail_msg("'%s' is not left", CASES[i].line);
            assert_int_equal(chunk.n_rows, 2);
            assert_int_equal(chunk.spans[0].row, 1);
            assert_int_equal(chunk.spans[0].begin, 10);
            assert_int_equal(chunk.spans[0].end, end);
            assert_int_equal(chunk.spans[0].line, 1);
            assert_int_equal(chunk.spans[0].n_lines, 1);
            assert_int_equal(scanner.users.position[1], 102);
        }
        clear(&scanner, &chunk);
    }
}

static void scan__joins_lines_that_it_leaves(void **state)
{
    (void)state;
    LbScanner scanner;
    LbChunk   chunk;
    scan(&scanner, &chunk, &CSV, "a,b,8\n\nx\nc,d,9\ny");
    assert_int_equal(chunk.n_rows, 2);
    assert_int_equal(chunk.n_spans, 2);
    assert_int_equal(chunk.spans[0].n_lines, 2);
    assert_int_equal(chunk.spans[1].line, 4);
    assert_int_equal(chunk.spans[1].end, chunk.len);
    clear(&scanner, &chunk);
}

static void scan__leaves_very_long_lines(void **state)
{
    (void)state;
    LbScanner      scanner;
    LbChunk        chunk;
    LbRatingLayout layout = CSV;
    layout.n_fields       = 4;
    char *text            = lb_mem_array(70100, 1);
    snprintf(text, 70100, "a,b,8,%070000d\nc,d,8,\n", 0);
    scan(&scanner, &chunk, &layout, text);
    assert_int_equal(chunk.n_rows, 1);
    assert_int_equal(chunk.n_spans, 1);
    clear(&scanner, &chunk);
    free(text);
}

static void scan__takes_nothing_of_a_part_of_a_line(void **state)
{
    (void)state;
    LbError   err;
    LbScanner scanner;
    LbChunk   chunk;
    scan(&scanner, &chunk, &CSV, "a,b,8");
    chunk.is_partial = true;
    LB_ASSERT_OK(lb_scan(&scanner, &chunk, 0, &err));
    assert_int_equal(chunk.n_rows, 0);
    assert_int_equal(chunk.stop, 0);
    clear(&scanner, &chunk);
}

/* More rows than one group of look-ups. */
static void scan__numbers_many_ids(void **state)
{
    (void)state;
    enum { ROWS = 1000 };
    LbScanner scanner;
    LbChunk   chunk;
    char     *text = lb_mem_array((size_t)ROWS * 32, 1), *p = text;
    for (int i = 0; i < ROWS; i++)
        p += snprintf(p, 32, "u%d,f%d,%d\n", i / 7, i * 31 % 500, i % 10 + 1);
    scan(&scanner, &chunk, &CSV, text);
    assert_int_equal(chunk.n_rows, ROWS);
    assert_int_equal(lb_idmap_count(scanner.films.ids), 500);
    for (int i = 0; i < ROWS; i++) {
        char film[16];
        snprintf(film, sizeof film, "f%d", i * 31 % 500);
        assert_int_equal(chunk.user[i], i / 7);
        assert_int_equal(chunk.film[i], i % 500);
        assert_id(&scanner.films, chunk.film[i], film);
        assert_int_equal(scanner.films.position[chunk.film[i]], 100 + i % 500);
    }
    clear(&scanner, &chunk);
    free(text);
}

static void scan__knows_where_a_header_ends(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool        is_plain;
    } CASES[] = {
        {"a,b,c\n1,2,3\n", true},
        {"a,b,c\r\n1", true},
        {"a,b,c", true},
        {"\"a\",\"b\"\r\n", true},
        {"\"a b\"\t\"c\"\n", true},
        {"1::2::3\n", true},
        {"", false},
        {"\na,b\n", false},
        {"\r\na,b\n", false},
        {"\xEF\xBB\xBF\na,b\n", false},
        {"\xEF\xBB\xBF\xEF\xBB\xBF\na,b\n", false},
        {"\xEF\xBB\xBF\xEF\xBB\xBF\"a\",b\n", true},
        {"\"a\nb\",c\n", false},
        {"a,\"b\"\"c\"\n", false},
        {"a\"b,c\n", false},
        {"\"a\"x,b\n", false},
        {"a,b\rc,d\n", false},
        {"a,\"b", false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        if (lb_scan_is_plain_head(CASES[i].text, strlen(CASES[i].text)) != CASES[i].is_plain)
            fail_msg("case %zu: %s", i, CASES[i].text);
}

static LbStatus attempt(LbScanner *scanner, LbChunk *chunk, const char *text, LbError *err)
{
    LbStatus st = LB_OK;
    *scanner    = (LbScanner){.layout = CSV};
    *chunk      = (LbChunk){.len = strlen(text), .cap = strlen(text) + LB_SCAN_PAD};
    LB_ALLOC(chunk->bytes, chunk->cap);
    memcpy(chunk->bytes, text, chunk->len);
    LB_TRY(lb_id_table_init(&scanner->users, err));
    LB_TRY(lb_id_table_init(&scanner->films, err));
    LB_TRY(lb_scan(scanner, chunk, 0, err));
cleanup:
    if (st != LB_OK) clear(scanner, chunk);
    return st;
}

static void scan__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError   err;
    LbScanner scanner;
    LbChunk   chunk;
    LB_ASSERT_SURVIVES_NOMEM(attempt(&scanner, &chunk, "a,b,8\nodd\nc,d,9\n", &err),
                             clear(&scanner, &chunk));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scan__takes_plain_lines),
        cmocka_unit_test(scan__takes_two_byte_separators),
        cmocka_unit_test(scan__leaves_the_rest),
        cmocka_unit_test(scan__joins_lines_that_it_leaves),
        cmocka_unit_test(scan__leaves_very_long_lines),
        cmocka_unit_test(scan__takes_nothing_of_a_part_of_a_line),
        cmocka_unit_test(scan__numbers_many_ids),
        cmocka_unit_test(scan__knows_where_a_header_ends),
        cmocka_unit_test(scan__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
