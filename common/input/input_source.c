/* SPDX-License-Identifier: MIT */
#include "common/input/input_source.h"

#include "common/base/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static LbStatus read_failed(int code, LbError *err)
{
    if (code == EINTR) return lb_error_set(err, LB_EINTR, code, "interrupted");
    return lb_error_set(err, LB_EIO, code, "cannot read: %s", strerror(code));
}

static LbStatus fill_head(LbSource *source, LbError *err)
{
    while (source->head_len < LB_SOURCE_HEAD) {
        unsigned char *to   = source->head + source->head_len;
        size_t         room = LB_SOURCE_HEAD - source->head_len;
        ssize_t        n    = source->is_regular
                                  ? lb_interrupt_read_at(source->fd, to, room, (off_t)source->head_len)
                                  : lb_interrupt_read(source->fd, to, room);
        if (n < 0) return read_failed(errno, err);
        if (n == 0) break;
        source->head_len += (size_t)n;
    }
    return LB_OK;
}

static LbStatus open_failed(const char *path, int code, LbError *err)
{
    return lb_error_set(err, LB_ENOINPUT, code, "cannot open '%s': %s", path, strerror(code));
}

LbStatus lb_input_source_open(LbSource *source, const char *path, LbError *err)
{
    bool        is_stdin = strcmp(path, "-") == 0;
    struct stat info;
    *source = (LbSource){.fd      = is_stdin ? STDIN_FILENO : lb_interrupt_open(path, 0),
                         .owns_fd = !is_stdin,
                         .size    = -1};
    if (source->fd < 0) return open_failed(path, errno, err);
    LbStatus st = LB_OK;
    if (fstat(source->fd, &info) != 0) {
        st = open_failed(path, errno, err);
        goto cleanup;
    }
    if (S_ISDIR(info.st_mode)) {
        st = open_failed(path, EISDIR, err);
        goto cleanup;
    }
    /* A file on standard input of which somebody has read a part counts as a pipe. */
    source->is_regular =
        S_ISREG(info.st_mode) && (!is_stdin || lseek(source->fd, 0, SEEK_CUR) == 0);
    if (source->is_regular) source->size = (int64_t)info.st_size;
    st = fill_head(source, err);
    if (st != LB_OK) lb_error_context(err, st, "%s", path);
cleanup:
    if (st != LB_OK) lb_input_source_close(source);
    return st;
}

const char *lb_input_source_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

void lb_input_source_open_memory(LbSource *source, const void *bytes, size_t len)
{
    *source          = (LbSource){.fd = -1, .memory = bytes, .size = (int64_t)len};
    source->head_len = len < LB_SOURCE_HEAD ? len : LB_SOURCE_HEAD;
    if (source->head_len > 0) memcpy(source->head, bytes, source->head_len);
}

static bool has(const LbSource *source, size_t at, const char *magic, size_t len)
{
    return source->head_len >= at + len && memcmp(source->head + at, magic, len) == 0;
}

LbPacking lb_input_source_packing(const LbSource *source)
{
    static const struct {
        size_t      at, len;
        const char *magic;
        LbPacking   packing;
    } known[] = {
        {0, 3, "\x1f\x8b\x08", LB_PACKING_GZIP},
        {0, 4, "\x28\xb5\x2f\xfd", LB_PACKING_STREAM}, /* zstd */
        {1, 3, "\x2a\x4d\x18", LB_PACKING_STREAM},     /* zstd, skippable frame first */
        {0, 6, "\xfd\x37zXZ\0", LB_PACKING_STREAM},    /* xz */
        {4, 6, "1AY&SY", LB_PACKING_BZIP2},            /* behind "BZh9" */
        {4, 6, "\x17rE8P\x90", LB_PACKING_BZIP2},      /* of nothing */
        {0, 4, "PK\3\4", LB_PACKING_ZIP},
        {0, 4, "PK\5\6", LB_PACKING_ZIP}, /* without members */
        {257, 5, "ustar", LB_PACKING_TAR},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].at == 4 && !has(source, 0, "BZh", 3)) continue;
        if (known[i].at == 1 && (source->head[0] & 0xF0) != 0x50) continue;
        if (has(source, known[i].at, known[i].magic, known[i].len)) return known[i].packing;
    }
    return LB_PACKING_NONE;
}

bool lb_input_source_is_stream(LbPacking packing)
{
    return packing == LB_PACKING_GZIP || packing == LB_PACKING_BZIP2 ||
           packing == LB_PACKING_STREAM;
}

const char *lb_input_source_foreign(const LbSource *source)
{
    static const struct {
        size_t      len;
        const char *magic, *what;
    } known[] = {
        {6, "7z\xbc\xaf\x27\x1c", "a 7z archive"},
        {6, "Rar!\x1a\x07", "a RAR archive"},
        {4, "\x04\x22\x4d\x18", "an lz4 file"},
        {5, "LZIP\1", "an lzip file"},
        {2, "\x1f\x9d", "a compress (.Z) file"},
        {3, "\x5d\0\0", "an lzma file"},
        {5, "PAR1\x15", "a Parquet file"},
        {8, "ARROW1\0\0", "an Arrow file"},
        {8, "\x89HDF\r\n\x1a\n", "an HDF5 file, as models are"},
        {16, "SQLite format 3", "an SQLite database"},
        {8, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"},
        {5, "%PDF-", "a PDF document"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (has(source, 0, known[i].magic, known[i].len)) return known[i].what;
    return NULL;
}

LbStatus lb_input_source_read(LbSource *source, void *buffer, size_t cap, size_t *got, LbError *err)
{
    ssize_t n = 0;
    *got      = 0;
    if (source->fd < 0) {
        int64_t rest = source->size - source->offset;
        if (rest > 0) n = rest < (int64_t)cap ? (ssize_t)rest : (ssize_t)cap;
        if (n > 0) memcpy(buffer, source->memory + source->offset, (size_t)n);
    } else if (source->is_regular) {
        n = lb_interrupt_read_at(source->fd, buffer, cap, (off_t)source->offset);
    } else if (source->offset < (int64_t)source->head_len) {
        size_t rest = source->head_len - (size_t)source->offset;
        n           = (ssize_t)(rest < cap ? rest : cap);
        memcpy(buffer, source->head + source->offset, (size_t)n);
    } else {
        n = lb_interrupt_read(source->fd, buffer, cap);
    }
    if (n < 0) return read_failed(errno, err);
    source->offset += n;
    *got = (size_t)n;
    return LB_OK;
}

bool lb_input_source_can_seek(const LbSource *source)
{
    return source->fd < 0 || source->is_regular;
}

void lb_input_source_close(LbSource *source)
{
    if (source->owns_fd) (void)close(source->fd);
    source->owns_fd = false;
}
