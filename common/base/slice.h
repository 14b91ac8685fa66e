/* SPDX-License-Identifier: MIT */
/** @file slice.h
 *  A piece of text somewhere, and numbers in it: '.' is the point whatever the locale. */
#ifndef LB_COMMON_BASE_SLICE_H
#define LB_COMMON_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Borrowed bytes, not NUL-terminated. */
typedef struct LbSlice {
    const char *text;
    size_t      len;
} LbSlice;

/** The whole slice as a decimal number ("4", "-1.5", "1e3"); '.' whatever the locale, blanks around
 *  are allowed, hexadecimal, "inf" and "nan" are not. @return false when it is anything else. */
bool lb_slice_to_double(LbSlice text, double *out);

/** The same, where the decimal point may be a comma ("4,5"), as spreadsheets of half of Europe write
 *  it; a comma before three digits, which may part thousands, is none. */
bool lb_slice_to_number(LbSlice text, double *out);

/** The whole slice as a decimal integer within int64_t. */
bool lb_slice_to_int(LbSlice text, int64_t *out);

/** Slice without blanks at both ends: those of ASCII, and U+00A0 in UTF-8. */
LbSlice lb_slice_trim(LbSlice text);

/** Whether a field of a table stands for "none", as programs write it: it is empty, or one of nan,
 *  None, null, N/A, "\\N", -, ? and unknown, in any case. */
bool lb_slice_is_none(LbSlice text);

/** Without `open` and `close` at its two ends, quotes or parentheses; as it is unless both are there. */
LbSlice lb_slice_inside(LbSlice text, char open, char close);

/** Bytes of the byte order marks that a text in UTF-8 begins with: of all of them, since programs
 *  that save a file again put one more in front. */
size_t lb_slice_marks(LbSlice text);

/** Take the next line, without its '\n', '\r\n' or '\r', off a text.
 *  @return false at the end of the text */
bool lb_slice_next_line(LbSlice *line, LbSlice *text);

/** Equal, and equal ignoring ASCII case, to a string. */
bool lb_slice_is(LbSlice text, const char *other);
bool lb_slice_is_nocase(LbSlice text, const char *other);

/** Whether it is one of some words, ignoring ASCII case; the last of them is followed by NULL. */
bool lb_slice_is_any(LbSlice text, const char *const *words);

#endif
