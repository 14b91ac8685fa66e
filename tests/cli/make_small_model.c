/* SPDX-License-Identifier: MIT */
/* Writes the model of tests/unit/query/small_model.h, for tests of the command line.
 * usage: make_small_model [--no-facts | --ids] FILE */
#include "common/model/model_file.h"
#include "tests/unit/query/small_model.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    LbError    err = {0};
    SmallModel small;
    LbModel    model    = *small_model(&small);
    bool       no_facts = argc == 3 && strcmp(argv[1], "--no-facts") == 0;
    bool       has_ids  = argc == 3 && strcmp(argv[1], "--ids") == 0;
    if (argc != 2 && !no_facts && !has_ids) {
        fputs("usage: make_small_model [--no-facts | --ids] FILE\n", stderr);
        return 64;
    }
    if (has_ids) model = *small_model_with_ids(&small);
    if (no_facts) {
        model.films = (LbFilms){.n_films    = model.films.n_films,
                                .slugs      = model.films.slugs,
                                .count      = model.films.count,
                                .mean_stars = model.films.mean_stars};
    }
    if (lb_model_file_write(argv[argc - 1], &model, &err) == LB_OK) return 0;
    fprintf(stderr, "%s\n", err.message);
    return 1;
}
