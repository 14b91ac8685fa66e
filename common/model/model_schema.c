/* SPDX-License-Identifier: MIT */
#include "common/model/model_schema.h"

#include <stddef.h>
#include <string.h>

const LbGroup lb_model_schema_groups[] = {
    {"films", false}, {"taste", false},    {"stars", false}, {"neighbours", false},
    {"items", true},  {"newcomers", true}, {NULL, false}};

/* Members and paths cannot be put in parentheses. */
/* NOLINTBEGIN(bugprone-macro-parentheses) */
#define AT(member) offsetof(LbModel, member)
#define VECTOR(path, element, rows, member, about)                                                 \
    {                                                                                              \
        path, LB_ELEMENT_##element, LB_EXTENT_##rows, LB_EXTENT_NONE, AT(member), 0, about         \
    }
#define MATRIX(path, element, rows, cols, member, about)                                           \
    {                                                                                              \
        path, LB_ELEMENT_##element, LB_EXTENT_##rows, LB_EXTENT_##cols, AT(member), 0, about       \
    }
#define STRINGS(path, member, about)                                                               \
    {path "_start",                                                                                \
     LB_ELEMENT_I64,                                                                               \
     LB_EXTENT_STARTS,                                                                             \
     LB_EXTENT_NONE,                                                                               \
     AT(member.start),                                                                             \
     AT(member),                                                                                   \
     "start of each in the text block, bytes; the last is its length"},                            \
    {                                                                                              \
        path "_text", LB_ELEMENT_U8, LB_EXTENT_TEXT, LB_EXTENT_NONE, AT(member.text), AT(member),  \
            about                                                                                  \
    }
#define LISTS(path, member, about)                                                                 \
    {path "_start",                                                                                \
     LB_ELEMENT_I32,                                                                               \
     LB_EXTENT_FILMS_AND_ONE,                                                                      \
     LB_EXTENT_NONE,                                                                               \
     AT(member.start),                                                                             \
     AT(member),                                                                                   \
     "first item of each film; the last is their number"},                                         \
    {                                                                                              \
        path, LB_ELEMENT_I32, LB_EXTENT_ITEMS, LB_EXTENT_NONE, AT(member.item), AT(member), about  \
    }

