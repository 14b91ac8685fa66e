/* SPDX-License-Identifier: MIT */
/** @file reporter.h
 *  How a library says something on the way: messages, progress, and the question whether to stop.
 *  The programs hand one in (common/ui.h makes one for a terminal); libraries never print.
 *  A NULL reporter, or a NULL member, is silent and never interrupts. */
#ifndef LB_COMMON_BASE_REPORTER_H
#define LB_COMMON_BASE_REPORTER_H

#include "common/base/error.h"

#include <stdbool.h>

typedef enum LbLevel {
    LB_LEVEL_WARNING, /**< shown by lbrec-train always, by lbrec-query unless --quiet */
    LB_LEVEL_NOTE,   /**< shown unless --quiet: what a person wants to know, e.g. "cache is used" */
    LB_LEVEL_DETAIL, /**< shown with -v */
    LB_LEVEL_TRACE   /**< shown with -vv */
} LbLevel;

typedef struct LbReporter {
    /** One line of text, without newline; may hold untrusted bytes, the receiver cleans it. */
    void (*message)(void *ctx, LbLevel level, const char *text);
    /** `done` of `total` units of the named phase are done; total <= 0: unknown. A new phase name
     *  ends the one before; NULL ends the last. Cheap to call often. Called from one thread. */
    void (*progress)(void *ctx, const char *phase, double done, double total);
    /** True once the person wants to stop. Safe from any thread. */
    bool (*interrupted)(void *ctx);
    void *ctx;
} LbReporter;

void lb_reporter_message(const LbReporter *reporter, LbLevel level, const char *fmt, ...)
    LB_PRINTF(3, 4);
void lb_reporter_progress(const LbReporter *reporter, const char *phase, double done, double total);
bool lb_reporter_interrupted(const LbReporter *reporter);

/** LB_EINTR with the message "interrupted" when the person wants to stop, else LB_OK. */
LB_NODISCARD LbStatus lb_reporter_check(const LbReporter *reporter, LbError *err);

#endif
