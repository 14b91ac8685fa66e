/* SPDX-License-Identifier: MIT */
/** @file page_file.h
 *  Whole files as a reply would bring them, for the tests of the readers. */
#ifndef LB_TESTS_PAGE_FILE_H
#define LB_TESTS_PAGE_FILE_H

#include "tests/lb_test.h"

#include "common/base/buf.h"
#include "query/site/page.h"

#include <stdio.h>

/** Append the file FOLDER/NAME, or fail the test. */
static inline void load_file(LbBuf *out, const char *folder, const char *name)
{
    char    path[1024], chunk[4096];
    LbError err = {0};
    assert_true(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("cannot open %s", path);
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        LB_ASSERT_OK(lb_buf_append(out, chunk, n, &err));
    assert_int_equal(ferror(file), 0);
    assert_int_equal(fclose(file), 0);
}

/** The films of a page, one a line: "slug, title, year, id, stars, marks, date"; marks are
 *  w(atched), l(iked), r(ewatched), t (on the watchlist). */
static inline void describe(LbBuf *out, const LbPage *page)
{
    LbError err = {0};
    for (int32_t i = 0; i < page->n_entries; i++) {
        const LbEntry *film = &page->entries[i];
        char           marks[5];
        int            n = 0;
        if (film->watched) marks[n++] = 'w';
        if (film->liked) marks[n++] = 'l';
        if (film->rewatched) marks[n++] = 'r';
        if (film->watchlist) marks[n++] = 't';
        marks[n] = '\0';
        LB_ASSERT_OK(lb_buf_printf(out, &err, "%s, %s, %d, %lld, %.1f, %s, %d\n", film->slug,
                                   film->title, film->year, (long long)film->id,
                                   (double)film->stars, marks, film->date));
    }
}

#endif