/* Arrays from which others take their length come first. */
const LbDataset lb_model_schema_datasets[] = {
    MATRIX("taste/components", F32, FILMS, TASTE, taste.factors, "taste factors of each film"),
    MATRIX("taste/components", F16, FILMS, TASTE, taste.half, "taste factors of each film"),
    VECTOR("taste/singular_values", F64, TASTE, taste.singular_values, "descending"),
    VECTOR("taste/input_scale", F32, FILMS, taste.input_scale, "factor on a rating's weight"),
    VECTOR("taste/output_scale", F32, FILMS, taste.output_scale, "factor on the affinity"),
    VECTOR("taste/norm", F32, FILMS, taste.norm, "length of output_scale times the factors"),
    MATRIX("taste/gram", F64, TASTE_AND_ONE, TASTE_AND_ONE, taste.gram,
           "X'X over all films, X = [1, output_scale components]"),
    MATRIX("stars/components", F32, FILMS, STARS, stars.factors, "stars factors of each film"),
    MATRIX("stars/components", F16, FILMS, STARS, stars.half, "stars factors of each film"),
    VECTOR("stars/film_bias", F32, FILMS, stars.film_bias, "bias of each film, stars"),
    VECTOR("stars/norm", F32, FILMS, stars.norm, "length of the factors"),
    MATRIX("stars/gram", F64, STARS_AND_TWO, STARS_AND_TWO, stars.gram,
           "X'X over all films, X = [1, film_bias, components]"),
    MATRIX("stars/prior_components", F32, FILMS, PRIOR, stars.prior.factors,
           "factors of what people watch, for the expectation before any rating"),
    MATRIX("stars/prior_components", F16, FILMS, PRIOR, stars.prior.half,
           "factors of what people watch, for the expectation before any rating"),
    MATRIX("stars/prior_map", F32, PRIOR_AND_ONE, STARS_AND_ONE, stars.prior.map,
           "from [1, watched] to the expected [user bias, user factors]"),
    VECTOR("stars/prior_centre", F32, PRIOR, stars.prior.centre, "where an unknown person stands"),
    VECTOR("stars/stage_films", I32, STAGES, stars.prior.stage_films,
           "known films of the people that each stage was learnt from, ascending"),
    MATRIX("stars/stage_map", F32, STAGES, PRIOR_MAP, stars.prior.stage_map,
           "prior_map of each stage"),
    VECTOR("stars/stage_offset", F32, STAGES, stars.prior.stage_offset,
           "added to predicted stars at each stage"),
    VECTOR("neighbours/start", I64, FILMS_AND_ONE, near.start, "first neighbour of each film"),
    VECTOR("neighbours/film", I32, NEIGHBOURS, near.neighbour, "film index"),
    VECTOR("neighbours/weight", F32, NEIGHBOURS, near.weight, "gain per weight of the rated film"),
    VECTOR("items/film", I32, HEAD, items.film, "film index, most rated first"),
    VECTOR("items/place", I32, FILMS, items.place, "row of each film, -1 = takes no part"),
    MATRIX("items/code", I8, HEAD, HEAD, items.code,
           "partial correlation of two films: row_scale (code / 127)^3"),
    VECTOR("items/row_scale", F32, HEAD, items.row_scale, "largest correlation of a row"),
    VECTOR("items/root", F32, HEAD, items.root, "weight of i on j: correlation root_i / root_j"),

    STRINGS("films/slug", films.slugs, "film ids of the ratings file, UTF-8"),
    VECTOR("films/slug_table", I32, TABLE, films.slug_table,
           "hash table: film index at (XXH3-64 of the slug + probe) mod size, -1 = empty"),
    VECTOR("films/count", I32, FILMS, films.count, "ratings in training"),
    VECTOR("films/mean_stars", F32, FILMS, films.mean_stars, "mean rating, stars"),
    VECTOR("films/fame", F32, FILMS, films.fame, "ln(count + 1) less its mean"),
    STRINGS("films/title", films.titles, "UTF-8"),
    STRINGS("films/poster", films.posters, "addresses of posters"),
    VECTOR("films/year", I16, FILMS, films.year, "year of release, 0 = unknown"),
    VECTOR("films/runtime", I16, FILMS, films.runtime_minutes, "minutes, 0 = unknown"),
    VECTOR("films/genres", U64, FILMS, films.genres, "bit g: the film is of genre_name g"),
    VECTOR("films/language", I16, FILMS, films.language, "index of language_name, -1 = unknown"),
    VECTOR("films/kind", I8, FILMS, films.kind, "0 unknown, 1 film, 2 television"),
    VECTOR("films/letterboxd_id", I64, FILMS, films.letterboxd_id, "0 = unknown"),
    VECTOR("films/by_letterboxd_id", I32, WITH_ID, films.by_id, "films with an id, by the id"),
    VECTOR("films/imdb_id", I32, FILMS, films.imdb_id, "digits of tt0137523, 0 = unknown"),
    VECTOR("films/tmdb_id", I32, FILMS, films.tmdb_id, "0 = unknown"),
    VECTOR("films/release_date", I32, FILMS, films.release_date, "yyyymmdd, 0 = unknown"),
    STRINGS("films/original_title", films.original_titles, "UTF-8, may be empty"),
    LISTS("films/country", films.countries, "indices of country_name"),
    LISTS("films/director", films.directors, "indices of director_name"),
    STRINGS("films/genre_name", films.genre_names, "UTF-8"),
    STRINGS("films/language_name", films.language_names, "UTF-8"),
    STRINGS("films/country_name", films.country_names, "UTF-8"),
    STRINGS("films/director_name", films.director_names, "UTF-8"),
};
const int lb_model_schema_n_datasets =
    (int)(sizeof lb_model_schema_datasets / sizeof *lb_model_schema_datasets);

#define SCALAR(group, name, element, member)                                                       \
    {                                                                                              \
        group, name, LB_ELEMENT_##element, AT(member), sizeof((LbModel *)0)->member                \
    }
const LbScalar lb_model_schema_scalars[] = {
    SCALAR("/", "n_films", I32, films.n_films),
    SCALAR("/", "n_users", I32, info.n_users),
    SCALAR("/", "n_ratings", I64, info.n_ratings),
    SCALAR("/", "scale_lo", F64, info.scale.lo),
    SCALAR("/", "scale_hi", F64, info.scale.hi),
    SCALAR("/", "mean_stars", F64, info.mean_stars),
    SCALAR("/", "std_stars", F64, info.std_stars),
    SCALAR("/", "discovery_affinity", F64, info.discovery.affinity),
    SCALAR("/", "discovery_stars", F64, info.discovery.stars),
    SCALAR("/", "discovery_novelty", F64, info.discovery.novelty),
    SCALAR("/", "list_affinity", F64, info.list.affinity),
    SCALAR("/", "list_stars", F64, info.list.stars),
    SCALAR("/", "list_novelty", F64, info.list.novelty),
    SCALAR("/", "trained", TEXT, info.trained),
    SCALAR("/", "source", TEXT, info.source),
    SCALAR("/", "input_hash", TEXT, info.input_hash),
    SCALAR("/", "program", TEXT, info.program),
    SCALAR("taste", "shift", F64, taste.shift),
    SCALAR("taste", "gain", F64, taste.gain),
    SCALAR("taste", "floor", F64, taste.floor),
    SCALAR("taste", "watched_weight", F64, taste.watched_weight),
    SCALAR("taste", "soft_value", F64, taste.soft_value),
    SCALAR("taste", "few_films", F64, taste.few_films),
    SCALAR("neighbours", "share", F64, near.share),
    SCALAR("neighbours", "half_films", F64, near.half_films),
    SCALAR("items", "gain", F64, items.gain),
    SCALAR("items", "half_films", F64, items.half_films),
    SCALAR("newcomers", "rarity", F64, newcomers.rarity),
    SCALAR("newcomers", "seen", F64, newcomers.seen),
    SCALAR("newcomers", "half_films", F64, newcomers.half_films),
    SCALAR("stars", "prior_shrink", F64, stars.prior.shrink),
    SCALAR("stars", "bias_ridge", F64, stars.bias_ridge),
    SCALAR("stars", "ridge", F64, stars.ridge),
    SCALAR("stars", "ridge_per_rating", F64, stars.ridge_per_rating),
};
const int lb_model_schema_n_scalars =
    (int)(sizeof lb_model_schema_scalars / sizeof *lb_model_schema_scalars);

