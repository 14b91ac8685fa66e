/* SPDX-License-Identifier: MIT */
/** @file model_folder.h
 *  A folder with generations of a model, for the tests of publishing. */
#ifndef LB_TESTS_UNIT_TRAINER_PUBLISH_MODEL_FOLDER_H
#define LB_TESTS_UNIT_TRAINER_PUBLISH_MODEL_FOLDER_H

#include "tests/lb_fixture.h"
#include "tests/lb_test.h"
#include "trainer/publish/slot.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/lb_publish_XXXXXX";
static char path[64];

static inline int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/lb_publish_XXXXXX");
    if (mkdtemp(folder) == NULL) return -1;
    snprintf(path, sizeof path, "%s/m.h5", folder);
    return 0;
}

static inline int teardown(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command); /* NOLINT(cert-env33-c): a folder of our own */
}

static inline void publish(int32_t n_films, int32_t keep)
{
    LbError     err     = {0};
    LbModelSlot slot    = {.lock = -1};
    LbFixture  *fixture = lb_fixture_new(n_films, 3, 2);
    LB_ASSERT_OK(lb_slot_take(&slot, path, false, &err));
    LB_ASSERT_OK(
        lb_slot_publish(&slot, &fixture->model, keep, access(path, F_OK) == 0, NULL, &err));
    lb_slot_release(&slot);
    lb_fixture_free(fixture);
}

#endif
