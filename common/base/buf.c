/* SPDX-License-Identifier: MIT */
#include "common/base/buf.h"

#include "common/base/interrupt.h"
#include "common/base/mem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void lb_buf_init(LbBuf *buf, size_t max)
{
    *buf = (LbBuf){.max = max};
}

void lb_buf_clear(LbBuf *buf)
{
    free(buf->data);
    lb_buf_init(buf, buf->max);
}

void lb_buf_reset(LbBuf *buf)
{
    buf->len = 0;
    if (buf->data != NULL) buf->data[0] = '\0';
}

const char *lb_buf_text(const LbBuf *buf)
{
    return buf->data != NULL ? buf->data : "";
}

/* Room for len more bytes and the NUL behind them. */
static LbStatus reserve(LbBuf *buf, size_t len, LbError *err)
{
    if (len > buf->max - buf->len)
        return lb_error_set(err, LB_EDATA, 0, "more than %zu bytes, which is the limit", buf->max);
    return LB_GROW(&buf->data, &buf->cap, buf->len + len + 1, err);
}

LbStatus lb_buf_append(LbBuf *buf, const void *bytes, size_t len, LbError *err)
{
    LbStatus st = reserve(buf, len, err);
    if (st != LB_OK) return st;
    if (len > 0) memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
    return LB_OK;
}

LbStatus lb_buf_puts(LbBuf *buf, const char *text, LbError *err)
{
    return lb_buf_append(buf, text, strlen(text), err);
}

LbStatus lb_buf_printf(LbBuf *buf, LbError *err, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0) return lb_error_set(err, LB_EINTERNAL, 0, "cannot format '%s'", fmt);
    LbStatus st = reserve(buf, (size_t)len, err);
    if (st != LB_OK) return st;
    va_start(args, fmt);
    vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
    va_end(args);
    buf->len += (size_t)len;
    return LB_OK;
}

LbStatus lb_buf_read_file(LbBuf *buf, const char *path, LbError *err)
{
    LbStatus st = LB_OK;
    char     chunk[65536];
    int      fd = lb_interrupt_open(path, 0);
    if (fd < 0) LB_FAIL(LB_ENOINPUT, errno, "cannot open '%s': %s", path, strerror(errno));
    for (;;) {
        ssize_t got = lb_interrupt_read(fd, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR) LB_FAIL(LB_EINTR, EINTR, "interrupted");
        if (got < 0) LB_FAIL(LB_EIO, errno, "cannot read '%s': %s", path, strerror(errno));
        if (got == 0) break;
        st = lb_buf_append(buf, chunk, (size_t)got, err);
        if (st != LB_OK) {
            lb_error_context(err, st, "%s", path);
            goto cleanup;
        }
    }
cleanup:
    if (fd >= 0) close(fd);
    return st;
}
