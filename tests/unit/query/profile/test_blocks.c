/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/profile/blocks.h"

#include <stdlib.h>

enum { TEXTS = 300, LONGEST = 20000 };

/* The i-th text: i * 67 bytes of one letter, up to more than a block holds. */
static LbStatus copy_all(LbBlocks **blocks, const char *copies[TEXTS], LbError *err)
{
    static char text[LONGEST];
    for (int i = 0; i < TEXTS; i++) {
        size_t len = (size_t)i * 67 % LONGEST;
        memset(text, 'a' + i % 26, len);
        LbStatus st = lb_blocks_copy(blocks, &copies[i], (LbSlice){text, len}, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

static void blocks__texts_stay_where_they_are(void **state)
{
    (void)state;
    LbError     err    = {0};
    LbBlocks   *blocks = NULL;
    const char *copies[TEXTS];
    LB_ASSERT_OK(copy_all(&blocks, copies, &err));
    for (int i = 0; i < TEXTS; i++) {
        size_t len = (size_t)i * 67 % LONGEST;
        assert_int_equal(strlen(copies[i]), len);
        for (size_t k = 0; k < len; k++)
            if (copies[i][k] != 'a' + i % 26) fail_msg("text %d, byte %zu", i, k);
    }
    lb_blocks_free(blocks);
    lb_blocks_free(NULL);
}

static LbStatus try_copying(LbError *err)
{
    LbBlocks   *blocks = NULL;
    const char *copies[TEXTS];
    LbStatus    st = copy_all(&blocks, copies, err);
    lb_blocks_free(blocks);
    return st;
}

static void blocks__survive_failing_allocations(void **state)
{
    (void)state;
    LbError err = {0};
    LB_ASSERT_SURVIVES_NOMEM(try_copying(&err), (void)0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks__texts_stay_where_they_are),
        cmocka_unit_test(blocks__survive_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
