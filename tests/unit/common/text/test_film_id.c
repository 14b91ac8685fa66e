/* SPDX-License-Identifier: MIT */
#include "common/text/film_id.h"

#include "tests/lb_test.h"

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void film_id__reads_imdb(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t     id;
    } cases[] = {
        {"tt0137523", 137523},
        {"TT0137523", 137523},
        {" tt10872600 ", 10872600},
        {"0114709", 114709}, /* MovieLens */
        {"114709.0", 114709},
        {"https://www.imdb.com/title/tt0137523/?ref_=x", 137523},
        {"http://www.imdb.com/title/tt0082971/maindetails", 82971},
        {"imdb://tt0137523", 137523},
        {"com.plexapp.agents.imdb://tt0137523?lang=en", 137523},
        {"", 0},
        {"tt", 0},
        {"tt0000000", 0},
        {"nm0000123", 0},
        {"butt0137523", 0},
        {"tt0137523x", 0},
        {"137523.5", 0},
        {"99999999999", 0},
        {"tt99999999999", 0},
        {"-5", 0},
        {"tmdb://550", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (lb_film_id_parse_imdb(slice(cases[i].text)) != cases[i].id)
            fail_msg("'%s' is %d, expected %d", cases[i].text,
                     (int)lb_film_id_parse_imdb(slice(cases[i].text)), (int)cases[i].id);
}

static void film_id__writes_imdb(void **state)
{
    (void)state;
    char text[LB_FILM_ID_TEXT];
    lb_film_id_imdb_text(text, 137523);
    assert_string_equal(text, "tt0137523");
    lb_film_id_imdb_text(text, 10872600);
    assert_string_equal(text, "tt10872600");
    lb_film_id_imdb_text(text, INT32_MAX);
    assert_string_equal(text, "tt2147483647");
    lb_film_id_imdb_text(text, 0);
    assert_string_equal(text, "");
}

static void film_id__reads_tmdb(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t     id;
        bool        is_tv;
    } cases[] = {
        {"550", 550, false},
        {"550.0", 550, false},
        {" 550 ", 550, false},
        {"https://www.themoviedb.org/movie/550-fight-club", 550, false},
        {"https://www.themoviedb.org/movie/550/", 550, false},
        {"movie/550", 550, false},
        {"tmdb://550", 550, false},
        {"https://www.themoviedb.org/tv/1399", 1399, true},
        {"tv/1399", 1399, true},
        {"", 0, false},
        {"fight-club", 0, false},
        {"https://www.themoviedb.org/person/287", 0, false},
        {"550x", 0, false},
        {"550.5", 0, false},
        {"99999999999", 0, false},
        {"0", 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool    is_tv = !cases[i].is_tv;
        int32_t id    = lb_film_id_parse_tmdb(slice(cases[i].text), &is_tv);
        if (id != cases[i].id || is_tv != cases[i].is_tv)
            fail_msg("'%s' is %d, expected %d", cases[i].text, (int)id, (int)cases[i].id);
    }
    assert_int_equal(lb_film_id_parse_tmdb(slice("550"), NULL), 550);
}

static void film_id__reads_letterboxds_of_a_poster(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t     id;
    } cases[] = {
        {"film-poster/5/1/5/6/8/51568-fight-club-0-230-0-345-crop", 51568},
        {"https://a.ltrbxd.com/resized/film-poster/5/1/5/6/8/51568-fight-club-0-500-0-750-crop.jpg",
         51568},
        {"<p><img src=\"https://a.ltrbxd.com/resized/film-poster/7/7-a.jpg\"/></p>", 7},
        {"film-poster/1/2/13-a", 0}, /* contradicts itself */
        {"film-poster/1/2/12", 0},
        {"film-poster/1/2/1", 0},
        {"film-poster/1/2/", 0},
        {"film-poster/12-a", 0},
        {"film-poster/", 0},
        {"resized/sm/upload/aa/1/2/12-a.jpg", 0},
        {"", 0},
        {"film-poster/9/9/9/9/9/9/9/9/9/9/9/9/9/9/9/9/9/9/9/9/99999999999999999999-a", 0},
        {"film-poster/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/111111111111111111111-a", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (lb_film_id_parse_poster(slice(cases[i].text)) != cases[i].id)
            fail_msg("'%s', expected %lld", cases[i].text, (long long)cases[i].id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(film_id__reads_imdb),
        cmocka_unit_test(film_id__writes_imdb),
        cmocka_unit_test(film_id__reads_tmdb),
        cmocka_unit_test(film_id__reads_letterboxds_of_a_poster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
