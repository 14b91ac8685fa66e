/* SPDX-License-Identifier: MIT */
#include "query/serve/intake.h"

#include "common/base/mem.h"

#include <string.h>

void lb_intake_clear(LbIntake *intake)
{
    for (int i = 0; i < intake->request.n_params; i++) {
        free((char *)(uintptr_t)intake->params[i].name);
        free((char *)(uintptr_t)intake->params[i].value);
    }
    for (int i = 0; i < intake->request.n_uploads; i++)
        lb_upload_close(&intake->uploads[i]);
    free(intake->params);
    free(intake->uploads);
    *intake = (LbIntake){.params = NULL};
}

bool lb_intake_is_refused(const LbIntake *intake)
{
    const LbWebRequest *request = &intake->request;
    return request->is_too_large || request->is_malformed || request->is_out_of_memory;
}

bool lb_intake_add_param(LbIntake *intake, const char *name, const char *value)
{
    LbWebRequest *request = &intake->request;
    size_t        n       = (size_t)request->n_params;
    if (n == LB_INTAKE_PARAMS) {
        request->is_malformed = true;
        return false;
    }
    char *own_name = lb_mem_strdup(name), *own_value = lb_mem_strdup(value);
    if (own_name != NULL && own_value != NULL &&
        LB_GROW(&intake->params, &intake->params_cap, n + 1, NULL) == LB_OK) {
        intake->params[n] = (LbWebParam){own_name, own_value};
        request->params   = intake->params;
        request->n_params++;
        return true;
    }
    free(own_name);
    free(own_value);
    request->is_out_of_memory = true;
    return false;
}

void lb_intake_add_to_field(LbIntake *intake, const char *name, const char *bytes, uint64_t offset,
                            size_t size)
{
    LbWebRequest *request = &intake->request;
    if (offset == 0 && !lb_intake_add_param(intake, name, "")) return;
    if (request->n_params == 0) return;
    LbWebParam *field      = &intake->params[request->n_params - 1];
    bool        ends_early = size > 0 && memchr(bytes, '\0', size) != NULL;
    if (ends_early || offset > LB_INTAKE_VALUE || size > LB_INTAKE_VALUE - offset) {
        request->is_malformed = true;
        return;
    }
    char *longer = lb_mem_resize((char *)(uintptr_t)field->value, (size_t)offset + size + 1, 1);
    if (longer == NULL) {
        request->is_out_of_memory = true;
        return;
    }
    if (size > 0) memcpy(longer + offset, bytes, size);
    longer[offset + size] = '\0';
    field->value          = longer;
}

static LbUpload *new_upload(LbIntake *intake, const char *field, const char *name)
{
    LbWebRequest *request = &intake->request;
    size_t        n       = (size_t)request->n_uploads;
    if (n == LB_INTAKE_UPLOADS) {
        request->is_malformed = true;
        return NULL;
    }
    if (LB_GROW(&intake->uploads, &intake->uploads_cap, n + 1, NULL) != LB_OK ||
        lb_upload_open(&intake->uploads[n], field, name, NULL) != LB_OK) {
        request->is_out_of_memory = true;
        return NULL;
    }
    request->uploads = intake->uploads;
    request->n_uploads++;
    return &intake->uploads[n];
}

void lb_intake_add_to_file(LbIntake *intake, const char *field, const char *name, const char *bytes,
                           uint64_t offset, size_t size)
{
    bool          is_unused = offset == 0 && size == 0 && name != NULL && name[0] == '\0';
    LbWebRequest *request   = &intake->request;
    if (is_unused) return; /* a field of a form in which no file was chosen */
    LbUpload *upload = offset == 0              ? new_upload(intake, field, name)
                       : request->n_uploads > 0 ? &intake->uploads[request->n_uploads - 1]
                                                : NULL;
    if (upload != NULL && lb_upload_append(upload, bytes, size, NULL) != LB_OK)
        request->is_out_of_memory = true;
}
