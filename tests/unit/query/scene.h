/* SPDX-License-Identifier: MIT */
/** @file scene.h
 *  What tests of query need around them: a session on the small model, files, ears. */
#ifndef LB_TESTS_SCENE_H
#define LB_TESTS_SCENE_H

#include "tests/lb_test.h"

#include "common/base/reporter.h"
#include "query/answer/session.h"
#include "tests/unit/query/small_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SCENE_PATH = 64, HEARD_MAX = 8192 };

/** A session as lb_session_open() makes it, but for the file; close it all the same. */
static inline void scene_session(LbSession *session, SmallModel *small)
{
    LbError err = {0};
    *session    = (LbSession){.model = small_model(small)};
    LB_ASSERT_OK(lb_resolver_new(&session->resolver, &small->model.films, &err));
}

/** A new file with this text; the caller unlinks it. */
static inline void scene_file(char path[SCENE_PATH], const char *text)
{
    snprintf(path, SCENE_PATH, "/tmp/lbrec-test-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

/** All messages that were sent, a line each. */
typedef struct Heard {
    char text[HEARD_MAX];
} Heard;

static inline void scene_hear(void *ctx, LbLevel level, const char *text)
{
    Heard *heard = ctx;
    size_t used  = strlen(heard->text);
    (void)level;
    snprintf(heard->text + used, sizeof heard->text - used, "%s\n", text);
}

static inline LbReporter scene_reporter(Heard *heard)
{
    heard->text[0] = '\0';
    return (LbReporter){.message = scene_hear, .ctx = heard};
}

/** What was written to a file of tmpfile(), which is closed. */
static inline void scene_written(char *text, size_t cap, FILE *out)
{
    rewind(out);
    size_t got = fread(text, 1, cap - 1, out);
    text[got]  = '\0';
    fclose(out);
}

#endif
