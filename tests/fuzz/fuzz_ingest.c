/* SPDX-License-Identifier: MIT */
/* The fast reader of a ratings file against the fallback reader: the same rows, ids, counts and
 * messages are required, whatever the chunks. The first byte chooses chunks, threads and settings.
 */
#include "trainer/ingest/ingest.h"

#include "tests/fuzz/fuzz_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_id(const LbIdMap *ids, int32_t index, LbSlice expected)
{
    LbSlice id = lb_idmap_text(ids, index);
    require(id.len == expected.len && memcmp(id.text, expected.text, id.len) == 0);
}

/* Ids come in order of first appearance: the next new one has the number of those before it. */
static void check_order(int32_t index, int32_t *known)
{
    require(index >= 0 && index <= *known);
    if (index == *known) ++*known;
}

/* Read with the fallback reader, comparing each row with that of the fast one; gives how it
 * ended. */
static LbStatus compare(const char *path, const LbRatingSettings *settings, const LbIngest *fast,
                        LbError *err)
{
    LbInput        *in     = NULL;
    LbRatingReader *reader = NULL;
    LbRatingRow     row;
    int64_t         n       = 0;
    bool            more    = true;
    int32_t         n_users = 0, n_films = 0;
    LbMemberWish    wish = lb_rating_reader_wish(settings);
    LbStatus        st   = lb_input_open_member(&in, path, &wish, err);
    if (st == LB_OK) st = lb_rating_reader_open(&reader, in, settings, NULL, err);
    while (st == LB_OK) {
        st = lb_rating_reader_next(reader, &row, &more, err);
        if (st != LB_OK || !more) break;
        if (fast != NULL) {
            require(n < fast->rows.n && lb_rows_line(&fast->rows, n) == row.line);
            require(fast->rows.rating[n] == (float)row.rating);
            check_id(fast->users, fast->rows.user[n], row.user);
            check_id(fast->films, fast->rows.film[n], row.film);
            check_order(fast->rows.user[n], &n_users);
            check_order(fast->rows.film[n], &n_films);
        }
        n++;
    }
    if (st == LB_OK && fast != NULL) {
        require(fast->rows.n == n && fast->skipped == lb_rating_reader_skipped(reader));
        require(lb_idmap_count(fast->users) == n_users && lb_idmap_count(fast->films) == n_films);
    }
    if (st == LB_OK && n == 0) st = LB_ENONE;
    lb_rating_reader_close(reader);
    lb_input_close(in);
    return st;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t chunks[] = {1, 7, 64, 0};

    LbRatingSettings settings = lb_rating_layout_defaults();
    LbIngest         ingest   = {0};
    LbError          fast_err = {0}, slow_err = {0};
    LbPool          *pool = NULL;
    char             path[64];
    if (size == 0) return 0;
    settings.skip_bad = (data[0] & 1) != 0;
    settings.format   = (LbRatingFormat)(data[0] >> 1 & 3);
    if ((data[0] & 64) != 0) settings.scale = (LbScale){0.5, 5};
    if ((data[0] & 32) != 0) require(lb_pool_new(&pool, 2, NULL) == LB_OK);
    fuzz_path(path, sizeof path, ".csv");
    fuzz_write(path, data + 1, size - 1);
    LbReadingHow how = {
        .settings = &settings, .chunk_bytes = chunks[data[0] >> 3 & 3], .pool = pool};
    LbStatus fast = lb_ingest_read(&ingest, LB_ONE_PATH(path), &how, &fast_err);
    LbStatus slow = compare(path, &settings, fast == LB_OK ? &ingest : NULL, &slow_err);
    if (slow == LB_ENONE)
        require(fast == LB_OK ? ingest.rows.n == 0 : fast == LB_EDATA);
    else
        require(fast == slow && strcmp(fast_err.message, slow_err.message) == 0);
    lb_ingest_clear(&ingest);
    lb_pool_free(pool);
    unlink(path);
    return 0;
}
