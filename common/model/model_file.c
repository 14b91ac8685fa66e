/* SPDX-License-Identifier: MIT */
#include "common/model/model_file.h"

#include "common/base/mem.h"
#include "common/model/model_hdf5.h"
#include "common/model/model_map.h"
#include "common/model/model_read.h"

const char *lb_model_file_library(void)
{
    return lb_model_hdf5_version();
}

struct LbModelFile {
    LbModelContents contents;
    LbModelMap      map;
};

LbStatus lb_model_file_open(LbModelFile **out, const LbModel **model, const char *path, bool verify,
                            const LbReporter *reporter, LbError *err)
{
    LbStatus     st   = LB_OK;
    LbModelFile *self = NULL;
    *out              = NULL;
    *model            = NULL;
    LB_ALLOC_ZEROED(self, 1);
    LB_TRY(lb_model_map_open(&self->map, path, err));
    st = lb_model_read(&self->contents, &self->map, verify, reporter, err);
    if (st != LB_OK) {
        if (st != LB_EINTR) lb_error_context(err, st, "%s", path);
        goto cleanup;
    }
    *out   = self;
    *model = &self->contents.model;
    self   = NULL;
cleanup:
    lb_model_file_close(self);
    return st;
}

LbStatus lb_model_file_check(const LbModelFile *file, LbError *err)
{
    return lb_model_map_check(&file->map, err);
}

void lb_model_file_close(LbModelFile *file)
{
    if (file == NULL) return;
    lb_model_read_clear(&file->contents);
    lb_model_map_close(&file->map);
    free(file);
}
