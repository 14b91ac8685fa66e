/* SPDX-License-Identifier: MIT */
/** @file web_address.h
 *  The address in the first line of a request: its escapes, and the form that names a host. */
#ifndef LB_QUERY_SERVE_WEB_ADDRESS_H
#define LB_QUERY_SERVE_WEB_ADDRESS_H

#include "common/base/slice.h"

/** Decode "%41" in place. What escapes nothing stays as it is, and so does "%00": a text ends at
 *  its NUL, and what follows would go unseen. @return the new length */
size_t lb_web_address_decode(char *text);

/** The path of "/v1/model" or, as clients ask a proxy, "http://localhost:8765/v1/model"; *host is
 *  that of the latter, which counts more than the header (RFC 9112, 3.2.2), else empty. Borrowed. */
const char *lb_web_address_path(LbSlice *host, const char *address);

#endif
