/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/source/film_document.h"

static const char whole[] =
    "{\"user\": \"ann\", \"exclude\": 7,"
    " \"ratings\": [{\"film\": \"parasite-2019\", \"stars\": 4.5, \"rating10\": 2},"
    "               {\"tmdb_id\": 550, \"stars\": 4}],"
    " \"watched\": [\"alien\", {\"title\": \"Heat\", \"year\": 1995, \"rating\": 3}],"
    " \"watchlist\": [{\"ids\": {\"imdb\": \"tt0069293\"}}, {\"slug\": \"friends\", \"type\": "
    "\"show\"}]}";

static LbStatus read_text(LbExport **out, const char *text, LbError *err)
{
    static const char *const others[] = {"exclude"};
    LbJson                  *doc      = NULL;
    LbStatus                 st       = lb_json_parse(&doc, text, strlen(text), err);
    *out                              = NULL;
    if (st == LB_OK)
        st = lb_film_document_read(out, lb_json_root(doc), "the request", others, 1, err);
    lb_json_free(doc);
    return st;
}

static LbEntry entry_of(const LbExport *person, int file, size_t film)
{
    return lb_film_file_entry(&person->files[file], &person->files[file].records.items[film]);
}

static void film_document__takes_films_by_any_name(void **state)
{
    LbError   err    = {0};
    LbExport *person = NULL;
    (void)state;
    LB_ASSERT_OK(read_text(&person, whole, &err));
    assert_string_equal(person->user, "ann");
    assert_int_equal(person->n, 3);
    assert_int_equal(person->files[0].records.n, 2);
    LbEntry parasite = entry_of(person, 0, 0), club = entry_of(person, 0, 1);
    assert_string_equal(parasite.slug, "parasite-2019");
    LB_ASSERT_NEAR(parasite.stars, 4.5, 0);
    assert_true(parasite.watched && !parasite.watchlist);
    assert_int_equal(club.tmdb_id, 550);
    LB_ASSERT_NEAR(club.stars, 4, 0);
    LbEntry alien = entry_of(person, 1, 0), heat = entry_of(person, 1, 1);
    assert_string_equal(alien.slug, "alien");
    assert_string_equal(heat.title, "Heat");
    assert_int_equal(heat.year, 1995);
    assert_true(heat.watched && heat.stars == 0); /* of watched films no rating counts */
    assert_int_equal(person->files[2].records.n, 1);
    assert_int_equal(person->files[2].records.series, 1);
    LbEntry solaris = entry_of(person, 2, 0);
    assert_int_equal(solaris.imdb_id, 69293);
    assert_true(solaris.watchlist && !solaris.watched);
    lb_export_free(person);
}

static void film_document__refuses_what_is_not_of_its_form(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"{\"ratings\": {}}", "ratings: expected an array, found an object"},
        {"{\"ratings\": [3]}", "ratings[0]: expected an object with a film and its stars, found 3"},
        {"{\"ratings\": [\"alien\"]}", "ratings[0]: expected an object"},
        {"{\"ratings\": [{\"film\": \"alien\"}]}",
         "ratings[0]: expected stars, a number within 0.5..5, found none"},
        {"{\"ratings\": [{\"film\": \"a\", \"stars\": 1}, {\"film\": \"b\", \"stars\": 0.4}]}",
         "ratings[1]: expected stars, a number within 0.5..5, found 0.4"},
        {"{\"ratings\": [{\"film\": \"a\", \"stars\": \"5\"}]}", "found '5'"},
        {"{\"ratings\": [{\"stars\": 5}]}", "ratings[0]: names no film"},
        {"{\"watched\": [null]}", "watched[0]: expected a film: a text or an object, found null"},
        {"{\"watchlist\": [[]]}",
         "watchlist[0]: expected a film: a text or an object, found an array"},
        {"{\"watched\": [{\"film\": \"a\", \"year\": \"x\"}]}", "watched[0]: "},
        {"{\"films\": []}", "unknown member 'films'"},
        {"{\"user\": 1}", "user: expected a name"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError   err = {0};
        LbExport *person;
        print_message("%s\n", cases[i].text);
        LB_ASSERT_FAILS(read_text(&person, cases[i].text, &err), LB_EDATA, cases[i].message);
        assert_null(person);
    }
}

static void film_document__is_known_by_its_members(void **state)
{
    static const struct {
        const char *text;
        bool        is_one;
    } cases[] = {{"{\"ratings\": 1}", true},    {"{\"watched\": []}", true},
                 {"{\"watchlist\": []}", true}, {"{\"recommendations\": []}", false},
                 {"{\"Items\": []}", false},    {"{}", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LbError err = {0};
        LbJson *doc = NULL;
        LB_ASSERT_OK(lb_json_parse(&doc, cases[i].text, strlen(cases[i].text), &err));
        assert_int_equal(lb_film_document_is_one(lb_json_root(doc)), cases[i].is_one);
        lb_json_free(doc);
    }
    assert_false(lb_film_document_is_one(NULL));
}

static void film_document__survives_failing_allocations(void **state)
{
    LbError   err = {0};
    LbExport *person;
    (void)state;
    LB_ASSERT_SURVIVES_NOMEM(read_text(&person, whole, &err), lb_export_free(person));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(film_document__takes_films_by_any_name),
        cmocka_unit_test(film_document__refuses_what_is_not_of_its_form),
        cmocka_unit_test(film_document__is_known_by_its_members),
        cmocka_unit_test(film_document__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
