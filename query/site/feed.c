/* SPDX-License-Identifier: MIT */
#include "query/site/feed.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/text/film_id.h"
#include "query/profile/blocks.h"
#include "query/site/card.h"
#include "query/site/document.h"
#include "query/site/refusal.h"
#include "query/site/route.h"

#include <stdio.h>
#include <string.h>

enum {
    MAX_ITEMS  = 10000,
    TEXT_BYTES = 1024,
    LONG_BYTES = 4096 /* of a description: the poster comes first in it */
};

static LbSlice slice(const char *text)
{
    return (LbSlice){text, strlen(text)};
}

static void change(LbPage *feed, const char *reason)
{
    feed->verdict = LB_VERDICT_CHANGED;
    (void)snprintf(feed->reason, sizeof feed->reason, "%s", reason);
}

static void refuse(LbPage *feed, const char *reason)
{
    feed->verdict = LB_VERDICT_CHANGED;
    (void)snprintf(feed->reason, sizeof feed->reason, "no such feed is made by the site: %s",
                   reason);
}

/* Text of the first element of this name inside `item`; "" when there is none. */
static LbSlice text_of(char *out, size_t cap, const LbXmlNode *item, const char *tag)
{
    return (LbSlice){out, lb_xmltree_text(out, cap, lb_xmltree_find(item, tag, NULL))};
}

static bool is_yes(const LbXmlNode *item, const char *tag)
{
    char text[16];
    return lb_slice_is_nocase(text_of(text, sizeof text, item, tag), "Yes");
}

static float stars_of(const LbXmlNode *item)
{
    char   text[16];
    double stars = 0;
    if (!lb_slice_to_double(text_of(text, sizeof text, item, "memberRating"), &stars)) return 0;
    for (int half = 1; half <= 10; half++)
        if (2 * stars == half) return (float)stars;
    return 0;
}

/* "Name, 2020 - ***": only where filmTitle is missing, so that the row is not without a name. */
static LbSlice title_of(char *out, size_t cap, const LbXmlNode *item)
{
    LbSlice title = text_of(out, cap, item, "filmTitle");
    return title.len > 0 ? title : text_of(out, cap, item, "title");
}

/* One diary entry; slug is NULL when the item is none that we understand. */
static LbStatus read_item(LbEntry *out, LbPage *feed, const LbXmlNode *item, LbError *err)
{
    char    text[TEXT_BYTES], description[LONG_BYTES], year[16], date[16];
    LbRoute link;
    LbEntry entry = {.watched = true};
    *out          = (LbEntry){0};
    (void)text_of(text, sizeof text, item, "link");
    if (!lb_route_parse(&link, text) || link.slug[0] == '\0' ||
        !lb_slice_is_nocase(slice(link.owner), feed->owner))
        return LB_OK;
    LbStatus st = lb_blocks_copy(&feed->owned, &entry.slug, slice(link.slug), err);
    if (st == LB_OK)
        st = lb_blocks_copy(&feed->owned, &entry.title, title_of(text, sizeof text, item), err);
    if (st != LB_OK) return st;

    (void)text_of(description, sizeof description, item, "description");
    (void)text_of(date, sizeof date, item, "watchedDate");
    entry.id        = lb_film_id_parse_poster(slice(description));
    entry.year      = lb_card_year(text_of(year, sizeof year, item, "filmYear"));
    entry.date      = lb_card_date(date, '-');
    entry.stars     = stars_of(item);
    entry.liked     = is_yes(item, "memberLike");
    entry.rewatched = is_yes(item, "rewatch");
    *out            = entry;
    return LB_OK;
}

/* Items of other kinds (lists) are no entries of the diary. */
static bool is_entry(const LbXmlNode *item)
{
    char    text[TEXT_BYTES];
    LbSlice guid = text_of(text, sizeof text, item, "guid");
    return strncmp(guid.text, "letterboxd-watch-", 17) == 0 ||
           strncmp(guid.text, "letterboxd-review-", 18) == 0;
}

