/* SPDX-License-Identifier: MIT */
#include "common/input/input_archive.h"

#include "common/base/library.h"
#include "common/base/mem.h"
#include "common/input/input_unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
/* What is used of libarchive. */
#define FUNCTIONS(X)                                                                               \
    X(archive_entry_filetype) X(archive_entry_is_encrypted) X(archive_entry_pathname)              \
    X(archive_entry_pathname_utf8) X(archive_errno) X(archive_error_string)                        \
    X(archive_filter_code) X(archive_format) X(archive_read_data_block) X(archive_read_free)       \
    X(archive_read_new) X(archive_read_next_header) X(archive_read_open1)                          \
    X(archive_read_set_callback_data) X(archive_read_set_format_option)                            \
    X(archive_read_set_read_callback) X(archive_read_set_seek_callback)                            \
    X(archive_read_support_filter_xz) X(archive_read_support_filter_zstd)                          \
    X(archive_read_support_format_empty) X(archive_read_support_format_raw)                        \
    X(archive_read_support_format_tar) X(archive_read_support_format_zip) X(archive_set_error)
/* clang-format on */

static struct {
    FUNCTIONS(LB_LIBRARY_MEMBER)
} lib;

static LbLibrary library = LB_LIBRARY(LB_SONAME_ARCHIVE, lib, FUNCTIONS);

enum { CHUNK = 1 << 18 };

static const int64_t max_unpacked = INT64_C(1) << 40;

struct LbArchive {
    struct archive *handle;
    LbSource       *source;
    LbUnpack       *unpack;                 /* of the source; NULL: libarchive takes it as it is */
    unsigned char  *chunk;                  /* what libarchive reads from */
    LbError         failure;                /* of the source, seen by libarchive's call-back */
    bool            is_begun, is_encrypted; /* the source; the member at hand */
    locale_t        utf8;                   /* 0: this system has none */

    LbArchiveMember first; /* looked at before it was asked for, if has_first */
    bool            has_first, first_more;

    int64_t given;  /* bytes to the caller, of all members */
    bool    at_end; /* of the member */

    const char *block; /* what libarchive unpacked of the member and nobody has read */
    size_t      block_len;
    la_int64_t  block_end; /* its end in the member */
};

/* What was unpacked is no compressed file or zip again: libarchive would take it as text. */
static LbStatus check_head(LbArchive *archive, size_t len)
{
    LbSource head;
    archive->is_begun = true;
    if (archive->unpack == NULL) return LB_OK;
    lb_input_source_open_memory(&head, archive->chunk, len);
    LbPacking packing = lb_input_source_packing(&head);
    if (packing == LB_PACKING_NONE || packing == LB_PACKING_TAR) return LB_OK;
    return lb_error_set(&archive->failure, LB_EDATA, 0, "compressed twice: unpack it once");
}

static la_ssize_t give_chunk(struct archive *handle, void *ctx, const void **bytes)
{
    LbArchive *archive = ctx;
    size_t     got     = 0;
    *bytes             = archive->chunk;
    LbStatus st =
        archive->unpack != NULL
            ? lb_input_unpack_read(archive->unpack, archive->chunk, CHUNK, &got, &archive->failure)
            : lb_input_source_read(archive->source, archive->chunk, CHUNK, &got, &archive->failure);
    if (st == LB_OK && !archive->is_begun) st = check_head(archive, got);
    if (st == LB_OK) return (la_ssize_t)got;
    lib.archive_set_error(handle, EIO, "%s", archive->failure.message);
    return -1;
}

static la_int64_t seek_source(struct archive *handle, void *ctx, la_int64_t offset, int whence)
{
    (void)handle;
    LbSource *source = ((LbArchive *)ctx)->source;
    int64_t   base   = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? source->offset : source->size;
    if (offset > INT64_MAX - base || base + offset < 0) return ARCHIVE_FATAL;
    source->offset = base + offset;
    return source->offset;
}

/* A whole archive, but of a kind that needs more than libarchive gives: zstd --long=31, say. */
static bool is_beyond(const char *why)
{
    static const char *const signs[] = {"nsupported", "not supported", "too much memory",
                                        "Dictionary mismatch"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(why, signs[i]) != NULL) return true;
    return false;
}

