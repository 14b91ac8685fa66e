/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/report/sentence.h"
#include "tests/unit/query/small_model.h"

/* Somebody who loved Amélie (0), liked Face/Off (1), merely watched Dracula (2) and disliked Alien
 * (4). */
static int32_t ann_film[]  = {0, 1, 2, 4};
static float   ann_stars[] = {5, 3.5F, NAN, 1};

static LbResolved ann(void)
{
    return (LbResolved){.film = ann_film, .stars = ann_stars, .n = 4, .n_rated = 3};
}

/* The sentence about reasons given as {index into the profile, points}. */
static void check_sentence(const LbReason *reasons, int32_t n, const char *expected)
{
    LbError    err = {0};
    SmallModel small;
    LbBuf      text;
    LbReason   items[4];
    LbResolved resolved = ann();
    LbBecause  because  = {.items = items, .n = n};
    LbPick     pick     = {.film = 3, .because = &because};
    LbAnswer   answer   = {.model = small_model(&small), .resolved = &resolved};
    memcpy(items, reasons, (size_t)n * sizeof *items);
    lb_buf_init(&text, 4096);
    LB_ASSERT_OK(lb_sentence_append(&text, &answer, &pick, &err));
    assert_string_equal(lb_buf_text(&text), expected);
    lb_buf_clear(&text);
    lb_buf_init(&text, 5); /* too small for anything */
    assert_int_equal(lb_sentence_append(&text, &answer, &pick, &err), n > 0 ? LB_EDATA : LB_OK);
    lb_buf_clear(&text);
    pick.because = NULL;
    lb_buf_init(&text, 4096);
    LB_ASSERT_OK(lb_sentence_append(&text, &answer, &pick, &err));
    assert_string_equal(lb_buf_text(&text), "");
    lb_buf_clear(&text);
}

static void sentence__names_films_for_and_against(void **state)
{
    (void)state;
    static const LbReason all[] = {{0, 2, 0.5}, {1, 1, 0.2}, {3, -1, -0.2}, {2, 0.5, 0.1}};
    check_sentence(all, 0, "");
    check_sentence(all, 1, "because you rated Amélie 5 stars");
    check_sentence(all, 2, "because you rated Amélie 5 stars and Face/Off 3.5 stars");
    check_sentence(all, 3,
                   "because you rated Amélie 5 stars and Face/Off 3.5 stars, although you rated "
                   "Alien 1 star");
    check_sentence(all, 4,
                   "because you rated Amélie 5 stars and Face/Off 3.5 stars and watched Dracula, "
                   "although you rated Alien 1 star");
    check_sentence(all + 3, 1, "because you watched Dracula");
    check_sentence(all + 2, 1, "although you rated Alien 1 star");
    static const LbReason three[] = {{0, 2, 0.5}, {3, 1, 0.2}, {1, 0.5, 0.2}, {2, -0.5, -0.1}};
    check_sentence(three, 4,
                   "because you rated Amélie 5 stars, Alien 1 star and Face/Off 3.5 stars, "
                   "although you watched Dracula");
}

/* A title that ends in a digit must not run into the rating. */
static void sentence__quotes_numbered_titles(void **state)
{
    (void)state;
    LbError              err = {0};
    SmallModel           small;
    LbBuf                text;
    LbModel              model    = *small_model(&small);
    static const int64_t start[]  = {0, 8, 8, 8, 8, 8, 8, 8, 8};
    LbReason             reason   = {0, 1, 1};
    LbResolved           resolved = ann();
    LbBecause            because  = {.items = &reason, .n = 1};
    LbPick               pick     = {.film = 3, .because = &because};
    LbAnswer             answer   = {.model = &model, .resolved = &resolved};
    model.films.titles            = (LbStrings){SMALL_FILMS, "Scream 3", start};
    lb_buf_init(&text, 4096);
    LB_ASSERT_OK(lb_sentence_append(&text, &answer, &pick, &err));
    assert_string_equal(lb_buf_text(&text), "because you rated “Scream 3” 5 stars");
    lb_buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentence__names_films_for_and_against),
        cmocka_unit_test(sentence__quotes_numbered_titles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
