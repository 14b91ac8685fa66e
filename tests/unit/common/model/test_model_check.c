/* SPDX-License-Identifier: MIT */
#include "common/model/model.h"

#include "tests/lb_fixture.h"
#include "tests/lb_test.h"

#include <stdio.h>

static void model_check__accepts_a_good_model(void **state)
{
    (void)state;
    LbError err;
    int32_t sizes[][3] = {{1, 1, 0}, {1, 0, 1}, {50, 7, 0}, {300, 16, 9}};
    for (size_t i = 0; i < 4; i++) {
        LbFixture *fixture = lb_fixture_new(sizes[i][0], sizes[i][1], sizes[i][2]);
        LB_ASSERT_OK(lb_model_check(&fixture->model, true, &err));
        lb_fixture_add_norms(fixture);
        LB_ASSERT_OK(lb_model_check(&fixture->model, true, &err));
        lb_fixture_free(fixture);
    }
}

typedef struct Damage {
    void (*apply)(LbFixture *fixture);
    bool        deep; /* seen only when every element is looked at */
    const char *message;
} Damage;

/* Arrays of a fixture are its own and not const where they were made. */
static void set_float(const float *array, int32_t i, float value)
{
    memcpy((char *)(uintptr_t)array + (size_t)i * sizeof value, &value, sizeof value);
}

static void set_bytes(const void *array, size_t at, const void *value, size_t size)
{
    memcpy((char *)(uintptr_t)array + at, value, size);
}

#define DAMAGE(name, statement)                                                                    \
    static void name(LbFixture *f)                                                                 \
    {                                                                                              \
        statement;                                                                                 \
    }
