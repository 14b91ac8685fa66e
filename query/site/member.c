/* SPDX-License-Identifier: MIT */
#include "query/site/member.h"

#include "common/base/ascii.h"
#include "query/site/feed.h"
#include "query/site/robots.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define WAY_OUT                                                                                    \
    "get the data at letterboxd.com/settings/data (Export your data), then use --export FILE.zip"

enum { NAME_MAX_LEN = 30, SEEN_MAX = 1 << 20 };

/* In the order in which they are read. */
typedef enum ListRole { FILMS, FEED, WATCHLIST, DIARY, N_LISTS } ListRole;

static const struct {
    const char *name, *phase, *path;
    LbPageKind  kind;
} roles[N_LISTS] = {
    [FILMS]     = {"films", "pages of films", "films", LB_PAGE_FILMS},
    [FEED]      = {"feed", "feed", "rss", LB_PAGE_DIARY},
    [WATCHLIST] = {"watchlist", "pages of the watchlist", "watchlist", LB_PAGE_WATCHLIST},
    [DIARY]     = {"diary", "pages of the diary", "diary", LB_PAGE_DIARY},
};

typedef struct List {
    bool    is_open;            /* its next page is to be asked for */
    char    next[512];          /* path of that page */
    LbBuf   seen;               /* paths asked for, a newline around each */
    int32_t n_pages, last_page; /* last_page: 0 unknown */
    int32_t n_entries, n_total; /* n_total: -1 unknown */
    int32_t n_ranked;           /* ranks given in the watchlist or diary */
} List;

typedef struct Reader {
    const char             *user; /* lower case, as paths have it */
    const LbMemberSettings *settings;
    const LbReporter       *reporter;
    LbProfile              *profile;
    List                    lists[N_LISTS];
    bool                    is_blocked;     /* the films pages, or those after some */
    ListRole                asked[N_LISTS]; /* of the fetch that is on: role of each path */
} Reader;

LbMemberSettings lb_member_defaults(void)
{
    return (LbMemberSettings){.max_pages = 128, .needs_watchlist = true};
}

