/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/ratings.h"

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "tests/lb_test.h"
#include "tests/unit/common/input/packed.h"
#include "tests/unit/trainer/interrupted.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT_MAX = 1 << 16, MAX_ROWS = 4000, MAX_THREADS = 4 };

static char    path[64];
static LbPool *pools[MAX_THREADS + 1];

static void write_file(const char *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void write_text(const char *text)
{
    write_file(text, strlen(text));
}

static void append(char *all, const char *text)
{
    strncat(all, text, TEXT_MAX - 1 - strlen(all));
}

static void remember(void *ctx, LbLevel level, const char *text)
{
    char *all = ctx;
    if (level != LB_LEVEL_WARNING) return;
    append(all, text);
    append(all, "\n");
}

static void assert_same_ids(const LbIdMap *a, const LbIdMap *b)
{
    assert_int_equal(lb_idmap_count(a), lb_idmap_count(b));
    for (int32_t i = 0; i < lb_idmap_count(a); i++) {
        LbSlice x = lb_idmap_text(a, i), y = lb_idmap_text(b, i);
        assert_int_equal(x.len, y.len);
        assert_memory_equal(x.text, y.text, x.len);
    }
}

static void assert_text(const LbIdMap *ids, int32_t i, const char *expected)
{
    LbSlice id = lb_idmap_text(ids, i);
    assert_int_equal(id.len, strlen(expected));
    assert_memory_equal(id.text, expected, id.len);
}

/* What a plain sequential reading gives: the fallback reader alone, one row after the other. */
typedef struct Plain {
    LbStatus status;
    LbError  err;
    LbIdMap *users, *films;
    int32_t  user[MAX_ROWS], film[MAX_ROWS];
    float    rating[MAX_ROWS];
    int64_t  n, rows, duplicates, skipped;
    char     messages[TEXT_MAX];
} Plain;

static void plain_add(Plain *plain, const LbRatingRow *row)
{
    int32_t user, film;
    int64_t i = 0;
    assert_int_equal(lb_idmap_add(plain->users, row->user, &user, NULL), LB_OK);
    assert_int_equal(lb_idmap_add(plain->films, row->film, &film, NULL), LB_OK);
    while (i < plain->n && (plain->user[i] != user || plain->film[i] != film))
        i++;
    assert_true(i < MAX_ROWS);
    plain->rows++;
    plain->duplicates += i < plain->n;
    if (i == plain->n) plain->n++;
    plain->user[i]   = user;
    plain->film[i]   = film;
    plain->rating[i] = (float)row->rating;
}

static void plain_read(Plain *plain, const LbRatingSettings *settings)
{
    LbInput        *in       = NULL;
    LbRatingReader *reader   = NULL;
    LbReporter      reporter = {.message = remember, .ctx = plain->messages};
    LbRatingRow     row;
    bool            more = true;
    memset(plain, 0, sizeof *plain);
    assert_int_equal(lb_idmap_new(&plain->users, NULL), LB_OK);
    assert_int_equal(lb_idmap_new(&plain->films, NULL), LB_OK);
    LbMemberWish wish = lb_rating_reader_wish(settings);
    plain->status     = lb_input_open_member(&in, path, &wish, &plain->err);
    if (plain->status == LB_OK)
        plain->status = lb_rating_reader_open(&reader, in, settings, &reporter, &plain->err);
    while (plain->status == LB_OK) {
        plain->status = lb_rating_reader_next(reader, &row, &more, &plain->err);
        if (plain->status != LB_OK || !more) break;
        plain_add(plain, &row);
    }
    if (reader != NULL) plain->skipped = lb_rating_reader_skipped(reader);
    lb_rating_reader_close(reader);
    lb_input_close(in);
}

static void plain_clear(Plain *plain)
{
    lb_idmap_free(plain->users);
    lb_idmap_free(plain->films);
}

static void assert_same(const Plain *plain, const LbRatings *ratings)
{
    assert_int_equal(ratings->rows, plain->rows);
    assert_int_equal(ratings->duplicates, plain->duplicates);
    assert_int_equal(ratings->skipped, plain->skipped);
    assert_int_equal(ratings->triplets.n, plain->n);
    assert_same_ids(ratings->users, plain->users);
    assert_same_ids(ratings->films, plain->films);
    assert_memory_equal(ratings->triplets.user, plain->user,
                        (size_t)plain->n * sizeof *plain->user);
    assert_memory_equal(ratings->triplets.film, plain->film,
                        (size_t)plain->n * sizeof *plain->film);
    for (int64_t i = 0; i < plain->n; i++)
        LB_ASSERT_NEAR(ratings->triplets.stars[i],
                       lb_rating_scale_to_stars(ratings->scale, (double)plain->rating[i]), 1e-6);
}

/* The file at `path` gives the same by chunks and threads as by the fallback reader alone. */
static void assert_reads_alike(bool skip_bad, size_t chunk_bytes, int threads, const Plain *plain)
{
    LbError           err      = {0};
    LbRatings        *ratings  = NULL;
    LbRatingsSettings settings = lb_ratings_defaults();
    static char       messages[TEXT_MAX];
    LbReporter        reporter = {.message = remember, .ctx = messages};
    messages[0]                = '\0';
    settings.reader.skip_bad   = skip_bad;
    settings.reader.scale      = (LbScale){-1e9, 1e9};
    settings.chunk_bytes       = chunk_bytes;
    LbStatus st =
        lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, pools[threads], &reporter, &err);
    assert_string_equal(messages, plain->messages);
    if (plain->status != LB_OK) {
        assert_int_equal(st, plain->status);
        assert_string_equal(err.message, plain->err.message);
    } else if (plain->n == 0) {
        assert_int_equal(st, LB_EDATA);
        assert_non_null(strstr(err.message, "no ratings"));
    } else {
        if (st != LB_OK) fail_msg("%s", err.message);
        assert_same(plain, ratings);
    }
    lb_ratings_free(ratings);
}

