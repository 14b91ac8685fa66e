/* SPDX-License-Identifier: MIT */
/** @file error.h
 *  Status codes, and one caller-owned message a failure.
 *
 *  A fallible function returns LbStatus and takes a `LbError *err` last (it may be NULL). The layer
 *  that detects a failure writes the message with lb_error_set(); the one layer that knows the
 *  file, row, URL or user puts it in front with lb_error_context(); nobody else touches it.
 *  Messages are one line, lower case, without program name, and say what was found and what was
 *  expected. */
#ifndef LB_COMMON_BASE_ERROR_H
#define LB_COMMON_BASE_ERROR_H

#include <stddef.h>

/** Every status: enumerator, exit code of the programs, text. Enum, texts and exit codes are all
 *  generated from this list. */
#define LB_STATUS_LIST(X)                                                                          \
    X(LB_OK, 0, "success")                                                                         \
    X(LB_ENONE, 1, "no result")                                                                    \
    X(LB_ENOCONV, 3, "solver did not converge")                                                    \
    X(LB_EGATE, 3, "new model refused")                                                            \
    X(LB_EUSAGE, 64, "invalid command line")                                                       \
    X(LB_EDATA, 65, "malformed input")                                                             \
    X(LB_ENOINPUT, 66, "cannot open input")                                                        \
    X(LB_ENET, 69, "service unavailable")                                                          \
    X(LB_EINTERNAL, 70, "internal error")                                                          \
    X(LB_ENOMEM, 71, "out of memory")                                                              \
    X(LB_ECREATE, 73, "cannot create output")                                                      \
    X(LB_EIO, 74, "input/output error")                                                            \
    X(LB_ETEMPFAIL, 75, "try again later")                                                         \
    X(LB_EPROTOCOL, 76, "unexpected reply")                                                        \
    X(LB_EINTR, 130, "interrupted")

typedef enum LbStatus {
#define LB_STATUS_ENUM(name, code, text) name,
    LB_STATUS_LIST(LB_STATUS_ENUM)
#undef LB_STATUS_ENUM
} LbStatus;

enum { LB_MESSAGE_MAX = 512 };

typedef struct LbError {
    LbStatus status;
    int      detail; /**< errno, CURLcode, HTTP status or ARPACK info; 0 when there is none */
    char     message[LB_MESSAGE_MAX];
} LbError;

#if defined(__GNUC__)
#define LB_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define LB_NODISCARD         __attribute__((warn_unused_result))
#else
#define LB_PRINTF(fmt, args)
#define LB_NODISCARD
#endif

/** Run a fallible call; on failure jump to the function's `cleanup:` label with `st` set. */
#define LB_TRY(call)                                                                               \
    do {                                                                                           \
        st = (call);                                                                               \
        if (st != LB_OK) goto cleanup;                                                             \
    } while (0)

/** Fail with a new message and jump to `cleanup:`. */
#define LB_FAIL(status, detail, ...)                                                               \
    do {                                                                                           \
        lb_error_set(err, (status), (detail), __VA_ARGS__);                                        \
        st = (status); /* said here too, for the static analyser */                                \
        goto cleanup;                                                                              \
    } while (0)

/** Out of memory, `bytes` as for lb_error_nomem(): fail and jump to `cleanup:`. */
#define LB_FAIL_NOMEM(bytes)                                                                       \
    do {                                                                                           \
        lb_error_nomem(err, (bytes));                                                              \
        st = LB_ENOMEM;                                                                            \
        goto cleanup;                                                                              \
    } while (0)

/** Record a failure. Control characters in the message are replaced by '?', long messages cut at a
 *  UTF-8 boundary. Never allocates.
 *  @return status, so that `return lb_error_set(...)` reads well */
LbStatus lb_error_set(LbError *err, LbStatus status, int detail, const char *fmt, ...)
    LB_PRINTF(4, 5);

/** Put "context: " in front of the message that is there; not of LB_EINTR, which is nothing's fault.
 *  @return status. */
LbStatus lb_error_context(LbError *err, LbStatus status, const char *fmt, ...) LB_PRINTF(3, 4);

/** Hand on a failure that was recorded elsewhere: by a thread, or put aside. @return its status. */
LbStatus lb_error_copy(LbError *err, const LbError *caught);

/** Record LB_ENOMEM for a request of `bytes` bytes (0: nobody knows how many; SIZE_MAX: the size
 *  itself overflowed). */
LbStatus lb_error_nomem(LbError *err, size_t bytes);

/** The program exit code of a status (the codes of sysexits.h where one fits). */
int lb_error_exit_code(LbStatus status);

/** "LB_EDATA". */
const char *lb_error_name(LbStatus status);

/** A short text of a status, for logs. */
const char *lb_error_status_text(LbStatus status);

#endif
