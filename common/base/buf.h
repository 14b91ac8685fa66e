/* SPDX-License-Identifier: MIT */
/** @file buf.h
 *  A growing byte buffer with a hard upper bound: what comes from outside cannot fill memory. */
#ifndef LB_COMMON_BASE_BUF_H
#define LB_COMMON_BASE_BUF_H

#include "common/base/error.h"

#include <stddef.h>

typedef struct LbBuf {
    char  *data; /**< NUL-terminated once something was appended; NULL before */
    size_t len;  /**< bytes without the NUL */
    size_t cap;
    size_t max; /**< appending past this many bytes fails */
} LbBuf;

/** An empty buffer that may grow to `max` bytes. */
void lb_buf_init(LbBuf *buf, size_t max);

/** Free the memory; the buffer is empty and may be used again. */
void lb_buf_clear(LbBuf *buf);

/** Forget the contents, keep the memory. */
void lb_buf_reset(LbBuf *buf);

/** The contents as a string, "" when empty. Borrowed until the next change. */
const char *lb_buf_text(const LbBuf *buf);

/** Append bytes. On failure nothing is appended.
 *  @retval LB_EDATA  the buffer would pass its maximum
 *  @retval LB_ENOMEM no memory */
LB_NODISCARD LbStatus lb_buf_append(LbBuf *buf, const void *bytes, size_t len, LbError *err);

/** Append a string. Errors as lb_buf_append(). */
LB_NODISCARD LbStatus lb_buf_puts(LbBuf *buf, const char *text, LbError *err);

/** Append formatted text. Errors as lb_buf_append().
 *  @retval LB_EINTERNAL  the format is wrong */
LB_NODISCARD LbStatus lb_buf_printf(LbBuf *buf, LbError *err, const char *fmt, ...) LB_PRINTF(3, 4);

/** Append a whole file.
 *  @retval LB_ENOINPUT  it cannot be opened (detail: errno)   @retval LB_EIO  nor read
 *  @retval LB_EDATA     the buffer would pass its maximum     @retval LB_ENOMEM
 *  @retval LB_EINTR     the process is asked to stop while it waits for a pipe */
LB_NODISCARD LbStatus lb_buf_read_file(LbBuf *buf, const char *path, LbError *err);

#endif