bool lb_member_is_name(const char *user)
{
    size_t len = strspn(user, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    return len >= 1 && len <= NAME_MAX_LEN && user[len] == '\0';
}

/* Skip a prefix, in any case. */
static const char *skip(const char *text, const char *prefix)
{
    size_t n = strlen(prefix);
    return strncasecmp(text, prefix, n) == 0 ? text + n : text;
}

/* Parts of the site, which no member can be called. */
static bool is_section(LbSlice name)
{
    static const char *const sections[] = {"film", "films", "lists", "director", "actor", NULL};
    return lb_slice_is_any(name, sections);
}

bool lb_member_find_name(char out[LB_MEMBER_NAME], const char *text)
{
    const char *host       = skip(skip(skip(text, "https://"), "http://"), "www.");
    const char *path       = skip(host, "letterboxd.com/");
    bool        is_address = path != host;
    const char *name       = is_address ? path : text[0] == '@' ? text + 1 : text;
    size_t      len        = is_address ? strcspn(name, "/?#") : strlen(name);
    if (!is_address && len > 1 && name[len - 1] == '/') len--;
    out[0] = '\0';
    if (len == 0 || len >= LB_MEMBER_NAME) return false;
    if (is_address && is_section((LbSlice){name, len})) return false;
    memcpy(out, name, len);
    out[len] = '\0';
    if (lb_member_is_name(out)) return true;
    out[0] = '\0';
    return false;
}

static void open_list(List *list, ListRole role, const char *user)
{
    list->is_open = true;
    snprintf(list->next, sizeof list->next, "/%s/%s/", user, roles[role].path);
}

/* "page 2 of 6 read" */
static const char *progress_text(const List *list, char *text, size_t cap)
{
    if (list->n_pages == 0)
        snprintf(text, cap, "not read");
    else if (list->last_page > list->n_pages)
        snprintf(text, cap, "page %d of %d read", list->n_pages, list->last_page);
    else
        snprintf(text, cap, "page %d read", list->n_pages);
    return text;
}

/* Tell that a list is not whole: "films: page 2 of 6 read; WHY". */
static LbStatus add_gap(Reader *reader, ListRole role, const char *why, LbError *err)
{
    char text[LB_MESSAGE_MAX + 128], progress[64];
    snprintf(text, sizeof text, "%s: %s; %s", roles[role].name,
             progress_text(&reader->lists[role], progress, sizeof progress), why);
    return lb_profile_add_gap(reader->profile, text, err);
}

/* Rows come newest first: an older one of the same film must not replace the rating, nor must any
 * of them replace what the films pages say now. */
static LbStatus place_diary_row(LbProfile *profile, List *list, LbEntry *row, LbError *err)
{
    const LbEntry *known = NULL;
    if (row->stars <= 0) return LB_OK;
    LbStatus st = lb_profile_find(profile, row, &known, err);
    if (st != LB_OK) return st;
    if (known == NULL || known->diary_rank == 0) row->diary_rank = ++list->n_ranked;
    if (known != NULL && known->stars > 0) row->stars = 0;
    return LB_OK;
}

static LbStatus add_entries(Reader *reader, ListRole role, const LbPage *page, LbError *err)
{
    List *list = &reader->lists[role];
    for (int32_t i = 0; i < page->n_entries; i++) {
        LbEntry entry = page->entries[i];
        if (role == WATCHLIST) entry.watchlist_rank = ++list->n_ranked;
        LbStatus st = LB_OK;
        if (role == FEED || role == DIARY) st = place_diary_row(reader->profile, list, &entry, err);
        if (st == LB_OK) st = lb_profile_add(reader->profile, &entry, err);
        if (st != LB_OK) return st;
    }
    list->n_entries += page->n_entries;
    return LB_OK;
}

static bool is_seen(const List *list, const char *path)
{
    char line[sizeof list->next + 2];
    snprintf(line, sizeof line, "\n%s\n", path);
    return strstr(lb_buf_text(&list->seen), line) != NULL;
}

/* The list ended where the page has no link to a next one: is it whole? */
static LbStatus check_end(Reader *reader, ListRole role, LbError *err)
{
    const List *list = &reader->lists[role];
    char        why[128];
    if (list->n_total > list->n_entries) {
        snprintf(why, sizeof why,
                 "%d of the %d films the site counts: try again later with --refresh",
                 list->n_entries, list->n_total);
        return add_gap(reader, role, why, err);
    }
    if (list->last_page > list->n_pages)
        return add_gap(reader, role,
                       "the link to the next page is missing: try again later with --refresh", err);
    return LB_OK;
}

/* Go on to the next page of a list, or close it. */
static LbStatus turn_page(Reader *reader, ListRole role, const LbPage *page, LbError *err)
{
    List *list    = &reader->lists[role];
    list->is_open = false;
    if (!page->is_whole) {
        char why[256];
        snprintf(why, sizeof why, "films may be missing there: %s", page->reason);
        LbStatus st = add_gap(reader, role, why, err);
        if (st != LB_OK) return st;
    }
    if (role == DIARY && list->n_ranked >= reader->settings->recent) return LB_OK;
    if (page->next[0] == '\0') return check_end(reader, role, err);
    if (is_seen(list, page->next))
        return add_gap(
            reader, role,
            "its link to the next page leads back to one read before: look for a newer lbrec", err);
    if (!lb_robots_is_plain(page->next) || lb_robots_is_disallowed(page->next))
        return add_gap(reader, role,
                       "its link to the next page is one that robots.txt forbids to programs", err);
    if (list->n_pages >= reader->settings->max_pages)
        return add_gap(reader, role, "the limit: raise it with --max-pages, and use --refresh",
                       err);
    snprintf(list->next, sizeof list->next, "%s", page->next);
    list->is_open = true;
    return LB_OK;
}

/* What a page that is no list means, and what the person can do. Whose films were read is a member. */
static LbStatus explain(const LbPage *page, bool is_member, LbError *err)
{
    switch (page->verdict) {
    case LB_VERDICT_NO_USER:
        if (is_member)
            return lb_error_set(
                err, LB_ENOINPUT, 404,
                "the page is not there (HTTP 404 or 410): try again later with --refresh");
        return lb_error_set(err, LB_ENOINPUT, 404,
                            "no such member: expected the name in letterboxd.com/NAME/");
    case LB_VERDICT_PRIVATE:
        return lb_error_set(err, LB_ENET, 403, "private: if it is your account, " WAY_OUT);
    case LB_VERDICT_BLOCKED:
        if (page->reason[0] != '\0')
            return lb_error_set(err, LB_ENET, 403,
                                "blocked (%s): asking again does not help; " WAY_OUT, page->reason);
        return lb_error_set(err, LB_ENET, 403,
                            "blocked: the site wants a browser here, and asking again does not "
                            "help; " WAY_OUT);
    case LB_VERDICT_RATE_LIMITED:
        return lb_error_set(err, LB_ETEMPFAIL, 429,
                            "the site says too many requests: try again in an hour, or " WAY_OUT);
    default:
        return lb_error_set(err, LB_EPROTOCOL, 0,
                            "page not understood (%s): look for a newer lbrec, or " WAY_OUT,
                            page->reason);
    }
}

/* A page that is no list. Without the first films there is no profile, without the rest there is one
 * with a gap; but a site that is overloaded is asked nothing more. */
static LbStatus refuse(Reader *reader, ListRole role, const LbPage *page, LbError *err)
{
    bool          is_blocked = page->verdict == LB_VERDICT_BLOCKED;
    bool          has_films  = reader->lists[FILMS].n_pages > 0;
    const LbPage *told       = page;
    const LbPage  blocked    = {.verdict = LB_VERDICT_BLOCKED};
    LbError       why;
    reader->lists[role].is_open = false;
    if (role == FILMS && is_blocked) {
        reader->is_blocked = true;
        if (reader->settings->source == LB_MEMBER_AUTO) {
            lb_reporter_message(reader->reporter, LB_LEVEL_NOTE,
                                "films of \"%s\" blocked: reading the feed", reader->user);
            open_list(&reader->lists[FEED], FEED, reader->user);
            reader->lists[DIARY].is_open = false; /* the feed has its latest entries */
            return LB_OK;
        }
    }
    if (reader->is_blocked && role <= FEED) {
        if (has_films) return LB_OK; /* tell_blocked() does */
        if (role != FILMS && page->verdict != LB_VERDICT_NO_USER) told = &blocked;
    }
    LbStatus st     = explain(told, has_films, &why);
    bool     is_gap = role > FEED || (role == FILMS && has_films);
    if (is_gap && st != LB_ETEMPFAIL) return add_gap(reader, role, why.message, err);
    if (err != NULL) *err = why;
    return lb_error_context(err, st, "%s of \"%s\"", roles[told == page ? role : FILMS].name,
                            reader->user);
}

static LbStatus take_page(Reader *reader, ListRole role, const LbPage *page, LbError *err)
{
    LbStatus st   = LB_OK;
    List    *list = &reader->lists[role];
    /* An empty feed says nothing about films that are blocked. */
    bool is_no_help = role == FEED && reader->is_blocked && page->verdict == LB_VERDICT_EMPTY;
    if ((page->verdict != LB_VERDICT_LIST && page->verdict != LB_VERDICT_EMPTY) || is_no_help)
        return refuse(reader, role, page, err);
    list->n_pages++;
    if (page->last_page > list->last_page) list->last_page = page->last_page;
    if (page->n_total > list->n_total) list->n_total = page->n_total;
    lb_reporter_progress(reader->reporter, roles[role].phase, list->n_pages, list->last_page);
    LB_TRY(add_entries(reader, role, page, err));
    LB_TRY(turn_page(reader, role, page, err));
cleanup:
    return st;
}

static LbStatus take_reply(void *ctx, int index, const LbReply *reply, LbError *err)
{
    Reader           *reader = ctx;
    ListRole          role   = reader->asked[index];
    const LbBuf      *body   = &reply->body;
    const LbReplyInfo info   = {.http_status  = reply->status,
                                .cf_mitigated = reply->cf_mitigated,
                                .content_type = reply->content_type};
    LbPage            page   = {0};
    LbStatus          st;
    if (role == FEED)
        st = lb_feed_read(&page, lb_buf_text(body), body->len, reader->user, &info, err);
    else
        st = lb_page_read(&page, lb_buf_text(body), body->len, roles[role].kind, reader->user,
                          &info, err);
    if (st == LB_OK) st = take_page(reader, role, &page, err);
    lb_page_clear(&page);
    return st;
}

/* Ask for the next page of the first open list, or of all of them; none left: *n is 0. */
static LbStatus fetch_next(Reader *reader, const LbFetcher *fetcher, int *n, LbError *err)
{
    const char *paths[N_LISTS];
    *n = 0;
    for (ListRole role = FILMS; role < N_LISTS; role++) {
        List *list = &reader->lists[role];
        if (!list->is_open || (*n > 0 && !reader->settings->is_parallel)) continue;
        LbStatus st = lb_buf_printf(&list->seen, err, "\n%s\n", list->next);
        if (st != LB_OK) return st;
        lb_reporter_progress(reader->reporter, roles[role].phase, list->n_pages, list->last_page);
        reader->asked[*n] = role;
        paths[(*n)++]     = list->next;
    }
    return *n == 0 ? LB_OK : fetcher->fetch(fetcher->ctx, paths, *n, take_reply, reader, err);
}

/* The gap that blocked films leave, once it is known what the feed gave instead. */
static LbStatus tell_blocked(Reader *reader, LbError *err)
{
    const List *feed    = &reader->lists[FEED];
    const char *blocked = reader->lists[FILMS].n_pages == 0 ? "blocked" : "the rest is blocked";
    char        why[LB_MESSAGE_MAX];
    if (feed->n_pages > 0)
        snprintf(why, sizeof why,
                 "%s, the feed gave the latest diary entries (%d) instead; for all films " WAY_OUT,
                 blocked, feed->n_entries);
    else
        snprintf(why, sizeof why, "%s; for all films " WAY_OUT, blocked);
    if (reader->lists[FILMS].n_pages == 0) lb_profile_set_source(reader->profile, LB_SOURCE_RSS);
    return add_gap(reader, FILMS, why, err);
}

/* What is missing at the end, and why, when that is not told yet. */
static LbStatus tell_missing(Reader *reader, LbStatus failure, LbError *err)
{
    LbStatus st   = LB_OK;
    List    *feed = &reader->lists[FEED];
    char     why[LB_MESSAGE_MAX];
    if (reader->is_blocked) LB_TRY(tell_blocked(reader, err));
    if (reader->settings->source == LB_MEMBER_RSS && feed->n_pages > 0) {
        snprintf(
            why, sizeof why,
            "it has only the latest diary entries (%d) and no watchlist; for all films " WAY_OUT,
            feed->n_entries);
        LB_TRY(add_gap(reader, FEED, why, err));
    }
    for (ListRole role = FILMS; failure != LB_OK && role < N_LISTS; role++)
        if (reader->lists[role].is_open)
            LB_TRY(add_gap(reader, role,
                           failure == LB_EINTR ? "then interrupted" : "then the site failed", err));
cleanup:
    return st;
}

static void open_wanted(Reader *reader)
{
    const LbMemberSettings *set                = reader->settings;
    bool                    is_rss             = set->source == LB_MEMBER_RSS;
    const bool              is_wanted[N_LISTS] = {[FILMS]     = !is_rss,
                                                  [FEED]      = is_rss,
                                                  [WATCHLIST] = !is_rss && set->needs_watchlist,
                                                  [DIARY]     = !is_rss && set->recent > 0};
    for (ListRole role = FILMS; role < N_LISTS; role++) {
        reader->lists[role].n_total = -1;
        lb_buf_init(&reader->lists[role].seen, SEEN_MAX);
        if (is_wanted[role]) open_list(&reader->lists[role], role, reader->user);
    }
}

static LbStatus read_lists(Reader *reader, const LbFetcher *fetcher, LbError *err)
{
    LbStatus st = LB_OK;
    for (int n = 1; st == LB_OK && n > 0;)
        st = fetch_next(reader, fetcher, &n, err);
    lb_reporter_progress(reader->reporter, NULL, 0, 0);
    return st;
}

LbStatus lb_member_read(LbProfile **out, const char *user, const LbFetcher *fetcher,
                        const LbMemberSettings *settings, const LbReporter *reporter, LbError *err)
{
    LbStatus st                     = LB_OK;
    char     name[NAME_MAX_LEN + 1] = {0};
    Reader   reader                 = {.user = name, .settings = settings, .reporter = reporter};
    LbSource source = settings->source == LB_MEMBER_RSS ? LB_SOURCE_RSS : LB_SOURCE_PAGES;
    LbError  late   = {0};
    *out            = NULL;
    if (!lb_member_is_name(user))
        LB_FAIL(LB_EUSAGE, 0,
                "\"%s\" is no user name: expected 1 to 30 letters, digits or '_', the NAME in "
                "letterboxd.com/NAME/",
                user);
    for (size_t i = 0; user[i] != '\0'; i++)
        name[i] = lb_to_lower(user[i]);
    open_wanted(&reader);
    LB_TRY(lb_profile_new(&reader.profile, user, source, err));
    st = read_lists(&reader, fetcher, err);
    if (reader.lists[FILMS].n_pages + reader.lists[FEED].n_pages > 0) {
        LbStatus told = tell_missing(&reader, st, &late);
        if (told != LB_OK) LB_FAIL(told, late.detail, "%s", late.message);
        *out           = reader.profile;
        reader.profile = NULL;
    }
cleanup:
    for (ListRole role = FILMS; role < N_LISTS; role++)
        lb_buf_clear(&reader.lists[role].seen);
    lb_profile_free(reader.profile);
    return st;
}
