/* SPDX-License-Identifier: MIT */
#include "common/input/input.h"

#include "common/base/mem.h"
#include "common/base/text.h"
#include "common/input/input_source.h"
#include "common/input/input_walk.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { CHUNK = 1 << 18 };

static const int64_t max_unpacked = INT64_C(1) << 40;

struct LbInput {
    char           *name;
    LbReadFn        read; /* a stream; else `source` is */
    void           *ctx;
    LbSource        source;
    LbPacking       packing;
    struct archive *archive; /* NULL: as it lies on the medium */
    unsigned char  *chunk;   /* what libarchive reads from */
    LbError         failure; /* of the source, seen by libarchive's call-back */
    int64_t         given;   /* bytes to the caller */
    bool            at_end;
    bool            is_unsure; /* a pipe: whether a second CSV follows is not known yet */
};

static la_ssize_t give_chunk(struct archive *archive, void *ctx, const void **bytes)
{
    LbInput *in  = ctx;
    size_t   got = 0;
    *bytes       = in->chunk;
    if (lb_source_read(&in->source, in->chunk, CHUNK, &got, &in->failure) == LB_OK)
        return (la_ssize_t)got;
    archive_set_error(archive, EIO, "%s", in->failure.message);
    return -1;
}

static la_int64_t seek_source(struct archive *archive, void *ctx, la_int64_t offset, int whence)
{
    (void)archive;
    LbInput *in   = ctx;
    int64_t  base = whence == SEEK_SET   ? 0
                    : whence == SEEK_CUR ? in->source.offset
                                         : in->source.size;
    if (offset > INT64_MAX - base || base + offset < 0) return ARCHIVE_FATAL;
    in->source.offset = base + offset;
    return in->source.offset;
}

/* What libarchive says, or what the medium said to it. */
static LbStatus unpack_failed(const LbInput *in, LbError *err)
{
    if (in->failure.status != LB_OK)
        return lb_error_set(err, in->failure.status, in->failure.detail, "%s", in->failure.message);
    int         code = in->archive != NULL ? archive_errno(in->archive) : ENOMEM;
    const char *why  = in->archive != NULL ? archive_error_string(in->archive) : NULL;
    if (code == ENOMEM) return lb_error_nomem(err, 0);
    return lb_error_set(err, LB_EDATA, code, "damaged or incomplete archive: %s",
                        why != NULL ? why : "it ends too soon");
}

/* Only what libarchive unpacks itself: for other filters it would start programs. */
static bool enable_formats(struct archive *archive, LbPacking packing, bool single)
{
    if (packing == LB_PACKING_ZIP) return archive_read_support_format_zip(archive) == ARCHIVE_OK;
    bool ok = archive_read_support_format_tar(archive) == ARCHIVE_OK;
    if (packing == LB_PACKING_TAR) return ok;
    ok = ok && archive_read_support_filter_gzip(archive) == ARCHIVE_OK &&
         archive_read_support_filter_bzip2(archive) == ARCHIVE_OK &&
         archive_read_support_filter_xz(archive) == ARCHIVE_OK &&
         archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
         archive_read_support_format_empty(archive) == ARCHIVE_OK;
    return ok && (!single || archive_read_support_format_raw(archive) == ARCHIVE_OK);
}

/* Begin to unpack, at the first byte. `single`: one compressed file is welcome, not a tar alone. */
static LbStatus start_archive(LbInput *in, bool single, LbError *err)
{
    (void)archive_read_free(in->archive);
    in->source.offset = 0;
    in->archive       = archive_read_new();
    if (in->archive == NULL) return lb_error_nomem(err, 0);
    if (!enable_formats(in->archive, in->packing, single))
        return lb_error_set(err, LB_EINTERNAL, 0, "this libarchive lacks a format: %s",
                            archive_error_string(in->archive));
    (void)archive_read_set_callback_data(in->archive, in);
    (void)archive_read_set_read_callback(in->archive, give_chunk);
    if (lb_source_can_seek(&in->source))
        (void)archive_read_set_seek_callback(in->archive, seek_source);
    if (archive_read_open1(in->archive) != ARCHIVE_OK) return unpack_failed(in, err);
    return LB_OK;
}

/* *entry = NULL at the end. */
static LbStatus next_entry(LbInput *in, struct archive_entry **entry, LbError *err)
{
    int result = archive_read_next_header(in->archive, entry);
    if (result == ARCHIVE_EOF) *entry = NULL;
    return result == ARCHIVE_EOF || result == ARCHIVE_OK || result == ARCHIVE_WARN
               ? LB_OK
               : unpack_failed(in, err);
}