static void check_file(const char *bytes, size_t len, const size_t *chunks, int n_chunks)
{
    static Plain plain;
    write_file(bytes, len);
    for (int skip = 0; skip < 2; skip++) {
        LbRatingSettings settings = lb_ratings_defaults().reader;
        settings.skip_bad         = skip == 1;
        plain_read(&plain, &settings);
        for (int c = 0; c < n_chunks; c++)
            for (int threads = 1; threads <= MAX_THREADS; threads++)
                assert_reads_alike(skip == 1, chunks[c], threads, &plain);
        plain_clear(&plain);
    }
}

/* A user whose name begins as an archive does: xz, gzip. */
static void ratings__of_lines_that_look_packed_are_lines(void **state)
{
    static const char *const signs[]  = {"\3757zXZ", "\x1F\x8B\x08", "BZh91AY&SY"};
    static const size_t      chunks[] = {8, 1 << 20};
    (void)state;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        char text[TEXT_MAX] = "user,film,rating\nann,heat,8\n";
        append(text, signs[i]);
        size_t len = strlen(text);
        memcpy(text + len, "\0\xC3\xA9,heat,9\nbob,ran,7\n", 21);
        check_file(text, len + 21, chunks, 2);
    }
}

static const size_t CHUNKS[] = {1, 5, 16, 40, 200, 1 << 20};

static void ratings__of_nasty_files_are_those_of_a_plain_reading(void **state)
{
    (void)state;
    static const char *const FILES[] = {
        "",
        "\n",
        "user_id,movie_id,rating_val\n",
        "user_id,movie_id,rating_val",
        "user_id,movie_id\n1,2\n",
        "user_id,movie_id,rating_val\nann,heat,8",
        "user_id,movie_id,rating_val\r\nann,heat,8\r\nbob,heat,9\r\n",
        "user_id,movie_id,rating_val\rann,heat,8\rbob,heat,9\r",
        "user_id,movie_id,rating_val\nann,heat,8\rbob,ran,9\ncat,heat,x\n",
        "\n\nuser_id,movie_id,rating_val\n\nann,heat,8\n\n\nbob,heat,9\n\n",
        "\xef\xbb\xbf\nuser_id,movie_id,rating_val\nann,heat,8\n",
        "\xef\xbb\xbf\"user\nid\",movie_id,rating_val,user_id\n1,heat,8,ann\n",
        "\xef\xbb\xbfuser_id,movie_id,rating_val\nann,heat,8\n\xef\xbb\xbf"
        "bob,heat,9\n",
        "\"user_id\",\"movie_id\",\"rating_val\"\n\"ann\",\"heat\",\"8\"\n\"bob\",\"heat\",\"9\"\n",
        "\"user\nid\",movie_id,rating_val,user_id\n1,heat,8,ann\n",
        "user_id,movie_id,rating_val,note\nann,heat,8,\"two\nlines\"\nbob,heat,9,\"x\"\"y\"\ncat,a,"
        "b\n",
        "user_id,movie_id,rating_val\nann,\"heat,8\nbob,heat,9\ncat,heat,7\n",
        "user_id,movie_id,rating_val\nann,heat,8\nbob,\"he\"at,9\ncat,heat,7\n",
        "user_id,movie_id,rating_val\nann,heat,8\nann,ran,9\nann,heat,7\nbob,heat,1\nann,heat,6\n",
        "user_id;movie_id;rating_val\nann;heat;8\nbob;ran,1;9\n",
        "movie_id\trating_val\tuser_id\nheat\t8\tann\nran\t3.5\tbob\n",
        "1::10::5::978300760\n1::20::3::978302109\n2::10::4::978301968\n2:1::x\n",
        "196\t242\t3\t881250949\n186\t302\t3\t891717742\n",
        "user_id,movie_id,rating_val\n ann , heat , 8 \nann,heat,9\n,,\nann,,3\n",
    };
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        check_file(FILES[i], strlen(FILES[i]), CHUNKS, (int)(sizeof CHUNKS / sizeof *CHUNKS));
    static const char NUL[] = "user_id,movie_id,rating_val\nann,he\0at,8\nbob,heat,9\n";
    check_file(NUL, sizeof NUL - 1, CHUNKS, (int)(sizeof CHUNKS / sizeof *CHUNKS));
}

