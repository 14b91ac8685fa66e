/* SPDX-License-Identifier: MIT */
#include "query/source/saved_page.h"

#include "common/base/buf.h"
#include "common/base/hash.h"
#include "common/base/mem.h"
#include "common/base/path.h"
#include "query/site/document.h"
#include "query/site/page.h"

#include <stdio.h>
#include <string.h>

/* What the pages read so far say together. */
typedef struct Pile {
    LbProfile *profile;
    char       owner[64];
    int        n_pages[LB_PAGE_UNKNOWN];   /* saved, of each kind */
    int        last_page[LB_PAGE_UNKNOWN]; /* of the site, as far as the pages tell */
    int32_t    n_diary, n_watchlist;       /* ranks given so far */
    uint64_t  *seen;                       /* [n_seen] keys of the pages */
    size_t     n_seen, seen_cap;
} Pile;

static const char *const kind_names[LB_PAGE_UNKNOWN] = {"films", "watchlist", "diary", "likes"};

static LbStatus refuse(const LbPage *page, LbError *err)
{
    switch (page->verdict) {
    case LB_VERDICT_PRIVATE:
        return lb_error_set(err, LB_EDATA, 0, "the saved page says that the list is private");
    case LB_VERDICT_NO_USER:
        return lb_error_set(err, LB_EDATA, 0, "the saved page says that there is no such member");
    case LB_VERDICT_BLOCKED:
    case LB_VERDICT_RATE_LIMITED:
        return lb_error_set(err, LB_EDATA, 0,
                            "the saved page is a refusal, not a list of films: wait until the "
                            "browser shows the films, then save it");
    default:
        return lb_error_set(err, LB_EPROTOCOL, 0,
                            "not understood as a page of films, watchlist, diary or likes (%s): "
                            "your account export always works: letterboxd.com/settings/data",
                            page->reason);
    }
}

