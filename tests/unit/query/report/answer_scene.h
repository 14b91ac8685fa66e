/* SPDX-License-Identifier: MIT */
/** @file answer_scene.h
 *  An answer for the tests of the reports, and what a format writes about it. */
#ifndef LB_TESTS_ANSWER_SCENE_H
#define LB_TESTS_ANSWER_SCENE_H

#include "tests/lb_test.h"

#include "query/report/report.h"
#include "tests/unit/query/scene.h"

typedef struct Scene {
    SmallModel   small;
    LbProfile   *profile;
    LbResolved   resolved;
    LbPick       items[4];
    LbPicks      picks;
    int32_t      candidate_film[1];
    LbSlice      candidate_text[1];
    LbCandidates candidates;
    LbAnswer     answer;
} Scene;

/* An answer with a title to be quoted, one of the watchlist, and one that the model does not know.
 */
static inline void set_scene(Scene *scene, const char *user)
{
    LbError err   = {0};
    LbEntry entry = {.slug = "the-office", .title = "", .stars = 2, .watched = true};
    LB_ASSERT_OK(lb_profile_new(&scene->profile, user, LB_SOURCE_EXPORT, &err));
    LB_ASSERT_OK(lb_profile_add(scene->profile, &entry, &err));
    scene->resolved = (LbResolved){.n = 1, .n_rated = 1};
    scene->items[0] = (LbPick){.film = 0, .score = 1.25F, .stars = 4.5F, .is_on_watchlist = true};
    scene->items[1] = (LbPick){.film = 1, .score = -0.5F, .stars = 3.25F};
    scene->items[2] = (LbPick){.film = 5, .score = -1, .stars = 0.5F};
    scene->items[3] = (LbPick){.film = -1, .candidate = 0, .score = NAN, .stars = NAN};
    scene->picks    = (LbPicks){.items = scene->items, .n = 4};
    scene->candidate_film[0] = -1;
    scene->candidate_text[0] = (LbSlice){"a,\"b\"\033[31m", 10};
    scene->candidates        = (LbCandidates){scene->candidate_film, scene->candidate_text, 1};
    scene->answer            = (LbAnswer){.model      = small_model(&scene->small),
                                          .profile    = scene->profile,
                                          .resolved   = &scene->resolved,
                                          .candidates = &scene->candidates,
                                          .picks      = &scene->picks};
}

/* What a format writes about the scene. */
static inline void print(char *text, size_t cap, const LbReportFormat *format, const Scene *scene,
                         LbReportSettings settings)
{
    LbError err = {0};
    FILE   *out = tmpfile();
    assert_non_null(out);
    settings.out   = out;
    settings.model = scene->answer.model;
    if (format->begin != NULL) format->begin(&settings);
    LB_ASSERT_OK(format->answer(&settings, &scene->answer, &err));
    if (format->end != NULL) format->end(&settings);
    scene_written(text, cap, out);
}

#endif