static const char *const PIECES[] = {
    "u1,f1,8\n",   "u1,f2,3.5\n",   "u2,f1,10\r\n", "u2,f3,1\n",  "u3,film:7,2\n",
    "u3,f1,6\n",   "u4,f9,7\n",     "u1,f5,4\n",    "u5,f2,9\n",  "\"u6\",\"f,1\",8\n",
    "u1,f1,9\n",   "u2,f1,2\n",     "\n",           "\r\n",       "u7,f1\n",
    "u7,f1,x\n",   "u7,f1,8,9\n",   ",f1,8\n",      "u8,,8\n",    "\xc3\xa9,f1,8\n",
    "u9,f\t1,8\n", " u1 ,f1 ,8 \n", "u1,f1,1e1\n",  "u1,f1,+8\n", "u10,f1,nan\n",
};

/* Pieces after which the fallback reader takes the rest. */
static const char *const HARD_PIECES[] = {
    "u1,\"f\n1\",8\n", "u1,\"f\"\"1\",8\n",  "u1,f\"1,8\n",
    "u1,\"f1\"x,8\n",  "u1,f1,8\ru2,f2,9\n", "u1,\"f1,8\n",
};

static void ratings__of_random_files_are_those_of_a_plain_reading(void **state)
{
    (void)state;
    static char text[TEXT_MAX];
    for (uint64_t seed = 0; seed < 300; seed++) {
        LbRng rng;
        lb_rng_init(&rng, seed, 0);
        uint64_t n = 1 + lb_rng_below(&rng, 150), plain = 1 + lb_rng_below(&rng, 12);
        text[0] = '\0';
        append(text, "user_id,movie_id,rating_val\n");
        for (uint64_t i = 0; i < n; i++) {
            uint64_t some = lb_rng_below(&rng, plain) == 0 ? sizeof PIECES / sizeof *PIECES : 12;
            append(text, PIECES[lb_rng_below(&rng, some)]);
            if (seed % 3 == 0 && lb_rng_below(&rng, 100) == 0)
                append(text, HARD_PIECES[lb_rng_below(&rng, 6)]);
        }
        size_t sizes[] = {1 + (size_t)lb_rng_below(&rng, 60), 1 + (size_t)lb_rng_below(&rng, 600)};
        check_file(text, strlen(text), sizes, 2);
    }
}

/* A line without an end is no reason to hold it in memory whole. */
/* Whatever comes before the damage, and in whatever pieces it is read. */
static void ratings__of_damaged_archives_are_those_of_a_plain_reading(void **state)
{
    (void)state;
    static const int    kinds[][2]     = {{ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE},
                                          {0, ARCHIVE_FILTER_GZIP},
                                          {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_BZIP2}};
    static const size_t chunks[]       = {1, 40, 1 << 20};
    char                text[TEXT_MAX] = "user,film,rating\n";
    LbRng               rng;
    lb_rng_init(&rng, 9, 0);
    for (int i = 0; i < 60; i++) {
        char row[40];
        snprintf(row, sizeof row, "u%d,f%d,%d\n", (int)lb_rng_below(&rng, 9),
                 (int)lb_rng_below(&rng, 9), (int)lb_rng_below(&rng, 5) + 1);
        append(text, i == 20 ? "ann,heat\n" : row);
    }
    Member one = {"ratings.csv", text};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        Packed whole = pack(kinds[k][0], kinds[k][1], &one, 1);
        for (int flip = 0; flip < 20; flip++) {
            Packed marred = bytes_of(whole.bytes, whole.len);
            char  *byte   = &marred.bytes[lb_rng_below(&rng, marred.len)];
            *byte         = (char)(*byte ^ (1 << lb_rng_below(&rng, 8)));
            check_file(marred.bytes, marred.len, chunks, 3);
            free(marred.bytes);
        }
        free(whole.bytes);
    }
}

