/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/candidates.h"
#include "tests/unit/query/scene.h"

static void check_candidates(const LbCandidatesFile *file, const char *user, const char *expected)
{
    LbError      err = {0};
    LbCandidates list;
    char         text[256] = "";
    LB_ASSERT_OK(lb_candidates_file_list(&list, file, user, &err));
    for (int32_t i = 0; i < list.n; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%.*s=%d ", (int)list.text[i].len,
                 list.text[i].text, (int)list.film[i]);
    }
    assert_string_equal(text, expected);
    lb_candidates_clear(&list);
}

static LbCandidatesFile *read_candidates(const char *text)
{
    LbError               err = {0};
    static SmallModel     small;
    const LbRatingColumns columns  = {"", "", ""};
    LbResolver           *resolver = NULL;
    LbCandidatesFile     *file     = NULL;
    char                  path[SCENE_PATH];
    scene_file(path, text);
    LB_ASSERT_OK(lb_resolver_new(&resolver, &small_model(&small)->films, &err));
    LB_ASSERT_OK(
        lb_candidates_file_read(&file, path, &columns, resolver, &small.model.films, NULL, &err));
    lb_resolver_free(resolver);
    unlink(path);
    return file;
}

static void candidates__belong_to_users_or_to_all(void **state)
{
    (void)state;
    LbCandidatesFile *file =
        read_candidates("user,film,rating\nzoe,alien,8\nann,gone,1\nzoe,gone,3\nzoe,alien,9\n");
    check_candidates(file, "zoe", "alien=4 gone=-1 ");
    check_candidates(file, "ann", "gone=-1 ");
    check_candidates(file, "bob", "");
    lb_candidates_file_free(file);
    file = read_candidates("slug\n8-half\nfilm:900\nhttps://letterboxd.com/film/amelie/\n"
                           "Face/Off (1997)\n");
    check_candidates(
        file, "anybody",
        "8-half=5 film:900=7 https://letterboxd.com/film/amelie/=0 Face/Off (1997)=1 ");
    lb_candidates_file_free(file);
    file = read_candidates("film\n");
    check_candidates(file, "anybody", "");
    lb_candidates_file_free(file);
}

static LbStatus try_reading(const char *path, LbError *err)
{
    SmallModel            small;
    const LbRatingColumns columns = {"", "", ""};
    LbSession             session = {.model = small_model(&small)};
    LbCandidatesFile     *file    = NULL;
    LbCandidates          list    = {0};
    LbStatus              st      = lb_resolver_new(&session.resolver, &small.model.films, err);
    if (st == LB_OK)
        st = lb_candidates_file_read(&file, path, &columns, session.resolver, &small.model.films,
                                     NULL, err);
    if (st == LB_OK) st = lb_candidates_file_list(&list, file, "zoe", err);
    lb_candidates_clear(&list);
    lb_candidates_file_free(file);
    lb_session_close(&session);
    return st;
}

static void candidates__of_any_list(void **state)
{
    (void)state;
    LbCandidatesFile *file =
        read_candidates("alien\nFace/Off (1997)\nalien\nNo Such Film (1999)\n");
    check_candidates(file, "anybody", "alien=4 Face/Off (1997)=1 No Such Film (1999)=-1 ");
    lb_candidates_file_free(file);
    file = read_candidates("{\"user\":\"ann\",\"recommendations\":[{\"film\":\"alien\"}]}\n");
    check_candidates(file, "bob", "alien=4 "); /* one person's answer is a list for everybody */
    lb_candidates_file_free(file);
    file = read_candidates("{\"user\":\"ann\",\"recommendations\":[{\"film\":\"alien\"}]}\n"
                           "{\"user\":\"bob\",\"recommendations\":[{\"film\":\"8-half\"}]}\n");
    check_candidates(file, "bob", "8-half=5 "); /* several people's, for each their own */
    check_candidates(file, "zoe", "");
    lb_candidates_file_free(file);
    file = read_candidates("title;year\nDracula;2025\nAlien;1980\n");
    check_candidates(file, "", "Dracula=-1 Alien=4 "); /* two films of that title */
    lb_candidates_file_free(file);
}

static void candidates__survive_failing_allocations(void **state)
{
    (void)state;
    LbError err = {0};
    char    path[SCENE_PATH];
    scene_file(path, "user,film\nzoe,alien\nzoe,Amélie (2001)\nann,gone\n");
    LB_ASSERT_SURVIVES_NOMEM(try_reading(path, &err), (void)0);
    unlink(path);
    scene_file(path, "Name,Year,Letterboxd URI\nAlien,1979,\nAmélie,2001,\n");
    LB_ASSERT_SURVIVES_NOMEM(try_reading(path, &err), (void)0);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(candidates__belong_to_users_or_to_all),
        cmocka_unit_test(candidates__of_any_list),
        cmocka_unit_test(candidates__survive_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
