/* SPDX-License-Identifier: MIT */
/** @file charset.h
 *  The bytes of a reply -> valid UTF-8, which is all that the parsers are ever given: libxml2's own
 *  conversion stops silently at the first malformed byte. */
#ifndef LB_QUERY_SITE_CHARSET_H
#define LB_QUERY_SITE_CHARSET_H

#include "common/base/buf.h"
#include "common/base/error.h"
#include "common/base/slice.h"

/** Append `body` to `out` as UTF-8. Valid UTF-8 is taken as it is whatever the header says (a wrong
 *  header is far more frequent than another charset that happens to be valid UTF-8). Otherwise
 *  ISO-8859-1, windows-1252 and US-ASCII, when `content_type` (may be NULL) or a <meta> names them,
 *  are read as windows-1252, as browsers do; in all other cases malformed bytes become U+FFFD.
 *  Byte order marks are dropped; control characters but tab and line ends become blanks.
 *  Cost O(body.len).
 *  @retval LB_ENOMEM   @retval LB_EDATA  over out->max */
LB_NODISCARD LbStatus lb_charset_to_utf8(LbBuf *out, LbSlice body, const char *content_type,
                                         LbError *err);

#endif
