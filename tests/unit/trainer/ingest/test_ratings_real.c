/* SPDX-License-Identifier: MIT */
/* Real ratings, where a folder of them is at hand: $LBREC_SHARED, or ../shared beside the checkout.
 * With the argument "18m" the large file, else the small one. */
#include "trainer/ingest/ratings.h"

#include "tests/lb_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Expected {
    const char *file;
    int64_t     rows;
    int32_t     users, films;
    double      mean, std, tolerance; /* tolerance: half a unit of the last digit that is known */
} Expected;

static const Expected SMALL = {
    "letterboxd-ratings-1m.csv.gz", 1039665, 4375, 7472, 7.033804158, 2.064471668, 5e-10};
static const Expected LARGE = {
    "letterboxd-ratings-18m.csv.zst", 17924713, 45911, 13293, 6.960174, 2.065691, 5e-7};

static const Expected *expected = &SMALL;
static char            path[4096];

static void ratings__of_the_real_file_are_known(void **state)
{
    (void)state;
    LbError           err;
    LbPool           *pool     = NULL;
    LbRatings        *ratings  = NULL;
    LbRatingsSettings settings = lb_ratings_defaults();
    LB_ASSERT_OK(lb_pool_new(&pool, 2, &err));
    LB_ASSERT_OK(lb_ratings_read(&ratings, LB_ONE_PATH(path), &settings, pool, NULL, &err));
    assert_int_equal(ratings->rows, expected->rows);
    assert_int_equal(ratings->triplets.n, expected->rows);
    assert_int_equal(lb_idmap_count(ratings->users), expected->users);
    assert_int_equal(lb_idmap_count(ratings->films), expected->films);
    LB_ASSERT_NEAR(ratings->mean, expected->mean, expected->tolerance);
    LB_ASSERT_NEAR(ratings->std, expected->std, expected->tolerance);
    lb_ratings_free(ratings);
    lb_pool_free(pool);
}

int main(int argc, char **argv)
{
    const char *folder = getenv("LBREC_SHARED");
    if (folder == NULL) folder = LB_TEST_DATA "/../../../shared";
    if (argc > 1 && strcmp(argv[1], "18m") == 0) expected = &LARGE;
    (void)snprintf(path, sizeof path, "%s/data/%s", folder, expected->file);
    if (access(path, R_OK) != 0) {
        printf("skipped: no %s; set LBREC_SHARED to the folder that holds data/%s\n", path,
               expected->file);
        return 77;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(ratings__of_the_real_file_are_known)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
