/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/model/model_file.h"
#include "common/text/json.h"
#include "query/report/model_info.h"
#include "tests/unit/query/scene.h"

/* A day after the model was trained. */
static const int64_t NOW = 1795611600;

static LbStatus print(char *text, size_t cap, const char *path, bool as_json, LbError *err)
{
    FILE *out = tmpfile();
    assert_non_null(out);
    LbStatus st = lb_model_info_print(out, path, as_json, NOW, err);
    scene_written(text, cap, out);
    return st;
}

static void write_model(char path[SCENE_PATH], const char *evaluation)
{
    LbError    err = {0};
    SmallModel small;
    small_model(&small);
    small.model.info.evaluation = evaluation;
    small.model.info.n_ratings  = 3167;
    small.model.info.n_users    = 12;
    scene_file(path, "");
    LB_ASSERT_OK(lb_model_file_write(path, &small.model, &err));
}

static void model_info__is_a_table_for_people(void **state)
{
    (void)state;
    LbError err = {0};
    char    path[SCENE_PATH], text[4096];
    write_model(path, "{\"users\":40,\"rmse_stars\":0.7031,\"ndcg10\":0.2096}");
    LB_ASSERT_OK(print(text, sizeof text, path, false, &err));
    assert_non_null(strstr(text, "\ntrained   2026-11-24T13:00:00Z\nage       24 hours\n"));
    assert_non_null(strstr(text, "\nratings   3167\nusers     12\nfilms     8\n"));
    assert_non_null(strstr(text, "\nscale     1 to 10, mean 3.000 stars\n"));
    assert_non_null(strstr(text, "\naccuracy  40 users kept out, RMSE 0.7031, NDCG@10 0.2096\n"));
    unlink(path);
    write_model(path, "");
    LB_ASSERT_OK(print(text, sizeof text, path, false, &err));
    assert_non_null(strstr(text, "\naccuracy  not measured (lbrec-train --evaluate)\n"));
    unlink(path);
}

static void model_info__is_an_object_for_programs(void **state)
{
    (void)state;
    LbError err = {0};
    char    path[SCENE_PATH], text[4096];
    LbJson *doc = NULL;
    write_model(path, "");
    LB_ASSERT_OK(print(text, sizeof text, path, true, &err));
    LB_ASSERT_OK(lb_json_parse(&doc, text, strlen(text), &err));
    const LbJsonValue *root = lb_json_root(doc);
    assert_int_equal(lb_json_get_int(root, "schema", 0), 1);
    assert_string_equal(lb_json_get_text(root, "path", ""), path);
    assert_true(lb_json_get_int(root, "bytes", 0) > 1000);
    assert_int_equal(lb_json_get_int(root, "films", 0), SMALL_FILMS);
    LB_ASSERT_NEAR(lb_json_get_real(root, "age_seconds", 0), 86400, 0);
    lb_json_free(doc);
    unlink(path);
}

/* Unlike an answer, it looks at every byte. */
static void model_info__finds_a_damaged_byte(void **state)
{
    (void)state;
    LbError err = {0};
    char    path[SCENE_PATH], text[4096];
    write_model(path, "");
    FILE *file = fopen(path, "rb+");
    assert_non_null(file);
    const void *factors = small_factors;
    static char bytes[1 << 20];
    size_t      size = fread(bytes, 1, sizeof bytes, file), at = 0;
    while (at + sizeof small_factors <= size &&
           memcmp(bytes + at, factors, sizeof small_factors) != 0)
        at++;
    assert_true(at + sizeof small_factors <= size);
    assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
    assert_int_equal(fputc(bytes[at] ^ 1, file), bytes[at] ^ 1);
    fclose(file);
    LB_ASSERT_FAILS(print(text, sizeof text, path, false, &err), LB_EDATA, "damaged");
    assert_string_equal(text, "");
    unlink(path);
    LB_ASSERT_FAILS(print(text, sizeof text, path, true, &err), LB_ENOINPUT, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(model_info__is_a_table_for_people),
        cmocka_unit_test(model_info__is_an_object_for_programs),
        cmocka_unit_test(model_info__finds_a_damaged_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
