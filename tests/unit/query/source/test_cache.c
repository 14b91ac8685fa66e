/* SPDX-License-Identifier: MIT */
#include "query/source/cache.h"

#include "common/base/hash.h"
#include "tests/lb_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char base_url[] = "https://letterboxd.com";

/* A folder for one test, and the entry of "ada" in its subfolder "cache". */
typedef struct Folders {
    char root[64], folder[80], entry[96];
} Folders;

static int set_up(void **state)
{
    static Folders folders;
    snprintf(folders.root, sizeof folders.root, "%s", "/tmp/lbrec-cache-XXXXXX");
    if (mkdtemp(folders.root) == NULL) return -1;
    snprintf(folders.folder, sizeof folders.folder, "%s/cache", folders.root);
    snprintf(folders.entry, sizeof folders.entry, "%s/ada.json", folders.folder);
    *state = &folders;
    return 0;
}

static int tear_down(void **state)
{
    const Folders *folders = *state;
    unlink(folders->entry);
    rmdir(folders->folder);
    return rmdir(folders->root);
}

static LbProfile *make_profile(int n)
{
    LbProfile *profile;
    LbError    err;
    LB_ASSERT_OK(lb_profile_new(&profile, "Ada", LB_SOURCE_PAGES, &err));
    for (int i = 1; i <= n; i++) {
        char          slug[32], title[32];
        const LbEntry entry = {.slug           = slug,
                               .title          = title,
                               .id             = i == 2 ? 0 : 5000000000 + i,
                               .year           = (int16_t)(i == 3 ? 0 : 1990 + i % 30),
                               .stars          = (float)(i % 11) / 2,
                               .watched        = true,
                               .liked          = i % 2 == 0,
                               .rewatched      = i % 3 == 0,
                               .watchlist      = i % 5 == 0,
                               .date           = 20260100 + i % 28,
                               .watchlist_date = i % 5 == 0 ? 20250101 : 0,
                               .watchlist_rank = i % 5 == 0 ? i : 0,
                               .diary_rank     = i};
        snprintf(slug, sizeof slug, "film:%d", i);
        snprintf(title, sizeof title, "\"F\xc3\xa9te\" \\ %d", i);
        LB_ASSERT_OK(lb_profile_add(profile, &entry, &err));
    }
    LB_ASSERT_OK(lb_profile_add_gap(profile, "watchlist: not read; private", &err));
    return profile;
}

static void store(const Folders *folders, int n, LbCacheExtent extent)
{
    LbError    err;
    LbProfile *profile = make_profile(n);
    LB_ASSERT_OK(lb_cache_store(profile, folders->folder, base_url, extent, &err));
    lb_profile_free(profile);
}

static LbProfile *load(const Folders *folders, const char *user, const char *url, double max_age)
{
    LbProfile *profile;
    double     age = -1;
    LbError    err;
    LB_ASSERT_OK(lb_cache_load(&profile, &age, folders->folder, user,
                               &(LbCacheWanted){url, max_age, LB_CACHE_WHOLE}, &err));
    assert_true(profile == NULL || (age >= 0 && age < 60));
    return profile;
}

static LbProfile *load_feed(const Folders *folders)
{
    LbProfile *profile;
    double     age;
    LbError    err;
    LB_ASSERT_OK(lb_cache_load(&profile, &age, folders->folder, "ada",
                               &(LbCacheWanted){base_url, 3600, LB_CACHE_FEED}, &err));
    return profile;
}

