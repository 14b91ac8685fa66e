/* SPDX-License-Identifier: MIT */
#include "common/text/name_list.h"

#include "tests/lb_test.h"

#include <stdio.h>

/* The items of a field, each in brackets. */
static const char *items_of(const char *field)
{
    static char all[4096];
    char        item[LB_NAME_LIST_ITEM];
    LbNameList  list = lb_name_list_begin((LbSlice){field, strlen(field)});
    size_t      len  = 0;
    all[0]           = '\0';
    while (lb_name_list_next(&list, item))
        len += (size_t)snprintf(all + len, sizeof all - len, "<%s>", item);
    return all;
}

static void name_list__reads_every_form(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"[\"Drama\",\"Crime\"]", "<Drama><Crime>"},
        {"['Crime', 'Drama']", "<Crime><Drama>"},
        {"['Drama', \"L'Avventura\"]", "<Drama><L'Avventura>"},
        {"['L\\'Avventura', 'A \"B\"']", "<L'Avventura><A \"B\">"},
        {"('Crime', 'Drama')", "<Crime><Drama>"},
        {"{'Crime', 'Drama'}", "<Crime><Drama>"},
        {"['Crime' 'Drama'\n 'War']", "<Crime><Drama><War>"},
        {"[{\"id\": 18, \"name\": \"Drama\"}, {\"id\":80,\"name\":\"Crime\"}]", "<Drama><Crime>"},
        {"[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': 'Comedy'}]", "<Animation><Comedy>"},
        {"[{\"iso_3166_1\": \"US\", \"name\": \"United States of America\"}]",
         "<United States of America>"},
        {"[{'name': 'France', 'iso_3166_1': 'FR'}]", "<France>"},
        {"{\"/m/07s9rl0\": \"Drama\", \"/m/02l7c8\": \"Romance Film\"}", "<Drama><Romance Film>"},
        {"{'80': 'Crime', '18': 'Drama'}", "<Crime><Drama>"},
        {"[\"Caf\\u00e9\", 'na\\xefve']", "<Caf\u00e9><na\u00efve>"},
        {"Crime|Drama", "<Crime><Drama>"},
        {"Crime| Drama|", "<Crime><Drama>"},
        {"Crime; Drama", "<Crime><Drama>"},
        {"Crime, Drama", "<Crime><Drama>"},
        {"France / Italy", "<France><Italy>"},
        {"Sci-Fi/Fantasy", "<Sci-Fi/Fantasy>"},
        {"Science Fiction", "<Science Fiction>"},
        {"[Crime, Drama]", "<Crime><Drama>"},
        {"[\"Drama\",\"Crim", "<Drama>"},
        {"[]", ""},
        {"[\"\", \" \"]", ""},
        {"", ""},
        {"|", ""},
        {"[", ""},
        {"['", ""},
        {"['a\\", ""},
        {"['\\u12']", "<u12>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (strcmp(items_of(cases[i][0]), cases[i][1]) != 0)
            fail_msg("%s gave %s", cases[i][0], items_of(cases[i][0]));
}

static void name_list__cuts_long_items(void **state)
{
    (void)state;
    static char field[2000];
    char        item[LB_NAME_LIST_ITEM];
    memset(field, 'x', sizeof field - 1);
    memcpy(field, "['", 2);
    memcpy(field + sizeof field - 8, "','y']", 7);
    LbNameList list = lb_name_list_begin((LbSlice){field, strlen(field)});
    assert_true(lb_name_list_next(&list, item));
    assert_int_equal(strlen(item), LB_NAME_LIST_ITEM - 1);
    assert_true(lb_name_list_next(&list, item));
    assert_string_equal(item, "y");
    assert_false(lb_name_list_next(&list, item));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name_list__reads_every_form),
        cmocka_unit_test(name_list__cuts_long_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
