/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/rank/availability.h"
#include "tests/unit/query/scene.h"

typedef struct Shop {
    SmallModel      small;
    LbSession       session;
    LbAvailability *availability;
    char            path[SCENE_PATH];
    const char     *files[1];
} Shop;

static const char table[] = "imdb_id,title,service,country\n"
                            "tt0119094,,\"Netflix, Mubi\",FR\n"
                            "tt0056801,,Mubi,\"Korea, Republic of\"\n"
                            "tt0078748,,Disney+,\n"
                            "tt0078748,,Disney+,\n"
                            ",Nobody Knows It (1901),Mubi,\n";

static void open_shop(Shop *shop, const char *text)
{
    LbError err   = {0};
    shop->session = (LbSession){.model = small_model_with_ids(&shop->small)};
    LB_ASSERT_OK(lb_resolver_new(&shop->session.resolver, &shop->small.model.films, &err));
    scene_file(shop->path, text);
    shop->files[0] = shop->path;
}

static LbStatus read_shop(Shop *shop, LbAvailabilitySettings settings, const LbReporter *reporter,
                          LbError *err)
{
    settings.files   = shop->files;
    settings.n_files = 1;
    return lb_availability_read(&shop->availability, &settings, shop->session.resolver,
                                &shop->small.model.films, reporter, err);
}

static void close_shop(Shop *shop)
{
    lb_session_close(&shop->session);
    unlink(shop->path);
}

static void check(const Shop *shop, int32_t film, const char *expected)
{
    char text[256];
    lb_availability_text(text, sizeof text, shop->availability, film);
    assert_string_equal(text, expected);
}

static void availability__tells_where_a_film_is(void **state)
{
    (void)state;
    Shop       shop;
    LbError    err = {0};
    Heard      heard;
    LbReporter reporter = scene_reporter(&heard);
    int32_t    n        = 0;
    open_shop(&shop, table);
    LB_ASSERT_OK(read_shop(&shop, (LbAvailabilitySettings){.n_files = 1}, &reporter, &err));
    check(&shop, 1, "Netflix (FR), Mubi (FR)");
    check(&shop, 4, "Disney+"); /* said twice */
    check(&shop, 5, "Mubi (Korea, Republic of)");
    check(&shop, 0, "");
    check(&shop, -1, "");
    const LbOffer *offers = lb_availability_of(shop.availability, 1, &n);
    assert_int_equal(n, 2);
    assert_string_equal(offers[1].service, "Mubi");
    assert_string_equal(offers[1].country, "FR");
    assert_non_null(strstr(heard.text, "--available: films that are not in the model: 1"));
    char cut[12];
    lb_availability_text(cut, sizeof cut, shop.availability, 1);
    assert_true(strlen(cut) < sizeof cut);
    lb_availability_free(shop.availability);
    close_shop(&shop);
}

static void availability__may_be_of_a_service_or_country(void **state)
{
    (void)state;
    static const char *const mubi[] = {"mubi"}, *const plus[] = {"Disney Plus"},
                             *const korea[] = {"kor"}, *const both[] = {"Mubi", "HBO"};
    Shop    shop;
    LbError err = {0};
    open_shop(&shop, table);
    LB_ASSERT_OK(
        read_shop(&shop, (LbAvailabilitySettings){.services = mubi, .n_services = 1}, NULL, &err));
    check(&shop, 1, "Mubi (FR)");
    check(&shop, 4, "");
    lb_availability_free(shop.availability);
    LB_ASSERT_OK(
        read_shop(&shop, (LbAvailabilitySettings){.services = plus, .n_services = 1}, NULL, &err));
    check(&shop, 4, "Disney+");
    lb_availability_free(shop.availability);
    LB_ASSERT_OK(read_shop(&shop, (LbAvailabilitySettings){.countries = korea, .n_countries = 1},
                           NULL, &err));
    check(&shop, 1, "");
    check(&shop, 4, "Disney+"); /* of no country, so everywhere */
    check(&shop, 5, "Mubi (Korea, Republic of)");
    lb_availability_free(shop.availability);
    LB_ASSERT_FAILS(
        read_shop(&shop, (LbAvailabilitySettings){.services = both, .n_services = 2}, NULL, &err),
        LB_EUSAGE, "on 'HBO'; there are Netflix, Mubi, Disney+");
    assert_null(shop.availability);
    close_shop(&shop);
}

static void availability__may_be_json_or_a_list(void **state)
{
    (void)state;
    static const char *const mubi[] = {"Mubi"};
    Shop                     shop;
    LbError                  err = {0};
    int32_t                  n   = 0;
    open_shop(&shop, "[{\"imdb_id\": \"tt0119094\", \"services\": [\"Mubi\", \"Netflix\"], "
                     "\"country\": \"FR\"}]");
    LB_ASSERT_OK(read_shop(&shop, (LbAvailabilitySettings){.n_files = 1}, NULL, &err));
    check(&shop, 1, "Mubi (FR), Netflix (FR)");
    lb_availability_free(shop.availability);
    close_shop(&shop);
    open_shop(&shop, "face-off\n");
    LB_ASSERT_OK(read_shop(&shop, (LbAvailabilitySettings){.n_files = 1}, NULL, &err));
    (void)lb_availability_of(shop.availability, 1, &n);
    assert_int_equal(n, 1);
    check(&shop, 1, "");
    lb_availability_free(shop.availability);
    LB_ASSERT_FAILS(
        read_shop(&shop, (LbAvailabilitySettings){.services = mubi, .n_services = 1}, NULL, &err),
        LB_EUSAGE, "there is no column service");
    close_shop(&shop);
}

static void availability__survives_failing_allocations(void **state)
{
    (void)state;
    Shop    shop;
    LbError err = {0};
    open_shop(&shop, table);
    LB_ASSERT_OK(read_shop(&shop, (LbAvailabilitySettings){.n_files = 1}, NULL, &err));
    lb_availability_free(shop.availability);
    LB_ASSERT_SURVIVES_NOMEM(read_shop(&shop, (LbAvailabilitySettings){.n_files = 1}, NULL, &err),
                             lb_availability_free(shop.availability));
    close_shop(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(availability__tells_where_a_film_is),
        cmocka_unit_test(availability__may_be_of_a_service_or_country),
        cmocka_unit_test(availability__may_be_json_or_a_list),
        cmocka_unit_test(availability__survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
