/* SPDX-License-Identifier: MIT */
#include "common/base/hash.h"

#include "tests/lb_flood.h"
#include "tests/lb_test.h"

#include <stdbool.h>

/* Values of the reference implementation, `xxhsum -H3` and `xxhsum -H2`. */
static void hash__is_the_published_function(void **state)
{
    (void)state;
    LbError   err    = {0};
    LbHasher *hasher = NULL;
    char      text[LB_HASH_TEXT];
    assert_true(lb_hash_bytes("", 0) == UINT64_C(0x2d06800538d394c2));
    LB_ASSERT_OK(lb_hash_new(&hasher, &err));
    lb_hash_update(hasher, NULL, 0);
    lb_hash_text(hasher, text);
    assert_string_equal(text, "xxh3-128:99aa06d3014798d86001c324468d497f");
    lb_hash_free(hasher);
}

static void hash__pieces_give_the_hash_of_the_whole(void **state)
{
    (void)state;
    LbError   err   = {0};
    LbHasher *whole = NULL, *pieces = NULL;
    char      bytes[3000], a[LB_HASH_TEXT], b[LB_HASH_TEXT];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 37 % 251);
    LB_ASSERT_OK(lb_hash_new(&whole, &err));
    LB_ASSERT_OK(lb_hash_new(&pieces, &err));
    lb_hash_update(whole, bytes, sizeof bytes);
    for (size_t at = 0, n = 0; at < sizeof bytes; at += n) {
        n = at % 190 + 1;
        if (n > sizeof bytes - at) n = sizeof bytes - at;
        lb_hash_update(pieces, bytes + at, n);
    }
    lb_hash_text(whole, a);
    lb_hash_text(pieces, b);
    assert_string_equal(a, b);
    lb_hash_update(pieces, "x", 1);
    lb_hash_text(pieces, b);
    assert_string_not_equal(a, b);
    lb_hash_free(whole);
    lb_hash_free(pieces);
    lb_hash_free(NULL);
}

/* Ids that share the unkeyed hash spread under a key: of 4,096 in 65,536 places some 3,970 are
 * alone, and no two keys agree. */
static void hash__a_key_parts_ids_that_were_chosen_to_collide(void **state)
{
    (void)state;
    enum { N = 4096, PLACES = 1 << 16 };
    static bool is_taken[2][PLACES];
    LbHashKey   key[2]   = {lb_hash_key(), lb_hash_key()};
    int         taken[2] = {0};
    char        id[8];
    assert_true(key[0].seed != key[1].seed);
    for (uint64_t i = 0; i < N; i++) {
        lb_flood_id(id, i << 32 | 0x1234567);
        assert_true(lb_hash_bytes(id, sizeof id) == (i << 32 | 0x1234567));
        for (int k = 0; k < 2; k++) {
            uint32_t place = lb_hash_keyed(&key[k], id, sizeof id) >> 16;
            taken[k] += !is_taken[k][place];
            is_taken[k][place] = true;
        }
    }
    assert_true(taken[0] > N / 2 && taken[1] > N / 2);
}

static void hash__survives_failed_allocations(void **state)
{
    (void)state;
    LbError   err    = {0};
    LbHasher *hasher = NULL;
    LB_ASSERT_SURVIVES_NOMEM(lb_hash_new(&hasher, &err), lb_hash_free(hasher));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash__is_the_published_function),
        cmocka_unit_test(hash__pieces_give_the_hash_of_the_whole),
        cmocka_unit_test(hash__a_key_parts_ids_that_were_chosen_to_collide),
        cmocka_unit_test(hash__survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
