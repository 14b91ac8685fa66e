/* SPDX-License-Identifier: MIT */
#include "common/model/model_hdf5.h"

#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>

#define QUOTE(text)    #text
#define TEXT_OF(macro) QUOTE(macro)

enum { REASON_MAX = 160, NONE = H5I_INVALID_HID, WORKING_BYTES = 4 << 20 };

/* What HDF5 says of a failed call. */
typedef struct Reason {
    char text[REASON_MAX]; /* the innermost message */
    bool is_memory;
} Reason;

static herr_t look_at(unsigned n, const H5E_error2_t *entry, void *ctx)
{
    Reason *reason = ctx;
    (void)n;
    if (entry->desc != NULL) (void)snprintf(reason->text, sizeof reason->text, "%s", entry->desc);
    if (entry->min_num == H5E_NOSPACE || entry->min_num == H5E_CANTALLOC) reason->is_memory = true;
    return 0;
}

/* volatile: a compiler may think that memory which is not used can always be had, as clang does. */
static bool has_room(void)
{
    void *volatile room = malloc(WORKING_BYTES);
    bool has            = room != NULL;
    free(room);
    return has;
}

/* HDF5 takes memory to say that it has none: without any it gives no reason. */
static Reason ask_reason(void)
{
    Reason reason = {.text = "no reason given"};
    (void)H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, look_at, &reason);
    if (!reason.is_memory) reason.is_memory = !has_room();
    return reason;
}

const char *lb_model_hdf5_version(void)
{
    return "HDF5 " TEXT_OF(H5_VERS_MAJOR) "." TEXT_OF(H5_VERS_MINOR) "." TEXT_OF(H5_VERS_RELEASE);
}

LbStatus lb_model_hdf5_begin(LbError *err)
{
    if (!has_room()) return lb_error_nomem(err, WORKING_BYTES);
    (void)H5dont_atexit(); /* fails where it was called before */
    if (H5Eset_auto2(H5E_DEFAULT, NULL, NULL) < 0) return lb_error_nomem(err, 0);
    (void)H5PLset_loading_state(0); /* no file makes us load a library */
    return LB_OK;
}

LbStatus lb_model_hdf5_fail(LbError *err, LbStatus status, const char *what, const char *name)
{
    Reason reason = ask_reason();
    return lb_error_set(err, reason.is_memory ? LB_ENOMEM : status, 0, "%s '%s': HDF5: %s", what,
                        name, reason.text);
}

bool lb_model_hdf5_is_short_of_memory(void)
{
    return ask_reason().is_memory;
}

void lb_model_hdf5_release(int64_t id)
{
    if (id >= 0) H5Idec_ref(id);
}

int64_t lb_model_hdf5_native(LbElement element)
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
    case LB_ELEMENT_F16:
        break; /* HDF5 1.10 has no such type: lb_model_hdf5_array_type() */
    case LB_ELEMENT_F32:
        return H5T_NATIVE_FLOAT;
    case LB_ELEMENT_F64:
        return H5T_NATIVE_DOUBLE;
    case LB_ELEMENT_TEXT:
        break;
    }
    return NONE;
}

int64_t lb_model_hdf5_array_type(LbElement element)
{
    enum { SIGN_AT = 15, EXPONENT_AT = 10, EXPONENT_BITS = 5, BIAS = 15, BYTES = 2 };
    if (element != LB_ELEMENT_F16) return H5Tcopy(lb_model_hdf5_native(element));
    hid_t type = H5Tcopy(H5T_IEEE_F32LE);
    if (H5Tset_fields(type, SIGN_AT, EXPONENT_AT, EXPONENT_BITS, 0, EXPONENT_AT) >= 0 &&
        H5Tset_ebias(type, BIAS) >= 0 && H5Tset_size(type, BYTES) >= 0)
        return type;
    lb_model_hdf5_release(type);
    return NONE;
}

int64_t lb_model_hdf5_access(void)
{
    hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    if (H5Pset_libver_bounds(list, H5F_LIBVER_V18, H5F_LIBVER_LATEST) >= 0 &&
        H5Pset_alignment(list, 1, LB_MODEL_ALIGNMENT) >= 0 &&
        H5Pset_small_data_block_size(list, 0) >= 0 && H5Pset_file_locking(list, false, true) >= 0)
        return list;
    lb_model_hdf5_release(list);
    return NONE;
}
