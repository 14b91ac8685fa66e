/* SPDX-License-Identifier: MIT */
#include "common/base/error.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Messages quote untrusted text: nothing in them may steer a terminal. */
static void clean(char *text)
{
    for (unsigned char *c = (unsigned char *)text; *c != '\0'; c++)
        if (*c < 0x20 || *c == 0x7f) *c = '?';
}

/* After a cut, drop the bytes of a character that is no longer whole. */
static void trim_partial_utf8(char *text)
{
    size_t len  = strlen(text);
    size_t back = 0;
    while (back < len && back < 3 && ((unsigned char)text[len - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back >= len) return;
    unsigned char lead = (unsigned char)text[len - 1 - back];
    size_t        need = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (need > back) text[len - 1 - back] = '\0';
}

LbStatus lb_error_set(LbError *err, LbStatus status, int detail, const char *fmt, ...)
{
    if (err == NULL) return status;
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(err->message, sizeof err->message, fmt, args);
    va_end(args);
    err->status = status;
    err->detail = detail;
    if (len < 0) err->message[0] = '\0';
    if (len >= (int)sizeof err->message) trim_partial_utf8(err->message);
    clean(err->message);
    return status;
}

LbStatus lb_error_context(LbError *err, LbStatus status, const char *fmt, ...)
{
    if (err == NULL || status == LB_EINTR) return status;
    char    prefix[LB_MESSAGE_MAX];
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(prefix, sizeof prefix - 2, fmt, args);
    va_end(args);
    if (len < 0) return status;
    trim_partial_utf8(prefix);
    size_t used    = strlen(prefix);
    prefix[used++] = ':';
    prefix[used++] = ' ';
    size_t room    = sizeof err->message - 1 - used;
    size_t keep    = strlen(err->message);
    if (keep > room) keep = room;
    memmove(err->message + used, err->message, keep);
    memcpy(err->message, prefix, used);
    err->message[used + keep] = '\0';
    trim_partial_utf8(err->message);
    clean(err->message);
    err->status = status;
    return status;
}

LbStatus lb_error_copy(LbError *err, const LbError *caught)
{
    if (err != NULL && caught->status != LB_OK) *err = *caught;
    return caught->status;
}

LbStatus lb_error_nomem(LbError *err, size_t bytes)
{
    if (bytes == SIZE_MAX)
        return lb_error_set(err, LB_ENOMEM, 0, "out of memory: the size asked for is too large");
    if (bytes == 0) return lb_error_set(err, LB_ENOMEM, 0, "out of memory");
    return lb_error_set(err, LB_ENOMEM, 0, "out of memory: %zu bytes were asked for", bytes);
}

/* One row a status, in the order of the enum. */
static const struct {
    int         exit_code;
    const char *text, *name;
} rows[] = {
#define LB_STATUS_ROW(name, code, text) {code, text, #name},
    LB_STATUS_LIST(LB_STATUS_ROW)
#undef LB_STATUS_ROW
};

int lb_error_exit_code(LbStatus status)
{
    return rows[status].exit_code;
}

const char *lb_error_status_text(LbStatus status)
{
    return rows[status].text;
}

const char *lb_error_name(LbStatus status)
{
    return rows[status].name;
}
