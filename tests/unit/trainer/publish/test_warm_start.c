/* SPDX-License-Identifier: MIT */
#include "trainer/publish/warm_start.h"

#include "common/model/model_file.h"
#include "tests/lb_fixture.h"
#include "tests/lb_test.h"
#include "trainer/svd/operator.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { OLD_FILMS = 8, RANK = 9 };

static char       path[] = "/tmp/lb_warm_XXXXXX";
static LbFixture *old;

static int setup(void **state)
{
    (void)state;
    LbError err = {0};
    int     fd  = mkstemp(path);
    if (fd < 0 || close(fd) != 0 || unlink(path) != 0) return -1;
    old = lb_fixture_new(OLD_FILMS, RANK, 2);
    return lb_model_file_write(path, &old->model, &err) == LB_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    lb_fixture_free(old);
    return unlink(path);
}

static LbIdMap *new_films(void)
{
    static const char *const slugs[] = {"film-6", "a-new-one", "film-0"};
    LbError                  err     = {0};
    LbIdMap                 *films   = NULL;
    LB_ASSERT_OK(lb_idmap_new(&films, &err));
    for (int i = 0; i < 3; i++) {
        int32_t index;
        LB_ASSERT_OK(lb_idmap_add(films, (LbSlice){slugs[i], strlen(slugs[i])}, &index, &err));
    }
    return films;
}

static void remember(void *ctx, LbLevel level, const char *text)
{
    assert_true(level == LB_LEVEL_DETAIL);
    (void)snprintf(ctx, 128, "%s", text);
}

static void warm_start__reads_the_factors_of_the_films_it_knows(void **state)
{
    (void)state;
    static const int32_t number[] = {6, -1, 0};
    LbError              err      = {0};
    char                 said[128];
    double               panel[3 * LB_PANEL];
    LbReporter           reporter = {.message = remember, .ctx = said};
    LbIdMap             *films    = new_films();
    LbWarmStart         *warm     = NULL;
    LB_ASSERT_OK(lb_warm_start_open(&warm, path, films, 3, NULL, &reporter, &err));
    const LbEarlier *earlier = lb_warm_start_factors(warm);
    assert_int_equal(earlier->n_panels, RANK / LB_PANEL); /* the ninth fills none */
    for (int32_t p = 0; p < earlier->n_panels; p++) {
        LB_ASSERT_OK(earlier->read(earlier->ctx, panel, p, &err));
        for (int f = 0; f < 3; f++)
            for (int c = 0; c < LB_PANEL; c++) {
                int   at       = number[f] * RANK + p * LB_PANEL + c;
                float expected = number[f] < 0 ? 0 : old->model.taste.factors[at];
                assert_true(panel[f * LB_PANEL + c] == (double)expected);
            }
    }
    assert_non_null(strstr(said, "it knows 2 of 3 films"));
    lb_warm_start_close(warm);
    lb_idmap_free(films);
}

static void warm_start__needs_a_model(void **state)
{
    (void)state;
    LbError      err   = {0};
    LbIdMap     *films = new_films();
    LbWarmStart *warm  = (LbWarmStart *)films; /* anything but NULL */
    LB_ASSERT_FAILS(lb_warm_start_open(&warm, "/nonexistent/m.h5", films, 3, NULL, NULL, &err),
                    LB_ENOINPUT, "/nonexistent/m.h5");
    assert_null(warm);
    lb_warm_start_close(warm);
    lb_idmap_free(films);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warm_start__reads_the_factors_of_the_films_it_knows),
        cmocka_unit_test(warm_start__needs_a_model),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
