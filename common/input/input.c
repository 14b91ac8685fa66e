/* SPDX-License-Identifier: MIT */
#include "common/input/input.h"

#include "common/base/mem.h"
#include "common/base/text.h"
#include "common/input/input_archive.h"
#include "common/input/input_source.h"

#include <string.h>

struct LbInput {
    char      *name;
    LbReadFn   read; /* a stream; else `source` is */
    void      *ctx;
    LbSource   source;
    LbPacking  packing;
    LbArchive *archive; /* NULL: as it lies on the medium */
    int64_t    given;   /* bytes to the caller */
    bool       at_end;
    bool       is_unsure; /* a pipe: whether a second CSV follows is not known yet */
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool is_csv(const LbArchiveMember *member)
{
    const char *base = base_name(member->path);
    LbSlice     name = {base, strlen(base)};
    if (!member->is_regular || name.len < 4 || name.text[0] == '.' ||
        strncmp(member->path, "__MACOSX/", 9) == 0)
        return false;
    return lb_slice_is_nocase((LbSlice){name.text + name.len - 4, 4}, ".csv");
}

static bool is_preferred(const LbArchiveMember *member)
{
    const char *name = base_name(member->path);
    return strcmp(name, "ratings_export.csv") == 0 || strcmp(name, "ratings.csv") == 0;
}

static LbStatus too_many(int n, LbError *err)
{
    return lb_error_set(err, LB_EDATA, 0,
                        "the archive holds %d CSV files; expected one, or one named "
                        "ratings_export.csv or ratings.csv",
                        n);
}

/* Begin again, and go to the member of that index. */
static LbStatus enter(LbInput *in, int index, LbError *err)
{
    LbArchiveMember member;
    bool            more = true;
    lb_input_archive_close(in->archive);
    LbStatus st = lb_input_archive_open(&in->archive, &in->source, false, err);
    for (int i = 0; st == LB_OK && i <= index; i++) {
        st = lb_input_archive_next(in->archive, &member, &more, err);
        if (st == LB_OK && !more)
            st = lb_error_set(err, LB_EDATA, 0, "the archive changes while it is read");
    }
    return st;
}

/* Go to the one CSV among the members, `member` being the first, if there is `more` than none. A
 * pipe cannot go back: there the first CSV it is, and the others are counted behind it. */
static LbStatus select_csv(LbInput *in, LbArchiveMember member, bool more, LbError *err)
{
    int n_csv = 0, n_preferred = 0, csv = -1, preferred = -1;
    for (int i = 0; more; i++) {
        if (i == LB_ARCHIVE_MEMBERS)
            return lb_error_set(err, LB_EDATA, 0, "the archive has more than %d members",
                                LB_ARCHIVE_MEMBERS);
        if (is_csv(&member)) {
            csv = i;
            n_csv++;
            if (is_preferred(&member)) {
                preferred = i;
                n_preferred++;
            }
            if (!lb_input_source_can_seek(&in->source)) {
                in->is_unsure = n_preferred == 0;
                return LB_OK;
            }
        }
        LbStatus st = lb_input_archive_next(in->archive, &member, &more, err);
        if (st != LB_OK) return st;
    }
    if (n_csv == 0) return lb_error_set(err, LB_EDATA, 0, "the archive holds no CSV file");
    if (n_csv > 1 && n_preferred != 1) return too_many(n_csv, err);
    return enter(in, n_preferred == 1 ? preferred : csv, err);
}

static LbStatus open_packed(LbInput *in, LbError *err)
{
    LbStatus        st     = LB_OK;
    LbArchiveMember member = {"", false};
    bool            more   = false;
    LB_TRY(lb_input_archive_open(&in->archive, &in->source, true, err));
    LB_TRY(lb_input_archive_next(in->archive, &member, &more, err));
    if (!more && in->packing == LB_PACKING_STREAM)
        in->at_end = true; /* an empty file, compressed */
    else if (!more || !lb_input_archive_is_bare(in->archive))
        LB_TRY(select_csv(in, member, more, err));
cleanup:
    return st;
}

/* NULL: out of memory, which err says. */
static LbInput *input_new(const char *name, LbError *err)
{
    LbInput *in = lb_array_zeroed(1, sizeof *in);
    if (in != NULL) {
        in->source.fd = -1;
        in->name      = lb_strdup(name);
        if (in->name != NULL) return in;
    }
    free(in);
    (void)lb_error_nomem(err, sizeof *in);
    return NULL;
}

LbStatus lb_input_open(LbInput **out, const char *path, LbError *err)
{
    LbStatus st = LB_OK;
    LbInput *in = input_new(lb_input_source_name(path), err);
    *out        = NULL;
    if (in == NULL) return LB_ENOMEM;
    LB_TRY(lb_input_source_open(&in->source, path, err));
    in->packing = lb_input_source_packing(&in->source);
    if (in->packing != LB_PACKING_NONE) {
        st = open_packed(in, err);
        if (st != LB_OK) {
            lb_error_context(err, st, "%s", in->name);
            goto cleanup;
        }
    }
    *out = in;
    in   = NULL;
cleanup:
    lb_input_close(in);
    return st;
}

LbStatus lb_input_open_memory(LbInput **out, const void *bytes, size_t len, LbError *err)
{
    LbStatus st = LB_OK;
    LbInput *in = input_new("memory", err);
    *out        = NULL;
    if (in == NULL) return LB_ENOMEM;
    lb_input_source_open_memory(&in->source, bytes, len);
    in->packing = lb_input_source_packing(&in->source);
    if (in->packing != LB_PACKING_NONE) LB_TRY(open_packed(in, err));
    *out = in;
    in   = NULL;
cleanup:
    lb_input_close(in);
    return st;
}

LbStatus lb_input_open_stream(LbInput **out, const char *name, LbReadFn read, void *ctx,
                              LbError *err)
{
    LbInput *in = input_new(name, err);
    *out        = in;
    if (in == NULL) return LB_ENOMEM;
    in->read = read;
    in->ctx  = ctx;
    return LB_OK;
}

/* Behind the one CSV of a pipe: there must not be another. */
static LbStatus check_rest(LbInput *in, LbError *err)
{
    LbArchiveMember member;
    bool            more = true;
    in->is_unsure        = false;
    for (int i = 0; i < LB_ARCHIVE_MEMBERS; i++) {
        LbStatus st = lb_input_archive_next(in->archive, &member, &more, err);
        if (st != LB_OK || !more) return st;
        if (is_csv(&member)) return too_many(2, err);
    }
    return LB_OK;
}

static LbStatus read_packed(LbInput *in, void *buffer, size_t cap, size_t *got, LbError *err)
{
    if (in->at_end) return LB_OK;
    LbStatus st = lb_input_archive_read(in->archive, buffer, cap, got, err);
    if (st != LB_OK) return st;
    in->at_end = *got == 0;
    return in->at_end && in->is_unsure ? check_rest(in, err) : LB_OK;
}

LbStatus lb_input_read(LbInput *in, void *buffer, size_t cap, size_t *got, LbError *err)
{
    LbStatus st = LB_OK;
    *got        = 0;
    if (cap == 0) return LB_OK;
    if (in->read != NULL)
        st = in->read(in->ctx, buffer, cap, got, err);
    else if (in->archive != NULL)
        st = read_packed(in, buffer, cap, got, err);
    else
        st = lb_input_source_read(&in->source, buffer, cap, got, err);
    in->given += (int64_t)*got;
    return st;
}

LbInputInfo lb_input_info(const LbInput *in)
{
    if (in->read != NULL) return (LbInputInfo){false, -1, in->given, -1};
    bool is_plain = in->source.is_regular && in->packing == LB_PACKING_NONE;
    return (LbInputInfo){is_plain, in->source.size, in->source.offset,
                         is_plain ? in->source.fd : -1};
}

const char *lb_input_name(const LbInput *in)
{
    return in->name;
}

void lb_input_close(LbInput *in)
{
    if (in == NULL) return;
    lb_input_archive_close(in->archive);
    lb_input_source_close(&in->source);
    free(in->name);
    free(in);
}
