/* SPDX-License-Identifier: MIT */
#include "common/model/model_file.h"

#include "common/base/atomic_file.h"
#include "common/base/hash.h"
#include "common/model/model_hdf5.h"
#include "common/model/model_sink.h"

#include <errno.h>
#include <hdf5.h>
#include <string.h>

enum { COMPACT_MOST = 100, NONE = H5I_INVALID_HID };

static hid_t stored_type(LbElement element)
{
    switch (element) {
    case LB_ELEMENT_U8:
        return H5T_STD_U8LE;
    case LB_ELEMENT_I8:
        return H5T_STD_I8LE;
    case LB_ELEMENT_I16:
        return H5T_STD_I16LE;
    case LB_ELEMENT_I32:
        return H5T_STD_I32LE;
    case LB_ELEMENT_I64:
        return H5T_STD_I64LE;
    case LB_ELEMENT_U64:
        return H5T_STD_U64LE;
    case LB_ELEMENT_F16:
        break;
    case LB_ELEMENT_F32:
        return H5T_IEEE_F32LE;
    case LB_ELEMENT_F64:
        return H5T_IEEE_F64LE;
    case LB_ELEMENT_TEXT:
        break;
    }
    return NONE;
}

static LbStatus write_attribute(hid_t object, const char *name, hid_t stored, hid_t native,
                                const void *value, LbError *err)
{
    LbStatus st    = LB_OK;
    hid_t    space = H5Screate(H5S_SCALAR);
    hid_t    attr  = H5Acreate2(object, name, stored, space, H5P_DEFAULT, H5P_DEFAULT);
    if (attr < 0 || H5Awrite(attr, native, value) < 0)
        st = lb_model_hdf5_fail(err, LB_EIO, "cannot write attribute", name);
    lb_model_hdf5_release(attr);
    lb_model_hdf5_release(space);
    return st;
}

static LbStatus write_number(hid_t object, const char *name, LbElement element, const void *value,
                             LbError *err)
{
    return write_attribute(object, name, stored_type(element), lb_model_hdf5_native(element), value,
                           err);
}

static LbStatus write_text(hid_t object, const char *name, const char *text, LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   len  = strlen(text);
    hid_t    type = H5Tcopy(H5T_C_S1);
    if (len > LB_MODEL_TEXT_MAX)
        LB_FAIL(LB_EDATA, 0, "%s is %zu bytes long, at most %d fit", name, len, LB_MODEL_TEXT_MAX);
    if (type < 0 || H5Tset_size(type, len + 1) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0) {
        st = lb_model_hdf5_fail(err, LB_EIO, "cannot write attribute", name);
        goto cleanup;
    }
    LB_TRY(write_attribute(object, name, type, type, text, err));
cleanup:
    lb_model_hdf5_release(type);
    return st;
}

static LbStatus write_scalars(hid_t file, const LbModel *model, LbError *err)
{
    LbStatus st     = LB_OK;
    hid_t    object = NONE;
    for (int i = 0; i < lb_model_schema_n_scalars; i++) {
        const LbScalar *scalar = &lb_model_schema_scalars[i];
        const char     *value  = (const char *)model + scalar->offset;
        object                 = H5Oopen(file, scalar->group, H5P_DEFAULT);
        if (scalar->element == LB_ELEMENT_TEXT)
            LB_TRY(write_text(object, scalar->name, value, err));
        else
            LB_TRY(write_number(object, scalar->name, scalar->element, value, err));
        lb_model_hdf5_release(object);
        object = NONE;
    }
    LB_TRY(write_text(file, "method", lb_model_method_name(model->info.method), err));
    LB_TRY(write_text(file, "settings", model->info.settings, err));
    LB_TRY(write_text(file, "evaluation", model->info.evaluation, err));
    LB_TRY(write_text(file, "libraries", model->info.libraries, err));
cleanup:
    lb_model_hdf5_release(object);
    return st;
}

/* Room is taken at once and not filled: the data follows. */
static hid_t create_dataset(hid_t file, const LbDataset *set, hid_t type, const hsize_t dims[2])
{
    hid_t space = H5Screate_simple(set->cols == LB_EXTENT_NONE ? 1 : 2, dims, NULL);
    hid_t list  = H5Pcreate(H5P_DATASET_CREATE);
    hid_t data  = NONE;
    if (H5Pset_layout(list, H5D_CONTIGUOUS) >= 0 &&
        H5Pset_alloc_time(list, H5D_ALLOC_TIME_EARLY) >= 0 &&
        H5Pset_fill_time(list, H5D_FILL_TIME_NEVER) >= 0 &&
        H5Pset_obj_track_times(list, false) >= 0)
        data = H5Dcreate2(file, set->path, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    lb_model_hdf5_release(list);
    lb_model_hdf5_release(space);
    return data;
}

static LbStatus write_dataset(hid_t file, const LbModel *model, const LbDataset *set, LbError *err)
{
    LbStatus    st      = LB_OK;
    const void *array   = lb_model_schema_array(model, set);
    hsize_t     dims[2] = {(hsize_t)lb_model_schema_extent(model, set, set->rows),
                           (hsize_t)lb_model_schema_extent(model, set, set->cols)};
    hid_t       type    = lb_model_hdf5_array_type(set->element);
    hid_t       data    = create_dataset(file, set, type, dims);
    size_t      bytes   = (size_t)(dims[0] * dims[1]) * lb_model_schema_element_size(set->element);
    uint64_t    sum     = lb_hash_bytes(array, bytes);
    if (data < 0 || (bytes > 0 && H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, array) < 0)) {
        st = lb_model_hdf5_fail(err, LB_EIO, "cannot write", set->path);
        goto cleanup;
    }
    LB_TRY(write_number(data, LB_MODEL_CHECKSUM, LB_ELEMENT_U64, &sum, err));
    LB_TRY(write_text(data, "about", set->about, err));
cleanup:
    lb_model_hdf5_release(data);
    lb_model_hdf5_release(type);
    return st;
}

