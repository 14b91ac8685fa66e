/* SPDX-License-Identifier: MIT */
#include "query/serve/upload.h"

#include "common/text/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Nothing of what a client calls its file reaches the file system; it is for messages. */
static void take_name(char out[LB_UPLOAD_NAME], const char *name)
{
    out[0] = '\0';
    if (name == NULL) return;
    const char *base = strrchr(name, '/');
    base             = base != NULL ? base + 1 : name;
    lb_text_clean(out, LB_UPLOAD_NAME, (LbSlice){base, strlen(base)});
}

LbStatus lb_upload_open(LbUpload *upload, const char *field, const char *name, LbError *err)
{
    *upload = (LbUpload){.fd = memfd_create("lbrec-upload", MFD_CLOEXEC)};
    if (upload->fd < 0)
        return lb_error_set(err, LB_ENOMEM, errno, "no memory for an upload: %s", strerror(errno));
    take_name(upload->field, field);
    take_name(upload->name, name);
    return LB_OK;
}

void lb_upload_close(LbUpload *upload)
{
    if (upload->fd >= 0) close(upload->fd);
    upload->fd = -1;
}

LbStatus lb_upload_append(LbUpload *upload, const void *bytes, size_t len, LbError *err)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = write(upload->fd, at, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0)
            return lb_error_set(err, LB_ENOMEM, errno, "no memory for an upload: %s",
                                strerror(errno));
        at += n;
        len -= (size_t)n;
        upload->size += (size_t)n;
    }
    return LB_OK;
}

LbStatus lb_upload_read(LbBuf *text, const LbUpload *upload, LbError *err)
{
    LbStatus st = LB_OK;
    char     chunk[65536];
    for (off_t at = 0; (size_t)at < upload->size;) {
        ssize_t n = pread(upload->fd, chunk, sizeof chunk, at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) LB_FAIL(LB_ENOMEM, errno, "the upload cannot be read: %s", strerror(errno));
        LB_TRY(lb_buf_append(text, chunk, (size_t)n, err));
        at += n;
    }
cleanup:
    return st;
}

void lb_upload_path(char out[LB_UPLOAD_PATH], const LbUpload *upload)
{
    snprintf(out, LB_UPLOAD_PATH, "/proc/self/fd/%d", upload->fd);
}

const char *lb_upload_name(const LbUpload *upload)
{
    return upload->name[0] != '\0' ? upload->name : "the upload";
}

void lb_upload_rename(LbError *err, const LbUpload *upload)
{
    char    path[LB_UPLOAD_PATH];
    LbError named = *err;
    lb_upload_path(path, upload);
    const char *name = lb_upload_name(upload);
    size_t      n = strlen(path), out = 0;
    for (const char *at = err->message; *at != '\0' && out + 1 < sizeof named.message;) {
        bool is_path = strncmp(at, path, n) == 0 && (at[n] < '0' || at[n] > '9');
        if (is_path) {
            int len = snprintf(named.message + out, sizeof named.message - out, "%s", name);
            out += (size_t)len < sizeof named.message - out ? (size_t)len
                                                            : sizeof named.message - out - 1;
            at += n;
        } else {
            named.message[out++] = *at++;
        }
    }
    named.message[out] = '\0';
    *err               = named;
}
