/* SPDX-License-Identifier: MIT */
#include "common/base/reporter.h"

#include <stdarg.h>
#include <stdio.h>

void lb_reporter_message(const LbReporter *reporter, LbLevel level, const char *fmt, ...)
{
    if (reporter == NULL || reporter->message == NULL) return;
    char    text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    reporter->message(reporter->ctx, level, text);
}

void lb_reporter_progress(const LbReporter *reporter, const char *phase, double done, double total)
{
    if (reporter != NULL && reporter->progress != NULL)
        reporter->progress(reporter->ctx, phase, done, total);
}

bool lb_reporter_interrupted(const LbReporter *reporter)
{
    return reporter != NULL && reporter->interrupted != NULL &&
           reporter->interrupted(reporter->ctx);
}

LbStatus lb_reporter_check(const LbReporter *reporter, LbError *err)
{
    return lb_reporter_interrupted(reporter) ? lb_error_set(err, LB_EINTR, 0, "interrupted")
                                             : LB_OK;
}