static void ratings__survive_an_endless_line(void **state)
{
    (void)state;
    LbError           err;
    LbRatings        *ratings  = NULL;
    LbRatingsSettings settings = lb_ratings_defaults();
    size_t            len      = (size_t)9 << 20;
    char             *text     = lb_mem_array(len, 1);
    memset(text, 'x', len);
    memcpy(text, "user_id,movie_id,rating_val\nann,heat,8\n", 39);
    memcpy(text + len - 12, "\nbob,heat,9\n", 12);
    write_file(text, len);
    LB_ASSERT_FAILS(lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, pools[2], NULL, &err),
                    LB_EDATA, "line 3");
    settings.reader.skip_bad = true;
    LB_ASSERT_OK(lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, pools[2], NULL, &err));
    assert_int_equal(ratings->triplets.n, 2);
    assert_int_equal(ratings->skipped, 1);
    lb_ratings_free(ratings);
    free(text);
}

static void ratings__know_scale_mean_and_spread(void **state)
{
    (void)state;
    LbError           err;
    LbRatings        *ratings  = NULL;
    LbRatingsSettings settings = lb_ratings_defaults();
    write_text("userId,movieId,rating\na,x,0.5\na,y,5\nb,x,3.5\nb,y,4\na,x,3\n");
    LB_ASSERT_OK(lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, NULL, NULL, &err));
    LB_ASSERT_NEAR(ratings->scale.lo, 0.5, 0);
    LB_ASSERT_NEAR(ratings->scale.hi, 5, 0);
    assert_int_equal(ratings->duplicates, 1);
    LB_ASSERT_NEAR(ratings->triplets.stars[0], 3, 0); /* the last one, in the place of the first */
    LB_ASSERT_NEAR(ratings->mean, 15.5 / 4, 1e-15);
    LB_ASSERT_NEAR(ratings->std,
                   sqrt((0.875 * 0.875 + 1.125 * 1.125 + 0.375 * 0.375 + 0.125 * 0.125) / 3),
                   1e-15);
    assert_int_equal(strlen(ratings->input_hash), 41);
    lb_ratings_free(ratings);
    write_text("uid,fid,score\na,x,1\na,y,10\n");
    LB_ASSERT_OK(lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, NULL, NULL, &err));
    LB_ASSERT_NEAR(ratings->mean, 5.5, 0);
    LB_ASSERT_NEAR(ratings->triplets.stars[0], 0.5, 0);
    LB_ASSERT_NEAR(ratings->mean_stars, 2.75, 0);
    lb_ratings_free(ratings);
}

static void ratings__outside_the_scale_are_refused(void **state)
{
    (void)state;
    LbError           err;
    LbRatings        *ratings  = NULL;
    LbRatingsSettings settings = lb_ratings_defaults();
    write_text("user,film,rating\na,x,1\n\na,y,11\nb,x,100\n");
    LB_ASSERT_FAILS(lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, NULL, NULL, &err),
                    LB_EDATA, "--scale");
    settings.reader.scale = (LbScale){1, 10};
    LB_ASSERT_FAILS(lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, NULL, NULL, &err),
                    LB_EDATA, ".csv:4: rating 11 is outside 1..10");
    settings.reader.scale = (LbScale){0, 100};
    LB_ASSERT_OK(lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, NULL, NULL, &err));
    LB_ASSERT_NEAR(ratings->triplets.stars[2], 5, 0);
    lb_ratings_free(ratings);
}

static void ratings__below_the_minimums_are_left_out(void **state)
{
    (void)state;
    LbError           err;
    LbRatings        *ratings  = NULL;
    LbRatingsSettings settings = lb_ratings_defaults();
    write_text("user,film,rating\nann,x,1\nbob,y,2\nbob,x,3\ncat,z,4\ncat,x,5\ncat,y,6\n");
    settings.min_user_ratings = 2; /* ann goes */
    settings.min_film_ratings = 2; /* z goes */
    LB_ASSERT_OK(lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, NULL, NULL, &err));
    assert_int_equal(ratings->triplets.n, 4);
    assert_int_equal(ratings->rows, 6);
    assert_int_equal(lb_idmap_count(ratings->users), 2);
    assert_text(ratings->users, 0, "bob");
    assert_text(ratings->films, 0, "x"); /* ann had it first */
    assert_text(ratings->films, 1, "y");
    const int32_t user[] = {0, 0, 1, 1}, film[] = {1, 0, 0, 1};
    assert_memory_equal(ratings->triplets.user, user, sizeof user);
    assert_memory_equal(ratings->triplets.film, film, sizeof film);
    LB_ASSERT_NEAR(ratings->mean, 4, 0);
    lb_ratings_free(ratings);
    settings.min_film_ratings = 9;
    LB_ASSERT_FAILS(lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, NULL, NULL, &err),
                    LB_EDATA, "--min-film-ratings");
    assert_null(ratings);
}