/* Links and attributes stay in the objects' headers, which have checksums, however many there are
 * (by default more than eight move to structures that are slower to open); and no time of creation,
 * so that the same model gives the same bytes. */
static bool keep_compact(hid_t list)
{
    return H5Pset_obj_track_times(list, false) >= 0 &&
           H5Pset_attr_phase_change(list, COMPACT_MOST, 0) >= 0 &&
           H5Pset_link_phase_change(list, COMPACT_MOST, 0) >= 0;
}

static LbStatus write_groups(hid_t file, LbError *err)
{
    LbStatus st   = LB_OK;
    hid_t    list = H5Pcreate(H5P_GROUP_CREATE);
    for (const LbGroup *it = lb_model_schema_groups; it->name != NULL; it++) {
        hid_t group = keep_compact(list)
                          ? H5Gcreate2(file, it->name, H5P_DEFAULT, list, H5P_DEFAULT)
                          : (hid_t)NONE;
        if (group < 0) {
            st = lb_model_hdf5_fail(err, LB_EIO, "cannot write group", it->name);
            goto cleanup;
        }
        lb_model_hdf5_release(group);
    }
cleanup:
    lb_model_hdf5_release(list);
    return st;
}

/* /components is the main factor matrix, whichever part of the model that is. */
static LbStatus link_components(hid_t file, const LbModel *model, LbError *err)
{
    const char *path = model->taste.rank > 0 ? "taste/components" : "stars/components";
    if (model->taste.rank == 0 && model->stars.rank == 0) return LB_OK;
    if (H5Lcreate_hard(file, path, file, "components", H5P_DEFAULT, H5P_DEFAULT) < 0)
        return lb_model_hdf5_fail(err, LB_EIO, "cannot link", path);
    return LB_OK;
}

/* `complete` comes last, behind a flush: a file without it was not finished. */
static LbStatus write_contents(hid_t file, const LbModel *model, LbError *err)
{
    LbStatus      st      = LB_OK;
    const int32_t schema  = lb_model_schema_of(model);
    const int32_t is_done = 1;
    LB_TRY(write_text(file, "format", LB_MODEL_FORMAT, err));
    LB_TRY(write_number(file, "schema", LB_ELEMENT_I32, &schema, err));
    LB_TRY(write_groups(file, err));
    LB_TRY(write_scalars(file, model, err));
    for (int i = 0; i < lb_model_schema_n_datasets; i++)
        if (lb_model_schema_array(model, &lb_model_schema_datasets[i]) != NULL)
            LB_TRY(write_dataset(file, model, &lb_model_schema_datasets[i], err));
    LB_TRY(link_components(file, model, err));
    if (H5Fflush(file, H5F_SCOPE_GLOBAL) < 0)
        return lb_model_hdf5_fail(err, LB_EIO, "cannot flush", "/");
    LB_TRY(write_number(file, "complete", LB_ELEMENT_I32, &is_done, err));
cleanup:
    return st;
}

/* Everything about HDF5; whether the bytes have arrived is in the sink afterwards. */
static LbStatus write_hdf5(const LbModel *model, LbModelSink *sink, LbError *err)
{
    LbStatus st     = LB_OK;
    hid_t    file   = NONE;
    hid_t    driver = lb_model_sink_register();
    hid_t    access = lb_model_hdf5_access();
    hid_t    layout = H5Pcreate(H5P_FILE_CREATE);
    if (lb_model_sink_use(access, driver, sink) >= 0 && keep_compact(layout))
        file = H5Fcreate("model", H5F_ACC_TRUNC, layout, access);
    if (file < 0) {
        st = lb_model_hdf5_fail(err, LB_EIO, "cannot write", "model");
        goto cleanup;
    }
    LB_TRY(write_contents(file, model, err));
cleanup:
    if (file >= 0 && H5Fclose(file) < 0 && st == LB_OK)
        st = lb_model_hdf5_fail(err, LB_EIO, "cannot write", "model");
    lb_model_hdf5_release(layout);
    lb_model_hdf5_release(access);
    if (driver >= 0) H5FDunregister(driver);
    return st;
}

LbStatus lb_model_file_put(LbAtomicFile *file, const LbModel *model, LbError *err)
{
    LbStatus    st   = LB_OK;
    LbModelSink sink = {.fd = file->fd};
    LB_TRY(lb_model_check(model, false, err));
    LB_TRY(lb_model_hdf5_begin(err));
    LB_TRY(write_hdf5(model, &sink, err));
    if (sink.failure == EINTR) LB_FAIL(LB_EINTR, EINTR, "interrupted");
    if (sink.failure != 0)
        LB_FAIL(LB_EIO, sink.failure, "cannot write '%s': %s", file->path, strerror(sink.failure));
cleanup:
    return st;
}

LbStatus lb_model_file_write(const char *path, const LbModel *model, LbError *err)
{
    LbStatus     st   = LB_OK;
    LbAtomicFile file = {.fd = -1};
    LB_TRY(lb_atomic_file_open(&file, path, 0666, err));
    LB_TRY(lb_model_file_put(&file, model, err));
    LB_TRY(lb_atomic_file_publish(&file, err));
cleanup:
    lb_atomic_file_discard(&file);
    return st;
}
