/* SPDX-License-Identifier: MIT */
#include "query/serve/web_address.h"

#include "common/base/ascii.h"

#include <string.h>
#include <strings.h>

size_t lb_web_address_decode(char *text)
{
    char *out = text;
    for (const char *at = text; *at != '\0'; at++) {
        int high = *at == '%' ? lb_hex_digit(at[1]) : -1;
        int low  = high >= 0 ? lb_hex_digit(at[2]) : -1;
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
