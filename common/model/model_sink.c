/* SPDX-License-Identifier: MIT */
#include "common/model/model_sink.h"

#include "common/base/interrupt.h"

#include <errno.h>
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One open file; HDF5 asks that its own part comes first. */
typedef struct SinkFile {
    H5FD_t       base;
    LbModelSink *sink;
    haddr_t      allocated, written; /* ends of the file as HDF5 sees it, and as it lies there */
} SinkFile;

static SinkFile *sink_file(H5FD_t *base)
{
    return (SinkFile *)(void *)base;
}

static H5FD_t *sink_open(const char *name, unsigned flags, hid_t access, haddr_t most)
{
    LbModelSink *const *sink = H5Pget_driver_info(access);
    SinkFile           *file = calloc(1, sizeof *file);
    (void)name, (void)flags, (void)most;
    if (file == NULL || sink == NULL) {
        free(file);
        return NULL;
    }
    file->sink = *sink;
    return &file->base;
}

static herr_t sink_close(H5FD_t *base)
{
    free(sink_file(base));
    return 0;
}

static herr_t sink_query(const H5FD_t *base, unsigned long *flags)
{
    (void)base;
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE;
    return 0;
}

static haddr_t sink_get_eoa(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const SinkFile *)(const void *)base)->allocated;
}

static herr_t sink_set_eoa(H5FD_t *base, H5FD_mem_t type, haddr_t end)
{
    (void)type;
    sink_file(base)->allocated = end;
    return 0;
}

static haddr_t sink_get_eof(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const SinkFile *)(const void *)base)->written;
}

static void note_failure(LbModelSink *sink)
{
    if (sink->failure == 0) sink->failure = errno;
}

/* What could not be written reads as zeros. */
static herr_t sink_read(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t at, size_t size,
                        void *buffer)
{
    char *out = buffer;
    (void)type, (void)transfer;
    while (size > 0) {
        ssize_t got = lb_interrupt_read_at(sink_file(base)->sink->fd, out, size, (off_t)at);
        if (got <= 0) break;
        out += got;
        at += (haddr_t)got;
        size -= (size_t)got;
    }
    memset(out, 0, size);
    return 0;
}

static herr_t sink_write(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t at, size_t size,
                         const void *buffer)
{
    SinkFile   *file  = sink_file(base);
    const char *bytes = buffer;
    (void)type, (void)transfer;
    if (at + size > file->written) file->written = at + size;
    while (size > 0 && file->sink->failure == 0) {
        if (lb_interrupt_is_pending()) {
            file->sink->failure = EINTR;
            break;
        }
        ssize_t done = pwrite(file->sink->fd, bytes, size, (off_t)at);
        if (done < 0 && lb_interrupt_try_again()) continue;
        if (done < 0) {
            note_failure(file->sink);
            break;
        }
        bytes += done;
        at += (haddr_t)done;
        size -= (size_t)done;
    }
    return 0;
}

static herr_t sink_truncate(H5FD_t *base, hid_t transfer, hbool_t closing)
{
    SinkFile *file = sink_file(base);
    (void)transfer, (void)closing;
    if (file->written == file->allocated) return 0;
    int result = 0;
    do
        result = file->sink->failure == 0 ? ftruncate(file->sink->fd, (off_t)file->allocated) : 0;
    while (result != 0 && lb_interrupt_try_again());
    if (result != 0) note_failure(file->sink);
    file->written = file->allocated;
    return 0;
}

int64_t lb_model_sink_register(void)
{
    static const H5FD_class_t driver = {
#if H5_VERSION_GE(1, 13, 0)
        .version = H5FD_CLASS_VERSION,
        .value   = (H5FD_class_value_t)600,
#endif
        .name      = "lbrec-sink",
        .maxaddr   = INT64_MAX,
        .fc_degree = H5F_CLOSE_WEAK,
        .fapl_size = sizeof(LbModelSink *),
        .open      = sink_open,
        .close     = sink_close,
        .query     = sink_query,
        .get_eoa   = sink_get_eoa,
        .set_eoa   = sink_set_eoa,
        .get_eof   = sink_get_eof,
        .read      = sink_read,
        .write     = sink_write,
        .truncate  = sink_truncate,
        .fl_map    = H5FD_FLMAP_DICHOTOMY,
    };
    return H5FDregister(&driver);
}

int lb_model_sink_use(int64_t access_list, int64_t driver, LbModelSink *sink)
{
    return H5Pset_driver(access_list, driver, &sink);
}