/* What libarchive says, or what the medium said to it; errno was 0 before it was called. */
static LbStatus unpack_failed(const LbArchive *archive, LbError *err)
{
    const LbError *failure = &archive->failure;
    if (failure->status != LB_OK)
        return lb_error_set(err, failure->status, failure->detail, "%s", failure->message);
    int         code = lib.archive_errno(archive->handle);
    const char *why  = lib.archive_error_string(archive->handle);
    /* What zlib says of a lack of memory is passed on as a sentence, and in places where libarchive
     * looks for a file's end it says nothing of it, or that the file has one. */
    if (code == ENOMEM || errno == ENOMEM ||
        (why != NULL && strstr(why, "Can't initialize") != NULL))
        return lb_error_nomem(err, 0);
    if (archive->is_encrypted)
        return lb_error_set(err, LB_EDATA, code,
                            "protected by a password: unpack it first, and give what was in it");
    if (why != NULL && is_beyond(why))
        return lb_error_set(err, LB_EDATA, code,
                            "packed in a way that is not read here (%s): unpack it first", why);
    return lb_error_set(err, LB_EDATA, code, "damaged or incomplete archive: %s",
                        why != NULL ? why : "it ends too soon");
}

/* Only what libarchive unpacks itself: for other filters it would start programs. */
static bool enable_formats(struct archive *handle, LbPacking packing, bool single)
{
    if (packing == LB_PACKING_ZIP) return lib.archive_read_support_format_zip(handle) == ARCHIVE_OK;
    bool ok = lib.archive_read_support_format_tar(handle) == ARCHIVE_OK;
    if (packing == LB_PACKING_TAR) return ok;
    if (packing == LB_PACKING_STREAM)
        ok = ok && lib.archive_read_support_filter_xz(handle) == ARCHIVE_OK &&
             lib.archive_read_support_filter_zstd(handle) == ARCHIVE_OK;
    ok = ok && lib.archive_read_support_format_empty(handle) == ARCHIVE_OK;
    return ok && (!single || lib.archive_read_support_format_raw(handle) == ARCHIVE_OK);
}

static LbStatus start(LbArchive *archive, bool single, LbError *err)
{
    LbPacking      packing  = lb_input_source_packing(archive->source);
    const LbCodec *codec    = packing == LB_PACKING_GZIP    ? &lb_codec_gzip
                              : packing == LB_PACKING_BZIP2 ? &lb_codec_bzip2
                                                            : NULL;
    archive->source->offset = 0;
    if (codec != NULL) {
        LbStatus st = lb_input_unpack_open(&archive->unpack, archive->source, codec, err);
        if (st != LB_OK) return st;
    }
    archive->handle = lib.archive_read_new();
    if (archive->handle == NULL) return lb_error_nomem(err, 0);
    errno = 0;
    if (!enable_formats(archive->handle, packing, single)) {
        if (errno == ENOMEM) return lb_error_nomem(err, 0);
        return lb_error_set(err, LB_EINTERNAL, 0, "this libarchive lacks a format: %s",
                            lib.archive_error_string(archive->handle));
    }
    /* Else the bytes behind a tar, and with them the checksum of what it is packed in, are not read;
     * zip has no such option. */
    (void)lib.archive_read_set_format_option(archive->handle, "tar", "read_concatenated_archives",
                                             "1");
    (void)lib.archive_read_set_callback_data(archive->handle, archive);
    (void)lib.archive_read_set_read_callback(archive->handle, give_chunk);
    if (archive->unpack == NULL && lb_input_source_can_seek(archive->source))
        (void)lib.archive_read_set_seek_callback(archive->handle, seek_source);
    errno = 0;
    if (lib.archive_read_open1(archive->handle) != ARCHIVE_OK) return unpack_failed(archive, err);
    /* Cut within its header it would pass for a bare file of those bytes. */
    if (single && packing == LB_PACKING_STREAM &&
        lib.archive_filter_code(archive->handle, 0) == ARCHIVE_FILTER_NONE)
        return lb_error_set(err, LB_EDATA, 0,
                            "damaged or incomplete archive: its header is not whole");
    return LB_OK;
}

LbStatus lb_input_archive_open(LbArchive **out, LbSource *source, bool single, LbError *err)
{
    LbStatus   st      = LB_OK;
    LbArchive *archive = NULL;
    *out               = NULL;
    LB_ALLOC_ZEROED(archive, 1);
    LB_TRY(lb_library_load(&library, err));
    archive->source = source;
    archive->utf8   = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (archive->utf8 == (locale_t)0 && errno == ENOMEM) LB_FAIL(LB_ENOMEM, 0, "out of memory");
    LB_ALLOC(archive->chunk, CHUNK);
    LB_TRY(start(archive, single, err));
    *out    = archive;
    archive = NULL;
cleanup:
    lb_input_archive_close(archive);
    return st;
}

