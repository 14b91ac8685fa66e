/* SPDX-License-Identifier: MIT */
/* A films file, for ratings of a few films; what is lent to a model must pass the model's checks.
 */
#include "trainer/ingest/filmfacts.h"

#include "tests/fuzz/fuzz_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { N_FILMS = 4 };

static LbIdMap *known_films(void)
{
    static const char *const slugs[N_FILMS] = {"heat", "alien", "film:1", "8-half"};

    LbIdMap *films = NULL;
    int32_t  index;
    require(lb_idmap_new(&films, NULL) == LB_OK);
    for (int i = 0; i < N_FILMS; i++)
        require(lb_idmap_add(films, (LbSlice){slugs[i], strlen(slugs[i])}, &index, NULL) == LB_OK);
    return films;
}

static void check_items(const LbLists *lists, const LbStrings *names)
{
    require((lists->start == NULL) == (names->n == 0));
    for (int32_t f = 0; lists->start != NULL && f < N_FILMS; f++) {
        int32_t        n    = 0;
        const int32_t *item = lb_model_list(lists, N_FILMS, f, &n);
        for (int32_t i = 0; i < n; i++)
            require(item[i] >= 0 && item[i] < names->n);
    }
}

static void check(const LbFilmFacts *facts)
{
    LbFilms          films = {.n_films = N_FILMS};
    LbFilmFactsCount count = lb_filmfacts_count(facts);
    require(count.matched >= 0 && count.matched <= N_FILMS && count.with_id <= count.matched);
    require(count.rows >= count.matched);
    lb_filmfacts_lend(facts, &films);
    check_items(&films.countries, &films.country_names);
    check_items(&films.directors, &films.director_names);
    require(films.titles.n == N_FILMS && films.genre_names.n <= LB_GENRES_MAX);
    for (int32_t i = 0; i < N_FILMS; i++) {
        require(lb_model_string(&films.titles, i).len <= 500);
        require(films.language[i] >= -1 && films.language[i] < films.language_names.n);
        require(films.imdb_id == NULL || films.imdb_id[i] >= 0);
        require(films.tmdb_id == NULL || films.tmdb_id[i] >= 0);
        require(films.year[i] >= 0 && films.runtime_minutes[i] >= 0);
        require(films.genre_names.n == LB_GENRES_MAX ||
                films.genres[i] >> films.genre_names.n == 0);
        require(films.letterboxd_id[i] == 0 ||
                lb_model_find_film_id(&films, films.letterboxd_id[i]) >= 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char         path[64];
    const char  *paths[] = {path};
    LbFilmFacts *facts   = NULL;
    LbIdMap     *films   = known_films();
    LbError      err     = {0};
    fuzz_path(path, sizeof path, ".csv");
    fuzz_write(path, data, size);
    LbStatus st = lb_filmfacts_read(&facts, paths, 1, films, NULL, &err);
    if (st == LB_OK)
        check(facts);
    else
        require(st == LB_EDATA && facts == NULL && err.message[0] != '\0');
    lb_filmfacts_free(facts);
    lb_idmap_free(films);
    unlink(path);
    return 0;
}
