/* SPDX-License-Identifier: MIT */
#include "query/site/page.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/text/text.h"
#include "query/profile/blocks.h"
#include "query/site/card.h"
#include "query/site/document.h"
#include "query/site/refusal.h"
#include "query/site/route.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MAX_CARDS = 10000, TAIL_BYTES = 4096 };

static const struct {
    const char *body_class, *name;
    int32_t     cards; /* of a full page */
} kinds[] = {
    [LB_PAGE_FILMS]     = {"films-watched", "films", 72},
    [LB_PAGE_WATCHLIST] = {"watchlist", "watchlist", 28},
    [LB_PAGE_DIARY]     = {"diary", "diary", 50},
    [LB_PAGE_LIKES]     = {"likes", "liked films", 72},
    [LB_PAGE_UNKNOWN]   = {NULL, "list", INT32_MAX},
};

/* What a page says about itself. */
typedef struct Identity {
    char       owner[64];
    char       other_owner[64]; /* another member that it names; "" in a good page */
    char       body_class[100]; /* cleaned; "": none, as in a part of a page */
    LbPageKind kind;
    LbPageKind address_kind; /* UNKNOWN, or the same in a good page */
} Identity;

static LbSlice slice(const char *text)
{
    return text != NULL ? (LbSlice){text, strlen(text)} : (LbSlice){"", 0};
}

static void change(LbPage *page, const char *fmt, ...) LB_PRINTF(2, 3);

/* The reason quotes the page: clean it, cut at a character. */
static void change(LbPage *page, const char *fmt, ...)
{
    char    raw[512];
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(raw, sizeof raw, fmt, args);
    va_end(args);
    page->verdict = LB_VERDICT_CHANGED;
    (void)lb_text_clean(page->reason, sizeof page->reason, slice(len < 0 ? "" : raw));
}

static void add_owner(Identity *id, const char *owner)
{
    if (owner == NULL || owner[0] == '\0' || strlen(owner) >= sizeof id->owner) return;
    char clean[sizeof id->owner];
    (void)lb_text_clean(clean, sizeof clean, slice(owner));
    if (id->owner[0] == '\0')
        memcpy(id->owner, clean, sizeof clean);
    else if (!lb_slice_is_nocase(slice(clean), id->owner))
        memcpy(id->other_owner, clean, sizeof clean);
}

static const char *own_address(const LbXmlNode *root)
{
    const LbXmlNode *node = lb_xmltree_next(root, root);
    for (; node != NULL; node = lb_xmltree_next(node, root)) {
        if (!lb_xmltree_is(node, "meta")) continue;
        if (lb_slice_is(slice(lb_xmltree_attr(node, "property")), "og:url"))
            return lb_xmltree_attr(node, "content");
    }
    return NULL;
}

static LbPageKind kind_of_body(const LbXmlNode *body)
{
    for (int kind = 0; kind < LB_PAGE_UNKNOWN; kind++)
        if (lb_xmltree_has_class(body, kinds[kind].body_class)) return (LbPageKind)kind;
    return lb_xmltree_has_class(body, "films-diary") ? LB_PAGE_DIARY : LB_PAGE_UNKNOWN;
}

static void identify(Identity *id, const LbXmlNode *root)
{
    LbRoute          own;
    const LbXmlNode *body   = lb_xmltree_find(root, "body", NULL);
    const LbXmlNode *header = lb_xmltree_find(root, "section", "profile-header");
    bool             routed = lb_route_parse(&own, own_address(root));
    *id                     = (Identity){.kind = LB_PAGE_UNKNOWN};
    if (body != NULL) {
        id->kind = kind_of_body(body);
        (void)lb_text_clean(id->body_class, sizeof id->body_class,
                            slice(lb_xmltree_attr(body, "class")));
        add_owner(id, lb_xmltree_attr(body, "data-owner"));
    }
    if (routed) add_owner(id, own.owner);
    if (id->owner[0] == '\0' && header != NULL)
        add_owner(id, lb_xmltree_attr(header, "data-person"));
    id->address_kind = own.kind;
    if (id->kind == LB_PAGE_UNKNOWN) id->kind = own.kind;
}

/* A part of a page names no kind: what its markup is used for only. */
static LbPageKind guess_kind(const LbXmlNode *root)
{
    if (lb_xmltree_find(root, "tr", "diary-entry-row") != NULL) return LB_PAGE_DIARY;
    if (lb_xmltree_find_attr(root, "data-num-entries") != NULL) return LB_PAGE_WATCHLIST;
    if (lb_xmltree_find(root, "p", "poster-viewingdata") != NULL) return LB_PAGE_FILMS;
    return LB_PAGE_UNKNOWN;
}

