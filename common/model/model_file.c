/* SPDX-License-Identifier: MIT */
#include "common/model/model_file.h"

#include "common/base/hash.h"
#include "common/base/mem.h"
#include "common/model/model_hdf5.h"

#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEAD       = 48, /* bytes of superblock version 2 */
    REASON_MAX = 160,
    NONE       = H5I_INVALID_HID
};

#define QUOTE(text)    #text
#define TEXT_OF(macro) QUOTE(macro)

struct LbModelFile {
    LbModel model;
    void   *map;
    size_t  size;
    char   *settings, *evaluation, *libraries;
};

const char *lb_model_file_library(void)
{
    return "HDF5 " TEXT_OF(H5_VERS_MAJOR) "." TEXT_OF(H5_VERS_MINOR) "." TEXT_OF(H5_VERS_RELEASE);
}

static herr_t keep_deepest(unsigned n, const H5E_error2_t *entry, void *reason)
{
    (void)n;
    if (entry->desc != NULL) snprintf(reason, REASON_MAX, "%s", entry->desc);
    return 0;
}

LbStatus lb_hdf5_fail(LbError *err, LbStatus status, const char *what, const char *name)
{
    char reason[REASON_MAX] = "no reason given";
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep_deepest, reason);
    return lb_error_set(err, status, 0, "%s '%s': HDF5: %s", what, name, reason);
}

void lb_hdf5_release(int64_t id)
{
    if (id >= 0) H5Idec_ref(id);
}

int64_t lb_hdf5_native(LbElement element)
{
    switch (element) {
    case LB_ELEMENT_U8:
        return H5T_NATIVE_UINT8;
    case LB_ELEMENT_I8:
        return H5T_NATIVE_INT8;
    case LB_ELEMENT_I16:
        return H5T_NATIVE_INT16;
    case LB_ELEMENT_I32:
        return H5T_NATIVE_INT32;
    case LB_ELEMENT_I64:
        return H5T_NATIVE_INT64;
    case LB_ELEMENT_U64:
        return H5T_NATIVE_UINT64;
    case LB_ELEMENT_F32:
        return H5T_NATIVE_FLOAT;
    case LB_ELEMENT_F64:
        return H5T_NATIVE_DOUBLE;
    case LB_ELEMENT_TEXT:
        break;
    }
    return NONE;
}

int64_t lb_hdf5_access(void)
{
    hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    if (H5Pset_libver_bounds(list, H5F_LIBVER_V18, H5F_LIBVER_LATEST) >= 0 &&
        H5Pset_alignment(list, 1, LB_MODEL_ALIGNMENT) >= 0 &&
        H5Pset_small_data_block_size(list, 0) >= 0 && H5Pset_file_locking(list, false, true) >= 0)
        return list;
    lb_hdf5_release(list);
    return NONE;
}

