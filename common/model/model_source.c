/* SPDX-License-Identifier: MIT */
#include "common/model/model_source.h"

#include <hdf5.h>
#include <stdlib.h>
#include <string.h>

/* One open file; HDF5 asks that its own part comes first. */
typedef struct SourceFile {
    H5FD_t            base;
    const LbModelMap *map;
    haddr_t           allocated;
} SourceFile;

static SourceFile *source_file(H5FD_t *base)
{
    return (SourceFile *)(void *)base;
}

static H5FD_t *source_open(const char *name, unsigned flags, hid_t access, haddr_t most)
{
    const LbModelMap *const *map  = H5Pget_driver_info(access);
    SourceFile              *file = calloc(1, sizeof *file);
    (void)name, (void)flags, (void)most;
    if (file == NULL || map == NULL) {
        free(file);
        return NULL;
    }
    file->map = *map;
    return &file->base;
}

static herr_t source_close(H5FD_t *base)
{
    free(source_file(base));
    return 0;
}

static haddr_t source_get_eoa(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const SourceFile *)(const void *)base)->allocated;
}

static herr_t source_set_eoa(H5FD_t *base, H5FD_mem_t type, haddr_t end)
{
    (void)type;
    source_file(base)->allocated = end;
    return 0;
}

static haddr_t source_get_eof(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const SourceFile *)(const void *)base)->map->size;
}

static herr_t source_read(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t at, size_t size,
                          void *buffer)
{
    const LbModelMap *map = source_file(base)->map;
    (void)type, (void)transfer;
    if (size > map->size || at > map->size - size) return -1;
    memcpy(buffer, map->bytes + at, size);
    return 0;
}

static herr_t source_write(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t at, size_t size,
                           const void *buffer)
{
    (void)base, (void)type, (void)transfer, (void)at, (void)size, (void)buffer;
    return -1;
}

int64_t lb_model_source_register(void)
{
    static const H5FD_class_t driver = {
#if H5_VERSION_GE(1, 13, 0)
        .version = H5FD_CLASS_VERSION,
        .value   = (H5FD_class_value_t)601,
#endif
        .name      = "lbrec-source",
        .maxaddr   = INT64_MAX,
        .fc_degree = H5F_CLOSE_WEAK,
        .fapl_size = sizeof(const LbModelMap *),
        .open      = source_open,
        .close     = source_close,
        .get_eoa   = source_get_eoa,
        .set_eoa   = source_set_eoa,
        .get_eof   = source_get_eof,
        .read      = source_read,
        .write     = source_write,
        .fl_map    = H5FD_FLMAP_DICHOTOMY,
    };
    return H5FDregister(&driver);
}

int lb_model_source_use(int64_t access_list, int64_t driver, const LbModelMap *map)
{
    return H5Pset_driver(access_list, driver, &map);
}