static LbStatus next_entry(LbArchive *archive, LbArchiveMember *member, bool *more, LbError *err)
{
    struct archive_entry *entry = NULL;
    errno                       = 0;
    int result                  = lib.archive_read_next_header(archive->handle, &entry);
    *more                       = false;
    /* While libarchive finds out the format, it takes a failure to read for an empty file. */
    if (archive->failure.status != LB_OK) return unpack_failed(archive, err);
    if (result == ARCHIVE_EOF) return LB_OK;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return unpack_failed(archive, err);
    const char *path = lib.archive_entry_pathname_utf8(entry);
    if (path == NULL) path = lib.archive_entry_pathname(entry);
    *member =
        (LbArchiveMember){path != NULL ? path : "", lib.archive_entry_filetype(entry) == AE_IFREG};
    *more                 = true;
    archive->at_end       = false;
    archive->block_len    = 0;
    archive->block_end    = 0;
    archive->is_encrypted = lib.archive_entry_is_encrypted(entry) > 0;
    return LB_OK;
}

/* libarchive turns names into the encoding of the locale and loses those that have no place there:
 * while it does, that is UTF-8. */
static LbStatus look_ahead(LbArchive *archive, LbArchiveMember *member, bool *more, LbError *err)
{
    locale_t before = archive->utf8 != (locale_t)0 ? uselocale(archive->utf8) : (locale_t)0;
    LbStatus st     = next_entry(archive, member, more, err);
    if (before != (locale_t)0) (void)uselocale(before);
    return st;
}

LbStatus lb_input_archive_next(LbArchive *archive, LbArchiveMember *member, bool *more,
                               LbError *err)
{
    if (!archive->has_first) return look_ahead(archive, member, more, err);
    archive->has_first = false;
    *member            = archive->first;
    *more              = archive->first_more;
    return LB_OK;
}

LbStatus lb_input_archive_is_bare(LbArchive *archive, bool *is_bare, LbError *err)
{
    LbStatus st        = look_ahead(archive, &archive->first, &archive->first_more, err);
    int      format    = lib.archive_format(archive->handle);
    archive->has_first = st == LB_OK;
    *is_bare           = format == ARCHIVE_FORMAT_RAW || format == ARCHIVE_FORMAT_EMPTY;
    return st;
}

/* archive_read_data() would drop what it has when a later block fails: how much is read before a
 * failure must not depend on how much is asked for. */
static LbStatus next_block(LbArchive *archive, LbError *err)
{
    const void *block  = NULL;
    la_int64_t  offset = 0;
    size_t      len    = 0;
    errno              = 0;
    int result         = lib.archive_read_data_block(archive->handle, &block, &len, &offset);
    archive->at_end    = result == ARCHIVE_EOF;
    if (archive->at_end) return LB_OK;
    if (result != ARCHIVE_OK) return unpack_failed(archive, err);
    if (len > 0 && offset != archive->block_end)
        return lb_error_set(err, LB_EDATA, 0, "a file with holes: pack it anew without them");
    archive->block     = block;
    archive->block_len = len;
    archive->block_end += (la_int64_t)len;
    return LB_OK;
}

LbStatus lb_input_archive_read(LbArchive *archive, void *buffer, size_t cap, size_t *got,
                               LbError *err)
{
    *got = 0;
    while (archive->block_len == 0 && !archive->at_end) {
        LbStatus st = next_block(archive, err);
        if (st != LB_OK) return st;
    }
    if (archive->block_len == 0) return LB_OK;
    *got = archive->block_len < cap ? archive->block_len : cap;
    memcpy(buffer, archive->block, *got);
    archive->block += *got;
    archive->block_len -= *got;
    archive->given += (int64_t)*got;
    if (archive->given <= max_unpacked) return LB_OK;
    return lb_error_set(err, LB_EDATA, 0, "more than 1 TiB unpacked, which is the limit");
}

void lb_input_archive_close(LbArchive *archive)
{
    if (archive == NULL) return;
    if (archive->handle != NULL) (void)lib.archive_read_free(archive->handle);
    lb_input_unpack_close(archive->unpack);
    if (archive->utf8 != (locale_t)0) freelocale(archive->utf8);
    free(archive->chunk);
    free(archive);
}
