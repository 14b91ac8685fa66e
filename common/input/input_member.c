/* SPDX-License-Identifier: MIT */
#include "common/input/input_member.h"

#include "common/base/mem.h"
#include "common/base/path.h"
#include "common/text/text.h"

#include <stdio.h>
#include <string.h>

/* What the name of a member says, the best last. */
typedef enum Rank { RANK_NONE, RANK_OTHER, RANK_CSV, RANK_KNOWN, N_RANKS } Rank;

/* What the names of all members say. */
typedef struct Tally {
    int         n[N_RANKS];     /* members of this rank or a better one */
    int         index[N_RANKS]; /* the last of them */
    const char *sheet;          /* the spreadsheet that it is; NULL: none */
    char        names[160];     /* of the first ones, for messages */
} Tally;

static bool begins_nocase(const char *text, const char *prefix)
{
    size_t len = strlen(prefix);
    return strlen(text) >= len && lb_slice_is_nocase((LbSlice){text, len}, prefix);
}

static Rank rank_of(const LbArchiveMember *member, const LbMemberWish *wish)
{
    const char *base = lb_path_base(member->path);
    size_t      len  = strlen(base);
    if (!member->is_regular || base[0] == '.' || strncmp(member->path, "__MACOSX/", 9) == 0 ||
        strstr(member->path, "/__MACOSX/") != NULL)
        return RANK_NONE;
    for (const char *const *name = wish->names; *name != NULL; name++)
        if (lb_slice_is_nocase((LbSlice){base, len}, *name)) return RANK_KNOWN;
    if (len >= 4 && lb_slice_is_nocase((LbSlice){base + len - 4, 4}, ".csv")) return RANK_CSV;
    return begins_nocase(base, "readme") || begins_nocase(base, "license") ? RANK_NONE : RANK_OTHER;
}

/* "'a.csv', 'b.csv', ..." */
static void list_name(Tally *tally, const char *path)
{
    char   name[48];
    size_t len = strlen(tally->names);
    (void)lb_text_clean(name, sizeof name, (LbSlice){path, strlen(path)});
    if (len + strlen(name) + sizeof ", '', ..." <= sizeof tally->names)
        (void)snprintf(tally->names + len, sizeof tally->names - len, "%s'%s'", len > 0 ? ", " : "",
                       name);
    else if (len > 0 && tally->names[len - 1] != '.')
        (void)snprintf(tally->names + len, sizeof tally->names - len, ", ...");
}

static void count(Tally *tally, const LbArchiveMember *member, Rank rank, int index)
{
    for (int k = RANK_OTHER; k <= (int)rank; k++) {
        tally->n[k]++;
        tally->index[k] = index;
    }
    if (rank != RANK_NONE) list_name(tally, member->path);
    if (tally->sheet == NULL) tally->sheet = lb_input_member_sheet(member->path);
}

static void list_known(char *out, size_t cap, const LbMemberWish *wish)
{
    size_t len = 0;
    for (const char *const *name = wish->names; *name != NULL && len < cap; name++)
        len += (size_t)snprintf(out + len, cap - len, "%s%s", len > 0 ? ", " : "", *name);
}

const char *lb_input_member_sheet(const char *path)
{
    if (strcmp(path, "xl/workbook.xml") == 0) return "an Excel workbook";
    return strcmp(path, "content.xml") == 0 ? "an OpenDocument spreadsheet" : NULL;
}

static LbStatus refuse_sheet(const Tally *tally, LbError *err)
{
    return lb_error_set(err, LB_EDATA, 0, "%s: save it as CSV", tally->sheet);
}

static LbStatus too_many(const Tally *tally, int n, const LbMemberWish *wish, LbError *err)
{
    char known[120];
    if (tally->sheet != NULL) return refuse_sheet(tally, err);
    list_known(known, sizeof known, wish);
    return lb_error_set(err, LB_EDATA, 0,
                        "the archive holds %d files that may be the %s (%s); expected one, or one "
                        "named as one of %s",
                        n, wish->what, tally->names, known);
}

static LbStatus none(const Tally *tally, const LbMemberWish *wish, bool is_pipe, LbError *err)
{
    if (tally->sheet != NULL) return refuse_sheet(tally, err);
    if (is_pipe && tally->n[RANK_OTHER] > 0)
        return lb_error_set(
            err, LB_EDATA, 0,
            "of the files in the archive (%s) none begins as %s do; it came through "
            "a pipe: give it by its name",
            tally->names, wish->what);
    return lb_error_set(err, LB_EDATA, 0, "the archive holds no file of %s", wish->what);
}

static LbStatus next(LbArchive *archive, int index, LbArchiveMember *member, bool *more,
                     LbError *err)
{
    LbStatus st = lb_input_archive_next(archive, member, more, err);
    if (st == LB_OK && *more && index == LB_ARCHIVE_MEMBERS)
        return lb_error_set(err, LB_EDATA, 0, "the archive has more than %d members",
                            LB_ARCHIVE_MEMBERS);
    return st;
}

/* Begin again, and go to the member of that index. */
static LbStatus enter(LbArchive **archive, LbSource *source, int index, LbError *err)
{
    LbStatus        st = LB_OK;
    LbArchiveMember member;
    bool            more = true;
    lb_input_archive_close(*archive);
    LB_TRY(lb_input_archive_open(archive, source, false, err));
    for (int i = 0; i <= index; i++) {
        LB_TRY(next(*archive, i, &member, &more, err));
        if (!more) LB_FAIL(LB_EDATA, 0, "the archive changes while it is read");
    }
cleanup:
    return st;
}

