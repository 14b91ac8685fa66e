/* SPDX-License-Identifier: MIT */
/* A person's films as JSON: what is not refused becomes a profile. */
#include "query/source/film_document.h"
#include "query/source/profile_build.h"

#include "tests/fuzz/fuzz_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void build(const LbExport *person)
{
    LbError    err     = {0};
    LbProfile *profile = NULL;
    LbStatus   st      = lb_profile_build(&profile, &person, 1, NULL, &err);
    require(st == LB_OK || (st == LB_EDATA && err.message[0] != '\0'));
    for (int32_t i = 0; st == LB_OK && i < lb_profile_count(profile); i++) {
        const LbEntry *entry = lb_profile_at(profile, i);
        require(entry->stars == 0 || (entry->stars >= 0.5F && entry->stars <= 5));
        require(entry->watched || entry->watchlist);
    }
    lb_profile_free(profile);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const others[] = {"exclude"};
    LbError                  err      = {0};
    LbJson                  *doc      = NULL;
    LbExport                *person   = NULL;
    LbStatus                 st       = lb_json_parse(&doc, (const char *)data, size, &err);
    if (st == LB_OK)
        st = lb_film_document_read(&person, lb_json_root(doc), "the request", others, 1, &err);
    require(st == LB_OK || (st == LB_EDATA && err.message[0] != '\0'));
    require(strlen(err.message) < sizeof err.message);
    if (st == LB_OK) build(person);
    lb_export_free(person);
    lb_json_free(doc);
    return 0;
}
