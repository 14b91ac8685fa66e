/* SPDX-License-Identifier: MIT */
/** @file ascii.h
 *  Letters and digits of ASCII, whatever the locale; bytes of other characters are neither. */
#ifndef LB_COMMON_BASE_ASCII_H
#define LB_COMMON_BASE_ASCII_H

#include <stdbool.h>

static inline bool lb_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool lb_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char lb_to_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/** What a hexadecimal digit says; -1 when it is none. */
static inline int lb_hex_digit(char c)
{
    if (lb_is_digit(c)) return c - '0';
    c = lb_to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