/* Write the entry by hand. */
static void forge(const Folders *folders, const char *text, size_t len)
{
    assert_true(mkdir(folders->folder, S_IRWXU) == 0 || access(folders->folder, W_OK) == 0);
    FILE *file = fopen(folders->entry, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

/* Write the entry by hand, with the checksum that belongs to it. */
static void forge_sealed(const Folders *folders, const char *text)
{
    char   whole[1024];
    size_t len = strlen(text);
    assert_true(len > 0 && text[0] == '{');
    snprintf(whole, sizeof whole, "{\"checksum\":\"xxh3_64:%016llx\",%s",
             (unsigned long long)lb_hash_bytes(text + 1, len - 1), text + 1);
    forge(folders, whole, strlen(whole));
}

static void cache__gives_a_feed_to_those_who_ask_for_it(void **state)
{
    const Folders *folders = *state;
    LbProfile     *profile;
    store(folders, 3, LB_CACHE_FEED);
    assert_null(load(folders, "ada", base_url, 3600));
    profile = load(folders, "ada", base_url, -1); /* offline */
    assert_int_equal(lb_profile_count(profile), 3);
    lb_profile_free(profile);
    profile = load_feed(folders);
    assert_int_equal(lb_profile_count(profile), 3);
    lb_profile_free(profile);
    store(folders, 9, LB_CACHE_WHOLE);
    profile = load_feed(folders);
    assert_int_equal(lb_profile_count(profile), 9);
    lb_profile_free(profile);
}

static void cache__gives_back_what_was_stored(void **state)
{
    const Folders *folders  = *state;
    LbProfile     *expected = make_profile(40);
    store(folders, 40, LB_CACHE_WHOLE);
    LbProfile *profile = load(folders, "aDA", base_url, 60);
    assert_non_null(profile);
    assert_int_equal(lb_profile_source(profile), LB_SOURCE_CACHE);
    assert_int_equal(lb_profile_count(profile), 40);
    for (int32_t i = 0; i < 40; i++) {
        const LbEntry *a = lb_profile_at(expected, i), *b = lb_profile_at(profile, i);
        assert_string_equal(a->slug, b->slug);
        assert_string_equal(a->title, b->title);
        assert_int_equal(a->id, b->id);
        assert_int_equal(a->year, b->year);
        LB_ASSERT_NEAR(a->stars, b->stars, 0);
        assert_int_equal(a->watched, b->watched);
        assert_int_equal(a->liked, b->liked);
        assert_int_equal(a->rewatched, b->rewatched);
        assert_int_equal(a->watchlist, b->watchlist);
        assert_int_equal(a->date, b->date);
        assert_int_equal(a->watchlist_date, b->watchlist_date);
        assert_int_equal(a->watchlist_rank, b->watchlist_rank);
        assert_int_equal(a->diary_rank, b->diary_rank);
    }
    assert_int_equal(lb_profile_gaps(profile), 1);
    assert_string_equal(lb_profile_gap(profile, 0), "watchlist: not read; private");
    lb_profile_free(profile);
    lb_profile_free(expected);
}

static void cache__is_private_to_its_owner(void **state)
{
    const Folders *folders = *state;
    struct stat    file, folder;
    store(folders, 1, LB_CACHE_WHOLE);
    assert_int_equal(stat(folders->entry, &file), 0);
    assert_int_equal(stat(folders->folder, &folder), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_int_equal(folder.st_mode & 0777, 0700);
}

static void cache__has_nothing_for_others(void **state)
{
    const Folders *folders = *state;
    assert_null(load(folders, "ada", base_url, -1)); /* not even a folder */
    store(folders, 1, LB_CACHE_WHOLE);
    assert_null(load(folders, "bob", base_url, -1));
    assert_null(load(folders, "ada", "http://127.0.0.1:8000", -1));
    LbProfile *profile = load(folders, "ada", base_url, -1);
    assert_non_null(profile); /* the other base URL has not removed it */
    lb_profile_free(profile);
}

static void cache__uses_an_incomplete_entry_only_at_any_age(void **state)
{
    const Folders *folders = *state;
    store(folders, 3, LB_CACHE_PART);
    assert_null(load(folders, "ada", base_url, 1e9));
    LbProfile *profile = load(folders, "ada", base_url, -1);
    assert_int_equal(lb_profile_count(profile), 3);
    lb_profile_free(profile);
}

static void cache__keeps_a_complete_entry_from_an_incomplete_one(void **state)
{
    const Folders *folders = *state;
    store(folders, 5, LB_CACHE_PART);
    store(folders, 7, LB_CACHE_PART);
    LbProfile *profile = load(folders, "ada", base_url, -1);
    assert_int_equal(lb_profile_count(profile), 7);
    lb_profile_free(profile);
    store(folders, 9, LB_CACHE_WHOLE);
    store(folders, 3, LB_CACHE_PART);
    profile = load(folders, "ada", base_url, 60);
    assert_int_equal(lb_profile_count(profile), 9);
    lb_profile_free(profile);
    store(folders, 2, LB_CACHE_WHOLE);
    profile = load(folders, "ada", base_url, 60);
    assert_int_equal(lb_profile_count(profile), 2);
    lb_profile_free(profile);
}

static void cache__minds_the_age(void **state)
{
    static const long long fetched[] = {1000000000, 9999999999}; /* long ago; a clock gone wrong */
    const Folders         *folders   = *state;
    LbError                err;
    for (int i = 0; i < 2; i++) {
        char       text[256];
        LbProfile *profile;
        double     age;
        snprintf(text, sizeof text,
                 "{\"version\":2,\"user\":\"ada\",\"base_url\":\"%s\",\"fetched\":%lld,"
                 "\"complete\":true,\"count\":0,\"gaps\":[],\"films\":[]}",
                 base_url, fetched[i]);
        forge_sealed(folders, text);
        assert_null(load(folders, "ada", base_url, 86400));
        LB_ASSERT_OK(lb_cache_load(&profile, &age, folders->folder, "ada",
                                   &(LbCacheWanted){base_url, -1, LB_CACHE_WHOLE}, &err));
        assert_non_null(profile);
        assert_true(age > 86400);
        lb_profile_free(profile);
    }
}

static void cache__removes_what_is_corrupt(void **state)
{
    static const char *const bad[] = {
        "",
        "{",
        "[]",
        "{}",
        "{\"version\":3,\"user\":\"ada\"}",
        "{\"version\":1,\"user\":\"ada\"}",
        "{\"version\":2,\"user\":\"bob\"}",
        "{\"version\":2,\"user\":\"ada\",\"base_url\":\"https://"
        "letterboxd.com\",\"complete\":true}",
        "{\"version\":2,\"user\":\"ada\",\"base_url\":\"https://letterboxd.com\",\"count\":2,"
        "\"films\":[{\"slug\":\"a\"}]}",
        "{\"version\":2,\"user\":\"ada\",\"base_url\":\"https://letterboxd.com\",\"count\":1,"
        "\"films\":[{\"slug\":\"a\",\"stars\":6}]}",
        "{\"version\":2,\"user\":\"ada\",\"base_url\":\"https://letterboxd.com\",\"count\":1,"
        "\"films\":[{\"slug\":\"a\",\"year\":70000}]}",
        "{\"version\":2,\"user\":\"ada\",\"base_url\":\"https://letterboxd.com\",\"count\":1,"
        "\"films\":[{\"slug\":\"a\",\"id\":-1}]}",
        "{\"version\":2,\"user\":\"ada\",\"base_url\":\"https://letterboxd.com\",\"count\":1,"
        "\"films\":[{\"year\":1999}]}",
        "{\"version\":2,\"user\":\"ada\",\"base_url\":\"https://letterboxd.com\",\"count\":1,"
        "\"films\":[7]}",
        "{\"version\":2,\"user\":\"ada\",\"base_url\":\"https://letterboxd.com\",\"count\":0,"
        "\"films\":[],\"gaps\":[1]}",
    };
    const Folders *folders = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (bad[i][0] == '{' && bad[i][1] != '\0')
            forge_sealed(folders, bad[i]);
        else
            forge(folders, bad[i], strlen(bad[i]));
        LbProfile *profile = load(folders, "ada", base_url, -1);
        if (profile != NULL || access(folders->entry, F_OK) == 0) fail_msg("kept: %s", bad[i]);
    }
}

static void cache__survives_an_entry_cut_anywhere(void **state)
{
    const Folders *folders = *state;
    char           text[4096];
    store(folders, 3, LB_CACHE_WHOLE);
    FILE *file = fopen(folders->entry, "rb");
    assert_non_null(file);
    size_t len = fread(text, 1, sizeof text, file);
    fclose(file);
    assert_true(len > 100 && len < sizeof text);
    for (size_t cut = 0; cut < len - 1; cut++) {
        forge(folders, text, cut);
        assert_null(load(folders, "ada", base_url, -1));
    }
}

/* One bit anywhere, a byte more or less: the entry is none any more. */
static void cache__notices_every_change(void **state)
{
    const Folders *folders = *state;
    char           text[4096];
    store(folders, 3, LB_CACHE_WHOLE);
    FILE *file = fopen(folders->entry, "rb");
    assert_non_null(file);
    size_t len = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    for (size_t at = 0; at < len; at++)
        for (int bit = 0; bit < 8; bit += 1 + (int)(at % 3)) {
            text[at] = (char)(text[at] ^ 1 << bit);
            forge(folders, text, len);
            assert_null(load(folders, "ada", base_url, -1));
            text[at] = (char)(text[at] ^ 1 << bit);
        }
    text[len] = ' ';
    forge(folders, text, len + 1);
    assert_null(load(folders, "ada", base_url, -1));
    forge(folders, text, len);
    LbProfile *profile = load(folders, "ada", base_url, -1);
    assert_non_null(profile);
    lb_profile_free(profile);
}

static void cache__refuses_names_that_lead_elsewhere(void **state)
{
    static const char *const names[] = {"", "../ada", "a/b", ".", "a b"};
    const Folders           *folders = *state;
    LbError                  err;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        LbProfile *profile;
        double     age;
        LB_ASSERT_FAILS(lb_cache_load(&profile, &age, folders->folder, names[i],
                                      &(LbCacheWanted){base_url, -1, LB_CACHE_WHOLE}, &err),
                        LB_EUSAGE, "no user name");
        assert_null(profile);
        LB_ASSERT_OK(lb_profile_new(&profile, names[i], LB_SOURCE_PAGES, &err));
        LB_ASSERT_FAILS(lb_cache_store(profile, folders->folder, base_url, LB_CACHE_WHOLE, &err),
                        LB_EUSAGE, "no user name");
        lb_profile_free(profile);
    }
}

static void cache__says_where_it_cannot_write(void **state)
{
    LbError    err;
    LbProfile *profile = make_profile(1);
    (void)state;
    LB_ASSERT_FAILS(lb_cache_store(profile, "/dev/null/cache", base_url, LB_CACHE_WHOLE, &err),
                    LB_ECREATE, "/dev/null");
    lb_profile_free(profile);
}

static void cache__keeps_a_whole_entry_when_two_store_at_once(void **state)
{
    const Folders *folders = *state;
    store(folders, 10, LB_CACHE_WHOLE);
    pid_t child = fork();
    assert_true(child >= 0);
    for (int i = 0; i < 30; i++) {
        store(folders, child == 0 ? 10 : 200, LB_CACHE_WHOLE);
        LbProfile *profile = load(folders, "ada", base_url, 60);
        int32_t    n       = profile != NULL ? lb_profile_count(profile) : 0;
        lb_profile_free(profile);
        if (child == 0 && n != 10 && n != 200) _exit(1);
        if (child != 0) assert_true(n == 10 || n == 200);
    }
    if (child == 0) _exit(0);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static LbStatus load_again(const Folders *folders, LbProfile **profile)
{
    double  age;
    LbError err;
    return lb_cache_load(profile, &age, folders->folder, "ada",
                         &(LbCacheWanted){base_url, -1, LB_CACHE_WHOLE}, &err);
}

static void cache__survives_lack_of_memory(void **state)
{
    const Folders *folders = *state;
    LbProfile     *profile = make_profile(2), *loaded = NULL;
    LbError        err;
    /* Blocks are not counted: what libjansson allocates is freed by us. */
    LbStatus st = LB_ENOMEM;
    for (long n = 0; st != LB_OK; n++) {
        lb_alloc_allow(n);
        st = lb_cache_store(profile, folders->folder, base_url, LB_CACHE_WHOLE, &err);
        lb_alloc_allow(-1);
        assert_true(st == LB_OK || st == LB_ENOMEM);
    }
    LB_ASSERT_SURVIVES_NOMEM(load_again(folders, &loaded), (void)0);
    assert_int_equal(lb_profile_count(loaded), 2);
    lb_profile_free(loaded);
    lb_profile_free(profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cache__gives_back_what_was_stored, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cache__gives_a_feed_to_those_who_ask_for_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(cache__is_private_to_its_owner, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cache__has_nothing_for_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cache__uses_an_incomplete_entry_only_at_any_age, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(cache__keeps_a_complete_entry_from_an_incomplete_one,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(cache__minds_the_age, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cache__removes_what_is_corrupt, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cache__survives_an_entry_cut_anywhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cache__notices_every_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cache__refuses_names_that_lead_elsewhere, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(cache__says_where_it_cannot_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cache__keeps_a_whole_entry_when_two_store_at_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(cache__survives_lack_of_memory, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
