/* SPDX-License-Identifier: MIT */
#include "common/model/model_read.h"

#include "common/base/hash.h"
#include "common/base/mem.h"
#include "common/model/model_hdf5.h"
#include "common/model/model_source.h"

#include <hdf5.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    HEAD        = 48, /* bytes of superblock version 2 */
    GROUPS_MOST = 8,
    NONE        = H5I_INVALID_HID
};

typedef struct Reader {
    hid_t             file, root;
    hid_t             group[GROUPS_MOST]; /* in the order of lb_model_schema_groups */
    LbModelContents  *out;
    const LbModelMap *map;
    bool              verify;
    const LbReporter *reporter;
} Reader;

/* After a call of HDF5 that failed, or one whose answer is not what a model has. */
#define DAMAGED(...)                                                                               \
    do {                                                                                           \
        if (lb_model_hdf5_is_short_of_memory()) LB_FAIL_NOMEM(0);                                  \
        LB_FAIL(LB_EDATA, 0, __VA_ARGS__);                                                         \
    } while (0)

static uint64_t little_endian(const unsigned char *bytes)
{
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

/* What can be told from the first bytes is told before HDF5 sees the file: its reader is not made
 * for hostile input, and checks checksums in version 2 alone. */
static LbStatus check_superblock(const LbModelMap *map, LbError *err)
{
    static const unsigned char signature[8] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    const unsigned char *head = map->bytes;
    if (map->size < sizeof signature || memcmp(head, signature, sizeof signature) != 0)
        return lb_error_set(err, LB_EDATA, 0, "not an HDF5 file");
    if (map->size < HEAD) return lb_error_set(err, LB_EDATA, 0, "truncated: %zu bytes", map->size);
    if (head[8] != 2 || head[9] != 8 || head[10] != 8 || little_endian(head + 12) != 0)
        return lb_error_set(err, LB_EDATA, 0, "not an lbrec model: HDF5 superblock %d, expected 2",
                            head[8]);
    uint64_t end = little_endian(head + 28);
    if (map->size < end)
        return lb_error_set(err, LB_EDATA, 0, "truncated: %zu of %" PRIu64 " bytes", map->size,
                            end);
    if (map->size > end)
        return lb_error_set(err, LB_EDATA, 0, "damaged: %" PRIu64 " bytes behind its end",
                            map->size - end);
    return LB_OK;
}

/* Open an attribute that is one value of the given type (NONE: a string of fixed length). */
static LbStatus open_attribute(hid_t *out, size_t *size, hid_t object, const char *name,
                               hid_t expected, LbError *err)
{
    static const char refusal[] = "damaged: attribute '%s' is missing or not a %s";

    LbStatus    st   = LB_OK;
    hid_t       attr = NONE, type = NONE, space = NONE;
    const char *noun = expected >= 0 ? "number" : "text";
    *out             = NONE;
    if (H5Aexists(object, name) <= 0) DAMAGED(refusal, name, noun);
    attr = H5Aopen(object, name, H5P_DEFAULT);
    if (attr < 0) DAMAGED(refusal, name, noun);
    type = H5Aget_type(attr);
    if (type < 0) DAMAGED(refusal, name, noun);
    space = H5Aget_space(attr);
    if (space < 0 || H5Sget_simple_extent_npoints(space) != 1) DAMAGED(refusal, name, noun);
    bool good = expected >= 0 ? H5Tequal(type, expected) > 0
                              : H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0;
    if (!good) DAMAGED(refusal, name, noun);
    *size = H5Tget_size(type);
    *out  = attr;
    attr  = NONE;
cleanup:
    lb_model_hdf5_release(space);
    lb_model_hdf5_release(type);
    lb_model_hdf5_release(attr);
    return st;
}

static LbStatus read_number(hid_t object, const char *name, LbElement element, void *out,
                            LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   size = 0;
    hid_t    attr = NONE;
    LB_TRY(open_attribute(&attr, &size, object, name, lb_model_hdf5_native(element), err));
    if (H5Aread(attr, lb_model_hdf5_native(element), out) < 0)
        DAMAGED("damaged: attribute '%s' cannot be read", name);
cleanup:
    lb_model_hdf5_release(attr);
    return st;
}

static LbStatus read_text(hid_t object, const char *name, char **out, LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   size = 0;
    char    *text = NULL;
    hid_t    type = NONE, attr = NONE;
    LB_TRY(open_attribute(&attr, &size, object, name, NONE, err));
    if (size > LB_MODEL_TEXT_MAX + 1)
        LB_FAIL(LB_EDATA, 0, "damaged: attribute '%s' is longer than %d bytes", name,
                LB_MODEL_TEXT_MAX);
    LB_ALLOC_ZEROED(text, size + 1);
    type = H5Aget_type(attr);
    if (type < 0 || H5Aread(attr, type, text) < 0)
        DAMAGED("damaged: attribute '%s' cannot be read", name);
    *out = text;
    text = NULL;
cleanup:
    lb_model_hdf5_release(type);
    lb_model_hdf5_release(attr);
    free(text);
    return st;
}

static LbStatus read_text_into(hid_t object, const char *name, char *out, size_t cap, LbError *err)
{
    LbStatus st   = LB_OK;
    char    *text = NULL;
    LB_TRY(read_text(object, name, &text, err));
    if (strlen(text) >= cap)
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
    st                  = read_text_into(file, "format", format, sizeof format, err);
    if (st == LB_EDATA || (st == LB_OK && strcmp(format, LB_MODEL_FORMAT) != 0))
        LB_FAIL(LB_EDATA, 0,
                "not an lbrec model: it has no attribute format = \"" LB_MODEL_FORMAT "\"");
    if (st != LB_OK) goto cleanup;
    LB_TRY(read_number(file, "schema", LB_ELEMENT_I32, &schema, err));
    if (schema > LB_MODEL_SCHEMA)
        LB_FAIL(LB_EDATA, 0,
                "schema %" PRId32 " is newer than this program (it reads %d): update lbrec", schema,
                LB_MODEL_SCHEMA);
    if (schema < 1) LB_FAIL(LB_EDATA, 0, "damaged: schema %" PRId32, schema);
    st = read_number(file, "complete", LB_ELEMENT_I32, &is_done, err);
    if (st == LB_EDATA || (st == LB_OK && is_done != 1))
        LB_FAIL(LB_EDATA, 0, "incomplete: whatever wrote it did not finish; train again");
cleanup:
    return st;
}

/* Where a link leads is asked before it is followed: a link that is not hard may lead into another
 * file, a pipe, or nowhere. *is_there = false when there is none of that name. */
static LbStatus check_link(hid_t group, const char *name, bool *is_there, LbError *err)
{
    LbStatus   st = LB_OK;
    H5L_info_t link;
    htri_t     exists = H5Lexists(group, name, H5P_DEFAULT);
    *is_there         = exists > 0;
    if (exists < 0) DAMAGED("damaged: the link '%s' cannot be read", name);
    if (exists == 0) return LB_OK;
    if (H5Lget_info(group, name, &link, H5P_DEFAULT) < 0)
        DAMAGED("damaged: the link '%s' cannot be read", name);
    if (link.type != H5L_TYPE_HARD)
        LB_FAIL(LB_EDATA, 0, "damaged: '%s' is a soft or external link, which is not followed",
                name);
cleanup:
    return st;
}

/* A group that keeps its links as they are: compressed ones could be made to fill the memory. */
static LbStatus open_group(hid_t *out, hid_t parent, const char *name, LbError *err)
{
    LbStatus st    = LB_OK;
    hid_t    group = H5Gopen2(parent, name, H5P_DEFAULT);
    hid_t    list  = NONE;
    *out           = NONE;
    if (group < 0) DAMAGED("damaged: '%s' is not a group", name);
    list = H5Gget_create_plist(group);
    if (list < 0 || H5Pget_nfilters(list) != 0)
        DAMAGED("damaged: the group '%s' has filters", name);
    *out  = group;
    group = NONE;
cleanup:
    lb_model_hdf5_release(list);
    lb_model_hdf5_release(group);
    return st;
}

static LbStatus open_groups(Reader *reader, LbError *err)
{
    LbStatus st = LB_OK;
    for (int i = 0; lb_model_schema_groups[i].name != NULL; i++) {
        const char *name     = lb_model_schema_groups[i].name;
        bool        is_there = false;
        LB_TRY(check_link(reader->root, name, &is_there, err));
        if (!is_there && lb_model_schema_groups[i].is_new) continue;
        if (!is_there) LB_FAIL(LB_EDATA, 0, "damaged: group '%s' is missing", name);
        LB_TRY(open_group(&reader->group[i], reader->root, name, err));
    }
cleanup:
    return st;
}

/* The group that "GROUP" or "GROUP/NAME" begins with, NONE when an older file lacks it; the root for
 * "/". */
static hid_t group_of(const Reader *reader, const char *path)
{
    size_t len = strcspn(path, "/");
    for (int i = 0; lb_model_schema_groups[i].name != NULL; i++)
        if (strlen(lb_model_schema_groups[i].name) == len &&
            strncmp(path, lb_model_schema_groups[i].name, len) == 0)
            return reader->group[i];
    return reader->root;
}

static LbStatus read_method(hid_t file, LbMethod *method, LbError *err)
{
    LbStatus st       = LB_OK;
    char     name[32] = "";
    LB_TRY(read_text_into(file, "method", name, sizeof name, err));
    for (int i = LB_METHOD_HYBRID; i <= LB_METHOD_SOFTIMPUTE; i++) {
        *method = (LbMethod)i;
        if (strcmp(name, lb_model_method_name(*method)) == 0) return LB_OK;
    }
    LB_FAIL(LB_EDATA, 0, "method '%s' is unknown to this program: update lbrec", name);
cleanup:
    return st;
}

static LbStatus read_scalars(Reader *reader, LbError *err)
{
    LbStatus st    = LB_OK;
    LbModel *model = &reader->out->model;
    for (int i = 0; i < lb_model_schema_n_scalars; i++) {
        const LbScalar *scalar = &lb_model_schema_scalars[i];
        char           *out    = (char *)model + scalar->offset;
        hid_t           group  = group_of(reader, scalar->group);
        if (group < 0) continue;
        if (scalar->element == LB_ELEMENT_TEXT)
            LB_TRY(read_text_into(group, scalar->name, out, scalar->size, err));
        else
            LB_TRY(read_number(group, scalar->name, scalar->element, out, err));
    }
    if (model->films.n_films < 1 || model->films.n_films > LB_FILMS_MAX)
        LB_FAIL(LB_EDATA, 0, "damaged: %" PRId32 " films", model->films.n_films);
cleanup:
    return st;
}

static LbStatus read_texts(hid_t file, LbModelContents *out, LbError *err)
{
    LbStatus     st   = LB_OK;
    LbModelInfo *info = &out->model.info;
    LB_TRY(read_method(file, &info->method, err));
    LB_TRY(read_text(file, "settings", &out->settings, err));
    LB_TRY(read_text(file, "evaluation", &out->evaluation, err));
    LB_TRY(read_text(file, "libraries", &out->libraries, err));
    info->settings   = out->settings;
    info->evaluation = out->evaluation;
    info->libraries  = out->libraries;
cleanup:
    return st;
}

/* The bytes lie in the file one after the other, none elsewhere. HDF5 knows no place for those of
 * an array in pieces, in another file, made of other arrays, not written yet, or empty. */
static LbStatus find_place(hid_t data, const char *path, haddr_t *offset, LbError *err)
{
    LbStatus st   = LB_OK;
    hid_t    list = NONE;
    *offset       = H5Dget_offset(data);
    if (*offset != HADDR_UNDEF) return LB_OK;
    list = H5Dget_create_plist(data);
    if (list < 0 || H5Pget_layout(list) != H5D_CONTIGUOUS || H5Pget_external_count(list) != 0)
        DAMAGED("damaged: '%s' is not contiguous", path);
cleanup:
    lb_model_hdf5_release(list);
    return st;
}

/* Where the array lies in the file, once type, shape and place are what they must be. */
static LbStatus locate(Reader *reader, hid_t data, const LbDataset *set, size_t *at, size_t *bytes,
                       LbError *err)
{
    LbStatus st       = LB_OK;
    LbModel *model    = &reader->out->model;
    int      rank     = set->cols == LB_EXTENT_NONE ? 1 : 2;
    hsize_t  dims[2]  = {0, 1};
    LbExtent extent[] = {set->rows, set->cols};
    hid_t    space    = NONE;
    haddr_t  offset   = HADDR_UNDEF;
    LB_TRY(find_place(data, set->path, &offset, err));
    space = H5Dget_space(data);
    if (space < 0 || H5Sget_simple_extent_ndims(space) != rank ||
        H5Sget_simple_extent_dims(space, dims, NULL) != rank)
        DAMAGED("damaged: '%s' has not %d dimensions", set->path, rank);
    for (int i = 0; i < rank; i++) {
        if (!lb_model_schema_learn(model, set, extent[i], dims[i]) ||
            lb_model_schema_extent(model, set, extent[i]) != (int64_t)dims[i])
            LB_FAIL(LB_EDATA, 0, "damaged: '%s' is %" PRIu64 " long, the model needs %" PRId64,
                    set->path, (uint64_t)dims[i], lb_model_schema_extent(model, set, extent[i]));
    }
    *bytes =
        lb_mem_product((size_t)dims[0],
                       lb_mem_product((size_t)dims[1], lb_model_schema_element_size(set->element)));
    if (*bytes == 0) offset = LB_MODEL_ALIGNMENT;
    if (offset == HADDR_UNDEF) LB_FAIL(LB_EDATA, 0, "damaged: '%s' was never written", set->path);
    if (offset % LB_MODEL_ALIGNMENT != 0 || *bytes > reader->map->size ||
        offset > reader->map->size - *bytes)
        LB_FAIL(LB_EDATA, 0, "damaged: '%s' is not aligned or leaves the file", set->path);
    *at = (size_t)offset;
cleanup:
    lb_model_hdf5_release(space);
    return st;
}

static bool has_type(hid_t data, LbElement element)
{
    hid_t type = H5Dget_type(data), expected = lb_model_hdf5_array_type(element);
    bool  is_equal = type >= 0 && expected >= 0 && H5Tequal(type, expected) > 0;
    lb_model_hdf5_release(expected);
    lb_model_hdf5_release(type);
    return is_equal;
}

static LbStatus verify_array(const Reader *reader, hid_t data, const char *path, const void *array,
                             size_t bytes, LbError *err)
{
    LbStatus st       = LB_OK;
    uint64_t expected = 0, found = 0;
    LB_TRY(read_number(data, LB_MODEL_CHECKSUM, LB_ELEMENT_U64, &expected, err));
    LB_TRY(lb_hash_watched(&found, array, bytes, reader->reporter, err));
    if (found != expected)
        LB_FAIL(LB_EDATA, 0, "damaged: the checksum of '%s' does not match", path);
cleanup:
    return st;
}

/* @param may_differ  the same array may be there in another type, which is read in its turn */
static LbStatus read_dataset(Reader *reader, const LbDataset *set, bool may_differ, LbError *err)
{
    LbStatus    st       = LB_OK;
    hid_t       data     = NONE;
    hid_t       group    = group_of(reader, set->path);
    const char *name     = strchr(set->path, '/') + 1;
    bool        is_there = false;
    size_t      at = 0, bytes = 0;
    if (group < 0) return LB_OK;
    LB_TRY(check_link(group, name, &is_there, err));
    if (!is_there) return LB_OK;
    data = H5Dopen2(group, name, H5P_DEFAULT);
    if (data < 0) DAMAGED("damaged: '%s' is not an array", set->path);
    if (!has_type(data, set->element)) {
        if (may_differ) goto cleanup;
        DAMAGED("damaged: '%s' has another element type than schema %d", set->path,
                LB_MODEL_SCHEMA);
    }
    LB_TRY(locate(reader, data, set, &at, &bytes, err));
    const unsigned char *array = reader->map->bytes + at;
    lb_model_schema_set_array(&reader->out->model, set, array);
    if (reader->verify) LB_TRY(verify_array(reader, data, set->path, array, bytes, err));
cleanup:
    lb_model_hdf5_release(data);
    return st;
}

static LbStatus read_contents(Reader *reader, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(check_identity(reader->file, err));
    LB_TRY(open_group(&reader->root, reader->file, "/", err));
    LB_TRY(open_groups(reader, err));
    LB_TRY(read_scalars(reader, err));
    LB_TRY(read_texts(reader->file, reader->out, err));
    for (int i = 0; i < lb_model_schema_n_datasets; i++) {
        const LbDataset *set       = &lb_model_schema_datasets[i];
        bool             has_other = lb_model_schema_has_other_type(i);
        LB_TRY(read_dataset(reader, set, has_other, err));
        if (has_other && lb_model_schema_array(&reader->out->model, set) != NULL) i++;
    }
    st = lb_model_check(&reader->out->model, reader->verify, err);
    if (st == LB_EDATA) lb_error_context(err, st, "damaged");
cleanup:
    return st;
}

static LbStatus read_once(LbModelContents *out, const LbModelMap *map, bool verify,
                          const LbReporter *reporter, LbError *err)
{
    LbStatus st     = LB_OK;
    hid_t    driver = NONE, access = NONE;
    Reader   r = {.file     = NONE,
                  .root     = NONE,
                  .group    = {NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE},
                  .out      = out,
                  .map      = map,
                  .verify   = verify,
                  .reporter = reporter};
    LB_TRY(check_superblock(map, err));
    LB_TRY(lb_model_hdf5_begin(err));
    driver = lb_model_source_register();
    access = lb_model_hdf5_access();
    if (driver < 0 || access < 0 || lb_model_source_use(access, driver, map) < 0)
        LB_FAIL_NOMEM(0); /* nothing else can go wrong there */
    r.file = H5Fopen("model", H5F_ACC_RDONLY, access);
    if (r.file < 0) {
        st = lb_model_hdf5_fail(err, LB_EDATA, "damaged: cannot open", "superblock");
        goto cleanup;
    }
    LB_TRY(read_contents(&r, err));
cleanup:
    for (int i = 0; i < GROUPS_MOST; i++)
        lb_model_hdf5_release(r.group[i]);
    lb_model_hdf5_release(r.root);
    lb_model_hdf5_release(r.file);
    lb_model_hdf5_release(access);
    if (driver >= 0) H5FDunregister(driver);
    return st;
}

LbStatus lb_model_read(LbModelContents *out, const LbModelMap *map, bool verify,
                       const LbReporter *reporter, LbError *err)
{
    LbStatus st = read_once(out, map, verify, reporter, err);
    if (st != LB_EDATA) return st;
    lb_model_read_clear(out);
    return read_once(out, map, verify, reporter, err);
}

void lb_model_read_clear(LbModelContents *contents)
{
    free(contents->settings);
    free(contents->evaluation);
    free(contents->libraries);
    *contents = (LbModelContents){0};
}
