/* SPDX-License-Identifier: MIT */
/* An account export. The first byte says what follows: even, the bytes of a ZIP; odd, the texts of
 * the members below, each ended by a byte that UTF-8 does not have. */
#include "common/text/text.h"
#include "query/source/profile_build.h"

#include "tests/fuzz/fuzz_file.h"

#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { N_MEMBERS = 6, END = 0xFF };

static const char *const members[N_MEMBERS] = {"ratings.csv", "watched.csv",     "watchlist.csv",
                                               "diary.csv",   "likes/films.csv", "reviews.csv"};

static void name(char out[128], const char *folder, const char *member)
{
    require(snprintf(out, 128, "%s/%s", folder, member) < 128);
}

static void write_members(const char *folder, const uint8_t *data, size_t size)
{
    char path[128];
    require(mkdir(folder, 0700) == 0);
    name(path, folder, "likes");
    require(mkdir(path, 0700) == 0);
    for (int i = 0; i < N_MEMBERS && size > 0; i++) {
        const uint8_t *end = memchr(data, END, size);
        size_t         len = end != NULL ? (size_t)(end - data) : size;
        name(path, folder, members[i]);
        if (len > 0) fuzz_write(path, data, len);
        if (end == NULL) break;
        data = end + 1;
        size -= len + 1;
    }
}

static void remove_members(const char *folder)
{
    char path[128];
    for (int i = 0; i < N_MEMBERS; i++) {
        name(path, folder, members[i]);
        unlink(path);
    }
    name(path, folder, "likes");
    rmdir(path);
    rmdir(folder);
}

static void check(const LbProfile *profile)
{
    LbProfileCounts counts = lb_profile_counts(profile);
    int32_t         rated  = 0;
    require(strlen(lb_profile_user(profile)) < 64);
    for (int32_t i = 0; i < lb_profile_count(profile); i++) {
        const LbEntry *entry = lb_profile_at(profile, i);
        require(entry->stars == 0 || (entry->stars >= 0.5F && entry->stars <= 5));
        require(entry->id >= 0 && lb_text_is_utf8((LbSlice){entry->title, strlen(entry->title)}));
        require(entry->watched || entry->watchlist);
        rated += entry->stars > 0;
    }
    require(rated == counts.rated && counts.rated <= counts.watched);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char       path[64];
    LbProfile *profile = NULL;
    LbError    err     = {0};
    if (size == 0) return 0;
    bool is_zip = data[0] % 2 == 0;
    fuzz_path(path, sizeof path, is_zip ? ".zip" : "");
    if (is_zip)
        fuzz_write(path, data + 1, size - 1);
    else
        write_members(path, data + 1, size - 1);
    if (lb_profile_build_from(&profile, path, NULL, &err) == LB_OK)
        check(profile);
    else
        require(profile == NULL && err.message[0] != '\0');
    lb_profile_free(profile);
    if (is_zip)
        unlink(path);
    else
        remove_members(path);
    return 0;
}