/* UTF-8 where libarchive can make it so; else the bytes as they are; "" when it has neither. */
static const char *entry_name(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (name == NULL) name = archive_entry_pathname(entry);
    return name != NULL ? name : "";
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool is_csv(struct archive_entry *entry)
{
    const char *path = entry_name(entry);
    LbSlice     name = {base_name(path), strlen(base_name(path))};
    if (archive_entry_filetype(entry) != AE_IFREG || name.len < 4 || name.text[0] == '.' ||
        strncmp(path, "__MACOSX/", 9) == 0)
        return false;
    return lb_slice_is_nocase((LbSlice){name.text + name.len - 4, 4}, ".csv");
}

static bool is_preferred(struct archive_entry *entry)
{
    const char *name = base_name(entry_name(entry));
    return strcmp(name, "ratings_export.csv") == 0 || strcmp(name, "ratings.csv") == 0;
}

static LbStatus too_many(int n, LbError *err)
{
    return lb_error_set(err, LB_EDATA, 0,
                        "the archive holds %d CSV files; expected one, or one named "
                        "ratings_export.csv or ratings.csv",
                        n);
}

static LbStatus enter(LbInput *in, int index, LbError *err)
{
    struct archive_entry *entry = NULL;
    LbStatus              st    = start_archive(in, false, err);
    for (int i = 0; st == LB_OK && i <= index; i++) {
        st = next_entry(in, &entry, err);
        if (st == LB_OK && entry == NULL)
            st = lb_error_set(err, LB_EDATA, 0, "the archive changes while it is read");
    }
    return st;
}

/* Go to the one CSV among the members, `entry` being the first. A pipe cannot go back: there the
 * first CSV it is, and the others are counted behind it. */
static LbStatus select_csv(LbInput *in, struct archive_entry *entry, LbError *err)
{
    int n_csv = 0, n_preferred = 0, csv = -1, preferred = -1;
    for (int i = 0; entry != NULL; i++) {
        if (i == LB_WALK_MEMBERS)
            return lb_error_set(err, LB_EDATA, 0, "the archive has more than %d members",
                                LB_WALK_MEMBERS);
        if (is_csv(entry)) {
            csv = i;
            n_csv++;
            if (is_preferred(entry)) {
                preferred = i;
                n_preferred++;
            }
            if (!lb_source_can_seek(&in->source)) {
                in->is_unsure = n_preferred == 0;
                return LB_OK;
            }
        }
        LbStatus st = next_entry(in, &entry, err);
        if (st != LB_OK) return st;
    }
    if (n_csv == 0) return lb_error_set(err, LB_EDATA, 0, "the archive holds no CSV file");
    if (n_csv > 1 && n_preferred != 1) return too_many(n_csv, err);
    return enter(in, n_preferred == 1 ? preferred : csv, err);
}

static LbStatus open_packed(LbInput *in, LbError *err)
{
    LbStatus              st    = LB_OK;
    struct archive_entry *entry = NULL;
    LB_ALLOC(in->chunk, CHUNK);
    LB_TRY(start_archive(in, true, err));
    /* Cut within its header it would pass for a bare file of those bytes. */
    if (in->packing == LB_PACKING_STREAM &&
        archive_filter_code(in->archive, 0) == ARCHIVE_FILTER_NONE)
        LB_FAIL(LB_EDATA, 0, "damaged or incomplete archive: its header is not whole");
    LB_TRY(next_entry(in, &entry, err));
    if (entry == NULL && in->packing == LB_PACKING_STREAM)
        in->at_end = true; /* an empty file, compressed */
    else if (entry == NULL || archive_format(in->archive) != ARCHIVE_FORMAT_RAW)
        LB_TRY(select_csv(in, entry, err));
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

static const char *display_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

LbStatus lb_input_open(LbInput **out, const char *path, LbError *err)
{
    LbStatus st = LB_OK;
    LbInput *in = input_new(display_name(path), err);
    *out        = NULL;
    if (in == NULL) return LB_ENOMEM;
    LB_TRY(lb_source_open(&in->source, path, err));
    in->packing = lb_source_packing(&in->source);
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
    lb_source_open_memory(&in->source, bytes, len);
    in->packing = lb_source_packing(&in->source);
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
    struct archive_entry *entry = NULL;
    in->is_unsure               = false;
    for (int i = 0; i < LB_WALK_MEMBERS; i++) {
        LbStatus st = next_entry(in, &entry, err);
        if (st != LB_OK || entry == NULL) return st;
        if (is_csv(entry)) return too_many(2, err);
    }
    return LB_OK;
}

static LbStatus read_packed(LbInput *in, void *buffer, size_t cap, size_t *got, LbError *err)
{
    *got = 0;
    if (in->at_end) return LB_OK;
    la_ssize_t n = archive_read_data(in->archive, buffer, cap);
    if (n < 0) return unpack_failed(in, err);
    *got       = (size_t)n;
    in->at_end = n == 0;
    if (in->at_end && in->is_unsure) return check_rest(in, err);
    if (in->given + n > max_unpacked) {
        *got = 0;
        return lb_error_set(err, LB_EDATA, 0, "more than 1 TiB unpacked, which is the limit");
    }
    return LB_OK;
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
        st = lb_source_read(&in->source, buffer, cap, got, err);
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
    (void)archive_read_free(in->archive);
    lb_source_close(&in->source);
    free(in->chunk);
    free(in->name);
    free(in);
}

/* The path inside, without empty and "." parts. */
static LbStatus member_name(char out[LB_WALK_NAME], const char *path, int index, LbError *err)
{
    size_t len   = 0;
    int    depth = 0;
    for (const char *part = path; *part != '\0';) {
        size_t n = strcspn(part, "/");
        if (n == 2 && memcmp(part, "..", 2) == 0)
            return lb_error_set(err, LB_EDATA, 0, "member '%s' points outside of the archive",
                                path);
        if (n > 0 && !(n == 1 && *part == '.')) {
            if (++depth > LB_WALK_DEPTH + 1)
                return lb_error_set(err, LB_EDATA, 0, "more than %d folders deep", LB_WALK_DEPTH);
            if (len + n + 2 > LB_WALK_NAME)
                return lb_error_set(err, LB_EDATA, 0, "the name of member %d is too long", index);
            if (len > 0) out[len++] = '/';
            memcpy(out + len, part, n);
            len += n;
        }
        part += n + (part[n] == '/');
    }
    out[len] = '\0';
    /* In an encoding that cannot be told: nobody will look for it by name. */
    if (len == 0) (void)snprintf(out, LB_WALK_NAME, "unnamed-%d", index);
    return LB_OK;
}

static LbStatus read_member(void *ctx, void *buffer, size_t cap, size_t *got, LbError *err)
{
    return lb_input_read(ctx, buffer, cap, got, err);
}

/* The next regular file: its name. *more = false at the end. Counts the entries in *index. */
static LbStatus next_member(LbInput *in, char name[LB_WALK_NAME], int *index, bool *more,
                            LbError *err)
{
    struct archive_entry *entry = NULL;
    *more                       = false;
    do {
        LbStatus st = next_entry(in, &entry, err);
        if (st != LB_OK || entry == NULL) return st;
        if (++*index > LB_WALK_MEMBERS)
            return lb_error_set(err, LB_EDATA, 0, "more than %d members", LB_WALK_MEMBERS);
    } while (archive_entry_filetype(entry) != AE_IFREG);
    *more      = true;
    in->at_end = false;
    return member_name(name, entry_name(entry), *index, err);
}

/* Failures of the archive get its path in front; those of the visitor are its own. */
static LbStatus walk_archive(LbInput *in, const LbVisitor *visitor, LbError *err)
{
    char     member[LB_WALK_NAME];
    int      index = 0;
    bool     more  = true;
    LbStatus st    = start_archive(in, false, err);
    while (st == LB_OK) {
        st = next_member(in, member, &index, &more, err);
        if (st != LB_OK || !more) break;
        st = lb_walk_visit(visitor, in->name, member, read_member, in, err);
        if (st != LB_OK) return st;
    }
    return st == LB_OK ? LB_OK : lb_error_context(err, st, "%s", in->name);
}

LbStatus lb_input_walk(const char *path, int64_t member_max, LbMemberFn visit, void *ctx,
                       LbError *err)
{
    struct stat info;
    LbVisitor   visitor = {visit, ctx, member_max};
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) return lb_walk_folder(path, &visitor, err);
    LbStatus st = LB_OK;
    LbInput *in = input_new(display_name(path), err);
    if (in == NULL) return LB_ENOMEM;
    LB_TRY(lb_source_open(&in->source, path, err));
    in->packing = lb_source_packing(&in->source);
    if (in->packing == LB_PACKING_NONE)
        LB_FAIL(LB_EDATA, 0, "'%s' is neither a folder nor a zip or tar archive", path);
    LB_ALLOC(in->chunk, CHUNK);
    LB_TRY(walk_archive(in, &visitor, err));
cleanup:
    lb_input_close(in);
    return st;
}