static void ratings__stop_when_interrupted(void **state)
{
    (void)state;
    LbError           err;
    LbRatings        *ratings  = NULL;
    LbRatingsSettings settings = lb_ratings_defaults();
    write_text("user,film,rating\nann,x,1\n");
    LB_ASSERT_FAILS(
        lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, pools[2], &interrupted, &err),
        LB_EINTR, "interrupted");
}

static void ratings__name_a_missing_file(void **state)
{
    (void)state;
    LbError           err;
    LbRatings        *ratings  = NULL;
    LbRatingsSettings settings = lb_ratings_defaults();
    LB_ASSERT_FAILS(
        lb_ratings_read(&ratings, LB_ONE_PATH("/nonexistent/r.csv"), &settings, NULL, NULL, &err),
        LB_ENOINPUT, "/nonexistent/r.csv");
}

/* A pipe cannot be read by ranges, nor twice for its fingerprint. */
static void ratings__come_through_a_pipe_alike(void **state)
{
    (void)state;
    static const char TEXT[] =
        "user,film,rating,note\nann,x,1,\nbob,y,2,\"two\nlines\"\nbob,x,3,\n";
    LbError           err;
    LbRatings        *piped = NULL, *plain = NULL;
    LbRatingsSettings settings = lb_ratings_defaults();
    write_text(TEXT);
    LB_ASSERT_OK(lb_ratings_read(&plain, LB_ONE_PATH(path), &settings, NULL, NULL, &err));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        FILE *file = fopen(path, "wb");
        bool  good = file != NULL && fputs(TEXT, file) >= 0 && fclose(file) == 0;
        _exit(good ? 0 : 1);
    }
    settings.chunk_bytes = 20;
    LB_ASSERT_OK(lb_ratings_read(&piped, LB_ONE_PATH(path), &settings, NULL, NULL, &err));
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(piped->triplets.n, 3);
    assert_same_ids(piped->films, plain->films);
    assert_string_equal(piped->input_hash, plain->input_hash);
    lb_ratings_free(piped);
    lb_ratings_free(plain);
    assert_int_equal(unlink(path), 0);
}

static void ratings__survive_lack_of_memory(void **state)
{
    (void)state;
    LbError           err;
    LbRatings        *ratings  = NULL;
    LbRatingsSettings settings = lb_ratings_defaults();
    settings.min_film_ratings  = 2;
    settings.reader.skip_bad   = true;
    write_text("user,film,rating\nann,x,1\nbob,x,2\nodd\nbob,\"x\"\"\",3\nann,x,2\n");
    LB_ASSERT_SURVIVES_NOMEM(
        lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, NULL, NULL, &err),
        lb_ratings_free(ratings));
}

static int set_up(void **state)
{
    (void)state;
    for (int t = 1; t <= MAX_THREADS; t++)
        if (lb_pool_new(&pools[t], t, NULL) != LB_OK) return -1;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int t = 1; t <= MAX_THREADS; t++)
        lb_pool_free(pools[t]);
    (void)unlink(path);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratings__of_lines_that_look_packed_are_lines),
        cmocka_unit_test(ratings__of_nasty_files_are_those_of_a_plain_reading),
        cmocka_unit_test(ratings__of_random_files_are_those_of_a_plain_reading),
        cmocka_unit_test(ratings__of_damaged_archives_are_those_of_a_plain_reading),
        cmocka_unit_test(ratings__survive_an_endless_line),
        cmocka_unit_test(ratings__know_scale_mean_and_spread),
        cmocka_unit_test(ratings__outside_the_scale_are_refused),
        cmocka_unit_test(ratings__below_the_minimums_are_left_out),
        cmocka_unit_test(ratings__stop_when_interrupted),
        cmocka_unit_test(ratings__name_a_missing_file),
        cmocka_unit_test(ratings__come_through_a_pipe_alike),
        cmocka_unit_test(ratings__survive_lack_of_memory),
    };
    snprintf(path, sizeof path, "/tmp/lbrec_ratings_%ld.csv", (long)getpid());
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
