/* SPDX-License-Identifier: MIT */
/* Model files from outside. The first byte says what follows: even, the bytes of the file; odd,
 * changes to a good model (three bytes of place, one of value each), which reach further, since the
 * headers of HDF5 have checksums. Whatever opens is then used as lbrec-query would. */
#include "common/model/model_file.h"
#include "common/predict/score.h"
#include "tests/lb_fixture.h"

#include "tests/fuzz/fuzz_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#if defined(LB_SANITIZED)
/* HDF5 1.10 loses memory where it refuses a damaged file. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libhdf5";
}
#endif

enum { RATED = 6, IMAGE_MOST = 1 << 18 };

/* The image of a good model, the same each time. */
static size_t good_image(const char *path, uint8_t *image)
{
    LbFixture *fixture = lb_fixture_new(40, 5, 3);
    lb_fixture_add_norms(fixture);
    require(lb_model_file_write(path, &fixture->model, NULL) == LB_OK);
    lb_fixture_free(fixture);
    FILE *file = fopen(path, "rb");
    require(file != NULL);
    size_t size = fread(image, 1, IMAGE_MOST, file);
    fclose(file);
    return size;
}

/* A copy of it with the changes. */
static size_t changed_image(uint8_t *image, const char *path, const uint8_t *data, size_t size)
{
    static uint8_t good[IMAGE_MOST];
    static size_t  length;
    if (length == 0) length = good_image(path, good);
    memcpy(image, good, length);
    for (size_t i = 0; i + 4 <= size; i += 4) {
        size_t at = ((size_t)data[i] << 16 | (size_t)data[i + 1] << 8 | data[i + 2]) % length;
        image[at] = data[i + 3];
    }
    return length;
}

static void look_up(const LbModel *model)
{
    for (int32_t i = -1; i <= model->films.n_films && i < 100; i++) {
        LbSlice slug = lb_model_string(&model->films.slugs, i);
        lb_model_find_film(&model->films, slug);
        lb_model_string(&model->films.titles, i);
        lb_model_string(&model->films.genre_names, i);
        lb_model_find_film_id(&model->films, 1000 + 7 * (int64_t)i);
    }
}

static void rank(const LbModel *model)
{
    int32_t film[RATED];
    float   stars[RATED];
    LbUser *user   = NULL;
    int32_t n      = model->films.n_films < RATED ? model->films.n_films : RATED;
    size_t  n_all  = model->films.n_films > 0 ? (size_t)model->films.n_films : 1;
    float  *scores = calloc(n_all, sizeof *scores);
    require(scores != NULL);
    for (int32_t i = 0; i < n; i++) {
        film[i]  = i;
        stars[i] = 3;
    }
    require(lb_foldin_new(&user, model, NULL) == LB_OK);
    require(lb_foldin_vector(user, &(LbVector){film, stars, n, n}, NULL) == LB_OK);
    lb_score_all(user, &model->info.discovery, scores, NULL);
    lb_score_all(user, NULL, NULL, scores);
    lb_foldin_free(user);
    free(scores);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t image[IMAGE_MOST];
    char           path[64];
    LbModelFile   *file  = NULL;
    const LbModel *model = NULL;
    if (size == 0) return 0;
    fuzz_path(path, sizeof path, ".h5");
    if (data[0] % 2 == 0)
        fuzz_write(path, data + 1, size - 1);
    else
        fuzz_write(path, image, changed_image(image, path, data + 1, size - 1));
    for (int verify = 0; verify < 2; verify++) {
        if (lb_model_file_open(&file, &model, path, verify, NULL, NULL) != LB_OK) continue;
        look_up(model);
        rank(model);
        lb_model_file_close(file);
    }
    unlink(path);
    return 0;
}
