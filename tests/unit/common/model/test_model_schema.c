/* SPDX-License-Identifier: MIT */
#include "common/model/model_schema.h"

#include "tests/lb_fixture.h"
#include "tests/lb_test.h"

#include <stdio.h>

static void model_schema__elements_have_the_size_of_their_type(void **state)
{
    (void)state;
    static const size_t sizes[] = {
        [LB_ELEMENT_U8] = 1,  [LB_ELEMENT_I8] = 1,  [LB_ELEMENT_I16] = 2, [LB_ELEMENT_I32] = 4,
        [LB_ELEMENT_I64] = 8, [LB_ELEMENT_U64] = 8, [LB_ELEMENT_F16] = 2, [LB_ELEMENT_F32] = 4,
        [LB_ELEMENT_F64] = 8, [LB_ELEMENT_TEXT] = 1};
    for (size_t e = 0; e < sizeof sizes / sizeof *sizes; e++)
        assert_int_equal(lb_model_schema_element_size((LbElement)e), sizes[e]);
}

static void model_schema__nothing_is_stored_twice(void **state)
{
    (void)state;
    for (int i = 0; i < lb_model_schema_n_datasets; i++)
        for (int j = i + 1; j < lb_model_schema_n_datasets; j++) {
            const LbDataset *a = &lb_model_schema_datasets[i], *b = &lb_model_schema_datasets[j];
            bool             is_other_type = j == i + 1 && lb_model_schema_has_other_type(i);
            assert_true(strcmp(a->path, b->path) != 0 ||
                        (is_other_type && a->element != b->element));
            assert_true(a->pointer != b->pointer);
        }
    for (int i = 0; i < lb_model_schema_n_scalars; i++)
        for (int j = i + 1; j < lb_model_schema_n_scalars; j++) {
            const LbScalar *a = &lb_model_schema_scalars[i], *b = &lb_model_schema_scalars[j];
            assert_true(strcmp(a->group, b->group) != 0 || strcmp(a->name, b->name) != 0);
            assert_true(a->offset != b->offset);
        }
}

/* The group before the '/' of a path is in the table of groups. */
static bool has_group(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return true;
    for (const LbGroup *group = lb_model_schema_groups; group->name != NULL; group++)
        if (strlen(group->name) == (size_t)(slash - path) &&
            strncmp(group->name, path, strlen(group->name)) == 0)
            return true;
    return false;
}

static void model_schema__every_group_is_known(void **state)
{
    (void)state;
    char path[200];
    for (int i = 0; i < lb_model_schema_n_datasets; i++)
        assert_true(has_group(lb_model_schema_datasets[i].path));
    for (int i = 0; i < lb_model_schema_n_scalars; i++) {
        const char *group = lb_model_schema_scalars[i].group;
        if (strcmp(group, "/") == 0) continue;
        (void)snprintf(path, sizeof path, "%s/x", group);
        assert_true(has_group(path));
    }
}

static void model_schema__arrays_are_got_and_set_by_their_place(void **state)
{
    (void)state;
    static const int something = 0;
    LbModel          model;
    memset(&model, 0, sizeof model);
    for (int i = 0; i < lb_model_schema_n_datasets; i++) {
        const LbDataset *set = &lb_model_schema_datasets[i];
        assert_null(lb_model_schema_array(&model, set));
        lb_model_schema_set_array(&model, set, &something);
        assert_ptr_equal(lb_model_schema_array(&model, set), &something);
        lb_model_schema_set_array(&model, set, NULL);
    }
}

/* What a reader learns from the lengths of a whole model's arrays is that model's extents. */
static void model_schema__learns_the_extents_of_a_model(void **state)
{
    (void)state;
    LbFixture     *fixture = lb_fixture_new(60, 7, 5);
    const LbModel *model   = &fixture->model;
    LbModel        learnt;
    memset(&learnt, 0, sizeof learnt);
    learnt.films.n_films = model->films.n_films; /* the root says how many */
    for (int i = 0; i < lb_model_schema_n_datasets; i++) {
        const LbDataset *set = &lb_model_schema_datasets[i];
        if (lb_model_schema_array(model, set) == NULL) continue;
        int64_t rows = lb_model_schema_extent(model, set, set->rows);
        int64_t cols = lb_model_schema_extent(model, set, set->cols);
        assert_true(rows > 0 && cols > 0);
        assert_true(lb_model_schema_learn(&learnt, set, set->rows, (uint64_t)rows));
        assert_true(lb_model_schema_learn(&learnt, set, set->cols, (uint64_t)cols));
        lb_model_schema_set_array(&learnt, set, lb_model_schema_array(model, set));
        assert_int_equal(lb_model_schema_extent(&learnt, set, set->rows), rows);
        assert_int_equal(lb_model_schema_extent(&learnt, set, set->cols), cols);
    }
    lb_fixture_free(fixture);
}

static void model_schema__refuses_extents_out_of_range(void **state)
{
    (void)state;
    LbModel model;
    memset(&model, 0, sizeof model);
    for (int i = 0; i < lb_model_schema_n_datasets; i++) {
        const LbDataset *set = &lb_model_schema_datasets[i];
        switch (set->rows) {
        case LB_EXTENT_STARTS: /* n + 1 */
            assert_false(lb_model_schema_learn(&model, set, set->rows, 0));
            /* fall through */
        case LB_EXTENT_TABLE:
        case LB_EXTENT_WITH_ID:
        case LB_EXTENT_TASTE:
        case LB_EXTENT_STARS:
        case LB_EXTENT_PRIOR:
        case LB_EXTENT_HEAD:
            assert_false(lb_model_schema_learn(&model, set, set->rows, UINT64_MAX));
            assert_false(lb_model_schema_learn(&model, set, set->rows, (uint64_t)1 << 40));
            break;
        default:
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(model_schema__elements_have_the_size_of_their_type),
        cmocka_unit_test(model_schema__nothing_is_stored_twice),
        cmocka_unit_test(model_schema__every_group_is_known),
        cmocka_unit_test(model_schema__arrays_are_got_and_set_by_their_place),
        cmocka_unit_test(model_schema__learns_the_extents_of_a_model),
        cmocka_unit_test(model_schema__refuses_extents_out_of_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
