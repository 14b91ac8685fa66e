/* SPDX-License-Identifier: MIT */
/* A list of films: slugs, addresses with boxd.it codes, titles with years. */
#include "query/profile/boxd.h"
#include "query/source/filmlist.h"

#include "tests/fuzz/fuzz_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_boxd(LbSlice text)
{
    int64_t number = lb_boxd_decode(text);
    int64_t film   = lb_boxd_film_id(text);
    require(number >= -1 && film >= 0);
    require(film == 0 || number == 10 * film);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char       path[64];
    LbFilmList list = {0};
    LbError    err  = {0};
    check_boxd((LbSlice){(const char *)data, size});
    fuzz_path(path, sizeof path, ".txt");
    fuzz_write(path, data, size);
    LbStatus st = lb_filmlist_read(&list, path, &err);
    require(st == LB_OK || (st == LB_EDATA && err.message[0] != '\0'));
    for (int32_t i = 0; st == LB_OK && i < list.n; i++) {
        const LbEntry *entry = &list.entries[i];
        bool           named = entry->title[0] != '\0' && entry->year != 0;
        require((entry->slug[0] != '\0') + (entry->id > 0) + named == 1);
    }
    lb_filmlist_clear(&list);
    unlink(path);
    return 0;
}
