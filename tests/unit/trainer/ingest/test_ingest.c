/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/ingest.h"

#include "tests/lb_test.h"
#include "tests/unit/trainer/interrupted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* That rows, counts and messages are those of a sequential reading, whatever the chunks and
 * threads, is seen in test_ratings.c and by fuzz_ingest.c. */

static char path[] = "/tmp/lb_ingest_XXXXXX";

static int setup(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 || close(fd) != 0 ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    return unlink(path);
}

static void write_text(const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static LbStatus ingest_file(LbIngest *out, size_t chunk_bytes, bool skip_bad, LbError *err)
{
    LbRatingSettings settings = lb_rating_layout_defaults();
    settings.skip_bad         = skip_bad;
    LbReadingHow how          = {.settings = &settings, .chunk_bytes = chunk_bytes};
    return lb_ingest_read(out, LB_ONE_PATH(path), &how, err);
}

static void ingest__tells_rows_ids_and_lines(void **state)
{
    (void)state;
    LbError       err     = {0};
    LbIngest      ingest  = {0};
    const int32_t user[]  = {0, 1, 0, 2, 1};
    const int32_t film[]  = {0, 0, 1, 2, 1};
    const float   stars[] = {8, 3.5F, 9, 1, 10};
    const int64_t line[]  = {2, 3, 4, 5, 7}; /* a quoted note has a line break */
    write_text("user,film,rating,note\nann,x,8,\nbob,x,3.5,\nann,\"y\",9,\ncid,z,1,\"two\n"
               "lines\"\nbob,y,10,\n");
    for (size_t chunk = 1; chunk <= 64; chunk *= 4) {
        LB_ASSERT_OK(ingest_file(&ingest, chunk, false, &err));
        assert_int_equal(ingest.rows.n, 5);
        assert_memory_equal(ingest.rows.user, user, sizeof user);
        assert_memory_equal(ingest.rows.film, film, sizeof film);
        assert_memory_equal(ingest.rows.rating, stars, sizeof stars);
        for (int i = 0; i < 5; i++)
            assert_int_equal(lb_rows_line(&ingest.rows, i), line[i]);
        assert_true(lb_idmap_count(ingest.users) == 3 && lb_idmap_count(ingest.films) == 3);
        assert_string_equal(ingest.files[0].header.film, "film");
        assert_string_equal(ingest.files[0].name, path);
        assert_true(ingest.files[0].hash[0] != '\0');
        lb_ingest_clear(&ingest);
    }
}

static void ingest__counts_bad_rows_or_stops_at_the_first(void **state)
{
    (void)state;
    LbError  err    = {0};
    LbIngest ingest = {0};
    write_text("user,film,rating\na,x,1\na,y\nb,x,much\nb,y,2\n");
    LB_ASSERT_OK(ingest_file(&ingest, 8, true, &err));
    assert_true(ingest.rows.n == 2 && ingest.skipped == 2);
    assert_int_equal(lb_rows_line(&ingest.rows, 1), 5);
    lb_ingest_clear(&ingest);
    LB_ASSERT_FAILS(ingest_file(&ingest, 8, false, &err), LB_EDATA, ":3:");
    assert_true(ingest.rows.n == 0 && ingest.users == NULL && ingest.files == NULL);
}

/* The second file ends with what the fallback reader takes, the third is met by others' numbers. */
static void ingest__numbers_go_on_from_file_to_file(void **state)
{
    (void)state;
    char             folder[] = "/tmp/lb_ingest_files_XXXXXX", file[3][64];
    const char      *paths[]  = {file[0], file[1], file[2]};
    const char      *texts[]  = {"user,film,rating\nann,x,8\nbob,y,3\n",
                                 "film,rating,user\nz,7,\"c\nd\"\nx,2,bob\n",
                                 "user,film,rating\nzed,z,1\nc,w,10\nann,v,5\n"};
    const int32_t    user[] = {0, 1, 1, 2, 3, 0}, film[] = {0, 1, 0, 2, 3, 4};
    const int64_t    line[]   = {2, 3, 4, 2, 3, 4};
    const int        from[]   = {0, 0, 1, 2, 2, 2};
    LbError          err      = {0};
    LbIngest         ingest   = {0};
    LbRatingSettings settings = lb_rating_layout_defaults();
    char             name[128], hash[LB_HASH_TEXT];
    settings.skip_bad = true; /* an id with a line break */
    assert_non_null(mkdtemp(folder));
    for (int i = 0; i < 3; i++) {
        snprintf(file[i], sizeof file[i], "%s/%d.csv", folder, i);
        FILE *out = fopen(file[i], "wb");
        assert_true(out != NULL && fputs(texts[i], out) >= 0 && fclose(out) == 0);
    }
    for (size_t chunk = 1; chunk <= 64; chunk *= 4) {
        LbReadingHow how = {.settings = &settings, .chunk_bytes = chunk};
        LB_ASSERT_OK(lb_ingest_read(&ingest, (LbPaths){paths, 3}, &how, &err));
        assert_true(ingest.rows.n == 6 && ingest.n_rows == 6 && ingest.skipped == 1);
        assert_memory_equal(ingest.rows.user, user, sizeof user);
        assert_memory_equal(ingest.rows.film, film, sizeof film);
        for (int i = 0; i < 6; i++) {
            assert_int_equal(lb_rows_line(&ingest.rows, i), line[i]);
            assert_ptr_equal(lb_ingest_file_of(&ingest, i), &ingest.files[from[i]]);
        }
        assert_true(ingest.files[1].first_row == 2 && ingest.files[1].n_rows == 1);
        assert_true(ingest.files[2].extremes.low == 0 && ingest.files[2].n_rows == 3);
        lb_ingest_name(&ingest, name, sizeof name);
        assert_non_null(strstr(name, "0.csv and 2 other files"));
        LB_ASSERT_OK(lb_ingest_hash(&ingest, hash, &err));
        lb_ingest_clear(&ingest);
    }
    LB_ASSERT_OK(lb_hash_files(name, (LbPaths){paths, 3}, NULL, &err));
    assert_string_equal(name, hash);
    for (int i = 0; i < 3; i++)
        unlink(file[i]);
    assert_int_equal(rmdir(folder), 0);
}

/* Rows and lines of the parts of any number of ranks; -1 where one is not good. */
static int64_t read_parts(int size, int64_t *lines)
{
    static LbFilePart part;
    LbRatingSettings  settings = lb_rating_layout_defaults();
    LbReadingHow      how      = {.settings = &settings, .chunk_bytes = 7};
    int64_t           rows     = 0;
    *lines                     = 0;
    for (int r = 0; r < size; r++) {
        LbError       err  = {0};
        LbIngest      own  = {0};
        LbRatingsFile file = {0};
        part               = (LbFilePart){.rank = r, .size = size};
        LB_ASSERT_OK(lb_idmap_new(&own.users, &err));
        LB_ASSERT_OK(lb_idmap_new(&own.films, &err));
        LB_ASSERT_OK(lb_reading_add_part(&own, &file, path, &how, &part, &err));
        rows = part.is_good && rows >= 0 ? rows + own.rows.n : -1;
        *lines += part.lines;
        lb_ingest_clear(&own);
    }
    return rows;
}

static void ingest__leaves_to_one_what_parts_cannot_tell(void **state)
{
    (void)state;
    int64_t lines;
    for (int size = 1; size < 40; size++) {
        write_text("user,film,rating\nann,x,8\nbob,x,3.5\r\n\"ann\",y,9\ncid,\303\274,1\nd,z,2");
        assert_int_equal(read_parts(size, &lines), 5);
        assert_int_equal(lines, 6);
        write_text("user,film,rating,note\na,x,8,\nb,x,3,\"two\nc,x,8,lines\"\nd,z,2,\n");
        assert_int_equal(read_parts(size, &lines), -1);
        write_text("user,film,rating\na,x,8\nb,x,many\nd,z,2\n");
        assert_int_equal(read_parts(size, &lines), -1);
    }
    (void)unlink(path);
    assert_int_equal(read_parts(2, &lines), -1);
    write_text("");
}

static void ingest__stops_when_asked_to(void **state)
{
    (void)state;
    LbError          err      = {0};
    LbIngest         ingest   = {0};
    LbRatingSettings settings = lb_rating_layout_defaults();
    write_text("user,film,rating\na,x,1\n");
    LbReadingHow how = {.settings = &settings, .reporter = &interrupted};
    LB_ASSERT_FAILS(lb_ingest_read(&ingest, LB_ONE_PATH(path), &how, &err), LB_EINTR,
                    "interrupted");
    assert_null(ingest.users);
}

static void ingest__survives_lack_of_memory(void **state)
{
    (void)state;
    LbError  err    = {0};
    LbIngest ingest = {0};
    write_text("user,film,rating\nann,x,8\nbob,\"x\"\"\",3.5\nann,y,9\n");
    LB_ASSERT_SURVIVES_NOMEM(ingest_file(&ingest, 16, false, &err), lb_ingest_clear(&ingest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ingest__tells_rows_ids_and_lines),
        cmocka_unit_test(ingest__counts_bad_rows_or_stops_at_the_first),
        cmocka_unit_test(ingest__numbers_go_on_from_file_to_file),
        cmocka_unit_test(ingest__leaves_to_one_what_parts_cannot_tell),
        cmocka_unit_test(ingest__stops_when_asked_to),
        cmocka_unit_test(ingest__survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