/* Is it a page of that member and that kind? Says why not. */
static bool accept(LbPage *page, const Identity *id, LbPageKind kind, const char *user)
{
    bool is_anybodys = user[0] == '\0';
    if (!is_anybodys && id->owner[0] == '\0')
        change(page, "the page does not say whose it is; '%s' was asked for", user);
    else if (!is_anybodys && !lb_slice_is_nocase(slice(user), id->owner))
        change(page, "the page is of member '%s', '%s' was asked for: a new name?", id->owner,
               user);
    else if (id->other_owner[0] != '\0')
        change(page, "the page names two members, '%s' and '%s'", id->owner, id->other_owner);
    else if (id->kind == LB_PAGE_UNKNOWN && id->body_class[0] != '\0')
        change(page, "the page is no list of films (class '%s')", id->body_class);
    else if (id->address_kind != LB_PAGE_UNKNOWN && id->address_kind != id->kind)
        change(page, "the page calls itself %s, its address says %s", kinds[id->kind].name,
               kinds[id->address_kind].name);
    else if (kind != LB_PAGE_UNKNOWN && id->kind != LB_PAGE_UNKNOWN && kind != id->kind)
        change(page, "the page is the member's %s, the %s was asked for", kinds[id->kind].name,
               kinds[kind].name);
    else
        return true;
    return false;
}

static LbStatus add_entry(LbPage *page, size_t *capacity, const LbEntry *entry, LbError *err)
{
    LbStatus st = LB_GROW(&page->entries, capacity, (size_t)page->n_entries + 1, err);
    if (st == LB_OK) page->entries[page->n_entries++] = *entry;
    return st;
}

/* In broken markup a card can hold the next one: what belongs to which cannot be told. */
static bool holds_card(const LbXmlNode *card, LbPageKind kind)
{
    const LbXmlNode *node = lb_xmltree_next(card, card);
    while (node != NULL && !lb_card_is(node, kind))
        node = lb_xmltree_next(node, card);
    return node != NULL;
}