/* NOLINTEND(bugprone-macro-parentheses) */

bool lb_model_schema_has_other_type(int i)
{
    return i + 1 < lb_model_schema_n_datasets &&
           strcmp(lb_model_schema_datasets[i].path, lb_model_schema_datasets[i + 1].path) == 0;
}

size_t lb_model_schema_element_size(LbElement element)
{
    static const size_t sizes[] = {1, 1, 2, 4, 8, 8, 2, 4, 8, 1};
    return sizes[element];
}

const void *lb_model_schema_array(const LbModel *model, const LbDataset *set)
{
    const void *array;
    memcpy(&array, (const char *)model + set->pointer, sizeof array);
    return array;
}

void lb_model_schema_set_array(LbModel *model, const LbDataset *set, const void *array)
{
    memcpy((char *)model + set->pointer, &array, sizeof array);
}

static const LbStrings *strings_of(const LbModel *model, const LbDataset *set)
{
    return (const void *)((const char *)model + set->block);
}

int64_t lb_model_schema_extent(const LbModel *model, const LbDataset *set, LbExtent extent)
{
    switch (extent) {
    case LB_EXTENT_NONE:
        return 1;
    case LB_EXTENT_FILMS:
        return model->films.n_films;
    case LB_EXTENT_FILMS_AND_ONE:
        return (int64_t)model->films.n_films + 1;
    case LB_EXTENT_TABLE:
        return model->films.table_size;
    case LB_EXTENT_WITH_ID:
        return model->films.n_by_id;
    case LB_EXTENT_TASTE:
        return model->taste.rank;
    case LB_EXTENT_TASTE_AND_ONE:
        return (int64_t)model->taste.rank + 1;
    case LB_EXTENT_STARS:
        return model->stars.rank;
    case LB_EXTENT_STARS_AND_ONE:
        return (int64_t)model->stars.rank + 1;
    case LB_EXTENT_STARS_AND_TWO:
        return (int64_t)model->stars.rank + 2;
    case LB_EXTENT_PRIOR:
        return model->stars.prior.rank;
    case LB_EXTENT_PRIOR_AND_ONE:
        return (int64_t)model->stars.prior.rank + 1;
    case LB_EXTENT_PRIOR_MAP:
        return ((int64_t)model->stars.prior.rank + 1) * ((int64_t)model->stars.rank + 1);
    case LB_EXTENT_STAGES:
        return model->stars.prior.n_stages;
    case LB_EXTENT_NEIGHBOURS:
        return model->near.start != NULL ? model->near.start[model->films.n_films] : 0;
    case LB_EXTENT_HEAD:
        return model->items.n;
    case LB_EXTENT_STARTS:
        return (int64_t)strings_of(model, set)->n + 1;
    case LB_EXTENT_TEXT: {
        const LbStrings *strings = strings_of(model, set);
        return strings->start != NULL ? strings->start[strings->n] : 0;
    }
    case LB_EXTENT_ITEMS: {
        const LbLists *lists = (const void *)((const char *)model + set->block);
        return lists->start != NULL ? lists->start[model->films.n_films] : 0;
    }
    }
    return -1;
}

static bool learn_int(int32_t *out, uint64_t length, uint64_t most)
{
    if (length > most) return false;
    *out = (int32_t)length;
    return true;
}

bool lb_model_schema_learn(LbModel *model, const LbDataset *set, LbExtent extent, uint64_t length)
{
    switch (extent) {
    case LB_EXTENT_TABLE:
        model->films.table_size = (int64_t)length;
        return length <= 4 * (uint64_t)LB_FILMS_MAX;
    case LB_EXTENT_WITH_ID:
        return learn_int(&model->films.n_by_id, length, LB_FILMS_MAX);
    case LB_EXTENT_TASTE:
        return learn_int(&model->taste.rank, length, LB_RANK_MAX);
    case LB_EXTENT_STARS:
        return learn_int(&model->stars.rank, length, LB_RANK_MAX);
    case LB_EXTENT_PRIOR:
        return learn_int(&model->stars.prior.rank, length, LB_RANK_MAX);
    case LB_EXTENT_STAGES:
        return learn_int(&model->stars.prior.n_stages, length, LB_STAGES_MAX);
    case LB_EXTENT_HEAD:
        return learn_int(&model->items.n, length, LB_FILMS_MAX);
    case LB_EXTENT_STARTS: {
        LbStrings *strings = (void *)((char *)model + set->block);
        return length >= 1 && learn_int(&strings->n, length - 1, LB_FILMS_MAX);
    }
    default:
        return true;
    }
}