/* The beginning of the member at hand, into head[LB_MEMBER_HEAD]. */
static LbStatus read_head(LbArchive *archive, char *head, size_t *len, LbError *err)
{
    size_t got = 1;
    for (*len = 0; *len < LB_MEMBER_HEAD && got > 0; *len += got) {
        LbStatus st = lb_input_archive_read(archive, head + *len, LB_MEMBER_HEAD - *len, &got, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}

/* The one member of at least this rank whose beginning fits. */
static LbStatus find_fitting(int *index, LbArchive **archive, LbSource *source, Rank least,
                             const Tally *tally, const LbMemberWish *wish, LbError *err)
{
    LbStatus        st   = LB_OK;
    char           *head = NULL;
    LbArchiveMember member;
    bool            more = true, fits = false;
    size_t          len   = 0;
    int             found = 0;
    if (wish->fits == NULL) return too_many(tally, tally->n[least], wish, err);
    LB_ALLOC(head, LB_MEMBER_HEAD);
    lb_input_archive_close(*archive);
    LB_TRY(lb_input_archive_open(archive, source, false, err));
    for (int i = 0;; i++) {
        LB_TRY(next(*archive, i, &member, &more, err));
        if (!more) break;
        if (rank_of(&member, wish) < least) continue;
        LB_TRY(read_head(*archive, head, &len, err));
        LB_TRY(wish->fits(&fits, wish->ctx, (LbSlice){head, len}, err));
        if (!fits) continue;
        *index = i;
        found++;
    }
    if (found != 1) st = too_many(tally, tally->n[least], wish, err);
cleanup:
    free(head);
    return st;
}

static LbStatus choose_by_name(LbArchive **archive, LbSource *source, const LbMemberWish *wish,
                               LbError *err)
{
    LbStatus        st    = LB_OK;
    Tally           tally = {.n = {0}};
    LbArchiveMember member;
    bool            more  = true;
    int             index = 0, rank = RANK_KNOWN;
    for (int i = 0; more; i++) {
        LB_TRY(next(*archive, i, &member, &more, err));
        if (more) count(&tally, &member, rank_of(&member, wish), i);
    }
    while (rank > RANK_NONE && tally.n[rank] == 0)
        rank--;
    if (rank == RANK_NONE) return none(&tally, wish, false, err);
    index = tally.index[rank];
    if (tally.n[rank] > 1)
        LB_TRY(find_fitting(&index, archive, source, (Rank)rank, &tally, wish, err));
    LB_TRY(enter(archive, source, index, err));
cleanup:
    return st;
}

/* Whether the member at hand is it; its beginning is then in the choice. */
static LbStatus is_it(LbMemberChoice *choice, bool *found, LbArchive *archive, Rank rank,
                      const LbMemberWish *wish, LbError *err)
{
    LbStatus st       = LB_OK;
    *found            = rank == RANK_KNOWN || (rank > RANK_NONE && wish->fits == NULL);
    choice->is_unsure = rank != RANK_KNOWN;
    if (*found || rank == RANK_NONE) return LB_OK;
    if (choice->head == NULL) LB_ALLOC(choice->head, LB_MEMBER_HEAD);
    LB_TRY(read_head(archive, choice->head, &choice->head_len, err));
    LB_TRY(wish->fits(found, wish->ctx, (LbSlice){choice->head, choice->head_len}, err));
    if (!*found) choice->head_len = 0;
cleanup:
    return st;
}

static LbStatus choose_in_pipe(LbMemberChoice *choice, LbArchive *archive, const LbMemberWish *wish,
                               LbError *err)
{
    LbStatus        st    = LB_OK;
    Tally           tally = {.n = {0}};
    LbArchiveMember member;
    bool            more = true, found = false;
    for (int i = 0; !found; i++) {
        LB_TRY(next(archive, i, &member, &more, err));
        if (!more) return none(&tally, wish, true, err);
        Rank rank = rank_of(&member, wish);
        count(&tally, &member, rank, i);
        LB_TRY(is_it(choice, &found, archive, rank, wish, err));
    }
cleanup:
    return st;
}

LbStatus lb_input_member_choose(LbMemberChoice *choice, LbArchive **archive, LbSource *source,
                                const LbMemberWish *wish, LbError *err)
{
    *choice = (LbMemberChoice){0};
    return lb_input_source_can_seek(source) ? choose_by_name(archive, source, wish, err)
                                            : choose_in_pipe(choice, *archive, wish, err);
}

LbStatus lb_input_member_finish(const LbMemberChoice *choice, LbArchive *archive,
                                const LbMemberWish *wish, LbError *err)
{
    LbStatus        st    = LB_OK;
    LbMemberChoice  other = {0};
    Tally           tally = {.n = {0}};
    LbArchiveMember member;
    bool            more = true, found = false;
    for (int i = 0;; i++) {
        LB_TRY(next(archive, i, &member, &more, err));
        if (!more) break;
        Rank rank = rank_of(&member, wish);
        count(&tally, &member, rank, i);
        if (choice->is_unsure || rank == RANK_KNOWN)
            LB_TRY(is_it(&other, &found, archive, rank, wish, err));
        if (found) LB_TRY(too_many(&tally, 2, wish, err));
    }
cleanup:
    free(other.head);
    return st;
}
