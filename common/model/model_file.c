/* SPDX-License-Identifier: MIT */
#include "common/model/model_file.h"

#include "common/base/interrupt.h"
#include "common/base/mem.h"
#include "common/model/model_hdf5.h"
#include "common/model/model_map.h"
#include "common/model/model_read.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 4096 };

/* HDF5's signature, and in the root group's header, which is the first one, our format. */
static bool is_head(const char *head, size_t len)
{
    static const char   signature[8] = {(char)0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    static const size_t size         = sizeof LB_MODEL_FORMAT - 1;
    if (len < sizeof signature || memcmp(head, signature, sizeof signature) != 0) return false;
    for (size_t at = sizeof signature; at + size <= len; at++)
        if (memcmp(head + at, LB_MODEL_FORMAT, size) == 0) return true;
    return false;
}

LbStatus lb_model_file_probe(bool *is_model, const char *path, LbError *err)
{
    LbStatus    st = LB_OK;
    char        head[HEAD_BYTES];
    struct stat info;
    *is_model = false;
    int fd    = lb_interrupt_open(path, 0);
    if (fd < 0 || fstat(fd, &info) != 0)
        LB_FAIL(LB_ENOINPUT, errno, "cannot open '%s': %s", path, strerror(errno));
    if (!S_ISREG(info.st_mode)) goto cleanup;
    ssize_t len = lb_interrupt_read_at(fd, head, sizeof head, 0);
    if (len < 0) LB_FAIL(LB_EIO, errno, "cannot read '%s': %s", path, strerror(errno));
    *is_model = is_head(head, (size_t)len);
cleanup:
    if (fd >= 0) (void)close(fd);
    return st;
}

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
