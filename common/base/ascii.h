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

#endif
