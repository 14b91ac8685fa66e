/* SPDX-License-Identifier: MIT */
/** @file upload.h
 *  A file that came with a request: in memory, without a name in any folder, and gone with the
 *  request. */
#ifndef LB_QUERY_SERVE_UPLOAD_H
#define LB_QUERY_SERVE_UPLOAD_H

#include "common/base/buf.h"

#include <stddef.h>

enum { LB_UPLOAD_NAME = 128, LB_UPLOAD_PATH = 40 };

typedef struct LbUpload {
    int    fd; /**< -1: none */
    size_t size;
    char   name[LB_UPLOAD_NAME];  /**< as the client calls it, cleaned, without folders */
    char   field[LB_UPLOAD_NAME]; /**< of the form; "" for a bare body */
} LbUpload;

/** An empty upload; `name` and `field` may be NULL. Close with lb_upload_close().
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_upload_open(LbUpload *upload, const char *field, const char *name,
                                     LbError *err);
void                  lb_upload_close(LbUpload *upload);

/** Add bytes at the end.
 *  @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_upload_append(LbUpload *upload, const void *bytes, size_t len,
                                       LbError *err);

/** A path by which this process, and it alone, may open the upload any number of times. */
void lb_upload_path(char out[LB_UPLOAD_PATH], const LbUpload *upload);

/** All of its bytes, behind those that `text` has. The process may have been asked to stop meanwhile.
 *  @retval LB_ENOMEM   @retval as lb_buf_append() */
LB_NODISCARD LbStatus lb_upload_read(LbBuf *text, const LbUpload *upload, LbError *err);

/** What to call it in messages: its own name, or "the upload". Borrowed from the upload. */
const char *lb_upload_name(const LbUpload *upload);

/** Put the upload's own name in place of its path in a message. */
void lb_upload_rename(LbError *err, const LbUpload *upload);

#endif