static LbStatus add_entries(Pile *pile, const LbPage *page, LbError *err)
{
    for (int32_t i = 0; i < page->n_entries; i++) {
        LbEntry entry = page->entries[i];
        if (page->kind == LB_PAGE_WATCHLIST) entry.watchlist_rank = ++pile->n_watchlist;
        if (page->kind == LB_PAGE_DIARY && entry.stars > 0) entry.diary_rank = ++pile->n_diary;
        LbStatus st = lb_profile_add(pile->profile, &entry, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

/* By the films in their order: no two pages of a list have the same. */
static uint64_t key_of(const LbPage *page)
{
    uint64_t key = (uint64_t)page->kind;
    for (int32_t i = 0; i < page->n_entries; i++) {
        const char *slug = page->entries[i].slug;
        key              = 31 * key + lb_hash_bytes(slug, strlen(slug));
    }
    return key;
}

/* Whether the page was there before; else it is now. */
static LbStatus check_again(bool *is_again, Pile *pile, const LbPage *page, LbError *err)
{
    uint64_t key = key_of(page);
    *is_again    = false;
    for (size_t i = 0; i < pile->n_seen; i++)
        if (pile->seen[i] == key) *is_again = true;
    if (*is_again) return LB_OK;
    LbStatus st = LB_GROW(&pile->seen, &pile->seen_cap, pile->n_seen + 1, err);
    if (st == LB_OK) pile->seen[pile->n_seen++] = key;
    return st;
}

/* A page that was saved in part looks like one with fewer films. */
static LbStatus note_part(Pile *pile, const LbPage *page, const char *path, LbError *err)
{
    char text[512];
    if (page->is_whole) return LB_OK;
    (void)snprintf(text, sizeof text, "%.200s: films may be missing there: %s", lb_path_base(path),
                   page->reason);
    return lb_profile_add_gap(pile->profile, text, err);
}

static LbStatus add_page(Pile *pile, const LbPage *page, const char *path, LbError *err)
{
    bool     is_again = false;
    LbStatus st       = LB_OK;
    if (page->verdict != LB_VERDICT_LIST && page->verdict != LB_VERDICT_EMPTY)
        return refuse(page, err);
    if (page->kind >= LB_PAGE_UNKNOWN)
        return lb_error_set(err, LB_EPROTOCOL, 0, "cannot tell which list this page shows");
    if (pile->profile == NULL) {
        snprintf(pile->owner, sizeof pile->owner, "%s", page->owner);
        LB_TRY(lb_profile_new(&pile->profile, pile->owner, LB_SOURCE_SAVED_PAGE, err));
    }
    if (!lb_slice_is_nocase((LbSlice){page->owner, strlen(page->owner)}, pile->owner))
        return lb_error_set(
            err, LB_EDATA, 0,
            "a page of '%s', but the pages before are of '%s': answer one at a time", page->owner,
            pile->owner);
    LB_TRY(check_again(&is_again, pile, page, err));
    if (is_again) return LB_OK;
    pile->n_pages[page->kind]++;
    if (page->last_page > pile->last_page[page->kind])
        pile->last_page[page->kind] = page->last_page;
    LB_TRY(add_entries(pile, page, err));
    LB_TRY(note_part(pile, page, path, err));
cleanup:
    return st;
}

/* What browsers call a page in a single file: MIME, in which the page is quoted. */
static bool is_mhtml(LbSlice text)
{
    const size_t head = 1024;
    if (text.len < 5 || (memcmp(text.text, "From:", 5) != 0 && memcmp(text.text, "MIME-", 5) != 0))
        return false;
    const char *at = strstr(text.text, "multipart/related");
    return at != NULL && (size_t)(at - text.text) < head;
}

static LbStatus read_file(Pile *pile, const char *path, const LbReporter *reporter, LbError *err)
{
    LbStatus    st    = LB_OK;
    LbPage      page  = {0};
    LbReplyInfo reply = {0};
    LbBuf       bytes;
    lb_buf_init(&bytes, LB_DOCUMENT_MAX);
    st = lb_buf_read_file(&bytes, path, err);
    if (st != LB_OK) goto cleanup;
    if (is_mhtml((LbSlice){lb_buf_text(&bytes), bytes.len}))
        LB_FAIL(LB_EPROTOCOL, 0,
                "%s: the page is packed in MHTML: save it again as a page, complete or HTML only",
                path);
    st = lb_page_read(&page, lb_buf_text(&bytes), bytes.len, LB_PAGE_UNKNOWN, "", &reply, err);
    if (st == LB_OK) st = add_page(pile, &page, path, err);
    if (st != LB_OK) {
        lb_error_context(err, st, "%s", path);
        goto cleanup;
    }
    lb_reporter_message(reporter, LB_LEVEL_DETAIL, "%s: %s of %s, %d films", path,
                        kind_names[page.kind], page.owner, (int)page.n_entries);
cleanup:
    lb_page_clear(&page);
    lb_buf_clear(&bytes);
    return st;
}

static LbStatus note_gaps(Pile *pile, LbError *err)
{
    for (int kind = 0; kind < LB_PAGE_UNKNOWN; kind++) {
        char text[128];
        if (pile->n_pages[kind] == 0 || pile->n_pages[kind] >= pile->last_page[kind]) continue;
        snprintf(text, sizeof text, "%d of %d pages of %s are given", pile->n_pages[kind],
                 pile->last_page[kind], kind_names[kind]);
        LbStatus st = lb_profile_add_gap(pile->profile, text, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

LbStatus lb_saved_page_read(LbProfile **out, const char *const *paths, int n,
                            const LbReporter *reporter, LbError *err)
{
    LbStatus st   = LB_OK;
    Pile     pile = {0};
    *out          = NULL;
    for (int i = 0; i < n; i++)
        LB_TRY(read_file(&pile, paths[i], reporter, err));
    LB_TRY(note_gaps(&pile, err));
    *out         = pile.profile;
    pile.profile = NULL;
cleanup:
    lb_profile_free(pile.profile);
    free(pile.seen);
    return st;
}
