/* SPDX-License-Identifier: MIT */
#include "common/input/input.h"

#include "common/base/mem.h"
#include "common/base/slice.h"
#include "common/input/input_archive.h"
#include "common/input/input_member.h"
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

    LbMemberWish   wish;
    LbMemberChoice choice;
    size_t         head_given; /* of choice.head */
    bool           is_member;  /* of an archive */
};

static const char *const no_names[] = {NULL};

static const LbMemberWish any_file = {.what = "text", .names = no_names};

static LbStatus open_packed(LbInput *in, LbError *err)
{
    LbStatus        st      = LB_OK;
    bool            is_bare = false, more = false;
    LbArchiveMember member;
    LB_TRY(lb_input_archive_open(&in->archive, &in->source, true, err));
    LB_TRY(lb_input_archive_is_bare(in->archive, &is_bare, err));
    if (is_bare) {
        LB_TRY(lb_input_archive_next(in->archive, &member, &more, err));
        in->at_end = !more; /* an empty file, compressed */
        return LB_OK;
    }
    LB_TRY(lb_input_member_choose(&in->choice, &in->archive, &in->source, &in->wish, err));
    in->is_member = true;
cleanup:
    return st;
}

static LbStatus open_source(LbInput *in, LbError *err)
{
    const char *foreign = lb_input_source_foreign(&in->source);
    if (foreign != NULL)
        return lb_error_set(err, LB_EDATA, 0,
                            "this is %s; expected CSV, as it is or in gz, bz2, xz, zst, zip or tar",
                            foreign);
    in->packing = lb_input_source_packing(&in->source);
    return in->packing != LB_PACKING_NONE ? open_packed(in, err) : LB_OK;
}

/* NULL: out of memory, which err says. */
static LbInput *input_new(const char *name, LbError *err)
{
    LbInput *in = lb_mem_zeroed(1, sizeof *in);
    if (in != NULL) {
        in->source.fd = -1;
        in->name      = lb_mem_strdup(name);
        if (in->name != NULL) return in;
    }
    free(in);
    (void)lb_error_nomem(err, sizeof *in);
    return NULL;
}

LbStatus lb_input_open_member(LbInput **out, const char *path, const LbMemberWish *wish,
                              LbError *err)
{
    LbStatus st = LB_OK;
    LbInput *in = input_new(lb_input_source_name(path), err);
    *out        = NULL;
    if (in == NULL) return LB_ENOMEM;
    in->wish = *wish;
    LB_TRY(lb_input_source_open(&in->source, path, err));
    st = open_source(in, err);
    if (st != LB_OK) {
        lb_error_context(err, st, "%s", in->name);
        goto cleanup;
    }
    *out = in;
    in   = NULL;
cleanup:
    lb_input_close(in);
    return st;
}

LbStatus lb_input_open(LbInput **out, const char *path, LbError *err)
{
    return lb_input_open_member(out, path, &any_file, err);
}

LbStatus lb_input_open_memory(LbInput **out, const void *bytes, size_t len,
                              const LbMemberWish *wish, LbError *err)
{
    LbStatus st = LB_OK;
    LbInput *in = input_new("memory", err);
    *out        = NULL;
    if (in == NULL) return LB_ENOMEM;
    in->wish = wish != NULL ? *wish : any_file;
    lb_input_source_open_memory(&in->source, bytes, len);
    LB_TRY(open_source(in, err));
    *out = in;
    in   = NULL;
cleanup:
    lb_input_close(in);
    return st;
}

LbStatus lb_input_open_text(LbInput **out, const char *name, LbSlice text, LbError *err)
{
    LbInput *in = input_new(name, err);
    *out        = in;
    if (in == NULL) return LB_ENOMEM;
    lb_input_source_open_memory(&in->source, text.text, text.len);
    return LB_OK;
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

/* A member that is packed itself is none of the files that people write. */
static LbStatus check_member(const void *head, size_t len, LbError *err)
{
    LbSource source;
    lb_input_source_open_memory(&source, head, len);
    return lb_input_source_packing(&source) == LB_PACKING_NONE
               ? LB_OK
               : lb_error_set(err, LB_EDATA, 0, "compressed twice: unpack it once");
}

static LbStatus read_packed(LbInput *in, void *buffer, size_t cap, size_t *got, LbError *err)
{
    size_t rest = in->choice.head_len - in->head_given;
    if (in->at_end) return LB_OK;
    if (rest > 0) {
        *got = rest < cap ? rest : cap;
        memcpy(buffer, in->choice.head + in->head_given, *got);
        in->head_given += *got;
        return LB_OK;
    }
    LbStatus st = lb_input_archive_read(in->archive, buffer, cap, got, err);
    if (st == LB_OK && in->is_member && in->given == 0) st = check_member(buffer, *got, err);
    if (st != LB_OK) return st;
    in->at_end = *got == 0;
    return in->at_end && in->is_member
               ? lb_input_member_finish(&in->choice, in->archive, &in->wish, err)
               : LB_OK;
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
    free(in->choice.head);
    free(in->name);
    free(in);
}
