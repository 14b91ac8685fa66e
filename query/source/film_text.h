/* SPDX-License-Identifier: MIT */
/** @file film_text.h
 *  A file that people saved, as text: whole, in UTF-8, whatever their programs made of it. */
#ifndef LB_QUERY_SOURCE_FILM_TEXT_H
#define LB_QUERY_SOURCE_FILM_TEXT_H

#include "common/base/buf.h"
#include "common/input/input.h"

/** Read an input to its end. UTF-16 with a byte order mark is recoded; so are bytes that are not
 *  UTF-8, as windows-1252 (which Latin-1 is a part of). Byte order marks are dropped.
 *  @param[out] text     initialised by the caller, whose bound holds before and after
 *  @param[out] charset  name of the charset that was recoded; NULL: it was UTF-8
 *  @retval LB_EDATA     over the bound; a NUL character: "line 3: ..."; half a UTF-16 character
 *  @retval LB_EIO, LB_EINTR, LB_ENOINPUT, LB_EDATA  of the input   @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_film_text_read(LbBuf *text, const char **charset, LbInput *in,
                                        LbError *err);

#endif