DAMAGE(no_films, f->model.films.n_films = 0)
DAMAGE(too_many_films, f->model.films.n_films = LB_FILMS_MAX + 1)
DAMAGE(no_slugs, f->model.films.slugs = (LbStrings){0})
DAMAGE(few_titles, f->model.films.titles.n--)
DAMAGE(no_counts, f->model.films.count = NULL)
DAMAGE(odd_table, f->model.films.table_size--)
DAMAGE(small_table, f->model.films.table_size /= 8)
DAMAGE(many_ids, f->model.films.n_by_id++)
DAMAGE(ids_without_order, f->model.films.letterboxd_id = NULL)
DAMAGE(bad_method, f->model.info.method = (LbMethod)9)
DAMAGE(bad_scale, f->model.info.scale.hi = 1)
DAMAGE(bad_mean, f->model.info.mean_stars = NAN)
DAMAGE(bad_std, f->model.info.std_stars = -1)
DAMAGE(bad_users, f->model.info.n_users = -1)
DAMAGE(bad_ranking, f->model.info.discovery.stars = INFINITY)
DAMAGE(endless_text, memset(f->model.info.program, 'x', sizeof f->model.info.program))
DAMAGE(no_settings, f->model.info.settings = NULL)
DAMAGE(huge_rank, f->model.taste.rank = LB_RANK_MAX + 1)
DAMAGE(negative_rank, f->model.taste.rank = -1)
DAMAGE(no_components, f->model.taste.factors = NULL)
DAMAGE(rising_values, set_bytes(f->model.taste.singular_values, 8, &(double){1e9}, 8))
DAMAGE(nan_value, set_bytes(f->model.taste.singular_values, 0, &(double){NAN}, 8))
DAMAGE(nan_gain, f->model.taste.gain = NAN)
DAMAGE(nan_floor, f->model.taste.floor = NAN)
DAMAGE(no_bias, f->model.stars.film_bias = NULL)
DAMAGE(no_stars_components, f->model.stars.factors = NULL)
DAMAGE(no_map, f->model.stars.prior.map = NULL)
DAMAGE(no_stage_films, f->model.stars.prior.stage_films = NULL)
DAMAGE(many_stages, f->model.stars.prior.n_stages = LB_STAGES_MAX + 1)
DAMAGE(falling_stages, set_bytes(f->model.stars.prior.stage_films, 4, &(int32_t){2}, 4))
DAMAGE(stage_of_nothing, set_bytes(f->model.stars.prior.stage_films, 0, &(int32_t){0}, 4))
DAMAGE(nan_offset, set_float(f->model.stars.prior.stage_offset, 1, NAN))
DAMAGE(nan_stage, set_float(f->model.stars.prior.stage_map, 5, NAN))
DAMAGE(bad_ridge, f->model.stars.ridge = -1)
DAMAGE(no_neighbours, f->model.near.neighbour = NULL)
DAMAGE(late_neighbours, set_bytes(f->model.near.start, 0, &(int64_t){1}, 8))
DAMAGE(no_share, f->model.near.share = 0)
DAMAGE(many_items, f->model.items.n = 21)
DAMAGE(no_codes, f->model.items.code = NULL)
DAMAGE(bad_item_gain, f->model.items.gain = NAN)
DAMAGE(nothing, f->model.taste.rank = 0; f->model.stars = (LbStarsHead){0})
DAMAGE(falling_start, set_bytes(f->model.films.titles.start, 8, &(int64_t){100000}, 8))
DAMAGE(repeated_slug, set_bytes(f->model.films.slugs.text, 5, "1", 1))
DAMAGE(negative_count, set_bytes(f->model.films.count, 4, &(int32_t){-1}, 4))
DAMAGE(high_mean, set_float(f->model.films.mean_stars, 3, 5.5F))
DAMAGE(far_year, set_bytes(f->model.films.year, 2, &(int16_t){9999}, 2))
DAMAGE(negative_runtime, set_bytes(f->model.films.runtime_minutes, 2, &(int16_t){-9}, 2))
DAMAGE(nameless_genre, set_bytes(f->model.films.genres, 8, &(uint64_t){4}, 8))
DAMAGE(far_language, set_bytes(f->model.films.language, 2, &(int16_t){3}, 2))
DAMAGE(strange_kind, set_bytes(f->model.films.kind, 1, &(int8_t){7}, 1))
DAMAGE(negative_id, set_bytes(f->model.films.letterboxd_id, 8, &(int64_t){-1}, 8))
DAMAGE(disordered_ids, set_bytes(f->model.films.by_id, 4, &(int32_t){0}, 4))
DAMAGE(few_originals, f->model.films.original_titles.n = 19)
DAMAGE(lonely_countries, f->model.films.countries.item = NULL)
DAMAGE(late_directors, set_bytes(f->model.films.directors.start, 0, &(int32_t){1}, 4))
DAMAGE(negative_imdb, set_bytes(f->model.films.imdb_id, 4, &(int32_t){-5}, 4))
DAMAGE(negative_tmdb, set_bytes(f->model.films.tmdb_id, 4, &(int32_t){-6}, 4))
DAMAGE(far_release, set_bytes(f->model.films.release_date, 4, &(int32_t){99991232}, 4))
DAMAGE(falling_countries, set_bytes(f->model.films.countries.start, 8, &(int32_t){0}, 4))
DAMAGE(nameless_country, set_bytes(f->model.films.countries.item, 0, &(int32_t){2}, 4))
DAMAGE(negative_director, set_bytes(f->model.films.directors.item, 4, &(int32_t){-1}, 4))
DAMAGE(nan_factor, set_float(f->model.taste.factors, 11, NAN))
DAMAGE(infinite_scale, set_float(f->model.taste.input_scale, 2, INFINITY))
DAMAGE(nan_bias, set_float(f->model.stars.film_bias, 2, NAN))
DAMAGE(nan_map, set_float(f->model.stars.prior.map, 2, NAN))
DAMAGE(low_norm, set_float(f->model.taste.norm, 2, 0.5F * f->model.taste.norm[2]))
DAMAGE(nan_norm, set_float(f->model.stars.norm, 2, NAN))
DAMAGE(nan_gram, set_bytes(f->model.stars.gram, 16, &(double){NAN}, 8))
DAMAGE(wild_neighbour, set_bytes(f->model.near.neighbour, 4, &(int32_t){20}, 4))
DAMAGE(nan_weight, set_float(f->model.near.weight, 2, NAN))
DAMAGE(wild_item, set_bytes(f->model.items.film, 4, &(int32_t){20}, 4))
DAMAGE(wild_place, set_bytes(f->model.items.place, 0, &(int32_t){2}, 4))
DAMAGE(no_root, set_float(f->model.items.root, 2, 0))
DAMAGE(nan_scale, set_float(f->model.items.row_scale, 2, NAN))

