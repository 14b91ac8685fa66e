/* SPDX-License-Identifier: MIT */
#include "query/serve/web_address.h"

#include <string.h>
#include <strings.h>

/* -1: none. */
static int digit_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

size_t lb_web_address_decode(char *text)
{
    char *out = text;
    for (const char *at = text; *at != '\0'; at++) {
        int high = *at == '%' ? digit_of(at[1]) : -1;
        int low  = high >= 0 ? digit_of(at[2]) : -1;
        int byte = low >= 0 ? 16 * high + low : 0;
        *out     = *at;
        if (byte != 0) {
            *out = (char)byte;
            at += 2;
        }
        out++;
    }
    *out = '\0';
    return (size_t)(out - text);
}

const char *lb_web_address_path(LbSlice *host, const char *address)
{
    static const char scheme[] = "http://";
    *host                      = (LbSlice){"", 0};
    if (strncasecmp(address, scheme, sizeof scheme - 1) != 0) return address;
    host->text       = address + sizeof scheme - 1;
    host->len        = strcspn(host->text, "/");
    const char *path = host->text + host->len;
    return *path != '\0' ? path : "/";
}
