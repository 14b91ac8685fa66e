/* SPDX-License-Identifier: MIT */
/** @file text.h
 *  Text as it comes from outside: UTF-8 made safe to show, and keys to compare titles. */
#ifndef LB_COMMON_BASE_TEXT_H
#define LB_COMMON_BASE_TEXT_H

#include "common/base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LB_UTF8_MAX = 4 }; /**< bytes of a character */

/** Write a code point as UTF-8, not NUL-terminated; one that UTF-8 cannot write becomes U+FFFD.
 *  @return length, 1..LB_UTF8_MAX */
size_t lb_text_put_code(char out[LB_UTF8_MAX], uint32_t code);

/** Next code point of a UTF-8 slice, which is advanced; 0xFFFD for each malformed byte. The slice
 *  must not be empty. */
uint32_t lb_text_next_code(LbSlice *text);

/** Whether the text is UTF-8 throughout. */
bool lb_text_is_utf8(LbSlice text);

/** Whether lb_text_clean() replaces this code point or leaves it out. */
bool lb_text_is_unsafe(uint32_t code);

/** Next character of a UTF-8 slice, which is advanced, as lb_text_clean() writes it: not
 *  NUL-terminated. The slice must not be empty. @return length, 0 (left out)..LB_UTF8_MAX */
size_t lb_text_clean_next(char out[LB_UTF8_MAX], LbSlice *text);

/** Write `text` to `out` (cap bytes, NUL-terminated, cut at a character): malformed bytes become
 *  U+FFFD; control characters (C0, DEL, C1) and line separators become a blank; invisible
 *  characters (bidirectional overrides, isolates and marks, zero width space, byte order mark,
 *  annotations, tags) are left out, but not joiners and variation selectors: safe for a terminal, a
 *  log line and an HTML text node after escaping. @return length. */
size_t lb_text_clean(char *out, size_t cap, LbSlice text);

/** Columns a terminal gives to the text: 0 for combining marks, 2 for East Asian wide and emoji. */
int lb_text_width(LbSlice text);

/** Longest prefix of the text that is at most `width` columns wide, in bytes. */
size_t lb_text_prefix(LbSlice text, int width);

/** Key under which titles are compared: lower case, diacritics and punctuation dropped, words
 *  joined by '-', so that "Amélie" and "amelie", "Face/Off" and "face-off" agree. The rules are
 *  those of Letterboxd's slugs for Latin text; other scripts keep their letters. NUL-terminated,
 *  cut at cap.
 *  @return length; 0 when nothing is left. */
size_t lb_text_key(char *out, size_t cap, LbSlice title);

/** Edit distance (Damerau, optimal string alignment) of two short keys, cut off at `limit`:
 *  returns limit + 1 when it is larger. Cost O(len a * len b); inputs beyond 128 bytes are cut. */
int lb_text_distance(LbSlice a, LbSlice b, int limit);

#endif