static const Damage damages[] = {
    {no_films, false, "0 films"},
    {too_many_films, false, "films, expected 1.."},
    {no_slugs, false, "slug has 0 entries, expected 20..20"},
    {few_titles, false, "title has 19 entries"},
    {no_counts, false, "counts"},
    {odd_table, false, "slug table of 63"},
    {small_table, false, "slug table of 8"},
    {many_ids, false, "Letterboxd id"},
    {ids_without_order, false, "Letterboxd id"},
    {bad_method, false, "method 9"},
    {bad_scale, false, "scale 1..1"},
    {bad_mean, false, "mean rating nan"},
    {bad_std, false, "standard deviation -1"},
    {bad_users, false, "negative"},
    {bad_ranking, false, "ranking weights 1, inf"},
    {endless_text, false, "does not end"},
    {no_settings, false, "settings"},
    {huge_rank, false, "rank 4097"},
    {negative_rank, false, "rank -1"},
    {no_components, false, "components or singular values"},
    {rising_values, false, "singular value 1 is 1e+09"},
    {nan_value, false, "singular value 0 is nan"},
    {nan_gain, false, "gain nan"},
    {nan_floor, false, "floor nan"},
    {no_bias, false, "biases are missing"},
    {no_stars_components, false, "stars components"},
    {no_map, false, "prior's components or map"},
    {bad_ridge, false, "ridge 2, -1"},
    {no_neighbours, false, "neighbours or weights"},
    {late_neighbours, false, "neighbour lists"},
    {no_share, false, "share 0"},
    {no_stage_films, false, "the prior's stages are incomplete"},
    {many_stages, false, "65 stages"},
    {falling_stages, false, "stage 1 is of 2 films after 2"},
    {stage_of_nothing, false, "stage 0 is of 0 films after 0"},
    {nan_offset, false, "stage 1: offset nan"},
    {nan_stage, true, "stars/stage_map: entry 5"},
    {many_items, false, "21 films in the item-item regression of 20"},
    {no_codes, false, "item-item regression is incomplete"},
    {bad_item_gain, false, "gain nan"},
    {nothing, false, "cannot rank"},
    {falling_start, true, "title 1 ends before it starts"},
    {repeated_slug, true, "film 1: its slug"},
    {negative_count, true, "film 1: -1 ratings"},
    {high_mean, true, "film 3: mean rating 5.5"},
    {far_year, true, "film 1: year 9999 is out of range"},
    {negative_runtime, true, "film 1: runtime -9"},
    {nameless_genre, true, "film 1: a genre without a name"},
    {far_language, true, "film 1: language 3"},
    {strange_kind, true, "film 1: kind 7"},
    {negative_id, true, "film 1: Letterboxd id -1"},
    {disordered_ids, true, "entry 1 of the order"},
    {few_originals, false, "original_title has 19 entries"},
    {lonely_countries, false, "country_name is incomplete"},
    {late_directors, false, "director_name does not start at 0"},
    {negative_imdb, true, "film 1: IMDb id -5"},
    {negative_tmdb, true, "film 1: TMDB id -6"},
    {far_release, true, "film 1: release date 99991232"},
    {falling_countries, true, "country of film 1 ends before it starts"},
    {nameless_country, true, "country 0 is number 2 of 2"},
    {negative_director, true, "director 1 is number -1"},
    {nan_factor, true, "taste/components: entry 11"},
    {infinite_scale, true, "taste/input_scale: entry 2"},
    {nan_bias, true, "stars/film_bias: entry 2"},
    {nan_map, true, "stars/prior_map: entry 2"},
    {low_norm, true, "taste/norm: entry 2 is not the length"},
    {nan_norm, true, "stars/norm: entry 2 is not the length"},
    {nan_gram, true, "stars/gram: entry 2 is not finite"},
    {wild_neighbour, true, "neighbour 1 is film 20 of 20"},
    {nan_weight, true, "neighbours/weight: entry 2"},
    {wild_item, true, "row 1 of the item-item regression"},
    {wild_place, true, "film 0 is at no row"},
    {no_root, true, "root 0 out of range"},
    {nan_scale, true, "scale nan"},
};

static void model_check__names_what_is_wrong(void **state)
{
    (void)state;
    LbError err;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        LbFixture *fixture = lb_fixture_new(20, 4, 3);
        lb_fixture_add_norms(fixture);
        damages[i].apply(fixture);
        if (damages[i].deep) LB_ASSERT_OK(lb_model_check(&fixture->model, false, &err));
        LB_ASSERT_FAILS(lb_model_check(&fixture->model, damages[i].deep, &err), LB_EDATA,
                        damages[i].message);
        lb_fixture_free(fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(model_check__accepts_a_good_model),
        cmocka_unit_test(model_check__names_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
