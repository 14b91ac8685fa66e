/* SPDX-License-Identifier: MIT */
/** @file process.h
 *  What has to be in order before a program does anything, and its last words when it does not end
 *  of its own accord. For main.c alone. */
#ifndef LB_COMMON_PROGRAM_PROCESS_H
#define LB_COMMON_PROGRAM_PROCESS_H

#include <stdbool.h>

/** First thing in main. A standard descriptor that was closed leads to /dev/null from now on, or
 *  the next file to be opened would get its number, and messages would be written into it; reading
 *  from it or writing to it fails as it did. And where a library calls exit(), or a file that is
 *  mapped is cut short (SIGBUS), there is a message, and an exit code of the table: 71 and 75.
 *  @param program  a literal
 *  @return false: a descriptor is missing and cannot be replaced */
bool lb_process_begin(const char *program);

/** Last thing in main. @return code */
int lb_process_end(int code);

#endif
