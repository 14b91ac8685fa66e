/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/answer/dismissals.h"
#include "tests/unit/query/scene.h"

typedef struct Place {
    SmallModel small;
    LbSession  session;
    char       folder[SCENE_PATH], inner[SCENE_PATH + 16], path[SCENE_PATH + 32];
} Place;

static void open_place(Place *place)
{
    scene_session(&place->session, &place->small);
    snprintf(place->folder, sizeof place->folder, "/tmp/lbrec-dismissals-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->inner, sizeof place->inner, "%s/inner", place->folder);
    snprintf(place->path, sizeof place->path, "%s/no.txt", place->inner);
}

static void close_place(Place *place)
{
    lb_session_close(&place->session);
    unlink(place->path);
    rmdir(place->inner);
    rmdir(place->folder);
}

static LbStatus change(const Place *place, const char *add, const char *remove, LbError *err)
{
    LbDismissalsChange asked = {&add, add != NULL, &remove, remove != NULL};
    return lb_dismissals_change(place->path, &asked, &place->session, NULL, err);
}

static void check(const Place *place, const char *expected)
{
    char  text[1024];
    FILE *in = fopen(place->path, "r");
    assert_non_null(in);
    scene_written(text, sizeof text, in);
    assert_string_equal(text, expected);
}

static void write_text(const Place *place, const char *text)
{
    FILE *out = fopen(place->path, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static void dismissals__are_kept_and_taken_back(void **state)
{
    (void)state;
    Place   place;
    LbError err = {0};
    open_place(&place);
    LB_ASSERT_OK(change(&place, "Alien (1979)", NULL, &err));
    check(&place, "alien\n");
    LB_ASSERT_OK(change(&place, "face/off", NULL, &err));
    LB_ASSERT_OK(change(&place, "https://letterboxd.com/film/alien/", NULL, &err)); /* once */
    check(&place, "alien\nface-off\n");
    LB_ASSERT_OK(change(&place, NULL, "alien", &err));
    check(&place, "face-off\n");
    LB_ASSERT_OK(change(&place, "amelie", "face-off", &err));
    check(&place, "amelie\n");
    close_place(&place);
}

static void dismissals__leave_other_lines_alone(void **state)
{
    (void)state;
    Place   place;
    LbError err = {0};
    open_place(&place);
    LB_ASSERT_OK(change(&place, "alien", NULL, &err));
    write_text(&place, "Nobody Knows It (1901)\r\n\nAlien (1979)\nhttps://boxd.it/2a9q");
    LB_ASSERT_OK(change(&place, "amelie", "alien", &err));
    check(&place, "Nobody Knows It (1901)\nhttps://boxd.it/2a9q\namelie\n");
    write_text(&place, "alien\nWhat is this?\n");
    LB_ASSERT_FAILS(change(&place, "amelie", NULL, &err), LB_EDATA, "no.txt: line 2: expected");
    check(&place, "alien\nWhat is this?\n");
    close_place(&place);
}

static void dismissals__are_all_or_nothing(void **state)
{
    (void)state;
    Place   place;
    LbError err = {0};
    open_place(&place);
    LB_ASSERT_FAILS(change(&place, "Alein", NULL, &err), LB_ENOINPUT, "did you mean alien");
    LB_ASSERT_OK(change(&place, "alien", NULL, &err));
    LB_ASSERT_FAILS(change(&place, "amelie", "face-off", &err), LB_ENOINPUT,
                    "--undismiss: 'face-off' is not in ");
    check(&place, "alien\n");
    close_place(&place);
}

static void dismissals__survive_failing_allocations(void **state)
{
    (void)state;
    Place   place;
    LbError err = {0};
    open_place(&place);
    LB_ASSERT_OK(change(&place, "Alien (1979)", NULL, &err));
    LB_ASSERT_SURVIVES_NOMEM(change(&place, "amelie", NULL, &err), );
    check(&place, "alien\namelie\n");
    close_place(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dismissals__are_kept_and_taken_back),
        cmocka_unit_test(dismissals__leave_other_lines_alone),
        cmocka_unit_test(dismissals__are_all_or_nothing),
        cmocka_unit_test(dismissals__survive_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
