/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/report/sentence.h"
#include "tests/unit/query/small_model.h"

/* Somebody who loved Amélie (0), liked Face/Off (1), merely watched Dracula (2) and disliked Alien
 * (4): 3.2 stars on average. */
static int32_t ann_film[]  = {0, 1, 2, 4};
static float   ann_stars[] = {5, 3.5F, NAN, 1};

/* What is said of a pick of film 5 (400 ratings, 4 stars on average) or, of few, 3 (5, 3 stars). */
static void check_sentence(LbGrounds grounds, LbPick pick, const char *expected)
{
    LbError    err = {0};
    SmallModel small;
    LbBuf      text;
    LbResolved resolved = {.film = ann_film, .stars = ann_stars, .n = 4, .n_rated = 3};
    LbBecause  because  = {.grounds = grounds};
    LbAnswer   answer   = {.model = small_model(&small), .resolved = &resolved};
    pick.because        = &because;
    lb_buf_init(&text, 4096);
    LB_ASSERT_OK(lb_sentence_append(&text, &answer, &pick, &err));
    assert_string_equal(lb_buf_text(&text), expected);
    lb_buf_clear(&text);
    for (size_t cap = 1; cap < strlen(expected); cap += 7) { /* too small, wherever it ends */
        lb_buf_init(&text, cap);
        assert_int_equal(lb_sentence_append(&text, &answer, &pick, &err), LB_EDATA);
        lb_buf_clear(&text);
    }
    pick.because = NULL;
    lb_buf_init(&text, 4096);
    LB_ASSERT_OK(lb_sentence_append(&text, &answer, &pick, &err));
    assert_string_equal(lb_buf_text(&text), "");
    lb_buf_clear(&text);
}

static LbGrounds grounds_of(int32_t *liked, int32_t n_liked, int32_t disliked)
{
    return (LbGrounds){
        .liked = liked, .n_liked = n_liked, .disliked = disliked, .mean_stars = 9.5 / 3};
}

static void sentence__names_films_for_and_against(void **state)
{
    (void)state;
    LbPick    pick    = {.film = 5, .score = 1, .stars = 4.25F};
    int32_t   liked[] = {0, 1, 0};
    LbGrounds grounds = grounds_of(liked, 1, -1);
    check_sentence(grounds, pick, "because you rated Amélie 5 stars");
    check_sentence(grounds_of(liked, 2, -1), pick,
                   "because you rated Amélie 5 stars and Face/Off 3.5 stars (your mean is 3.2)");
    check_sentence(grounds_of(liked, 3, 3), pick,
                   "because you rated Amélie 5 stars, Face/Off 3.5 stars and Amélie 5 stars, "
                   "although you rated Alien 1 star (your mean is 3.2)");
    check_sentence(grounds_of(liked, 1, 3), pick,
                   "because you rated Amélie 5 stars, although you rated Alien 1 star");
    /* The same films spoke for another pick. */
    grounds.are_told = true;
    check_sentence(grounds, pick,
                   "because you rated Amélie 5 stars, and people who rate like you give it 4.2 "
                   "stars, 0.2 more than others");
    pick.stars = 3;
    check_sentence(grounds, pick, "because you rated Amélie 5 stars");
}

static void sentence__else_says_what_carries_the_pick(void **state)
{
    (void)state;
    LbPick    pick    = {.film = 5, .score = 1, .stars = 4.1F};
    LbGrounds grounds = grounds_of(NULL, 0, -1);
    check_sentence(grounds, pick, "people who rate like you give it 4.1 stars");
    pick.stars = 4.5F;
    check_sentence(grounds, pick,
                   "people who rate like you give it 4.5 stars, 0.5 more than others");
    grounds.carrier = LB_CARRIER_AUDIENCE;
    check_sentence(grounds, pick,
                   "people who watch what you watch have watched it, and people who rate like you "
                   "give it 4.5 stars, 0.5 more than others");
    pick.score = -1; /* nothing carries it */
    check_sentence(grounds, pick,
                   "people who rate like you give it 4.5 stars, 0.5 more than others");
    grounds.carrier  = LB_CARRIER_NOVELTY;
    grounds.disliked = 3;
    pick             = (LbPick){.film = 3, .score = 1, .stars = 3};
    check_sentence(grounds, pick,
                   "few know it (5 ratings), and people who rate like you give it 3.0 stars, "
                   "although you rated Alien 1 star");
}

/* Nearly everybody: a high mean of many ratings, which the prediction does not exceed. */
static void sentence__says_what_nearly_everybody_likes(void **state)
{
    (void)state;
    static const float mean[SMALL_FILMS] = {4, 3, 3, 4.6F, 4.2F, 4.19F, 4, 3};
    LbError            err               = {0};
    SmallModel         small;
    LbModel            model    = *small_model(&small);
    LbBecause          because  = {.grounds = grounds_of(NULL, 0, -1)};
    LbResolved         resolved = {.film = ann_film, .stars = ann_stars, .n = 4, .n_rated = 3};
    LbAnswer           answer   = {.model = &model, .resolved = &resolved};
    static const struct {
        int32_t     film;
        float       stars;
        const char *expected;
    } cases[] = {
        {4, 4.25F, "liked by nearly everybody: 4.2 stars on average of 900 ratings"},
        {4, 4.5F, "people who rate like you give it 4.5 stars, 0.3 more than others"},
        {5, 4.25F, "people who rate like you give it 4.2 stars"},
        {3, 4.5F, "people who rate like you give it 4.5 stars"}, /* of five ratings */
    };
    model.films.mean_stars = mean;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        LbBuf  text;
        LbPick pick = {
            .film = cases[i].film, .score = 1, .stars = cases[i].stars, .because = &because};
        lb_buf_init(&text, 4096);
        LB_ASSERT_OK(lb_sentence_append(&text, &answer, &pick, &err));
        assert_string_equal(lb_buf_text(&text), cases[i].expected);
        lb_buf_clear(&text);
    }
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
    int32_t              liked[]  = {0};
    LbResolved           resolved = {.film = ann_film, .stars = ann_stars, .n = 4, .n_rated = 3};
    LbBecause            because  = {.grounds = grounds_of(liked, 1, -1)};
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
        cmocka_unit_test(sentence__else_says_what_carries_the_pick),
        cmocka_unit_test(sentence__says_what_nearly_everybody_likes),
        cmocka_unit_test(sentence__quotes_numbered_titles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