static LbStatus read_items(LbPage *feed, const LbXmlNode *channel, LbError *err)
{
    size_t           capacity = 0;
    const LbXmlNode *node     = lb_xmltree_next(channel, channel);
    for (; node != NULL; node = lb_xmltree_skip(node, channel)) {
        if (!lb_xmltree_is(node, "item") || !is_entry(node)) continue;
        LbEntry entry;
        if (++feed->n_cards > MAX_ITEMS)
            return lb_error_set(err, LB_EDATA, 0, "a feed of more than %d films", MAX_ITEMS);
        LbStatus st = read_item(&entry, feed, node, err);
        if (st == LB_OK && entry.slug != NULL) {
            st = LB_GROW(&feed->entries, &capacity, (size_t)feed->n_entries + 1, err);
            if (st == LB_OK) feed->entries[feed->n_entries++] = entry;
        }
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

/* Whose diary the feed is: its first link is the member's profile. Lists have feeds too. */
static bool accept(LbPage *feed, const LbXmlNode *channel, const char *user)
{
    char    text[TEXT_BYTES];
    LbRoute link;
    (void)text_of(text, sizeof text, channel, "link");
    if (channel == NULL || !lb_route_parse(&link, text) || !link.is_profile) {
        change(feed, "the feed is not that of a member");
        return false;
    }
    memcpy(feed->owner, link.owner, sizeof feed->owner);
    if (user[0] == '\0' || lb_slice_is_nocase(slice(user), link.owner)) return true;
    change(feed, "");
    (void)snprintf(feed->reason, sizeof feed->reason,
                   "the feed is of member '%.60s', '%.60s' was asked for", link.owner, user);
    return false;
}

static LbStatus read_feed(LbPage *feed, const LbXmlTree *tree, const char *user, LbError *err)
{
    const LbXmlNode *channel = lb_xmltree_find(lb_xmltree_root(tree), "channel", NULL);
    if (!accept(feed, channel, user)) return LB_OK;
    LbStatus st = read_items(feed, channel, err);
    if (st != LB_OK) return st;
    bool is_cut    = lb_xmltree_is_cut(tree);
    feed->kind     = LB_PAGE_DIARY;
    feed->verdict  = feed->n_entries > 0 ? LB_VERDICT_LIST : LB_VERDICT_EMPTY;
    feed->is_whole = !is_cut && feed->n_entries == feed->n_cards;
    if (feed->n_entries == 0 && feed->n_cards > 0)
        change(feed, "none of the feed's films was understood");
    else if (feed->n_entries == 0 && is_cut)
        change(feed, "the feed is cut short before its first film");
    else if (!feed->is_whole)
        (void)snprintf(feed->reason, sizeof feed->reason, "%s",
                       is_cut ? "the feed is cut short or malformed"
                              : "not every film of the feed was understood");
    return LB_OK;
}

/* A feed, or a page that says why there is none. */
static LbStatus judge(LbPage *feed, const LbXmlTree *tree, const LbBuf *text, const char *user,
                      const LbReplyInfo *reply, LbError *err)
{
    LbStatus         st     = LB_OK;
    LbXmlTree       *html   = NULL;
    const LbXmlNode *root   = lb_xmltree_root(tree);
    bool             is_rss = root != NULL && lb_xmltree_is(root, "rss");
    if (!is_rss) LB_TRY(lb_xmltree_read_html(&html, lb_buf_text(text), text->len, err));
    if (lb_refusal_judge(&feed->verdict, feed->reason, sizeof feed->reason,
                         is_rss ? NULL : lb_xmltree_root(html), reply))
        feed->kind = LB_PAGE_DIARY;
    else if (is_rss)
        LB_TRY(read_feed(feed, tree, user, err));
    else if (lb_xmltree_refusal(tree) != NULL)
        refuse(feed, lb_xmltree_refusal(tree));
    else
        change(feed, "the reply is not a feed");
cleanup:
    lb_xmltree_free(html);
    return st;
}

LbStatus lb_feed_read(LbPage *out, const void *bytes, size_t len, const char *user,
                      const LbReplyInfo *reply, LbError *err)
{
    static const LbReplyInfo nothing = {0};

    LbStatus   st   = LB_OK;
    LbPage     feed = {.kind = LB_PAGE_UNKNOWN, .n_total = -1};
    LbDocument document;
    *out = feed;
    if (reply == NULL) reply = &nothing;
    LB_TRY(lb_document_open(&document, LB_DOCUMENT_FEED, bytes, len, reply->content_type, err));
    LB_TRY(judge(&feed, document.tree, &document.text, user, reply, err));
    if (feed.verdict != LB_VERDICT_LIST) feed.n_entries = 0;
    *out = feed;
    feed = (LbPage){0};
cleanup:
    lb_page_clear(&feed);
    lb_document_close(&document);
    return st;
}