static uint64_t little_endian(const unsigned char *bytes)
{
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

static LbStatus check_superblock(int fd, uint64_t size, LbError *err)
{
    static const unsigned char signature[8] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    unsigned char head[HEAD] = {0};
    ssize_t       got        = read(fd, head, sizeof head);
    if (got < (ssize_t)sizeof signature || memcmp(head, signature, sizeof signature) != 0)
        return lb_error_set(err, LB_EDATA, 0, "not an HDF5 file");
    if (got < HEAD) return lb_error_set(err, LB_EDATA, 0, "truncated: %zd bytes", got);
    if (head[8] != 2 || head[9] != 8 || head[10] != 8 || little_endian(head + 12) != 0)
        return lb_error_set(err, LB_EDATA, 0, "not an lbrec model: HDF5 superblock %d, expected 2",
                            head[8]);
    uint64_t end = little_endian(head + 28);
    if (size < end)
        return lb_error_set(err, LB_EDATA, 0, "truncated: %" PRIu64 " of %" PRIu64 " bytes", size,
                            end);
    if (size > end)
        return lb_error_set(err, LB_EDATA, 0, "damaged: %" PRIu64 " bytes behind its end",
                            size - end);
    return LB_OK;
}

/* What can be told from the first bytes is told before HDF5 sees the file: its reader is not made
 * for hostile input, and checks checksums in version 2 alone. */
static LbStatus check_head(const char *path, LbError *err)
{
    LbStatus    st = LB_OK;
    struct stat info;
    int         fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        LB_FAIL(LB_ENOINPUT, ENOENT, "no model at '%s': train one with lbrec-train RATINGS.csv",
                path);
    if (fd < 0 || fstat(fd, &info) != 0)
        LB_FAIL(LB_ENOINPUT, errno, "cannot open model '%s': %s", path, strerror(errno));
    if (!S_ISREG(info.st_mode))
        LB_FAIL(LB_EDATA, 0, "not a regular file: a model is mapped into memory");
    LB_TRY(check_superblock(fd, (uint64_t)info.st_size, err));
cleanup:
    if (fd >= 0) close(fd);
    return st;
}

/* Open an attribute that is one value of the given type (NONE: a string). */
static hid_t open_attribute(hid_t object, const char *name, hid_t expected, size_t *size)
{
    hid_t attr = H5Aexists(object, name) > 0 ? H5Aopen(object, name, H5P_DEFAULT) : NONE;
    if (attr < 0) return NONE;
    hid_t type  = H5Aget_type(attr);
    hid_t space = H5Aget_space(attr);
    bool  good  = H5Sget_simple_extent_npoints(space) == 1;
    if (expected >= 0)
        good = good && H5Tequal(type, expected) > 0;
    else
        good = good && H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0;
    *size = H5Tget_size(type);
    lb_hdf5_release(space);
    lb_hdf5_release(type);
    if (good) return attr;
    lb_hdf5_release(attr);
    return NONE;
}

static LbStatus read_number(hid_t object, const char *name, LbElement element, void *out,
                            LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   size = 0;
    hid_t    attr = open_attribute(object, name, lb_hdf5_native(element), &size);
    if (attr < 0 || H5Aread(attr, lb_hdf5_native(element), out) < 0)
        st = lb_error_set(err, LB_EDATA, 0, "damaged: attribute '%s' is missing or not a number",
                          name);
    lb_hdf5_release(attr);
    return st;
}

static LbStatus read_text(hid_t object, const char *name, char **out, LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   size = 0;
    char    *text = NULL;
    hid_t    type = NONE;
    hid_t    attr = open_attribute(object, name, NONE, &size);
    if (attr < 0 || size > LB_MODEL_TEXT_MAX + 1)
        LB_FAIL(LB_EDATA, 0, "damaged: attribute '%s' is missing or not a text", name);
    LB_ALLOC_ZEROED(text, size + 1);
    type = H5Aget_type(attr);
    if (H5Aread(attr, type, text) < 0) {
        st = lb_hdf5_fail(err, LB_EDATA, "damaged: cannot read attribute", name);
        goto cleanup;
    }
    *out = text;
    text = NULL;
cleanup:
    lb_hdf5_release(type);
    lb_hdf5_release(attr);
    free(text);
    return st;
}

static LbStatus read_text_into(hid_t object, const char *name, char *out, size_t cap, LbError *err)
{
    LbStatus st   = LB_OK;
    char    *text = NULL;
    LB_TRY(read_text(object, name, &text, err));
    if (text == NULL || strlen(text) >= cap)
        LB_FAIL(LB_EDATA, 0, "damaged: attribute '%s' is longer than %zu bytes", name, cap - 1);
    memcpy(out, text, strlen(text) + 1);
cleanup:
    free(text);
    return st;
}

/* Ours, of a schema we know, and finished? */
static LbStatus check_identity(hid_t file, LbError *err)
{
    LbStatus st     = LB_OK;
    int32_t  schema = 0, is_done = 0;
    char     format[16] = "";
    if (read_text_into(file, "format", format, sizeof format, NULL) != LB_OK ||
        strcmp(format, LB_MODEL_FORMAT) != 0)
        LB_FAIL(LB_EDATA, 0,
                "not an lbrec model: it has no attribute format = \"" LB_MODEL_FORMAT "\"");
    LB_TRY(read_number(file, "schema", LB_ELEMENT_I32, &schema, err));
    if (schema > LB_MODEL_SCHEMA)
        LB_FAIL(LB_EDATA, 0,
                "schema %" PRId32 " is newer than this program (it reads %d): update lbrec", schema,
                LB_MODEL_SCHEMA);
    if (schema < 1) LB_FAIL(LB_EDATA, 0, "damaged: schema %" PRId32, schema);
    if (read_number(file, "complete", LB_ELEMENT_I32, &is_done, NULL) != LB_OK || is_done != 1)
        LB_FAIL(LB_EDATA, 0, "incomplete: whatever wrote it did not finish; train again");
cleanup:
    return st;
}

static LbStatus read_method(hid_t file, LbMethod *method, LbError *err)
{
    LbStatus st       = LB_OK;
    char     name[32] = "";
    LB_TRY(read_text_into(file, "method", name, sizeof name, err));
    for (int i = LB_METHOD_HYBRID; i <= LB_METHOD_SOFTIMPUTE; i++) {
        *method = (LbMethod)i;
        if (strcmp(name, lb_method_name(*method)) == 0) return LB_OK;
    }
    LB_FAIL(LB_EDATA, 0, "method '%s' is unknown to this program: update lbrec", name);
cleanup:
    return st;
}

static bool has_scalar(hid_t file, const LbScalar *scalar)
{
    return H5Lexists(file, scalar->group, H5P_DEFAULT) > 0 &&
           H5Aexists_by_name(file, scalar->group, scalar->name, H5P_DEFAULT) > 0;
}

static LbStatus read_scalars(hid_t file, LbModelFile *self, LbError *err)
{
    LbStatus st     = LB_OK;
    hid_t    object = NONE;
    for (int i = 0; i < lb_schema_n_scalars; i++) {
        const LbScalar *scalar = &lb_schema_scalars[i];
        char           *out    = (char *)&self->model + scalar->offset;
        if (scalar->is_new && !has_scalar(file, scalar)) continue;
        object = H5Oopen(file, scalar->group, H5P_DEFAULT);
        if (object < 0) LB_FAIL(LB_EDATA, 0, "damaged: group '%s' is missing", scalar->group);
        if (scalar->element == LB_ELEMENT_TEXT)
            LB_TRY(read_text_into(object, scalar->name, out, scalar->size, err));
        else
            LB_TRY(read_number(object, scalar->name, scalar->element, out, err));
        lb_hdf5_release(object);
        object = NONE;
    }
    if (self->model.films.n_films < 1 || self->model.films.n_films > LB_FILMS_MAX)
        LB_FAIL(LB_EDATA, 0, "damaged: %" PRId32 " films", self->model.films.n_films);
cleanup:
    lb_hdf5_release(object);
    return st;
}

static LbStatus read_texts(hid_t file, LbModelFile *self, LbError *err)
{
    LbStatus     st   = LB_OK;
    LbModelInfo *info = &self->model.info;
    LB_TRY(read_method(file, &info->method, err));
    LB_TRY(read_text(file, "settings", &self->settings, err));
    LB_TRY(read_text(file, "evaluation", &self->evaluation, err));
    LB_TRY(read_text(file, "libraries", &self->libraries, err));
    info->settings   = self->settings;
    info->evaluation = self->evaluation;
    info->libraries  = self->libraries;
cleanup:
    return st;
}

/* Where the array lies in the file, once type, shape and place are what they must be. */
static LbStatus locate(hid_t data, LbModelFile *self, const LbDataset *set, size_t *at,
                       size_t *bytes, LbError *err)
{
    LbStatus st       = LB_OK;
    int      rank     = set->cols == LB_EXTENT_NONE ? 1 : 2;
    hsize_t  dims[2]  = {0, 1};
    LbExtent extent[] = {set->rows, set->cols};
    hid_t    type     = H5Dget_type(data);
    hid_t    space    = H5Dget_space(data);
    if (H5Tequal(type, lb_hdf5_native(set->element)) <= 0)
        LB_FAIL(LB_EDATA, 0, "damaged: '%s' has another element type than schema 1", set->path);
    if (H5Sget_simple_extent_ndims(space) != rank ||
        H5Sget_simple_extent_dims(space, dims, NULL) != rank)
        LB_FAIL(LB_EDATA, 0, "damaged: '%s' has not %d dimensions", set->path, rank);
    for (int i = 0; i < rank; i++) {
        if (!lb_schema_learn(&self->model, set, extent[i], dims[i]) ||
            lb_schema_extent(&self->model, set, extent[i]) != (int64_t)dims[i])
            LB_FAIL(LB_EDATA, 0, "damaged: '%s' is %" PRIu64 " long, the model needs %" PRId64,
                    set->path, (uint64_t)dims[i], lb_schema_extent(&self->model, set, extent[i]));
    }
    *bytes =
        lb_size_mul((size_t)dims[0], lb_size_mul((size_t)dims[1], lb_element_size(set->element)));
    haddr_t offset = *bytes > 0 ? H5Dget_offset(data) : LB_MODEL_ALIGNMENT;
    if (offset == HADDR_UNDEF) LB_FAIL(LB_EDATA, 0, "damaged: '%s' is not contiguous", set->path);
    if (offset % LB_MODEL_ALIGNMENT != 0 || *bytes > self->size || offset > self->size - *bytes)
        LB_FAIL(LB_EDATA, 0, "damaged: '%s' is not aligned or leaves the file", set->path);
    *at = (size_t)offset;
cleanup:
    lb_hdf5_release(space);
    lb_hdf5_release(type);
    return st;
}

/* 1, 0, or negative where the path goes through something that is no group. */
static htri_t has_array(hid_t file, const LbDataset *set)
{
    char        group[32];
    const char *slash = strchr(set->path, '/');
    (void)snprintf(group, sizeof group, "%.*s", (int)(slash - set->path), set->path);
    htri_t exists = H5Lexists(file, group, H5P_DEFAULT);
    return exists > 0 ? H5Lexists(file, set->path, H5P_DEFAULT) : exists;
}

static LbStatus read_dataset(hid_t file, LbModelFile *self, const LbDataset *set, bool verify,
                             LbError *err)
{
    LbStatus   st   = LB_OK;
    hid_t      data = NONE;
    size_t     at = 0, bytes = 0;
    uint64_t   expected = 0;
    H5L_info_t link;
    htri_t     exists = has_array(file, set);
    if (exists == 0) return LB_OK;
    if (exists > 0 && H5Lget_info(file, set->path, &link, H5P_DEFAULT) >= 0 &&
        link.type == H5L_TYPE_HARD)
        data = H5Dopen2(file, set->path, H5P_DEFAULT);
    if (data < 0) LB_FAIL(LB_EDATA, 0, "damaged: '%s' is not an array", set->path);
    LB_TRY(locate(data, self, set, &at, &bytes, err));
    const char *array = (const char *)self->map + at;
    lb_schema_set_array(&self->model, set, array);
    if (verify) {
        LB_TRY(read_number(data, LB_MODEL_CHECKSUM, LB_ELEMENT_U64, &expected, err));
        if (lb_hash64(array, bytes) != expected)
            LB_FAIL(LB_EDATA, 0, "damaged: the checksum of '%s' does not match", set->path);
    }
cleanup:
    lb_hdf5_release(data);
    return st;
}

/* Map the very file that HDF5 has open: the path may name another one by now. A publisher replaces
 * a model by rename, so that the mapped one keeps its length and no page can be lost under us. */
static LbStatus map_file(hid_t file, LbModelFile *self, LbError *err)
{
    struct stat info;
    void       *handle = NULL;
    if (H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) < 0)
        return lb_hdf5_fail(err, LB_EIO, "cannot map", "the model");
    int fd = *(const int *)handle;
    if (fstat(fd, &info) != 0)
        return lb_error_set(err, LB_EIO, errno, "cannot map: %s", strerror(errno));
    self->size = (size_t)info.st_size;
    self->map  = mmap(NULL, self->size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (self->map == MAP_FAILED) {
        self->map = NULL;
        return lb_error_set(err, errno == ENOMEM ? LB_ENOMEM : LB_EIO, errno, "cannot map: %s",
                            strerror(errno));
    }
    return LB_OK;
}

static LbStatus read_contents(hid_t file, LbModelFile *self, bool verify, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(check_identity(file, err));
    LB_TRY(map_file(file, self, err));
    LB_TRY(read_scalars(file, self, err));
    LB_TRY(read_texts(file, self, err));
    for (int i = 0; i < lb_schema_n_datasets; i++)
        LB_TRY(read_dataset(file, self, &lb_schema_datasets[i], verify, err));
    st = lb_model_check(&self->model, verify, err);
    if (st != LB_OK) lb_error_context(err, st, "damaged");
cleanup:
    return st;
}

LbStatus lb_model_file_open(LbModelFile **out, const LbModel **model, const char *path, bool verify,
                            LbError *err)
{
    LbStatus     st     = LB_OK;
    LbModelFile *self   = NULL;
    hid_t        access = NONE, file = NONE;
    *out   = NULL;
    *model = NULL;
    LB_TRY(check_head(path, err));
    LB_ALLOC_ZEROED(self, 1);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    access = lb_hdf5_access();
    file   = H5Fopen(path, H5F_ACC_RDONLY, access);
    if (file < 0) {
        st = lb_hdf5_fail(err, LB_EDATA, "damaged: cannot open", "superblock");
        goto cleanup;
    }
    LB_TRY(read_contents(file, self, verify, err));
    *out   = self;
    *model = &self->model;
    self   = NULL;
cleanup:
    if (st == LB_EDATA) lb_error_context(err, st, "%s", path);
    lb_hdf5_release(file);
    lb_hdf5_release(access);
    lb_model_file_close(self);
    return st;
}

void lb_model_file_close(LbModelFile *file)
{
    if (file == NULL) return;
    if (file->map != NULL) munmap(file->map, file->size);
    free(file->settings);
    free(file->evaluation);
    free(file->libraries);
    free(file);
}