static LbStatus read_cards(LbPage *page, const LbXmlNode *root, LbError *err)
{
    size_t           capacity = 0;
    const LbXmlNode *node     = root;
    for (; node != NULL; node = lb_xmltree_next(node, root)) {
        if (!lb_card_is(node, page->kind)) continue;
        LbEntry entry;
        if (++page->n_cards > MAX_CARDS)
            return lb_error_set(err, LB_EDATA, 0, "a page of more than %d films", MAX_CARDS);
        if (holds_card(node, page->kind)) continue;
        LbStatus st = lb_card_read(&entry, &page->owned, node, page->kind, err);
        if (st == LB_OK && entry.slug != NULL) st = add_entry(page, &capacity, &entry, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

static int32_t number_in(LbSlice text)
{
    int64_t n = -1;
    return lb_slice_to_int(text, &n) && n >= 0 && n <= INT32_MAX ? (int32_t)n : -1;
}

/* Only watchlists say how many films they have. */
static void read_total(LbPage *page, const LbXmlNode *root)
{
    const LbXmlNode *counted = lb_xmltree_find_attr(root, "data-num-entries");
    if (page->kind == LB_PAGE_WATCHLIST && counted != NULL)
        page->n_total = number_in(slice(lb_xmltree_attr(counted, "data-num-entries")));
}

static void read_page_numbers(LbPage *page, const LbXmlNode *pagination)
{
    const LbXmlNode *node = pagination;
    while ((node = lb_xmltree_next(node, pagination)) != NULL) {
        char text[16];
        if (!lb_xmltree_has_class(node, "paginate-page")) continue;
        size_t  len    = lb_xmltree_text(text, sizeof text, node);
        int32_t number = number_in((LbSlice){text, len});
        if (number > page->last_page) page->last_page = number;
    }
}

/* The next link, when it goes on in the same list of the same member. */
static bool read_next(LbPage *page, const LbXmlNode *pagination)
{
    LbRoute          next;
    const LbXmlNode *link = lb_xmltree_find(pagination, "a", "next");
    const char      *href = link != NULL ? lb_xmltree_attr(link, "href") : NULL;
    if (href == NULL) return true;
    bool is_ours = lb_route_parse(&next, href) && next.page > 1 && next.kind == page->kind &&
                   (page->owner[0] == '\0' || lb_slice_is_nocase(slice(next.owner), page->owner));
    if (is_ours) memcpy(page->next, next.path, sizeof page->next);
    return is_ours;
}

/* Everything that tells a whole page from one cut short. @return what is missing, NULL: nothing */
static const char *missing_part(const LbPage *page, const LbXmlNode *pagination, bool has_end)
{
    bool is_last = lb_xmltree_find(pagination, "span", "next") != NULL ||
                   (page->n_total >= 0 && page->n_total == page->n_cards) ||
                   (pagination == NULL && page->n_cards < kinds[page->kind].cards);
    if (!has_end) return "the page ends before its end";
    if (page->n_entries < page->n_cards) return "not every film of the page was understood";
    if (page->next[0] == '\0' && !is_last) return "neither a next page nor the end of the list";
    return NULL;
}

static void judge_list(LbPage *page, const LbXmlNode *root, bool has_end)
{
    const LbXmlNode *pagination = lb_xmltree_find(root, "div", "pagination");
    if (pagination != NULL) read_page_numbers(page, pagination);
    bool        is_next_ours = read_next(page, pagination);
    const char *missing      = missing_part(page, pagination, has_end);
    if (!is_next_ours) missing = "the link to the next page leads out of the list";
    page->is_whole = missing == NULL;
    page->verdict  = LB_VERDICT_LIST;
    if (missing != NULL) (void)snprintf(page->reason, sizeof page->reason, "%s", missing);
}

static void judge_no_films(LbPage *page, const LbXmlNode *root, bool has_end)
{
    if (page->n_cards > 0)
        change(page, "%d films on the page, none of them understood", page->n_cards);
    else if (lb_xmltree_find(root, "section", "empty-text") == NULL && page->n_total != 0)
        change(page, "no film on the page, and no word that the list is empty");
    else if (page->n_total > 0)
        change(page, "the page says both that the list is empty and that it has %d films",
               page->n_total);
    else {
        page->verdict  = LB_VERDICT_EMPTY;
        page->is_whole = has_end;
        page->n_total  = 0;
    }
}

static bool has_end_tag(const LbBuf *text, const char *tag)
{
    size_t n    = strlen(tag);
    size_t from = text->len > TAIL_BYTES ? text->len - TAIL_BYTES : 0;
    for (size_t i = text->len; i >= from + n; i--)
        if (lb_slice_is_nocase((LbSlice){text->data + i - n, n}, tag)) return true;
    return false;
}

static LbStatus read_list(LbPage *page, const LbXmlNode *root, LbPageKind kind, const char *user,
                          bool has_end, LbError *err)
{
    Identity id;
    identify(&id, root);
    memcpy(page->owner, id.owner, sizeof page->owner);
    page->kind = id.kind;
    if (!accept(page, &id, kind, user)) return LB_OK;
    bool is_proven = id.kind != LB_PAGE_UNKNOWN;
    if (!is_proven) page->kind = kind != LB_PAGE_UNKNOWN ? kind : guess_kind(root);
    LbStatus st = read_cards(page, root, err);
    if (st != LB_OK) return st;
    read_total(page, root);
    if (page->n_entries == 0)
        judge_no_films(page, root, has_end);
    else if (page->kind == LB_PAGE_UNKNOWN || (!is_proven && user[0] != '\0'))
        change(page, "the page does not say which list it is");
    else
        judge_list(page, root, has_end);
    return LB_OK;
}

LbStatus lb_page_read(LbPage *out, const void *bytes, size_t len, LbPageKind kind, const char *user,
                      const LbReplyInfo *reply, LbError *err)
{
    static const LbReplyInfo nothing = {0};

    LbStatus   st   = LB_OK;
    LbPage     page = {.kind = LB_PAGE_UNKNOWN, .n_total = -1};
    LbDocument document;
    *out = page;
    if (reply == NULL) reply = &nothing;
    LB_TRY(lb_document_open(&document, LB_DOCUMENT_PAGE, bytes, len, reply->content_type, err));

    const LbXmlTree *tree = document.tree;
    const LbXmlNode *root = lb_xmltree_root(tree);
    if (lb_refusal_judge(&page.verdict, page.reason, sizeof page.reason, root, reply))
        page.is_whole = has_end_tag(&document.text, "</html>");
    else if (lb_xmltree_refusal(tree) != NULL)
        change(&page, "no such page is made by the site: %s", lb_xmltree_refusal(tree));
    else if (root == NULL)
        change(&page, "an empty page");
    else
        LB_TRY(read_list(&page, root, kind, user,
                         has_end_tag(&document.text, "</html>") && !lb_xmltree_is_cut(tree), err));
    if (page.verdict != LB_VERDICT_LIST) page.n_entries = 0;
    *out = page;
    page = (LbPage){0};
cleanup:
    lb_page_clear(&page);
    lb_document_close(&document);
    return st;
}

void lb_page_clear(LbPage *page)
{
    free(page->entries);
    lb_blocks_free(page->owned);
    *page = (LbPage){0};
}
